import { type Estimate, type Interval, type Known, known, largest, unknown } from '../shapes/number.ts';
import { ALPHA } from './level.ts';
import { quantileRank, quantileRanks, upperRank } from './quantile-ranks.ts';

/** Values of the done paths, sorted ascending, and how many paths were planned. */
export interface Sample {
  readonly ascending: Float64Array;
  readonly planned: number;
}

/**
 * A quantile over paths with its two-sided 95 % rank interval. Missing paths rank above all others for the upper
 * end and below all others for the lower one; a rank that falls on them has no number.
 */
export function quantileEstimate(sample: Sample, ppm: number): Estimate {
  const { ascending, planned } = sample;
  const value = atRank(ascending, quantileRank(ascending.length, ppm), 'NO_PATHS_DONE');
  const { lower, upper } = quantileRanks(planned, ppm, ALPHA);
  const missing = planned - ascending.length;
  const low = lower === 0 ? unknown('NO_FINITE_BOUND') : atRank(ascending, lower - missing, 'MISSING_PATHS');
  const high = upper === null ? unknown('NO_FINITE_BOUND') : atRank(ascending, upper, 'MISSING_PATHS');
  return { ...value, interval: twoSided(low, high, 'quantile-ranks') };
}

/** One-sided 95 % upper rank bound of a quantile, missing paths above all others. */
export function upperQuantile({ ascending, planned }: Sample, ppm: number): Known {
  const rank = upperRank(planned, ppm, ALPHA);
  return rank === null ? unknown('NO_FINITE_BOUND') : atRank(ascending, rank, 'MISSING_PATHS');
}

/** A number and its ends, each of which may not exist. */
export interface Bounded {
  readonly value: Known;
  readonly lower: Known;
  readonly upper: Known;
}

/** The largest of the quantiles of several samples, each end by itself. */
export function worstQuantile(samples: readonly Sample[], ppm: number): Bounded {
  const each = samples.map((sample) => quantileEstimate(sample, ppm));
  const end = (which: 'lower' | 'upper') =>
    largest(
      each.map(({ interval: { [which]: value, reason } }) =>
        value === null ? unknown(reason!) : known(value),
      ),
    );
  return { value: largest(each), lower: end('lower'), upper: end('upper') };
}

/** How a bound was made. `es-padded` and `paired-padded` are approximate and prove nothing. */
export type Method =
  | 'clopper-pearson'
  | 'mean-bound'
  | 'bentkus'
  | 'weighted-bounds'
  | 'quantile-ranks'
  | 'es-padded'
  | 'es-range'
  | 'paired-count'
  | 'paired-padded'
  | 'paired-range'
  | 'range-of-estimates'
  | 'none';

/** A two-sided 95 % interval from ends that may not exist; the upper end's reason comes first. */
export const twoSided = (lower: Known, upper: Known, method: Method): Interval => ({
  level: 1 - ALPHA,
  sides: 2,
  lower: lower.value,
  upper: upper.value,
  method,
  reason: upper.reason ?? lower.reason,
});

export const estimateOf = ({ value, lower, upper }: Bounded, method: Method): Estimate => ({
  ...value,
  interval: twoSided(lower, upper, method),
});

const atRank = (
  ascending: Float64Array,
  rank: number,
  otherwise: 'NO_PATHS_DONE' | 'MISSING_PATHS',
): Known => {
  const value = ascending[rank - 1];
  return value === undefined ? unknown(otherwise) : known(value);
};
