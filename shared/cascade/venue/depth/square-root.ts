import { log } from '../../numbers/math.ts';
import { type Depth, LOWEST_FACTOR } from './depth.ts';
import { smooth } from './smooth.ts';

/**
 * Impact grows with the square root of displaced volume, `D(V) = 1 - c sqrt(V)` and `1 + c sqrt(w)`
 * for purchases; `c = Y sigma / sqrt(ADV)` with `Y` of order one (Donier and Bonart 2015,
 * doi:10.1142/S2382626615500082). A law of the displaced volume, never of single slices.
 *
 * @param c per square root of a unit, > 0
 */
export function squareRoot(c: number): Depth {
  // With s = sqrt(v), over [a, b] on one side of zero: both integrals as products with the step in
  // s, because differences of antiderivatives lose their digits on short intervals.
  const sum = (a: number, b: number, sign: number) => {
    const sa = Math.sqrt(a);
    const sb = Math.sqrt(b);
    if (sb === 0) return 0;
    return (b - a) * (1 - (sign * (2 / 3) * c * (a + sa * sb + b)) / (sa + sb));
  };
  const reciprocal = (a: number, b: number, sign: number) => {
    const sa = Math.sqrt(a);
    const sb = Math.sqrt(b);
    if (sb === 0) return 0;
    const step = (b - a) / (sa + sb);
    const start = 1 - sign * c * sa;
    return (2 * step * sa) / start + (2 / (c * c)) * logRest((sign * c * step) / start);
  };
  return smooth({
    factor: (v) => (v >= 0 ? 1 - c * Math.sqrt(v) : 1 + c * Math.sqrt(-v)),
    sum: (from, to) =>
      from >= 0 ? sum(from, to, 1) : to <= 0 ? sum(-to, -from, -1) : sum(0, -from, -1) + sum(0, to, 1),
    reciprocalSum: (from, to) =>
      from >= 0
        ? reciprocal(from, to, 1)
        : to <= 0
          ? reciprocal(-to, -from, -1)
          : reciprocal(0, -from, -1) + reciprocal(0, to, 1),
    volumeWithin: (reach) => (reach / c) * (reach / c),
    floorAt: () => ((1 - LOWEST_FACTOR) / c) * ((1 - LOWEST_FACTOR) / c),
  });
}

/** -ln(1 - x) - x, by its series where the difference would lose digits. */
function logRest(x: number): number {
  if (x > 0.02 || x < -0.02) return -log(1 - x) - x;
  let rest = 0;
  for (let k = 11; k >= 2; k--) rest = rest * x + 1 / k;
  return rest * x * x;
}
