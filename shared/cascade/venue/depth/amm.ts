import type { Depth } from './depth.ts';
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
      const rest = reserve + displaced;
      // An empty pool sells at no price; the formula's square would be finite again beyond it.
      if (!(rest > 0)) return Infinity;
      const left = reserve / rest;
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
    volumeTo: (factor) => reserve * (1 / Math.sqrt(factor) - 1),
    mostAsks: MOST_PURCHASED * reserve,
  });
