import { betaOf } from './beta.ts';

/** P(X <= k) of `n` trials with probability `p`; real `k` is allowed and interpolates smoothly. */
export function binomialCdf(k: number, n: number, p: number): number {
  if (k < 0) return 0;
  if (k >= n) return 1;
  return betaOf(1 - p, p, n - k, k + 1);
}

/** P(X >= k), small ones exactly small. */
export function binomialTail(k: number, n: number, p: number): number {
  if (k <= 0) return 1;
  if (k > n) return 0;
  return betaOf(p, 1 - p, k, n - k + 1);
}

/** Smallest `k` with P(X <= k) >= `probability`: some log2(n) beta functions. */
export function binomialQuantile(probability: number, n: number, p: number): number {
  let low = -1;
  let high = n;
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (binomialCdf(middle, n, p) >= probability) high = middle;
    else low = middle;
  }
  return high;
}
