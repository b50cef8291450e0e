import { normalQuantile } from '../../cascade/numbers/random.ts';
import { binomialCdf } from './binomial.ts';
import { chiSquareTail } from './erfc.ts';

/**
 * McNemar's test of paired failures (1947, doi:10.1007/BF02295996): only pairs that differ speak. `exactP` is
 * two-sided binomial; the chi-square has no continuity correction and is null without a differing pair.
 */
export function mcnemar(newlyFailing: number, newlyPassing: number) {
  const differing = newlyFailing + newlyPassing;
  if (differing === 0) return { exactP: 1, chiSquare: null, chiSquareP: null };
  const exactP = Math.min(1, 2 * binomialCdf(Math.min(newlyFailing, newlyPassing), differing, 0.5));
  const chiSquare = ((newlyFailing - newlyPassing) * (newlyFailing - newlyPassing)) / differing;
  return { exactP, chiSquare, chiSquareP: chiSquareTail(chiSquare, 1) };
}

/** Mean of paired differences and its standard error, sd/sqrt(n) with n - 1; `t` null where all are equal. */
export function pairedMean(differences: ArrayLike<number>) {
  const n = differences.length;
  let sum = 0;
  for (let i = 0; i < n; i++) sum += differences[i]!;
  const mean = sum / n;
  let squares = 0;
  for (let i = 0; i < n; i++) squares += (differences[i]! - mean) * (differences[i]! - mean);
  const se = Math.sqrt(squares / (n - 1) / n);
  return { n, mean, se, t: se > 0 ? mean / se : null };
}

/** Standard errors on each side of a 95 % interval from the normal law. */
export const Z95 = normalQuantile(0.975);
