import { type Depth, depthOf } from '../../cascade/venue/depth/depth.ts';
import { shareLeft } from '../../cascade/venue/withdrawal.ts';
import type { Market } from '../../market/market.ts';
import type { Side } from '../../sweep/cells.ts';
import type { Sweep } from '../../sweep/sweep-file.ts';

/** What closing a position would cost against the depth that is left after the design shock of a side. */
export interface ShockedDepth {
  /**
   * Fraction of the position's value at the shocked price, at most `MOST_COST`: that also is the cost where nobody
   * is left to trade with, so that the position cannot be closed.
   */
  cost(quantity: number): number;
  /** The order reaches beyond the depth that is known: the cost is a guess. */
  isBeyond(quantity: number): boolean;
  /** Price after the shock, quote currency: a position's notional there is what its tier is told by. */
  readonly price: number;
}

/** A thousand times the position's value: "cannot be closed" as a number that files can hold. */
export const MOST_COST = 1_000;

/**
 * Longs are closed by selling after a fall, shorts by buying after a rise. The levels have moved with the price,
 * makers have left by the venue's withdrawal rule, and nothing is displaced yet: a position closed in the middle of
 * a cascade costs more, which is why the candidate table is simulated and not trusted.
 */
export function shockedDepth(market: Market, sweep: Sweep, side: Side): ShockedDepth {
  const { contract, startPrice } = market;
  const shock = largestShock(sweep, side);
  const fundamental = startPrice * (1 + shock);
  const depth = depthOf(market.depth, startPrice);
  const selling = side === 'down';
  const { withdrawal } = market.snapshot.rules;
  const today = sweep.base.depthBps / 10_000;
  const scale = withdrawal ? today * shareLeft(withdrawal, Math.abs(shock)) : today;
  const visible = selling ? depth.visibleBids : depth.visibleAsks;
  return {
    cost: (quantity) => relativeCost(depth, contract, selling, quantity / scale, fundamental),
    isBeyond: (quantity) => quantity / scale > visible,
    price: fundamental,
  };
}

/** The mixture's largest shock on a side, as a signed fraction. */
export function largestShock({ design }: Sweep, side: Side): number {
  const sizes = design[side].map(({ shockBps }) => Math.abs(shockBps));
  return ((side === 'down' ? -1 : 1) * Math.max(...sizes)) / 10_000;
}

/** Average fill against the price before it, as a loss: `D` averaged (linear) or `1/D` averaged (inverse). */
function relativeCost(
  depth: Depth,
  contract: Market['contract'],
  selling: boolean,
  volume: number,
  fundamental: number,
): number {
  if (volume === 0) return 0;
  if (volume > (selling ? depth.mostBids : depth.mostAsks)) return MOST_COST;
  const [from, to] = selling ? [0, volume] : [-volume, 0];
  const average =
    contract === 'linear' ? depth.sum(from, to, fundamental) : depth.reciprocalSum(from, to, fundamental);
  const factor = average / volume;
  const cost = selling === (contract === 'linear') ? 1 - factor : factor - 1;
  // Written so that a cost that is no number counts as the largest.
  return cost <= MOST_COST ? Math.max(0, cost) : MOST_COST;
}
