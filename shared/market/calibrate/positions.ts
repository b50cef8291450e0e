import { tiersOf } from '../../cascade/margin/tiers.ts';
import { refuse } from '../parse.ts';
import type { MarketRecord } from '../record.ts';
import { reserving } from '../reserved-fee.ts';
import type { Snapshot } from '../snapshot.ts';
import {
  bestOf,
  bucketOf,
  bucketsOf,
  type ComparedSides,
  compare,
  FIRST_COMPARED,
  type Fit,
  POINTS,
  rowOf,
} from './fit.ts';
import { type Agreement, type Agreements, refuseMisfit, refuseThin, tooStill, warningsOf } from './judge.ts';
import { rankCorrelation } from './ranks.ts';
import { type Estimated, reachedShares } from './reached.ts';
import { bootstrap, type Intervals, outOfSample, type Tested } from './resample.ts';
import { adverseMove, SIDES, type SideName, type Window, windowsOf } from './windows.ts';

/** Step A: what liquidations say of who holds positions. */
export interface PositionsFit {
  readonly windows: number;
  readonly dropped: number;
  readonly best: Fit;
  readonly intervals: Intervals;
  /** What the record does not tell from the best: `Resampled`. */
  readonly alike: readonly Fit[];
  readonly outOfSample: Tested;
  readonly agreements: Agreements;
  /** Sides that are not fitted, and why. */
  readonly refused: Readonly<Partial<Record<SideName, string>>>;
  /** Fits at the ends of what open interest may be: it trades one to one with the standing share. */
  readonly byOpenInterest: readonly { readonly times: number; readonly best: Fit }[];
  readonly warnings: readonly string[];
}

/** Told after every window; all of them are looked at once per open interest. */
export type Progress = (done: number, planned: number) => void;

/** Fits leverage tilt, age half-life and standing shares to liquidated volume: calibration.md 3.2. */
export function fitPositions(
  snapshot: Snapshot,
  record: MarketRecord,
  seed: number,
  progress: Progress,
): PositionsFit {
  const estimated = estimatedOf(snapshot, record, seed);
  const { windows, dropped } = windowsOf(record);
  refuseThin(windows);
  const { uncertainty } = record.openInterest;
  const ends = uncertainty > 0 ? [1 - uncertainty, 1 + uncertainty] : [];
  const planned = windows.length * (1 + ends.length);
  let done = 0;
  const next = () => progress(++done, planned);
  const sides = comparedAt(estimated, windows, 1, next);
  const whole = new Float64Array(windows.length).fill(1);
  const best = bestOf(sides, whole);
  const agreements = agreementsAt(sides, best, { estimated, windows });
  refuseMisfit(agreements);
  const outside = outOfSample(windows, sides);
  const refused = SIDES.map((side) => [side, tooStill(windows, side)] as const);
  return {
    windows: windows.length,
    dropped,
    best,
    ...bootstrap(windows, sides, seed),
    outOfSample: outside,
    agreements,
    refused: Object.fromEntries(refused.filter(([, reason]) => reason !== undefined)),
    byOpenInterest: ends.map((times) => ({
      times,
      best: bestOf(comparedAt(estimated, windows, times, next), whole),
    })),
    warnings: warningsOf(best, agreements, outside),
  };
}

/** The snapshot's estimate, with the record's prices; refused where the two are not of one market. */
export function estimatedOf(snapshot: Snapshot, record: MarketRecord, seed: number): Estimated {
  const { positions, market, tiers } = snapshot;
  if (positions.kind !== 'estimated') refuse('snapshot.positions.kind', 'be estimated', positions.kind);
  if (record.market !== market.id) refuse('record.market', `be the snapshot's, ${market.id}`, record.market);
  if (record.contract !== market.contract)
    refuse('record.contract', `be the snapshot's, ${market.contract}`, record.contract);
  const bars = {
    endTimeSeconds: record.bars.map(([end]) => end),
    low: record.bars.map(([, low]) => low),
    high: record.bars.map(([, , high]) => high),
    volume: record.bars.map(([, , , volume]) => volume),
  };
  return {
    contract: market.contract,
    tiers: reserving(tiersOf(tiers), snapshot.rules),
    positions: { ...positions, bars },
    seed,
  };
}

/** The sides that can be fitted, at every point of the grid; windows that no bucket holds are left at 0. */
function comparedAt(
  estimated: Estimated,
  windows: readonly Window[],
  times: number,
  next: () => void,
): ComparedSides {
  const table = () => POINTS.map(() => new Float64Array(windows.length));
  const predicted = { long: table(), short: table() };
  for (const [i, window] of windows.entries()) {
    if (SIDES.some((side) => bucketOf(adverseMove(window, side)) >= FIRST_COMPARED)) {
      for (const [row, shares] of reachedShares(estimated, window, i, POINTS, times).entries())
        for (const side of SIDES) predicted[side][row]![i] = shares[side];
    }
    next();
  }
  const scaled = windows.map((window) => ({ ...window, openInterest: window.openInterest * times }));
  return Object.fromEntries(
    SIDES.filter((side) => tooStill(windows, side) === undefined).map((side) => [
      side,
      compare(scaled, side, predicted[side]),
    ]),
  );
}

/** Over all windows, those below the first bucket too. */
function agreementsAt(
  sides: ComparedSides,
  best: Fit,
  { estimated, windows }: { readonly estimated: Estimated; readonly windows: readonly Window[] },
): Agreements {
  const agreements: Partial<Record<SideName, Agreement>> = {};
  const whole = new Float64Array(windows.length).fill(1);
  for (const side of SIDES) {
    const compared = sides[side];
    if (!compared) continue;
    const point = POINTS[rowOf(best, side)]!;
    const predicted = Float64Array.from(
      windows,
      (window, i) => reachedShares(estimated, window, i, [point])[0]![side],
    );
    agreements[side] = {
      error: best.error[side]!,
      ratio: sum(predicted) / sum(compared.observed),
      rankCorrelation: rankCorrelation(predicted, compared.observed),
      buckets: bucketsOf(compared, predicted, whole),
    };
  }
  return agreements;
}

const sum = (values: Float64Array): number => values.reduce((total, own) => total + own, 0);
