import { binomialCdf, binomialQuantile, binomialTail } from './binomial.ts';

// Ranks count from 1, ascending. A quantile is named in whole parts per million, so that ranks are exact.

/** Rank of the point estimate: ceil(n c). */
export const quantileRank = (n: number, ppm: number): number => Math.floor((n * ppm + 999_999) / 1_000_000);

/**
 * Ranks between which the quantile lies, distribution-free, each end at `a/2`. `upper` null: more than `n`,
 * so no finite upper bound, print "more than" the largest. `lower` 0: no lower bound.
 */
export function quantileRanks(
  n: number,
  ppm: number,
  a: number,
): { lower: number; upper: number | null; coverage: number } {
  const c = ppm / 1_000_000;
  const lower = binomialQuantile(a / 2, n, c);
  const upper = binomialQuantile(1 - a / 2, n, c) + 1;
  const coverage = binomialCdf(upper - 1, n, c) - binomialCdf(lower - 1, n, c);
  return { lower, upper: upper > n ? null : upper, coverage };
}

/** Rank of the one-sided upper bound at `a`; null: `n` is too small for a finite one (Wilks 1941). */
export function upperRank(n: number, ppm: number, a: number): number | null {
  const rank = binomialQuantile(1 - a, n, ppm / 1_000_000) + 1;
  return rank > n ? null : rank;
}

/** Fewest paths of which the `r`-th largest bounds the quantile from above at `1 - a`. */
export function fewestForUpperRank(ppm: number, r: number, a: number): number {
  const tail = (1_000_000 - ppm) / 1_000_000;
  const bounds = (n: number) => binomialTail(r, n, tail) >= 1 - a;
  let high = r;
  while (!bounds(high)) high *= 2;
  let low = r - 1;
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (bounds(middle)) high = middle;
    else low = middle;
  }
  return high;
}
