import { exp, expm1, log, log1p } from '../../numbers/math.ts';
import type { Depth } from './depth.ts';
import { smooth } from './smooth.ts';

/** From here on `E` is taken apart, before it overflows; what that adds to a sum of this size is rounding. */
const MANY_SCALES = 50;

/**
 * Impact that saturates (Cont and Schaanning 2017, "Fire sales, indirect contagion and systemic stress
 * testing"): `D(V) = b + (1-b) exp(-V/z)` for sales, mirrored around 1 for purchases; no price below `b`.
 *
 * @param bottom `b`, in (0, 1)
 * @param scale `z`, units, > 0
 */
export function floor(bottom: number, scale: number): Depth {
  const share = 1 - bottom;
  const top = 2 - bottom;
  // Both sides are `limit + rest exp(-v/z)`, v >= 0: sales from 1 down to `bottom`, purchases up to `top`.
  const sumOf = (limit: number, rest: number, a: number, h: number) =>
    limit * h - rest * scale * exp(-a / scale) * expm1(-h / scale);
  const reciprocalOf = (limit: number, rest: number, a: number, h: number) => {
    const scales = h / scale;
    const start = limit + rest * exp(-a / scale);
    const grown =
      scales > MANY_SCALES
        ? scales + log((limit + rest * exp(-(a + h) / scale)) / start)
        : log1p((limit * expm1(scales)) / start);
    return (scale / limit) * grown;
  };
  return smooth({
    factor: (v) => (v >= 0 ? bottom + share * exp(-v / scale) : 1 + share * (1 - exp(v / scale))),
    sum: (from, to) =>
      from >= 0
        ? sumOf(bottom, share, from, to - from)
        : to <= 0
          ? sumOf(top, -share, -to, to - from)
          : sumOf(top, -share, 0, -from) + sumOf(bottom, share, 0, to),
    reciprocalSum: (from, to) =>
      from >= 0
        ? reciprocalOf(bottom, share, from, to - from)
        : to <= 0
          ? reciprocalOf(top, -share, -to, to - from)
          : reciprocalOf(top, -share, 0, -from) + reciprocalOf(bottom, share, 0, to),
    volumeWithin: (reach) => (reach < share ? -scale * log(1 - reach / share) : Infinity),
    volumeTo(factor) {
      if (factor <= bottom) return Infinity;
      if (factor >= top) return -Infinity;
      return factor <= 1 ? -scale * log((factor - bottom) / share) : scale * log(1 - (factor - 1) / share);
    },
  });
}
