import { unitValue } from '../margin/contract.ts';
import { createPowers, type Powers } from '../numbers/math.ts';
import type { Rules } from '../rules.ts';
import type { Block } from './block.ts';
import { type Depth, depthOf, LOWEST_FACTOR } from './depth/depth.ts';
import { allocateRecords, type Records, record, startRecords } from './records.ts';
import { allocateShockPath, type ShockPath } from './shock.ts';
import { shareLeft } from './withdrawal.ts';

/**
 * The prices of one market in a path (model.md 2.1): what its fundamental is, how far forced trades have carried the
 * venue's own price from it, and which mark the venue goes by. Prices in quote currency per coin.
 *
 * Numbers that change are born as -0, which is no small integer: so each keeps a double of its own in place, and changing
 * it allocates nothing.
 */
export interface Venue {
  rules: Rules;
  depth: Depth;
  path: ShockPath;
  /** Depth of this path against that of the snapshot, before anybody withdraws. */
  depthScale: number;
  lastTick: number;
  tick: number;
  /** `F`. */
  fundamental: number;
  /** `D(V)`, and the price `p = F D(V)`: before the trades of the tick, after them once `displace` was told of them. */
  factor: number;
  price: number;
  /** `V`, in units of undiminished depth, and its parts; the temporary one decays. */
  displaced: number;
  permanent: number;
  temporary: number;
  /** `M`, what equity and every decision of the tick go by. */
  mark: number;
  /** Unit values of price and mark, and `theta`, the depth in force; of ticks in which somebody may act only. */
  priceUnit: number;
  markUnit: number;
  scale: number;
  /** Extremes of all prices so far, pre- and post-trade. */
  lowest: number;
  highest: number;
  /** Largest `|p/F - 1|` after trades, and the ticks in which it grew. */
  ownPeak: number;
  readonly own: Records;
  /** Input `x_n` of a lagged mark, by tick. */
  inputs: Float64Array;
  /** Of the decay per tick. */
  readonly decays: Powers;
  /** A price met the lowest factor of the depth law. */
  hitFloor: boolean;
}

const NOTHING = {} as Rules;

export const createVenue = (): Venue => ({
  rules: NOTHING,
  depth: depthOf({ law: 'linear', slope: 1 }, 1),
  path: allocateShockPath(0),
  depthScale: -0,
  lastTick: 0,
  tick: 0,
  fundamental: -0,
  factor: -0,
  price: -0,
  displaced: -0,
  permanent: -0,
  temporary: -0,
  mark: -0,
  priceUnit: -0,
  markUnit: -0,
  scale: -0,
  lowest: -0,
  highest: -0,
  ownPeak: -0,
  own: allocateRecords(),
  inputs: new Float64Array(0),
  decays: createPowers(),
  hitFloor: false,
});

/** Begins a path: at rest, before the first tick. `rules`, `depth`, `path` and `depthScale` are set. */
export function startVenue(venue: Venue): void {
  const { rules } = venue;
  venue.lastTick = Math.ceil(rules.horizonSeconds / rules.tickSeconds);
  venue.tick = 0;
  venue.fundamental = rules.startPrice;
  venue.factor = 1;
  venue.price = rules.startPrice;
  venue.displaced = 0;
  venue.permanent = 0;
  venue.temporary = 0;
  venue.mark = rules.startPrice;
  venue.lowest = Infinity;
  venue.highest = -Infinity;
  venue.ownPeak = 0;
  venue.hitFloor = false;
  startRecords(venue.own, venue.lastTick);
  if (rules.triggerRule.rule === 'lagged' && venue.inputs.length <= venue.lastTick)
    venue.inputs = new Float64Array(venue.lastTick + 1);
}

/** Steps 1 and 2 of a tick: the fundamental moves, and the price with it. */
export function openTick(venue: Venue): void {
  const { path, rules } = venue;
  const { factors } = path;
  const n = ++venue.tick;
  venue.fundamental = rules.startPrice * factors[n < factors.length ? n - 1 : factors.length - 1]!;
  venue.displaced = venue.permanent + venue.temporary;
  quote(venue);
}

/** The price at the present displacement, and that it was seen. */
function quote(venue: Venue): void {
  reprice(venue);
  if (venue.factor <= LOWEST_FACTOR) venue.hitFloor = true;
  if (venue.price < venue.lowest) venue.lowest = venue.price;
  if (venue.price > venue.highest) venue.highest = venue.price;
}

function reprice(venue: Venue): void {
  const { displaced, fundamental, depth } = venue;
  if (displaced === 0) {
    venue.factor = 1;
    venue.price = fundamental;
    return;
  }
  const factor = depth.factor(displaced, fundamental);
  venue.factor = factor;
  venue.price = depth.price(displaced, fundamental, factor);
}

/** Somebody may act in this tick: in which units, and into how much depth. */
export function prepareTrades(venue: Venue): void {
  const { rules } = venue;
  venue.priceUnit = unitValue(rules.contract, venue.price);
  venue.markUnit = unitValue(rules.contract, venue.mark);
  venue.scale = rules.withdrawal ? depthInForce(venue) : venue.depthScale;
}

/** `theta`: what makers who withdrew have left of the path's depth (model.md 2.4). */
export function depthInForce({ rules, depthScale, lowest, highest }: Venue): number {
  if (!rules.withdrawal) return depthScale;
  const { startPrice } = rules;
  const move = Math.max(Math.abs(lowest / startPrice - 1), Math.abs(highest / startPrice - 1));
  return depthScale * shareLeft(rules.withdrawal, move);
}

/** Step 9: what the depth took of a block moves the price. */
export function displace(venue: Venue, block: Block): void {
  shift(venue, block);
  quote(venue);
}

/** What the depth took of a block within a tick moves the price for those who come after it; nobody else sees it. */
export function displaceBetween(venue: Venue, block: Block): void {
  shift(venue, block);
  reprice(venue);
  venue.priceUnit = unitValue(venue.rules.contract, venue.price);
}

function shift(venue: Venue, { net }: Block): void {
  const { permanentShare } = venue.rules;
  venue.permanent += (permanentShare * net) / venue.scale;
  venue.temporary += ((1 - permanentShare) * net) / venue.scale;
  venue.displaced = venue.permanent + venue.temporary;
}

/** Step 10, and what is remembered of the tick. */
export function closeTick(venue: Venue): void {
  if (venue.displaced !== 0) {
    // Not price over fundamental: the same displaced volume must give the same number in every tick.
    const own = Math.abs(venue.factor - 1);
    if (own > venue.ownPeak) {
      venue.ownPeak = own;
      record(venue.own, venue.tick, own);
    }
  }
  venue.temporary *= venue.rules.decayPerTick;
}
