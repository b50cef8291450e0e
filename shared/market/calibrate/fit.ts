import { log } from '../../cascade/numbers/math.ts';
import type { Point } from './reached.ts';
import { adverseMove, liquidatedShare, SIDES, type SideName, type Window } from './windows.ts';

/** Values that are tried, in the order that decides ties; a row of the grid is one of each. */
export const GRID = {
  leverageTilt: [-1.5, -1.25, -1, -0.75, -0.5, -0.25, 0, 0.25, 0.5],
  ageHalfLifeDays: [0.25, 0.5, 1, 2, 3],
  standingShare: [1, 0.7, 0.5, 0.35, 0.25, 0.15, 0.1],
} as const;

/** Points of the grid: standing share fastest. */
export const POINTS: readonly Point[] = GRID.leverageTilt.flatMap((leverageTilt) =>
  GRID.ageHalfLifeDays.flatMap((ageHalfLifeDays) =>
    GRID.standingShare.map((standingShare) => ({ leverageTilt, ageHalfLifeDays, standingShare })),
  ),
);

/** Lower edges of the buckets of adverse moves. */
export const EDGES = [0, 0.01, 0.025, 0.05, 0.08, 0.12] as const;
/** The bucket below is shown, not fitted: prints that arrive late, and the venue's own last price, dominate there. */
export const FIRST_COMPARED = 1;
/** Windows beyond which a bucket weighs no more. */
const FULL_WEIGHT = 10;
/** Share below which observed and predicted are not told apart. */
const LEAST_SHARE = 1e-5;

/** A side in every window: what was observed, and what each point of the grid predicts. */
export interface Compared {
  /** Index of the adverse move in `EDGES`. */
  readonly bucket: Int8Array;
  readonly observed: Float64Array;
  /** By point of the grid, then by window. */
  readonly predicted: readonly Float64Array[];
}

/** The sides that are fitted. */
export type ComparedSides = Readonly<Partial<Record<SideName, Compared>>>;

/** A point of the grid, with a standing share for each side. */
export interface Fit {
  readonly leverageTilt: number;
  readonly ageHalfLifeDays: number;
  /** Of the sides that are fitted. */
  readonly standingShare: Readonly<Partial<Record<SideName, number>>>;
  readonly error: Readonly<Partial<Record<SideName, number>>>;
  /** Root of the mean square over the sides. */
  readonly totalError: number;
}

export function compare(
  windows: readonly Window[],
  side: SideName,
  predicted: readonly Float64Array[],
): Compared {
  return {
    bucket: Int8Array.from(windows, (window) => bucketOf(adverseMove(window, side))),
    observed: Float64Array.from(windows, (window) => liquidatedShare(window, side)),
    predicted,
  };
}

export const bucketOf = (move: number): number => EDGES.findLastIndex((edge) => move >= edge);

/** Windows, mean observed and mean predicted share of a bucket. */
export interface Bucket {
  readonly windows: number;
  readonly observed: number;
  readonly predicted: number;
}

/** @param times how often each window counts */
export function bucketsOf(
  { bucket, observed }: Compared,
  predicted: Float64Array,
  times: Float64Array,
): Bucket[] {
  const counts = EDGES.map(() => 0);
  const y = EDGES.map(() => 0);
  const x = EDGES.map(() => 0);
  for (let i = 0; i < bucket.length; i++) {
    const b = bucket[i]!;
    counts[b]! += times[i]!;
    y[b]! += times[i]! * observed[i]!;
    x[b]! += times[i]! * predicted[i]!;
  }
  return counts.map((windows, b) => ({
    windows,
    observed: windows > 0 ? y[b]! / windows : 0,
    predicted: windows > 0 ? x[b]! / windows : 0,
  }));
}

/**
 * Root of the weighted mean square of `ln(observed / predicted)` over buckets: calibration.md 3.2; 0 where no window is
 * compared.
 */
export function errorOf(buckets: readonly Bucket[]): number {
  let weights = 0;
  let squares = 0;
  for (const { windows, observed, predicted } of buckets.slice(FIRST_COMPARED)) {
    const weight = Math.min(windows, FULL_WEIGHT);
    const miss = log(Math.max(observed, LEAST_SHARE) / Math.max(predicted, LEAST_SHARE));
    weights += weight;
    squares += weight * miss * miss;
  }
  return weights > 0 ? Math.sqrt(squares / weights) : 0;
}

/**
 * Tilt and age are common to both sides, the standing share is each side's own; of equals the first in the order of the
 * grid.
 */
export const bestOf = (sides: ComparedSides, times: Float64Array): Fit => leastOf(profileOf(sides, times));

export const leastOf = (fits: readonly Fit[]): Fit =>
  fits.reduce((best, own) => (own.totalError < best.totalError ? own : best));

/** Every tilt and age, in the order of the grid, with the standing shares that fit best there. */
export function profileOf(sides: ComparedSides, times: Float64Array): Fit[] {
  const perPair = GRID.standingShare.length;
  const fits: Fit[] = [];
  for (let row = 0; row < POINTS.length; row += perPair) {
    const { leverageTilt, ageHalfLifeDays } = POINTS[row]!;
    const standingShare: Partial<Record<SideName, number>> = {};
    const error: Partial<Record<SideName, number>> = {};
    for (const side of SIDES) {
      const compared = sides[side];
      if (!compared) continue;
      for (const [k, share] of GRID.standingShare.entries()) {
        const own = errorOf(bucketsOf(compared, compared.predicted[row + k]!, times));
        if (own >= (error[side] ?? Infinity)) continue;
        error[side] = own;
        standingShare[side] = share;
      }
    }
    fits.push({ leverageTilt, ageHalfLifeDays, standingShare, error, totalError: together(error) });
  }
  return fits;
}

/** Errors of given settings, on windows that may be others than those they were fitted on. */
export function errorsAt(
  sides: ComparedSides,
  settings: Fit,
  times: Float64Array,
): Pick<Fit, 'error' | 'totalError'> {
  const error: Partial<Record<SideName, number>> = {};
  for (const side of SIDES) {
    const compared = sides[side];
    if (compared)
      error[side] = errorOf(bucketsOf(compared, compared.predicted[rowOf(settings, side)]!, times));
  }
  return { error, totalError: together(error) };
}

/** Row of the grid at which a side was fitted. */
export const rowOf = (settings: Fit, side: SideName): number =>
  POINTS.findIndex(
    ({ leverageTilt, ageHalfLifeDays, standingShare }) =>
      leverageTilt === settings.leverageTilt &&
      ageHalfLifeDays === settings.ageHalfLifeDays &&
      standingShare === settings.standingShare[side],
  );

function together(error: Fit['error']): number {
  const own = Object.values(error);
  return Math.sqrt(own.reduce((sum, one) => sum + one * one, 0) / own.length);
}
