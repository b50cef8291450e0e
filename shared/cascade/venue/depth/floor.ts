import { decayMean, exp, log } from '../../numbers/math.ts';
import { type Depth, LOWEST_FACTOR } from './depth.ts';
import { smooth } from './smooth.ts';

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
  // Sales from a to b: bottom * length plus what is left of the decaying part; purchases mirrored.
  const soldSum = (a: number, b: number) =>
    bottom * (b - a) + share * exp(-a / scale) * (b - a) * decayMean((b - a) / scale);
  const boughtSum = (a: number, b: number) =>
    top * (b - a) - share * exp(-a / scale) * (b - a) * decayMean((b - a) / scale);
  // ln(bottom exp(v/z) + 1 - bottom), written so that large v does not overflow.
  const soldReciprocal = (v: number) =>
    (scale / bottom) * (v / scale + log(bottom + share * exp(-v / scale)));
  const boughtReciprocal = (w: number) => (scale / top) * (w / scale + log(top - share * exp(-w / scale)));
  const factor = (v: number) =>
    v >= 0 ? bottom + share * exp(-v / scale) : 1 + share * (1 - exp(v / scale));
  const reciprocalOneSide = (from: number, to: number) => {
    // Simpson's rule on short intervals, where the difference of antiderivatives loses digits;
    // its own error is below 1e-15 of the result there.
    if (to - from < 1e-3 * scale)
      return ((to - from) / 6) * (1 / factor(from) + 4 / factor((from + to) / 2) + 1 / factor(to));
    return from >= 0
      ? soldReciprocal(to) - soldReciprocal(from)
      : boughtReciprocal(-from) - boughtReciprocal(-to);
  };
  return smooth({
    factor,
    sum(from, to) {
      if (from >= 0) return soldSum(from, to);
      if (to <= 0) return boughtSum(-to, -from);
      return boughtSum(0, -from) + soldSum(0, to);
    },
    reciprocalSum: (from, to) =>
      from < 0 && to > 0
        ? reciprocalOneSide(from, 0) + reciprocalOneSide(0, to)
        : reciprocalOneSide(from, to),
    volumeWithin: (reach) => (reach < share ? -scale * log(1 - reach / share) : Infinity),
    floorAt: () => (bottom >= LOWEST_FACTOR ? Infinity : -scale * log((LOWEST_FACTOR - bottom) / share)),
  });
}
