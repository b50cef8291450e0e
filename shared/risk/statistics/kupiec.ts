import { log } from '../../cascade/numbers/math.ts';
import { binomialCdf } from './binomial.ts';
import { chiSquareCritical, chiSquareTail } from './erfc.ts';
import { ALPHA } from './level.ts';

/**
 * Test of the number of exceptions `x` in `n` days against a rate of `p` (Kupiec 1995, doi:10.3905/jod.1995.407942).
 * Two-sided: it rejects no exception in 250 days at 1 % too; whether margins are enough the binomial tail P(X >= x) says.
 */
export function kupiec(n: number, x: number, p: number): { readonly lr: number; readonly pValue: number } {
  const hits = x / n;
  const expected = xLogY(n - x, 1 - p) + xLogY(x, p);
  const lr = Math.max(0, 2 * (xLogY(n - x, 1 - hits) + xLogY(x, hits) - expected));
  return { lr, pValue: chiSquareTail(lr, 1) };
}

/** The fewest and the most exceptions in `n` days that are not rejected at 5 %. */
export function kupiecAccepts(n: number, p: number): { readonly from: number; readonly to: number } {
  const critical = chiSquareCritical(ALPHA, 1);
  const accepted = (x: number) => kupiec(n, x, p).lr <= critical;
  let from = Math.round(n * p);
  let to = from;
  while (from > 0 && accepted(from - 1)) from--;
  while (to < n && accepted(to + 1)) to++;
  return { from, to };
}

/** Chance that the test rejects `p` where the true rate is another. */
export function kupiecPower(n: number, p: number, trueRate: number): number {
  const { from, to } = kupiecAccepts(n, p);
  return 1 - (binomialCdf(to, n, trueRate) - binomialCdf(from - 1, n, trueRate));
}

/** `x ln y`, and 0 where `x` is. */
export const xLogY = (x: number, y: number): number => (x === 0 ? 0 : x * log(y));
