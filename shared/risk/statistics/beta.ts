import { exp, log } from '../../cascade/numbers/math.ts';
import { stirlingError } from './log-gamma.ts';

/**
 * Regularised incomplete beta function I_x(a, b): continued fraction, by the shorter of its two tails. Real
 * `a, b > 0`; some 1e-12 relative up to a + b = 1e6. Summing binomial terms instead would underflow.
 */
export const regularisedBeta = (x: number, a: number, b: number): number => betaOf(x, 1 - x, a, b);

/** As `regularisedBeta`, for callers that know `y = 1 - x` better than a subtraction would. */
export function betaOf(x: number, y: number, a: number, b: number): number {
  if (!(a > 0 && b > 0)) throw new RangeError(`parameters of beta must be > 0, got ${a}, ${b}`);
  if (!(0 <= x && x <= 1)) throw new RangeError(`argument of beta must be from 0 to 1, got ${x}`);
  if (x === 0 || y === 0) return x === 0 ? 0 : 1;
  const front = density(x, y, a, b);
  return x > (a + 1) / (a + b + 2) ? 1 - (front * fraction(y, b, a)) / b : (front * fraction(x, a, b)) / a;
}

/** The `x` with I_x(a, b) = `probability`: bisection to a bracket of 1e-13 relative, at most 200 steps. */
export function inverseBeta(probability: number, a: number, b: number): number {
  if (!(0 <= probability && probability <= 1)) {
    throw new RangeError(`probability must be from 0 to 1, got ${probability}`);
  }
  let low = 0;
  let high = 1;
  for (let step = 0; step < 200 && high - low > 1e-13 * high; step++) {
    const middle = (low + high) / 2;
    if (regularisedBeta(middle, a, b) < probability) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** x^a y^b / B(a, b), as deviations from the mean so that nothing large cancels (Loader 2000). */
function density(x: number, y: number, a: number, b: number): number {
  const n = a + b;
  const exponent = a * log((x * n) / a) + b * log((y * n) / b);
  const correction = stirlingError(n) - stirlingError(a) - stirlingError(b);
  return Math.sqrt((a * b) / (TWO_PI * n)) * exp(exponent + correction);
}

const TWO_PI = 6.283185307179586;
const TINY = 1e-300;

/** Continued fraction of I_x(a, b), modified Lentz; converges in O(sqrt(max(a, b))) below the switch. */
function fraction(x: number, a: number, b: number): number {
  let c = 1;
  let d = 1 / away(1 - ((a + b) * x) / (a + 1));
  let value = d;
  for (let m = 1; m < 100_000; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / away(1 + even * d);
    c = away(1 + even / c);
    value *= d * c;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / away(1 + odd * d);
    c = away(1 + odd / c);
    value *= d * c;
    if (Math.abs(d * c - 1) < 1e-15) return value;
  }
  throw new RangeError(`beta must converge, got x ${x}, a ${a}, b ${b}`);
}

const away = (value: number): number => (Math.abs(value) < TINY ? TINY : value);
