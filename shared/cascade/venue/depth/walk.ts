import { type Depth, HIGHEST_FACTOR, LOWEST_FACTOR } from './depth.ts';
import { integralOf, priceAt, resting, volumeBefore, volumeUpTo, volumeWithin } from './resting.ts';

/** A resting order: price (quote currency per coin) and size (units of quantity). */
export type Level = readonly [price: number, size: number];

/**
 * What happens beyond the visible levels (model.md 2.3): `stop`, nobody there (pessimistic); `flat`,
 * everybody at the last price (optimistic); `extend`, density goes on at a stated share.
 */
export type Beyond = 'stop' | 'flat' | 'extend';

/**
 * A real resting order book. `D(V)` is the price of the last unit sold, relative to the mid of the
 * snapshot; levels move with the fundamental.
 *
 * @param bids best first, prices falling
 * @param asks best first, prices rising
 */
export function walk(
  reference: number,
  bids: readonly Level[],
  asks: readonly Level[],
  beyond: Beyond,
  beyondShare: number,
): Depth {
  const bid = resting(1, reference, bids, beyond, beyondShare);
  const ask = resting(-1, reference, asks, beyond, beyondShare);
  const factor = (displaced: number) => {
    if (displaced === 0) return 1;
    return displaced > 0
      ? Math.max(priceAt(bid, displaced), LOWEST_FACTOR)
      : Math.min(priceAt(ask, -displaced), HIGHEST_FACTOR);
  };
  const integral = (power: 1 | -1, from: number, to: number) => {
    if (from >= 0) return integralOf(bid, power, from, to);
    if (to <= 0) return integralOf(ask, power, -to, -from);
    return integralOf(ask, power, 0, -from) + integralOf(bid, power, 0, to);
  };
  return {
    factor,
    price: (_displaced, fundamental, own) => fundamental * own,
    fundamentalAt: (price, displaced) => price / factor(displaced),
    sum: (from, to) => integral(1, from, to),
    reciprocalSum: (from, to) => integral(-1, from, to),
    volumeWithin: (reach, side) => volumeWithin(side > 0 ? bid : ask, reach),
    volumeTo(own, side) {
      // Subtracted from 0, so that nothing is 0 and not -0.
      if (side > 0) return own <= 1 ? volumeUpTo(bid, own) : 0 - volumeBefore(ask, own);
      return own >= 1 ? 0 - volumeUpTo(ask, own) : volumeBefore(bid, own);
    },
    visibleBids: bid.visible,
    visibleAsks: ask.visible,
    mostBids: beyond === 'stop' ? bid.visible : Infinity,
    mostAsks: beyond === 'stop' ? ask.visible : Infinity,
  };
}
