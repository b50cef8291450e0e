import { createEngine, type Engine } from '../../cascade/cascade.ts';
import { createLadder, fillLadder, type Ladder } from '../../cascade/holders/isolated/ladder.ts';
import { type Accounts, allocateAccounts } from '../../cascade/margin/accounts.ts';
import { applyAxes } from '../../cascade/margin/axes.ts';
import { scaleMaintenance, type Tiers, tiersOf } from '../../cascade/margin/tiers.ts';
import { OUTCOME_COLUMNS } from '../../cascade/outcome.ts';
import type { Rules } from '../../cascade/rules.ts';
import type { Trace } from '../../cascade/trace.ts';
import { type Depth, depthOf } from '../../cascade/venue/depth/depth.ts';
import {
  allocateShockPath,
  drawDepthScale,
  type ShockPath,
  shockNoise,
  shockPath,
  shockTicks,
  shockTrend,
} from '../../cascade/venue/shock.ts';
import { type Estimator, estimatorOf } from '../../market/estimate.ts';
import { reserving } from '../../market/reserved-fee.ts';
import { addPath, createTally, type Tally } from '../../sweep/tally.ts';
import { unpacked } from './pack.ts';
import type { PageCells, PageHolders, PageMarket, TierColumns } from './page-market.ts';

/** Where the sliders stand: basis points of today's, as on the axes of a sweep, so that no digit is lost. */
export interface Dials {
  /** Signed, not 0. */
  readonly shockBps: number;
  readonly leverageBps: number;
  /** Of each tier. */
  readonly maintenanceBps: readonly number[];
  readonly depthBps: number;
  readonly fundBps: number;
  /** A label of the sweep. */
  readonly mechanism: string;
  /** Whose rates the multiples are of. */
  readonly table: 'today' | 'proposed';
}

/** Room to run paths of a page's market in; nothing of a path outlives it. */
export interface Bench {
  readonly market: PageMarket;
  readonly cells: PageCells;
  readonly estimator: Estimator | null;
  /** Drawn anew in every path where positions are estimated. */
  readonly accounts: Accounts;
  readonly adjusted: Accounts;
  readonly ladder: Ladder;
  readonly engine: Engine;
  readonly depth: Depth;
  readonly noise: Float64Array;
  readonly way: ShockPath;
  readonly row: Float64Array;
  /** Whose accounts lie in the ladder, and what the cushion rule added to them. */
  sorted: { readonly run: Run; readonly raised: number } | null;
}

/** A cell under way: its paths are run in ascending order. */
export interface Run {
  readonly dials: Dials;
  readonly tally: Tally;
  /** As triggers ask for it. */
  readonly tiers: Tiers;
  readonly rules: Rules;
  readonly trend: Float64Array;
  /** Number of the next path. */
  next: number;
}

const BPS = 10_000;

export function benchOf(market: PageMarket, cells: PageCells): Bench {
  const { holders, shape, tickSeconds, depth } = cells;
  const estimator = estimatorIn(market, holders);
  const accounts = holders.kind === 'accounts' ? accountsOf(holders) : allocateAccounts(estimator!.count);
  const ticks = shockTicks(shape, tickSeconds);
  return {
    market,
    cells,
    estimator,
    accounts,
    adjusted: allocateAccounts(accounts.count),
    ladder: createLadder(accounts.count),
    engine: createEngine(accounts.count),
    depth: depthOf(depth, market.startPrice),
    noise: new Float64Array(ticks),
    way: allocateShockPath(ticks),
    row: new Float64Array(OUTCOME_COLUMNS.length),
    sorted: null,
  };
}

/** Every dial as published, at a shock. */
export const todayAt = ({ tiers, cells }: PageMarket, shockBps: number): Dials => ({
  ...cells!.base,
  shockBps,
  maintenanceBps: tiers.floor.map(() => cells!.base.maintenanceBps),
  fundBps: BPS,
  table: 'today',
});

/**
 * A cell made ready to run.
 *
 * @param paths how many it has
 * @throws RangeError where rates fall from tier to tier, or reach 1
 */
export function runOf({ market, cells }: Bench, dials: Dials, paths: number): Run {
  const { shockBps, leverageBps, depthBps, mechanism, fundBps } = dials;
  const rules = cells.rules[mechanism]!;
  return {
    dials,
    tally: createTally({
      index: 0,
      id: 'what-if',
      kind: 'current',
      tiers: dials.table === 'today' ? 'current' : 'candidate',
      splitting: 0,
      leverageBps,
      maintenanceBps: dials.maintenanceBps[0]!,
      mechanism,
      depthBps,
      shockBps,
      event: null,
      side: shockBps < 0 ? 'down' : 'up',
      world: null,
      paths,
      decision: true,
    }),
    tiers: reserving(tiersAt(market, dials), market),
    rules: { ...rules, fund: rules.fund * (fundBps / BPS) },
    trend: shockTrend(cells.shape, cells.tickSeconds, shockBps / BPS),
    next: 0,
  };
}

/** Runs the next paths of a cell, as `runCells` does, and counts them. */
export function runPaths(bench: Bench, run: Run, count: number): void {
  const { ladder, row } = bench;
  const to = Math.min(run.tally.cell.paths, run.next + count);
  for (; run.next < to; run.next++) {
    const raised = runPath(bench, run, run.next);
    addPath(run.tally, run.next, row, {
      fund: run.rules.fund,
      openInterestNotional: ladder.openInterest,
      raised,
    });
  }
}

/** Runs one path, the outcome in `bench.row`, its ladder in `bench.ladder`; returns what the cushion rule added. */
export function runPath(bench: Bench, run: Run, path: number, trace?: Trace): number {
  const { cells, ladder, engine, depth, noise, way, row } = bench;
  const { dials, rules, trend } = run;
  const { shape, tickSeconds, seedLow, seedHigh, sigmaDepth } = cells;
  const raised = sortAccounts(bench, run, path);
  shockNoise(shape, tickSeconds, seedLow, seedHigh, path, noise);
  shockPath(dials.shockBps / BPS, trend, noise, way);
  const depthScale = (dials.depthBps / BPS) * drawDepthScale(seedLow, seedHigh, path, sigmaDepth);
  engine.run({ ladder, rules, depth, shockPath: way, depthScale }, row, trace);
  return raised;
}

/** Fills the ladder; listed accounts are the same in every path of a run. */
function sortAccounts(bench: Bench, run: Run, path: number): number {
  const { market, cells, estimator, accounts, adjusted, ladder, sorted } = bench;
  if (!estimator && sorted?.run === run) return sorted.raised;
  const { contract, startPrice } = market;
  estimator?.draw(cells.seedLow, cells.seedHigh, path, accounts);
  const raised = applyAxes(accounts, run.tiers, contract, startPrice, run.dials.leverageBps / BPS, adjusted);
  fillLadder(ladder, adjusted, run.tiers, contract, startPrice);
  ladder.clampedShare = raised.share;
  bench.sorted = { run, raised: raised.money };
  return raised.money;
}

/** The margin table where the sliders stand, without a reserved fee. */
export function tiersAt(
  { tiers, cells }: Pick<PageMarket, 'tiers' | 'cells'>,
  { maintenanceBps, table }: Pick<Dials, 'maintenanceBps' | 'table'>,
): Tiers {
  const own = tiersIn(table === 'today' ? tiers : cells!.proposed);
  const first = maintenanceBps[0]!;
  if (maintenanceBps.every((multiple) => multiple === first)) return scaleMaintenance(own, first / BPS);
  const rate = own.rate.map((one, k) => one * (maintenanceBps[k]! / BPS));
  const falls = rate.findIndex((one, k) => k > 0 && one < rate[k - 1]!);
  if (falls > 0) {
    throw new RangeError(
      `maintenance rates must not fall from tier to tier, got ${rate[falls]} in tier ${falls + 1} after ${rate[falls - 1]}`,
    );
  }
  const last = rate[rate.length - 1]!;
  if (!(last < 1)) throw new RangeError(`maintenance rates must be < 1, got ${last}`);
  return tiersOf(
    Array.from(rate, (one, k) => ({
      floor: own.floor[k]!,
      rate: one,
      maxLeverage: Math.min(own.maxLeverage[k]!, 1 / one),
      ...(own.jumping && { deduction: own.deduction[k]! * (maintenanceBps[k]! / BPS) }),
    })),
  );
}

const tiersIn = ({ floor, rate, deduction, maxLeverage, jumping }: TierColumns): Tiers => ({
  floor: Float64Array.from(floor),
  rate: Float64Array.from(rate),
  deduction: Float64Array.from(deduction),
  maxLeverage: Float64Array.from(maxLeverage),
  jumping,
});

function estimatorIn(market: PageMarket, holders: PageHolders): Estimator | null {
  if (holders.kind === 'accounts') return null;
  const { positions, openInterest, asOfSeconds } = holders;
  const { contract, startPrice } = market;
  const tiers = reserving(tiersIn(market.tiers), market);
  return estimatorOf(positions, { contract, startPrice, openInterest, tiers, asOfSeconds });
}

function accountsOf(holders: Extract<PageHolders, { kind: 'accounts' }>): Accounts {
  const side = Int8Array.from(unpacked(holders.side));
  return {
    count: side.length,
    side,
    quantity: unpacked(holders.quantity),
    entryPrice: unpacked(holders.entryPrice),
    collateral: unpacked(holders.collateral),
    owner: holders.owner ? Int32Array.from(unpacked(holders.owner)) : allocateAccounts(side.length).owner,
  };
}
