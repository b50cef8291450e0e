import type { CloseOut } from './close-out.ts';
import type { Wallets } from './columns.ts';
import type { CrossedHolders } from './holders.ts';
import type { Slack } from './slack.ts';
import type { CrossedMarket } from './wallet.ts';

/** Bits of a wallet's state in a path. */
export const WALLET = {
  /** Some account is open. */
  OPEN: 1,
  /** A mark has reached it once. */
  TRIGGERED: 2,
  /** The marks of this tick reach it. */
  REACHED: 4,
  /** No account is open, cash is negative, and there is something to sell. */
  OWES: 8,
  /** This tick orders everything closed that it holds. */
  CLOSES: 16,
  /** Under water, and left to ADL (`negative-equity`). */
  UNDER_WATER: 32,
} as const;

/** Wallets as a path changes them, and what happens to them in a tick; columns as in `Wallets`. */
export interface Crossed {
  readonly holders: CrossedHolders;
  wallets: Wallets;
  closeOut: CloseOut;
  markets: readonly CrossedMarket[];
  /** Of this tick, one a market: marks, their unit values, and the unit values at the start. */
  readonly marks: number[];
  readonly units: Float64Array;
  readonly startUnits: Float64Array;
  readonly cash: Float64Array;
  readonly deficit: Float64Array;
  readonly haircut: Float64Array;
  readonly state: Uint8Array;
  readonly quantity: Float64Array;
  readonly entryUnit: Float64Array;
  /** Unit value of the account's market when its wallet was first reached. */
  readonly triggerUnit: Float64Array;
  /** Lost by fills since the start, against the price of the start (contagion.md 2.8). */
  readonly loss: Float64Array;
  readonly isDeleveraged: Uint8Array;
  readonly amount: Float64Array;
  readonly lossOfAsset: Float64Array;
  /** In this tick: ordered in the market, closed by ADL and at which unit, and where nothing would be left of the wallet. */
  readonly ordered: Float64Array;
  readonly adl: Float64Array;
  readonly adlUnit: Float64Array;
  readonly bankruptcy: Float64Array;
  /** Assets offered. */
  readonly offered: Float64Array;
  /** What all that comes to, by market. */
  readonly sales: Float64Array;
  readonly purchases: Float64Array;
  /** By market, once the path is over: quantity pledged at the start, and positions gained. */
  readonly pledged: Float64Array;
  readonly moved: Float64Array;
  readonly slack: Slack;
  /** 1 where the market stands still. */
  readonly halted: Uint8Array;
  /** Wallets that something happens to in this tick. */
  readonly busy: number[];
  /** Was one of them reached for the first time? */
  isNew: boolean;
  /** Proceeds of collateral. */
  collateralSold: number;
  /** What happens to wallets in a tick, while somebody listens. */
  told: ToldWallets | null;
}

/** A tick of wallets, told; accounts and assets by their rows, units by fill. */
export interface ToldWallets {
  /** Of every wallet with open positions, at the marks and before orders. */
  readonly standings: { readonly wallet: number; readonly equity: number; readonly maintenance: number }[];
  readonly reached: number[];
  readonly fills: {
    readonly account: number;
    readonly kind: 'adl' | 'adlwin' | 'market' | 'inventory';
    readonly quantity: number;
    readonly unit: number;
  }[];
  readonly sales: {
    readonly wallet: number;
    readonly asset: number;
    readonly amount: number;
    readonly unit: number;
  }[];
}

/** Do all its open accounts stand in markets that stand still? */
export function isOut({ wallets, quantity, halted }: Crossed, w: number): boolean {
  const { first, market } = wallets;
  for (let a = first[w]!; a < first[w + 1]!; a++)
    if (quantity[a]! > 0 && halted[market[a]!] === 0) return false;
  return true;
}

/** Profit of an account at a unit value of its market. */
export const profitOfAccount = ({ wallets, quantity, entryUnit }: Crossed, a: number, unit: number): number =>
  wallets.side[a]! * quantity[a]! * (unit - entryUnit[a]!);

/** Profit of all accounts of a wallet, at the marks. */
export function netProfit(crossed: Crossed, w: number): number {
  const { first, market } = crossed.wallets;
  let profit = 0;
  for (let a = first[w]!; a < first[w + 1]!; a++)
    profit += profitOfAccount(crossed, a, crossed.units[market[a]!]!);
  return profit;
}

/** Margin equity, haircuts taken, at the marks; in the order of `standingOf`. */
export function marginEquity(
  { wallets, units, cash, amount, quantity, entryUnit }: Crossed,
  w: number,
): number {
  const { first, market, side, firstAsset, assetMarket, factor, haircut } = wallets;
  let equity = cash[w]!;
  for (let i = firstAsset[w]!; i < firstAsset[w + 1]!; i++) {
    const k = assetMarket[i]!;
    const price = k < 0 ? factor[i]! : factor[i]! * Math.abs(units[k]!);
    equity += amount[i]! * price * (1 - haircut[i]!);
  }
  for (let a = first[w]!; a < first[w + 1]!; a++)
    equity += side[a]! * quantity[a]! * (units[market[a]!]! - entryUnit[a]!);
  return equity;
}

/** Equity without haircuts, at unit values by market. */
export function fullEquity(crossed: Crossed, w: number, units: ArrayLike<number>): number {
  const { first, market, firstAsset, assetMarket, factor } = crossed.wallets;
  let equity = crossed.cash[w]!;
  for (let i = firstAsset[w]!; i < firstAsset[w + 1]!; i++) {
    const k = assetMarket[i]!;
    equity += crossed.amount[i]! * (k < 0 ? factor[i]! : factor[i]! * Math.abs(units[k]!));
  }
  for (let a = first[w]!; a < first[w + 1]!; a++) equity += profitOfAccount(crossed, a, units[market[a]!]!);
  return equity;
}
