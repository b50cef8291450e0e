import { FLAG } from '../outcome.ts';
import { NEGLIGIBLE, type Turn } from '../turn.ts';
import type { Depth } from './depth/depth.ts';

/**
 * Prices a tick's block (model.md 2.5 step 7): sales and purchases cross at the pre-trade price, the
 * rest of the larger side meets the depth, and that side shares both. Sets the three units of `turn`.
 */
export function priceBlock(turn: Turn, sales: number, purchases: number): void {
  const { depth, displaced, scale, fundamental, priceUnit } = turn;
  const net = sales - purchases;
  turn.saleUnit = priceUnit;
  turn.purchaseUnit = priceUnit;
  turn.restUnit = priceUnit;
  if (net === 0) return;
  const to = displaced + net / scale;
  // Too little to move the displaced volume by a bit: an interval without length has no average.
  if (to === displaced) return;
  const inverse = turn.rules.contract === 'inverse';
  if (net > 0) {
    turn.restUnit = blockUnit(depth, inverse, displaced, to, fundamental);
    turn.saleUnit = purchases === 0 ? turn.restUnit : (purchases * priceUnit + net * turn.restUnit) / sales;
  } else {
    turn.restUnit = blockUnit(depth, inverse, to, displaced, fundamental);
    turn.purchaseUnit = sales === 0 ? turn.restUnit : (sales * priceUnit - net * turn.restUnit) / purchases;
  }
}

/** Quantity that the depth can still take on a side; what rounding leaves of a full depth is none. */
export function roomFor(turn: Turn, side: number): number {
  const { depth, displaced, scale } = turn;
  const most = side > 0 ? depth.mostBids : depth.mostAsks;
  if (most === Infinity) return Infinity;
  const left = most - side * displaced;
  return left > NEGLIGIBLE * most ? left * scale : 0;
}

/** Unit value at which a block between two displaced volumes fills (model.md 2.1). */
export function blockUnit(
  depth: Depth,
  inverse: boolean,
  from: number,
  to: number,
  fundamental: number,
): number {
  return inverse
    ? -depth.reciprocalSum(from, to, fundamental) / (fundamental * (to - from))
    : (fundamental * depth.sum(from, to, fundamental)) / (to - from);
}

/** Books what the buyers (or sellers) behind the depth take, at the unit value of `priceBlock`. */
export function meetDepth(turn: Turn, net: number): void {
  const { ledger, depth, displaced, scale } = turn;
  // Rounding must not carry a block that fills the last level beyond it.
  const from = Math.max(Math.min(displaced, displaced + net / scale), -depth.mostAsks);
  const to = Math.min(Math.max(displaced, displaced + net / scale), depth.mostBids);
  const unit = turn.restUnit;
  const volume = Math.abs(net);
  ledger.depthPosition += net;
  ledger.depthCash -= net * unit;
  ledger.marketNotional += volume * Math.abs(unit);
  ledger.marketVolume += volume;
  const beyond =
    (Math.max(0, to - Math.max(from, depth.visibleBids)) +
      Math.max(0, Math.min(to, -depth.visibleAsks) - from)) *
    scale;
  if (beyond > 0) {
    ledger.beyondVolume += beyond;
    ledger.flags |= FLAG.BEYOND_DEPTH;
  }
}
