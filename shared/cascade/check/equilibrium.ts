import { type Ladder, quantityBefore } from '../holders/isolated/ladder.ts';
import { endOfReach } from '../holders/isolated/reach.ts';
import { blockUnit } from '../venue/block.ts';
import type { Depth } from '../venue/depth/depth.ts';

/**
 * Where a shock ends in the simple setting (model.md 6): everything closed at once, mark on the last
 * price, displacement permanent, one depth scale, no backstop, no ADL. Rounds of closing then fall to
 * the greatest fixed point of `p -> F D(Q(p) / theta)`, which exists because that map is monotone
 * (Tarski), and which two independent solvers find.
 */
export interface Equilibrium {
  /** Accounts closed, from the top of their side of the ladder. */
  readonly accounts: number;
  readonly quantity: number;
  readonly price: number;
}

/** As `Equilibrium`, with what the blocks of each round were filled at. */
export interface Rounds extends Equilibrium {
  readonly rounds: number;
  /** Sum of quantity times unit value over all fills, settlement currency; signed as `u`. */
  readonly proceeds: number;
  /** Losses beyond collateral, before any payer. */
  readonly deficit: number;
}

/**
 * Round after round: who does this price reach, and where does closing them lead? Each round is one
 * block. O(rounds log n + rows closed).
 *
 * @param fundamental price after the shock; below the start it runs down the longs, above up the shorts
 * @param depthScale multiple of the depth law in force, `theta`
 */
export function equilibriumByRounds(
  ladder: Ladder,
  depth: Depth,
  fundamental: number,
  depthScale: number,
): Rounds {
  const { trigger, bankruptcy, quantity, longs, count, contract } = ladder;
  const falls = fundamental <= ladder.startPrice;
  const side = falls ? 1 : -1;
  const first = falls ? 0 : longs;
  const last = falls ? longs : count;
  let next = first;
  let price = fundamental;
  let rounds = 0;
  let proceeds = 0;
  let deficit = 0;
  for (;;) {
    const reached = endOfReach(trigger, next, last, price, falls);
    if (reached === next) break;
    const from = (side * (quantityBefore(ladder, next) - quantityBefore(ladder, first))) / depthScale;
    const to = (side * (quantityBefore(ladder, reached) - quantityBefore(ladder, first))) / depthScale;
    const unit = blockUnit(
      { depth, index: fundamental, rules: { contract } },
      Math.min(from, to),
      Math.max(from, to),
    );
    proceeds += (quantityBefore(ladder, reached) - quantityBefore(ladder, next)) * unit;
    for (let row = next; row < reached; row++)
      deficit += Math.max(0, side * quantity[row]! * (bankruptcy[row]! - unit));
    next = reached;
    price = depth.price(to, fundamental, depth.factor(to, fundamental));
    rounds++;
  }
  const closed = quantityBefore(ladder, next) - quantityBefore(ladder, first);
  return { accounts: next - first, quantity: closed, price, rounds, proceeds, deficit };
}

/**
 * For every row of one side, the mildest fundamental that closes it and all rows before: one pass per
 * (ladder, depth, scale), after which any number of shocks are answered by bisection.
 */
export interface Thresholds {
  readonly ladder: Ladder;
  readonly depth: Depth;
  readonly depthScale: number;
  /** 1: longs, falling fundamentals; -1: shorts, rising ones. */
  readonly side: 1 | -1;
  /**
   * Falling (longs) or rising (shorts) with the row. Long flat stretches are cascades: the value there
   * is the shock at which one starts, the exact answer to a reverse stress.
   */
  readonly fundamental: Float64Array;
}

/**
 * Row `j` closes after the rows before it iff `F <= G_j = T_j / D(Q_(j-1) / theta)` (longs); the running
 * minimum of `G` says when all rows up to `j` do. O(n).
 */
export function thresholdsOf(ladder: Ladder, depth: Depth, depthScale: number, side: 1 | -1): Thresholds {
  const { trigger, longs, count } = ladder;
  const first = side > 0 ? 0 : longs;
  const rows = side > 0 ? longs : count - longs;
  const fundamental = new Float64Array(rows);
  let hardest = side > 0 ? Infinity : -Infinity;
  for (let j = 0; j < rows; j++) {
    const displaced =
      (side * (quantityBefore(ladder, first + j) - quantityBefore(ladder, first))) / depthScale;
    const own = depth.fundamentalAt(trigger[first + j]!, displaced);
    hardest = side > 0 ? Math.min(hardest, own) : Math.max(hardest, own);
    fundamental[j] = hardest;
  }
  return { ladder, depth, depthScale, side, fundamental };
}

/** The equilibrium at one fundamental. O(log n). */
export function equilibriumByThresholds(thresholds: Thresholds, fundamental: number): Equilibrium {
  const { ladder, depth, depthScale, side } = thresholds;
  const first = side > 0 ? 0 : ladder.longs;
  const bounds = thresholds.fundamental;
  let low = 0;
  let high = bounds.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (side > 0 ? fundamental <= bounds[middle]! : fundamental >= bounds[middle]!) low = middle + 1;
    else high = middle;
  }
  const quantity = quantityBefore(ladder, first + low) - quantityBefore(ladder, first);
  const displaced = (side * quantity) / depthScale;
  const price =
    quantity === 0 ? fundamental : depth.price(displaced, fundamental, depth.factor(displaced, fundamental));
  return { accounts: low, quantity, price };
}
