import { log1p } from '../../numbers/math.ts';
import type { Depth } from './depth.ts';
import { smooth } from './smooth.ts';

/**
 * Impact grows with the square root of displaced volume, `D(V) = 1 - c sqrt(V)` and `1 + c sqrt(w)`
 * for purchases; `c = Y sigma / sqrt(ADV)` with `Y` of order one (Donier and Bonart 2015,
 * doi:10.1142/S2382626615500082). A law of the displaced volume, never of single slices.
 *
 * @param c per square root of a unit, > 0
 */
export const squareRoot = (c: number): Depth =>
  smooth({
    factor: (v) => (v >= 0 ? 1 - c * Math.sqrt(v) : 1 + c * Math.sqrt(-v)),
    sum: (from, to) =>
      from >= 0
        ? sumOf(c, from, to)
        : to <= 0
          ? sumOf(-c, -to, -from)
          : sumOf(-c, 0, -from) + sumOf(c, 0, to),
    reciprocalSum: (from, to) =>
      from >= 0
        ? reciprocalOf(c, from, to)
        : to <= 0
          ? reciprocalOf(-c, -to, -from)
          : reciprocalOf(-c, 0, -from) + reciprocalOf(c, 0, to),
    volumeWithin: (reach) => (reach / c) * (reach / c),
    volumeTo(factor) {
      const root = (1 - factor) / c;
      return root * Math.abs(root);
    },
  });

// Of `1 - c sqrt(v)` and its inverse over [a, b], 0 <= a <= b, `c` negative for purchases: products with the
// step, because differences of antiderivatives lose their digits on short intervals.

function sumOf(c: number, a: number, b: number): number {
  const r = Math.sqrt(a);
  const t = Math.sqrt(b);
  if (t === 0) return 0;
  return (b - a) * (1 - (((2 * c) / 3) * (a + r * t + b)) / (r + t));
}

function reciprocalOf(c: number, a: number, b: number): number {
  const r = Math.sqrt(a);
  const t = Math.sqrt(b);
  if (t === 0) return 0;
  const step = (b - a) / (r + t);
  const start = 1 - c * r;
  return (2 * step * r) / start + (2 / (c * c)) * logRest((c * step) / start);
}

/** -ln(1 - z) - z, by its series where the difference would lose digits; the first term left out is 1e-16 of it. */
function logRest(z: number): number {
  if (z > 0.05 || z < -0.05) return -log1p(-z) - z;
  let rest = 0;
  for (let k = 13; k >= 2; k--) rest = rest * z + 1 / k;
  return rest * z * z;
}
