import { unitValue } from '../../margin/contract.ts';
import { maintenanceMargin } from '../../margin/tiers.ts';
import { type CrossedMarket, standingOf, sum, type Wallet } from './wallet.ts';

/** What an account's order got; `unit` is the value of a unit at the fill. */
export interface CrossedFill {
  readonly account: number;
  readonly quantity: number;
  readonly unit: number;
  /** Closed against a winner at a price of the venue's: costs no fee. */
  readonly isAdl: boolean;
}

export interface Settled {
  /** Without its deficit, which others pay. */
  readonly wallet: Wallet;
  /** What is paid to the fund: fee, and penalty on the maintenance released. */
  readonly fee: number;
  readonly deficit: number;
}

/** Less of an account's quantity is nothing. */
const NOTHING = 1e-12;

/**
 * Fills of one wallet in one tick, in the order in which they are given (contagion.md 2.6 b and d): profits go to its cash, fees
 * are paid out of what is there, and a wallet that has closed everything and sold all its assets leaves what is missing to others.
 *
 * @param penalty of the maintenance released at the marks, by fills in the market
 */
export function settleWallet(
  wallet: Wallet,
  fills: readonly CrossedFill[],
  markets: readonly CrossedMarket[],
  marks: readonly number[],
  penalty = 0,
): Settled {
  const left = wallet.accounts.map(({ quantity }) => quantity);
  let { cash } = wallet;
  let due = 0;
  for (const { account, quantity, unit, isAdl } of fills) {
    const { market, side, entryPrice, quantity: whole } = wallet.accounts[account]!;
    const { contract, feeRate, tiers } = markets[market]!;
    const held = left[account]!;
    const rest = held - quantity <= NOTHING * whole ? 0 : held - quantity;
    left[account] = rest;
    cash += side * quantity * (unit - unitValue(contract, entryPrice));
    if (isAdl) continue;
    const markUnit = Math.abs(unitValue(contract, marks[market]!));
    const released = maintenanceMargin(tiers, held * markUnit) - maintenanceMargin(tiers, rest * markUnit);
    due += feeRate * quantity * Math.abs(unit) + penalty * released;
  }
  const accounts = wallet.accounts.map((account, j) => ({ ...account, quantity: left[j]! }));
  const after: Wallet = { ...wallet, cash, accounts };
  if (sum(left) > 0) {
    const fee = Math.min(due, Math.max(0, standingOf(after, markets, marks).equity));
    return { wallet: { ...after, cash: cash - fee }, fee, deficit: 0 };
  }
  if (cash >= 0) {
    const fee = Math.min(due, cash);
    return { wallet: { ...after, cash: cash - fee }, fee, deficit: 0 };
  }
  // Assets are sold before anybody else pays.
  if (wallet.assets.some(({ amount }) => amount > 0)) return { wallet: after, fee: 0, deficit: 0 };
  return { wallet: { ...after, cash: 0 }, fee: 0, deficit: -cash };
}
