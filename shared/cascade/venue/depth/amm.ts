import { type Depth, LOWEST_FACTOR } from './depth.ts';
import { smooth } from './smooth.ts';

/** Purchases empty a pool only to this share of its reserve. */
const MOST_PURCHASED = 0.999;

/**
 * A constant-product pool without fee: `D(V) = (x / (x + V))^2` with base reserve `x`.
 *
 * @param reserve units, > 0
 */
export const amm = (reserve: number): Depth =>
  smooth({
    factor(displaced) {
      const left = reserve / (reserve + displaced);
      return left * left;
    },
    sum: (from, to) => (reserve * reserve * (to - from)) / ((reserve + from) * (reserve + to)),
    reciprocalSum(from, to) {
      const a = reserve + from;
      const b = reserve + to;
      return ((to - from) * (a * a + a * b + b * b)) / (3 * reserve * reserve);
    },
    volumeWithin: (reach, side) =>
      side > 0 ? reserve * (1 / Math.sqrt(1 - reach) - 1) : reserve * (1 - 1 / Math.sqrt(1 + reach)),
    floorAt: () => reserve * (1 / Math.sqrt(LOWEST_FACTOR) - 1),
    mostAsks: MOST_PURCHASED * reserve,
  });
