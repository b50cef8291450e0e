// Wallets of contagion.md 1 to 3 by their definitions: sums over positions, requirements as integrals of marginal rates, shares
// found by trying.
import { u } from './margin.ts';

export interface SlowMarket {
  readonly contract: 'linear' | 'inverse';
  readonly tiers: readonly { readonly floor: number; readonly rate: number }[];
  readonly feeRate: number;
}
export interface SlowPosition {
  readonly market: number;
  readonly side: 1 | -1;
  readonly quantity: number;
  readonly entryPrice: number;
}
export interface SlowWallet {
  readonly cash: number;
  readonly assets: readonly {
    readonly market: number | undefined;
    readonly factor: number;
    readonly amount: number;
    readonly haircut: number;
  }[];
  readonly accounts: readonly SlowPosition[];
}
type Marks = readonly number[];

/** With haircuts taken, or left out. */
export function slowEquity(wallet: SlowWallet, markets: readonly SlowMarket[], marks: Marks, taken = true) {
  const worth = wallet.assets.map(({ market, factor, amount, haircut }) => {
    const price = market === undefined ? 1 : Math.abs(u(markets[market]!.contract, marks[market]!));
    return amount * factor * price * (taken ? 1 - haircut : 1);
  });
  const won = wallet.accounts.map(({ market, side, quantity, entryPrice }) => {
    const { contract } = markets[market]!;
    return side * quantity * (u(contract, marks[market]!) - u(contract, entryPrice));
  });
  return [...worth, ...won].reduce((total, own) => total + own, wallet.cash);
}

/** The integral of the marginal rate over notional: no deductions. */
export const slowMaintenance = (wallet: SlowWallet, markets: readonly SlowMarket[], marks: Marks): number[] =>
  wallet.accounts.map(({ market, quantity }) => {
    const { contract, tiers } = markets[market]!;
    const N = quantity * Math.abs(u(contract, marks[market]!));
    return tiers.reduce((total, { floor, rate }, k) => {
      const cap = tiers[k + 1]?.floor ?? Infinity;
      return total + rate * Math.max(0, Math.min(N, cap) - floor);
    }, 0);
  });

export const slowSum = (values: readonly number[]): number => values.reduce((total, own) => total + own, 0);

/** The wallet with so much of each account closed at the marks, fees and penalty paid out of its cash. */
export function slowClosed(
  wallet: SlowWallet,
  markets: readonly SlowMarket[],
  marks: Marks,
  shares: readonly number[],
  penalty = 0,
): SlowWallet {
  const MM = slowMaintenance(wallet, markets, marks);
  let { cash } = wallet;
  const accounts = wallet.accounts.map((own, j) => {
    const { contract, feeRate } = markets[own.market]!;
    const closed = shares[j]! * own.quantity;
    const unit = u(contract, marks[own.market]!);
    cash += own.side * closed * (unit - u(contract, own.entryPrice));
    cash -= feeRate * closed * Math.abs(unit) + penalty * shares[j]! * MM[j]!;
    return { ...own, quantity: own.quantity - closed };
  });
  return { ...wallet, cash, accounts };
}
