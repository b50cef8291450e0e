import { type Depth, LOWEST_FACTOR } from '../depth.ts';
import { log } from '../math.ts';
import { smooth } from './smooth.ts';

/**
 * Impact grows with the square root of displaced volume, `D(V) = 1 - c sqrt(V)` and `1 + c sqrt(w)`
 * for purchases; `c = Y sigma / sqrt(ADV)` with `Y` of order one (Donier and Bonart 2015,
 * doi:10.1142/S2382626615500082). A law of the displaced volume, never of single slices.
 */
export function squareRoot(c: number): Depth {
  const sumFromZero = (v: number) =>
    v >= 0 ? v - (2 / 3) * c * v * Math.sqrt(v) : v + (2 / 3) * c * v * Math.sqrt(-v);
  const reciprocalFromZero = (v: number) => {
    const root = Math.sqrt(Math.abs(v));
    return v >= 0
      ? -(2 / c) * root - (2 / (c * c)) * log(1 - c * root)
      : -((2 / c) * root - (2 / (c * c)) * log(1 + c * root));
  };
  const factor = (v: number) => (v >= 0 ? 1 - c * Math.sqrt(v) : 1 + c * Math.sqrt(-v));
  return smooth({
    factor,
    sum: (from, to) => sumFromZero(to) - sumFromZero(from),
    reciprocalSum: (from, to) => reciprocalFromZero(to) - reciprocalFromZero(from),
    volumeWithin: (reach) => (reach / c) * (reach / c),
    floorAt: () => ((1 - LOWEST_FACTOR) / c) * ((1 - LOWEST_FACTOR) / c),
  });
}
