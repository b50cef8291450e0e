import { type Known, known, unknown } from '../shapes/number.ts';
import { upperRank } from '../statistics/quantile-ranks.ts';

/** Of needs sorted ascending: how many exceed `fund`. O(log n). */
export function needsAbove(ascending: ArrayLike<number>, fund: number): number {
  let low = 0;
  let high = ascending.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (ascending[middle]! > fund) high = middle;
    else low = middle + 1;
  }
  return ascending.length - low;
}

/** What the fund would lack in each path. */
export const excesses = (needs: ArrayLike<number>, fund: number): Float64Array =>
  Float64Array.from(needs, (need) => Math.max(0, need - fund));

/**
 * Smallest fund that these paths prove for `tolerance`: the need at the one-sided upper rank of the quantile
 * 1 - tolerance. Missing paths rank above all others. Agrees with the Clopper-Pearson bound: a fund is at least
 * this if and only if the bound of its ruin is at most the tolerance.
 *
 * @param ascending needs of the done paths, sorted
 */
export function smallestProvenFund(
  ascending: ArrayLike<number>,
  planned: number,
  tolerance: number,
  a: number,
): Known {
  const rank = upperRank(planned, Math.round((1 - tolerance) * 1_000_000), a);
  if (rank === null) return unknown('PATHS_TOO_FEW');
  if (rank > ascending.length) return unknown('MISSING_PATHS');
  return known(ascending[rank - 1]!);
}
