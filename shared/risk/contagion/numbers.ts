import { type Evidence, lowerOf, meanOf, shareSeen, upperOf } from '../proof/evidence.ts';
import { type Estimate, known, unknown } from '../shapes/number.ts';
import { sumOf } from '../statistics/average.ts';
import { ALPHA } from '../statistics/level.ts';
import { pairedAmount } from '../statistics/paired-interval.ts';
import { estimateOf, quantileEstimate } from '../statistics/quantile-estimate.ts';
import type { VenueRows } from './venue-rows.ts';

/** Of every cell of the contagion table. */
export const QUANTILE_PPM = 990_000;

/** A mean of numbers that are at least 0, each taken at most at `range`: both ends proven. */
export function boundedMean(numbers: Float64Array, planned: number, range: number): Estimate {
  if (range === 0) return exactly(0);
  const evidence = meanOf(
    numbers.map((own) => Math.min(1, own / range)),
    planned,
  );
  return shareEstimate(evidence, range, 'mean-bound');
}

/** A share of paths, both ends exact. */
export const countedShare = (failing: number, done: number, planned: number): Estimate =>
  shareEstimate({ kind: 'count', amount: failing, done, planned }, 1, 'clopper-pearson');

function shareEstimate(
  evidence: Evidence,
  range: number,
  method: 'mean-bound' | 'clopper-pearson',
): Estimate {
  const seen = shareSeen(evidence);
  const ends = { lower: lowerOf(evidence, ALPHA / 2), upper: upperOf(evidence, ALPHA / 2) };
  return estimateOf(
    {
      value: seen === null ? unknown('NO_PATHS_DONE') : known(range * seen),
      lower: known(range * ends.lower),
      upper: known(range * ends.upper),
    },
    method,
  );
}

const exactly = (value: number): Estimate =>
  estimateOf({ value: known(value), lower: known(value), upper: known(value) }, 'none');

/** A mean of numbers of either sign; its interval is approximate, and there is none where paths are missing. */
export function signedMean(numbers: Float64Array, planned: number, range: number | null): Estimate {
  if (numbers.length < 2) {
    const missing = unknown('NO_PATHS_DONE');
    return estimateOf({ value: missing, lower: missing, upper: missing }, 'none');
  }
  const { lower, upper, method } = pairedAmount(numbers, range);
  const isWhole = numbers.length === planned;
  const missing = unknown('MISSING_PATHS');
  // Summed in order of size: paths in another order give equal bytes.
  const value = known(sumOf(numbers.toSorted()) / numbers.length);
  return estimateOf({ value, lower: isWhole ? lower : missing, upper: isWhole ? upper : missing }, method);
}

/** A mean of money, each path at most at `range`: approximate where ten paths or more are not 0, proven otherwise; never below 0. */
export function moneyMean(numbers: Float64Array, planned: number, range: number): Estimate {
  const { interval, ...value } = signedMean(
    numbers.map((own) => Math.min(range, own)),
    planned,
    range,
  );
  const lower = interval.lower === null ? null : Math.max(0, interval.lower);
  return { ...value, interval: { ...interval, lower } };
}

/** The 99 % quantile over paths, missing ones above all others for its upper end. */
export const quantileOf = (numbers: Float64Array, planned: number): Estimate =>
  quantileEstimate({ ascending: numbers.toSorted(), planned }, QUANTILE_PPM);

/** What one cell has more than another, path by path, over paths that are done in both. */
export function pairedNumbers(
  one: VenueRows,
  other: VenueRows,
  numbersOf: (rows: VenueRows) => Float64Array,
): Float64Array {
  const at = new Map(other.paths.map((path, i) => [path, i]));
  const [own, others] = [numbersOf(one), numbersOf(other)];
  return Float64Array.from(
    one.paths.flatMap((path, i) => {
      const j = at.get(path);
      return j === undefined ? [] : [own[i]! - others[j]!];
    }),
  );
}
