import { type Borrowing, borrowingOf, findReached, owed, worthOf } from '../holders/borrower/borrowers.ts';
import { type Liquidation, settle, want } from '../holders/borrower/liquidation.ts';
import { type Block, createBlock, priceBlock } from '../venue/block.ts';
import { moveMark } from '../venue/mark.ts';
import {
  closeTick,
  createVenue,
  displace,
  openTick,
  prepareTrades,
  startVenue,
  type Venue,
} from '../venue/venue.ts';
import type { LendingInput, LendingMarket, LendingOutcome } from './lending-input.ts';
import { accrue, flow, type Pool, poolOf, serve, utilisationOf } from './pool.ts';

/** Told of every tick when borrowers have been looked at, and when it is over; `lending` must not be kept. */
export interface LendingTrace {
  looked(lending: Lending): void;
  over(lending: Lending): void;
}

/** A path over lent and pledged assets, and what meets in a tick of it. */
export interface Lending {
  readonly input: LendingInput;
  tick: number;
  /** By asset; undefined where it has no market. */
  readonly venues: readonly (Venue | undefined)[];
  readonly blocks: readonly Block[];
  readonly price: Float64Array;
  readonly oracle: Float64Array;
  /** Of oracles in force; Infinity where there is none. */
  readonly ceiling: Float64Array;
  readonly threshold: Float64Array;
  /** By asset; undefined where nobody lends it. */
  readonly poolOfAsset: readonly (Pool | undefined)[];
  readonly pools: readonly { readonly pool: Pool; readonly served: PoolTick }[];
  readonly borrowing: Borrowing;
  liquidations: readonly Liquidation[];
  readonly sums: { -readonly [K in keyof LendingOutcome]: number };
  /** Of this tick: collateral refused for want of cash. */
  blocked: number;
}
/** A pool in one tick: its utilisation as the tick found it, the share of claims that were paid, and what lenders got. */
export interface PoolTick {
  utilisation: number;
  share: number;
  paid: number;
  /** Collateral that could not be seized, money at oracle prices. */
  blocked: number;
}

/**
 * One path of a lending market (contagion.md 5.4): prices and oracles move, interest accrues, borrowers below a health of 1 are
 * liquidated as far as it pays and as far as pools have cash, what is seized is sold in one block a market. Prices, oracles and
 * blocks are those of a market's own tick (model.md 2). O(ticks x borrowers).
 */
export function runLending(input: LendingInput, trace?: LendingTrace): LendingOutcome {
  const lending = begin(input);
  const { venues, blocks, sums } = lending;
  while (lending.tick < input.ticks) {
    lending.tick++;
    movePrices(lending);
    moveMoney(lending);
    findReached(lending.borrowing, lending.oracle);
    trace?.looked(lending);
    want(lending);
    payOut(lending);
    trade(lending);
    settle(lending);
    noteTick(lending);
    venues.forEach((venue, asset) => {
      if (venue && blocks[asset]!.net !== 0) displace(venue, blocks[asset]!);
    });
    trace?.over(lending);
    for (const venue of venues) if (venue) closeTick(venue);
  }
  sums.toxic = lending.borrowing.isToxic.reduce((total, own) => total + own, 0);
  sums.trappedEnd = trapped(lending);
  sums.openDeficit = openDeficit(lending);
  return sums;
}

function begin(input: LendingInput): Lending {
  const { assets, pools, borrowers } = input;
  const own = pools.map((terms) => ({
    pool: poolOf(terms),
    served: { utilisation: 0, share: 1, paid: 0, blocked: 0 },
  }));
  return {
    input,
    tick: 0,
    venues: assets.map(({ market }) => market && venueOf(market)),
    blocks: assets.map(createBlock),
    price: Float64Array.from(assets, ({ price }) => price),
    oracle: Float64Array.from(assets, ({ price }) => price),
    ceiling: Float64Array.from(assets, ({ ceiling }) => ceiling?.price ?? Infinity),
    threshold: Float64Array.from(assets, ({ threshold }) => threshold),
    poolOfAsset: assets.map((_, asset) => own.find(({ pool }) => pool.terms.asset === asset)?.pool),
    pools: own,
    borrowing: borrowingOf(borrowers, assets.length),
    liquidations: [],
    sums: {
      debtLiquidated: 0,
      liquidatorProfit: 0,
      debtWaitingPeak: 0,
      toxic: 0,
      utilisationPeak: 0,
      fullSeconds: 0,
      blockedPeak: 0,
      trappedPeak: 0,
      trappedEnd: 0,
      lendersLoss: 0,
      badDebt: 0,
      openDeficit: 0,
    },
    blocked: 0,
  };
}

function venueOf({ rules, depth, path, depthScale }: LendingMarket): Venue {
  const venue = Object.assign(createVenue(), { rules, depth, path, depthScale });
  startVenue(venue, undefined);
  return venue;
}

/** Step 1: prices, oracles, and thresholds that change. */
function movePrices({ input, tick, venues, price, oracle, ceiling, threshold, borrowing }: Lending): void {
  input.assets.forEach(({ cuts, ceiling: limit, price: fixed }, asset) => {
    const venue = venues[asset];
    if (venue) {
      openTick(venue);
      moveMark(venue);
      prepareTrades(venue);
      price[asset] = venue.price;
    }
    ceiling[asset] = grownCeiling(ceiling[asset]!, (limit?.growthPerSecond ?? 0) * input.tickSeconds);
    oracle[asset] = Math.min(venue ? venue.mark : fixed, ceiling[asset]!);
    const cut = cuts.find((own) => own.tick === tick);
    if (cut) threshold[asset] = cut.threshold;
    borrowing.weight[asset] = oracle[asset]! * threshold[asset]!;
  });
}

/** The most that an oracle of a ratio may say, one step later (contagion.md 5.2). */
export const grownCeiling = (ceiling: number, growth: number): number => ceiling * (1 + growth);

/** Step 2: interest, and what people do by choice. */
function moveMoney({ input, tick, pools, borrowing }: Lending): void {
  for (const { pool, served } of pools) {
    served.utilisation = utilisationOf(pool);
    borrowing.growth[pool.terms.asset]! *= accrue(pool, input.tickSeconds);
    for (const own of pool.terms.flows) if (own.tick === tick) flow(pool, own);
  }
}

/** Step 5: what is seized and what lenders wait for is paid out of the cash of the pool, in one share. */
function payOut(lending: Lending): void {
  const { pools, liquidations, oracle } = lending;
  lending.blocked = 0;
  for (const { pool, served } of pools) {
    const own = liquidations.filter(({ asset }) => asset === pool.terms.asset);
    const { share, paid } = serve(
      pool,
      own.reduce((sum, { seized }) => sum + seized, 0),
    );
    served.share = share;
    served.paid = paid;
    served.blocked = 0;
    if (share === 1) continue;
    for (const liquidation of own) {
      served.blocked += (1 - share) * liquidation.seized * oracle[pool.terms.asset]!;
      liquidation.seized *= share;
      liquidation.repaid *= share;
      liquidation.isWhole = false;
    }
    lending.blocked += served.blocked;
  }
}

/** Step 6: all that is seized of one asset, and all of it that is bought to repay, meet in one block. */
function trade({ venues, blocks, liquidations, oracle }: Lending): void {
  blocks.forEach((block, asset) => {
    const venue = venues[asset];
    if (!venue) return;
    block.sales = 0;
    block.purchases = 0;
    for (const own of liquidations) {
      if (own.asset === asset) block.sales += own.seized;
      if (own.debtAsset === asset) block.purchases += own.repaid / oracle[asset]!;
    }
    priceBlock(venue, block);
  });
}

/** Utilisation from which on a pool counts as full. */
export const FULL_FROM = 0.99;

function noteTick(lending: Lending): void {
  const { input, pools, sums, blocked } = lending;
  const most = pools.reduce((sum, { served }) => Math.max(sum, served.utilisation), 0);
  sums.utilisationPeak = Math.max(sums.utilisationPeak, most);
  if (most >= FULL_FROM) sums.fullSeconds += input.tickSeconds;
  sums.blockedPeak = Math.max(sums.blockedPeak, blocked);
  sums.trappedPeak = Math.max(sums.trappedPeak, trapped(lending));
}

const trapped = ({ pools, price }: Lending): number =>
  pools.reduce((sum, { pool }) => sum + pool.waiting * price[pool.terms.asset]!, 0);

/** Of borrowers that are still there: what their collateral, at the last prices, does not cover. */
function openDeficit({ borrowing, venues, price }: Lending): number {
  const { count, debtAsset } = borrowing.terms;
  const last = price.map((own, k) => venues[k]?.price ?? own);
  let sum = 0;
  for (let i = 0; i < count; i++)
    sum += Math.max(0, owed(borrowing, i) * last[debtAsset[i]!]! - worthOf(borrowing, i, last));
  return sum;
}
