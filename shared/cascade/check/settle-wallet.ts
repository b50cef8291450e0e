import { crossedHolders } from '../holders/crossed/holders.ts';
import { bookFill, dueOf, type Settled, settleCash, unitsOf } from '../holders/crossed/settle.ts';
import { createCrossed, startCrossed } from '../holders/crossed/start-crossed.ts';
import type { CrossedMarket, Wallet } from '../holders/crossed/wallet.ts';
import { walletColumns } from '../holders/crossed/wallet-columns.ts';
import { unitValue } from '../margin/contract.ts';

/** What an account's order got; `unit` is the value of a unit at the fill. */
export interface CrossedFill {
  readonly account: number;
  readonly quantity: number;
  readonly unit: number;
  /** Closed against a winner at a price of the venue's: costs no fee. */
  readonly isAdl: boolean;
}

/**
 * Fills of one wallet in one tick, in the order in which they are given, settled as a path does it: for tests and published examples.
 *
 * @param penalty of the maintenance released at the marks, by fills in the market
 * @returns the wallet without its deficit, which others pay
 */
export function settleWallet(
  wallet: Wallet,
  fills: readonly CrossedFill[],
  markets: readonly CrossedMarket[],
  marks: readonly number[],
  penalty = 0,
): Settled & { readonly wallet: Wallet } {
  const wallets = walletColumns([wallet], [0]);
  const sizes = { wallets: 1, accounts: wallets.market.length, assets: wallets.assetMarket.length };
  const crossed = createCrossed(crossedHolders, { markets: markets.length, ...sizes }, wallets);
  startCrossed(
    crossed,
    wallets,
    { order: 'pro-rata', amount: 'step', step: 1, ratio: 1, penalty },
    markets,
    marks,
  );
  markets.forEach(({ contract }, k) => {
    crossed.units[k] = unitValue(contract, marks[k]!);
  });
  let due = 0;
  for (const { account, quantity, unit, isAdl } of fills) {
    const units = unitsOf(crossed, account, quantity);
    if (!isAdl) due += dueOf(crossed, account, units, unit);
    bookFill(crossed, 0, account, units, unit);
  }
  const left = [...crossed.quantity];
  const settled = settleCash(
    crossed,
    0,
    due,
    left.some((quantity) => quantity > 0),
  );
  const accounts = wallet.accounts.map((account, j) => ({ ...account, quantity: left[j]! }));
  return { ...settled, wallet: { ...wallet, cash: crossed.cash[0]!, accounts } };
}
