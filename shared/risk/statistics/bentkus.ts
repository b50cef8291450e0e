import { clopperPearsonLower, clopperPearsonUpper } from './clopper-pearson.ts';

/**
 * Bounds of the mean of independent numbers in [0, 1] of which only the `sum` was kept, one-sided at `a`: those of a
 * count, at the level a/e (Bentkus 2004, doi:10.1214/009117904000000360; Bates et al. 2021). Proven for every such
 * distribution, and wider than `meanUpper`, which sees the numbers.
 */
export const bentkusUpper = (sum: number, n: number, a: number): number =>
  clopperPearsonUpper(countAbove(sum, n), n, a / E);

export const bentkusLower = (sum: number, n: number, a: number): number =>
  clopperPearsonLower(countBelow(sum), n, a / E);

export const E = 2.718281828459045;

/** Whole numbers around a sum; a rounding error of the sum does not cost a whole failure. */
export const countAbove = (sum: number, n: number): number =>
  Math.min(n, Math.max(0, Math.ceil(sum - 1e-12)));
export const countBelow = (sum: number): number => Math.floor(sum + 1e-12);
