// Where nobody can be reached: before the first trade of a path, and after its last.
import { lagOf } from './mark.ts';
import { firstBeyond } from './shock.ts';
import type { Venue } from './venue.ts';

/**
 * Before the first trade the price is the fundamental: goes to the tick before the first whose mark is at most `low` or at
 * least `high`; to the end of the path if there is none. For marks that forget nothing but what they are told (`last`,
 * `lagged`).
 *
 * @returns whether there is such a tick
 */
export function skipToReach(venue: Venue, low: number, high: number): boolean {
  const { path, lastTick, inputs, rules } = venue;
  const { startPrice } = rules;
  const { factors } = path;
  const steps = factors.length;
  const lag = lagOf(rules.triggerRule);
  const first = firstReached(venue, lag, low, high);
  let n = Math.min(first, lastTick + 1, Math.max(steps, 1) + lag + 1) - 1;
  if (first > lastTick) {
    n = Math.min(lastTick, steps);
    // The rule of quiescence counts stored inputs whose mark would come after the horizon, too.
    if (reachesLate(venue, n - lag + 1, n, low, high)) n = lastTick;
  }
  if (n > 0) {
    venue.lowest = startPrice * path.lowest[Math.min(n, steps) - 1]!;
    venue.highest = startPrice * path.highest[Math.min(n, steps) - 1]!;
  }
  if (lag > 0)
    for (let k = Math.max(1, n - lag + 1); k <= n; k++)
      inputs[k] = startPrice * factors[Math.min(k, steps) - 1]!;
  venue.tick = n;
  return first <= lastTick;
}

/** First tick whose mark, with nobody liquidated yet, reaches a trigger; after the last tick if none. */
function firstReached({ path, lastTick, rules }: Venue, lag: number, low: number, high: number): number {
  const { startPrice } = rules;
  if (lag > 0 && (startPrice <= low || startPrice >= high)) return 1;
  const steps = Math.max(0, Math.min(path.factors.length, lastTick - lag));
  const first = firstBeyond(path, startPrice, low, high, steps);
  return first < steps ? first + 1 + lag : lastTick + 1;
}

/** Do the fundamentals of these ticks reach a trigger? */
function reachesLate({ path, rules }: Venue, from: number, to: number, low: number, high: number): boolean {
  const { factors } = path;
  for (let k = Math.max(1, from); k <= to; k++) {
    const input = rules.startPrice * factors[Math.min(k, factors.length) - 1]!;
    if (input <= low || input >= high) return true;
  }
  return false;
}

/** Marks that can still come lie between these. */
export interface MarkRange {
  least: number;
  most: number;
}

/**
 * All the marks that can still come once the fundamental stays (model.md 2.5, "Quiescent"): between the present mark, what
 * the next tick will see, to the bit, what is left when everything has decayed that will, and inputs that come late.
 */
export function marksToCome(venue: Venue, into: MarkRange): void {
  const { mark, tick, rules } = venue;
  const { triggerRule } = rules;
  const lag = lagOf(triggerRule);
  const share = triggerRule.rule === 'last' ? 1 : rules.ownShare;
  const soon = inputAt(venue, venue.permanent + venue.temporary, share);
  const late = inputAt(venue, venue.permanent, share);
  into.least = Math.min(mark, soon, late);
  into.most = Math.max(mark, soon, late);
  for (let k = Math.max(1, tick - lag + 1); lag > 0 && k <= tick; k++) {
    const stored = venue.inputs[k]!;
    if (stored < into.least) into.least = stored;
    if (stored > into.most) into.most = stored;
  }
}

/** What the mark would hear at a displaced volume, with so much weight on the venue's own price. */
function inputAt({ depth, fundamental }: Venue, displaced: number, share: number): number {
  const price = depth.price(displaced, fundamental, depth.factor(displaced, fundamental));
  return fundamental + share * (price - fundamental);
}
