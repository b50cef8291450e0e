import { type Contract, type Side, unitValue } from '../../margin/contract.ts';
import { maintenanceMargin, type Tiers } from '../../margin/tiers.ts';
import { triggerPrice } from '../../margin/trigger.ts';

/** A market as wallets meet it. */
export interface CrossedMarket {
  readonly contract: Contract;
  readonly tiers: Tiers;
  /** Of closed notional. */
  readonly feeRate: number;
}

/** A position that a wallet backs; `market` counts from 0. */
export interface CrossedAccount {
  readonly market: number;
  readonly side: Side;
  /** Coin (linear) or quote units (inverse), > 0; 0 once closed. */
  readonly quantity: number;
  readonly entryPrice: number;
}

/** Collateral other than cash. Its price is `factor |u(M)|` of its market, or `factor` where it is tied to none. */
export interface WalletAsset {
  readonly market: number | undefined;
  readonly factor: number;
  /** >= 0. */
  readonly amount: number;
  /** In [0, 1). */
  readonly haircut: number;
}

/** One collateral for several positions (contagion.md 1); money in settlement currency. */
export interface Wallet<Own extends CrossedAccount = CrossedAccount> {
  /** May be negative. */
  readonly cash: number;
  readonly assets: readonly WalletAsset[];
  readonly accounts: readonly Own[];
}

/** A wallet at present marks; lists are in account order. */
export interface Standing {
  /** Margin equity `e`, haircuts taken: held against maintenance. */
  readonly equity: number;
  /** Equity `E` without haircuts: what closing everything at the marks would leave. */
  readonly fullEquity: number;
  readonly profit: readonly number[];
  readonly notional: readonly number[];
  readonly maintenance: readonly number[];
  /** Fee of closing each account whole at the mark. */
  readonly fee: readonly number[];
}

/** @param marks one price a market */
export function standingOf(
  { cash, assets, accounts }: Wallet,
  markets: readonly CrossedMarket[],
  marks: readonly number[],
): Standing {
  let equity = cash;
  let fullEquity = cash;
  for (const { market, factor, amount, haircut } of assets) {
    const price = market === undefined ? factor : factor * unitAt(markets, marks, market);
    equity += amount * price * (1 - haircut);
    fullEquity += amount * price;
  }
  const profit = accounts.map(
    ({ market, side, quantity, entryPrice }) =>
      side *
      quantity *
      (unitValue(markets[market]!.contract, marks[market]!) -
        unitValue(markets[market]!.contract, entryPrice)),
  );
  for (const own of profit) {
    equity += own;
    fullEquity += own;
  }
  const notional = accounts.map(({ market, quantity }) => quantity * unitAt(markets, marks, market));
  return {
    equity,
    fullEquity,
    profit,
    notional,
    maintenance: accounts.map(({ market }, j) => maintenanceMargin(markets[market]!.tiers, notional[j]!)),
    fee: accounts.map(({ market }, j) => markets[market]!.feeRate * notional[j]!),
  };
}

const unitAt = (markets: readonly CrossedMarket[], marks: readonly number[], market: number): number =>
  Math.abs(unitValue(markets[market]!.contract, marks[market]!));

/** A wallet is reached where its margin equity does not exceed its maintenance. */
export const isReached = ({ equity, maintenance }: Standing): boolean => equity <= sum(maintenance);

/**
 * Mark of an account's market at which its wallet is reached, the other marks standing where they are (model.md 1.7): that of an
 * isolated account whose collateral is what the wallet has besides it.
 *
 * @returns as `triggerPrice`
 * @throws RangeError where something else of the wallet moves with that market: then no such formula holds
 */
export function crossTrigger(
  wallet: Wallet,
  own: number,
  markets: readonly CrossedMarket[],
  marks: readonly number[],
): number {
  const { market, side, quantity, entryPrice } = wallet.accounts[own]!;
  const others = [...wallet.assets, ...wallet.accounts.filter((_, j) => j !== own)];
  if (others.some((other) => other.market === market))
    throw new RangeError(`account ${own} must be all that its wallet has in market ${market}, got more`);
  const { equity, profit, maintenance } = standingOf(wallet, markets, marks);
  const besides = equity - profit[own]! - sum(maintenance.filter((_, j) => j !== own));
  const { contract, tiers } = markets[market]!;
  return triggerPrice(contract, tiers, side, quantity, entryPrice, besides, marks[market]!);
}

/**
 * Unit value of each account at which, all closed there, exactly nothing is left: full equity is allotted in proportion to
 * maintenance (contagion.md 2.4). dYdX's rule; with one account it is the account's bankruptcy price.
 *
 * @param maintenance parts by the wallet's margin method, whose sum need not be what the method asks of the whole
 */
export function bankruptcyUnits(
  { accounts }: Wallet,
  markets: readonly CrossedMarket[],
  marks: readonly number[],
  fullEquity: number,
  maintenance: readonly number[],
): number[] {
  const all = sum(maintenance);
  return accounts.map(({ market, side, quantity }, j) => {
    const unit = unitValue(markets[market]!.contract, marks[market]!);
    return unit - (side * fullEquity * (maintenance[j]! / all)) / quantity;
  });
}

/**
 * The wallet with opposite sides of one market merged, in account order, at their entry prices: its equity stays what it was at
 * every price, its maintenance does not rise (contagion.md 1, `hedge: net`).
 */
export function netted<Own extends CrossedAccount>(
  wallet: Wallet<Own>,
  markets: readonly CrossedMarket[],
): Wallet<Own> {
  const left = wallet.accounts.map(({ quantity }) => quantity);
  const lines = new Map<number, { readonly rows: number[]; next: number }>();
  const lineOf = (market: number, side: Side) => 2 * market + (side > 0 ? 1 : 0);
  for (const [i, { market, side }] of wallet.accounts.entries()) {
    const line = lines.get(lineOf(market, side));
    if (line) line.rows.push(i);
    else lines.set(lineOf(market, side), { rows: [i], next: 0 });
  }
  let { cash } = wallet;
  for (const [i, one] of wallet.accounts.entries()) {
    const line = lines.get(lineOf(one.market, one.side > 0 ? -1 : 1));
    // Those before `i` have met it; where something is left of one of them, nothing is of `i`.
    for (; line && left[i]! > 0 && line.next < line.rows.length; line.next++) {
      const j = line.rows[line.next]!;
      if (j < i || left[j] === 0) continue;
      const other = wallet.accounts[j]!;
      const both = Math.min(left[i]!, left[j]!);
      const [long, short] = one.side > 0 ? [one, other] : [other, one];
      const { contract } = markets[one.market]!;
      cash += both * (unitValue(contract, short.entryPrice) - unitValue(contract, long.entryPrice));
      left[i]! -= both;
      left[j]! -= both;
      if (left[j]! > 0) break;
    }
  }
  const accounts = wallet.accounts.map((account, i) => ({ ...account, quantity: left[i]! }));
  return { ...wallet, cash, accounts: accounts.filter(({ quantity }) => quantity > 0) };
}

export const sum = (values: readonly number[]): number => values.reduce((total, own) => total + own, 0);
