import type { ChainState } from '../chain.ts';
import { unitValue } from '../margin/contract.ts';
import { createPowers, type Powers } from '../numbers/math.ts';
import type { Rules } from '../rules.ts';
import { type Block, NEGLIGIBLE } from './block.ts';
import { HIGHEST_FACTOR, LOWEST_FACTOR } from './depth/clamp.ts';
import { type Depth, depthOf } from './depth/depth.ts';
import { createHours, type Hours, startHours, turnHour } from './hours.ts';
import { allocateRecords, type Records, record, startRecords } from './records.ts';
import { allocateShockPath, type ShockPath } from './shock.ts';
import { depthInForce } from './withdrawal.ts';

/**
 * The prices of one market in a path (model.md 2.1): what its fundamental and its index are, how far forced trades have
 * carried the venue's own price from them, and which mark the venue goes by. Prices in quote currency per coin.
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
  /** `J = F D(passedOn)`, what other venues trade at: the fundamental, as long as nothing is passed on. */
  index: number;
  /** `D` of it. */
  indexFactor: number;
  /** `D(V)`, and the price `p = J D(V)`: before the trades of the tick, after them once `displace` was told of them; and before them. */
  factor: number;
  price: number;
  preTrade: number;
  /** `V`, in units of undiminished depth, and its parts; the temporary one decays. */
  displaced: number;
  permanent: number;
  temporary: number;
  /** What has decayed here and moved the index for good (`permanentTo: index`), in the same units. */
  passedOn: number;
  /** Shares of a block that stay displaced at the venue for ever, and of what decays that are passed on; one of them is 0. */
  keptShare: number;
  passedShare: number;
  /** Largest `|p/p0 - 1|` of an earlier piece of a chain that still counts for `theta`. */
  moveBefore: number;
  /** What the depth may take of a side in a tick, where the venue bounds that beside the depth itself. */
  roomWithin: ((venue: Venue, side: number) => number) | null;
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
  /** Largest `|p/J - 1|` there. */
  dislocationPeak: number;
  readonly hours: Hours;
  /** Largest `|p/p0 - 1|` of ticks that a path did not run because nothing could happen in them. */
  restMove: number;
  /** Input `x_n` of a lagged mark, by tick. */
  inputs: Float64Array;
  /** Of the decay per tick. */
  readonly decays: Powers;
  /** A price, or the index, met the lowest, or the highest, factor of the depth law. */
  hitFloor: boolean;
  hitCeiling: boolean;
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
  index: -0,
  indexFactor: -0,
  factor: -0,
  price: -0,
  preTrade: -0,
  displaced: -0,
  permanent: -0,
  temporary: -0,
  passedOn: -0,
  keptShare: -0,
  passedShare: -0,
  moveBefore: -0,
  roomWithin: null,
  mark: -0,
  priceUnit: -0,
  markUnit: -0,
  scale: -0,
  lowest: -0,
  highest: -0,
  ownPeak: -0,
  own: allocateRecords(),
  dislocationPeak: -0,
  hours: createHours(),
  restMove: -0,
  inputs: new Float64Array(0),
  decays: createPowers(),
  hitFloor: false,
  hitCeiling: false,
});

/** Begins a path: before the first tick, at rest unless a chain goes on. `rules`, `depth`, `path`, `depthScale` are set. */
export function startVenue(venue: Venue, chain: ChainState | undefined): void {
  const { rules } = venue;
  const movesIndex = rules.permanentTo === 'index';
  venue.lastTick = Math.ceil(rules.horizonSeconds / rules.tickSeconds);
  venue.tick = 0;
  venue.fundamental = rules.startPrice;
  venue.index = rules.startPrice;
  venue.indexFactor = 1;
  venue.factor = 1;
  venue.price = rules.startPrice;
  venue.displaced = 0;
  venue.keptShare = movesIndex ? 0 : rules.permanentShare;
  venue.passedShare = movesIndex ? rules.permanentShare : 0;
  venue.permanent = chain && !movesIndex ? chain.permanent : 0;
  venue.passedOn = chain && movesIndex ? chain.permanent : 0;
  venue.temporary = chain ? chain.temporary : 0;
  venue.moveBefore = chain ? chain.m : 0;
  venue.mark = rules.startPrice;
  venue.roomWithin = null;
  venue.lowest = Infinity;
  venue.highest = -Infinity;
  venue.ownPeak = 0;
  venue.dislocationPeak = 0;
  venue.hitFloor = false;
  venue.hitCeiling = false;
  startHours(venue.hours, rules);
  startRecords(venue.own, venue.lastTick);
  if (rules.triggerRule.rule === 'lagged' && venue.inputs.length <= venue.lastTick)
    venue.inputs = new Float64Array(venue.lastTick + 1);
}

/** Steps 1 and 2 of a tick: the fundamental moves, the index and the price with it. */
export function openTick(venue: Venue): void {
  const { path, rules, hours } = venue;
  const n = ++venue.tick;
  if (n > hours.lastTick) turnHour(hours, n);
  venue.fundamental = rules.startPrice * path.factors[Math.min(n, path.ticks) - 1]!;
  quoteIndex(venue);
  venue.displaced = venue.permanent + venue.temporary;
  quote(venue);
  venue.preTrade = venue.price;
}

/** The index at what has been passed on. */
function quoteIndex(venue: Venue): void {
  const { passedOn, fundamental, depth, hours } = venue;
  if (passedOn === 0) {
    venue.indexFactor = 1;
    venue.index = fundamental;
  } else {
    const factor = depth.factor(passedOn, fundamental);
    venue.indexFactor = factor;
    venue.index = depth.price(passedOn, fundamental, factor);
    noteClamp(venue, factor);
  }
  if (venue.index < hours.lowestIndex) hours.lowestIndex = venue.index;
  if (venue.index > hours.highestIndex) hours.highestIndex = venue.index;
}

/** The price at the present displacement, and that it was seen. */
function quote(venue: Venue): void {
  reprice(venue);
  const { price, hours } = venue;
  noteClamp(venue, venue.factor);
  if (price < venue.lowest) venue.lowest = price;
  if (price > venue.highest) venue.highest = price;
  if (price < hours.lowestPrice) hours.lowestPrice = price;
  if (price > hours.highestPrice) hours.highestPrice = price;
}

/** The price at the present displacement, which nobody sees. */
export function reprice(venue: Venue): void {
  const { displaced, index, depth } = venue;
  if (displaced === 0) {
    venue.factor = 1;
    venue.price = index;
    return;
  }
  const factor = depth.factor(displaced, index);
  venue.factor = factor;
  venue.price = depth.price(displaced, index, factor);
}

export function noteClamp(venue: Venue, factor: number): void {
  if (factor <= LOWEST_FACTOR) venue.hitFloor = true;
  if (factor >= HIGHEST_FACTOR) venue.hitCeiling = true;
}

/** Somebody may act in this tick: in which units, and into how much depth. */
export function prepareTrades(venue: Venue): void {
  const { rules } = venue;
  venue.priceUnit = unitValue(rules.contract, venue.price);
  venue.markUnit = unitValue(rules.contract, venue.mark);
  venue.scale = rules.withdrawal ? depthInForce(venue) : venue.depthScale;
}

/** Step 9: what the depth took of a block moves the price. */
export function displace(venue: Venue, block: Block): void {
  shift(venue, block);
  quote(venue);
}

/** Moves the displaced volume alone. */
export function shift(venue: Venue, { net }: Block): void {
  const { keptShare, scale } = venue;
  venue.permanent += (keptShare * net) / scale;
  venue.temporary += ((1 - keptShare) * net) / scale;
  // What rounding leaves of a displacement that a block takes back is none.
  const least = NEGLIGIBLE * Math.abs(net / scale);
  if (Math.abs(venue.permanent + venue.temporary) <= least) {
    if (Math.abs(venue.permanent) <= least) venue.permanent = 0;
    venue.temporary = -venue.permanent;
  }
  venue.displaced = venue.permanent + venue.temporary;
}

/** Step 10, and what is remembered of the tick. */
export function closeTick(venue: Venue): void {
  const { factor, indexFactor, tick } = venue;
  const { decayPerTick } = venue.rules;
  // Not price over fundamental: the same displaced volume must give the same number in every tick.
  const own = Math.abs(indexFactor * factor - 1);
  if (own > venue.ownPeak) {
    venue.ownPeak = own;
    record(venue.own, tick, own);
  }
  const dislocation = Math.abs(factor - 1);
  if (dislocation > venue.dislocationPeak) venue.dislocationPeak = dislocation;
  venue.passedOn += venue.passedShare * (1 - decayPerTick) * venue.temporary;
  venue.temporary *= decayPerTick;
}
