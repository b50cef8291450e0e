import { exp, log } from '../../cascade/numbers/math.ts';
import { normalQuantile } from '../../cascade/numbers/random.ts';

/** Complementary error function; some 1e-13 relative. */
export function erfc(x: number): number {
  if (x < 0) return 2 - erfc(-x);
  return x < 2 ? 1 - erfSeries(x) : fraction(x);
}

/** P(chi-square of 1 or 2 degrees of freedom > v). */
export const chiSquareTail = (v: number, degrees: 1 | 2): number =>
  degrees === 1 ? erfc(Math.sqrt(v / 2)) : exp(-v / 2);

/** The value that a chi-square of 1 or 2 degrees of freedom exceeds with probability `tail`. */
export function chiSquareCritical(tail: number, degrees: 1 | 2): number {
  if (degrees === 2) return -2 * log(tail);
  const z = normalQuantile(tail / 2);
  return z * z;
}

const SQRT_PI = 1.772453850905516;

/** erf(x) = 2/sqrt(pi) e^(-x^2) sum of 2^n x^(2n+1) / (1 3 5 ... (2n+1)): all terms positive. */
function erfSeries(x: number): number {
  let term = x;
  let sum = x;
  for (let n = 1; term > sum * 1e-17; n++) {
    term *= (2 * x * x) / (2 * n + 1);
    sum += term;
  }
  return (2 / SQRT_PI) * exp(-x * x) * sum;
}

/** Laplace's continued fraction, evaluated from its 200th term upwards; exact to rounding from 2 on. */
function fraction(x: number): number {
  let below = x;
  for (let k = 200; k >= 1; k--) below = x + k / 2 / below;
  return exp(-x * x) / (SQRT_PI * below);
}
