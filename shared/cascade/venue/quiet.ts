// Where nobody can be reached: before the first trade of a path, and after its last.
import { skipHours } from './hours.ts';
import { lagOf } from './mark.ts';
import { firstBeyond } from './shock.ts';
import type { Venue } from './venue.ts';

/**
 * Before the first trade price and index are the fundamental: goes to the tick before the first whose mark is at most `low` or at
 * least `high`; to the end of the path if there is none. For marks that forget nothing but what they are told (`last`,
 * `lagged`).
 *
 * @returns whether there is such a tick
 */
export function skipToReach(venue: Venue, low: number, high: number): boolean {
  const { path, lastTick, inputs, rules } = venue;
  const { startPrice } = rules;
  const { factors, ticks: steps } = path;
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
    // Hours in which nobody trades show no dislocation.
    if (first <= lastTick) skipHours(venue.hours, path, startPrice, n);
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
  const steps = Math.max(0, Math.min(path.ticks, lastTick - lag));
  const first = firstBeyond(path, startPrice, low, high, steps);
  return first < steps ? first + 1 + lag : lastTick + 1;
}

/** Do the fundamentals of these ticks reach a trigger? */
function reachesLate({ path, rules }: Venue, from: number, to: number, low: number, high: number): boolean {
  const { factors, ticks } = path;
  for (let k = Math.max(1, from); k <= to; k++) {
    const input = rules.startPrice * factors[Math.min(k, ticks) - 1]!;
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
  const { mark, tick, rules, depth, fundamental, passedOn, passedShare, temporary } = venue;
  const { triggerRule } = rules;
  const lag = lagOf(triggerRule);
  into.least = mark;
  into.most = mark;
  const index = depth.price(passedOn, fundamental, depth.factor(passedOn, fundamental));
  noteInputs(venue, index, into);
  if (passedShare > 0 && temporary !== 0 && rules.decayPerTick < 1) {
    const healed = passedOn + passedShare * temporary;
    noteInputs(venue, depth.price(healed, fundamental, depth.factor(healed, fundamental)), into);
  }
  for (let k = Math.max(1, tick - lag + 1); lag > 0 && k <= tick; k++) noteInput(venue.inputs[k]!, into);
}

/** What the mark would hear at an index: with everything still displaced, and with nothing left that decays. */
function noteInputs({ depth, rules, permanent, temporary }: Venue, index: number, into: MarkRange): void {
  const share = rules.triggerRule.rule === 'last' ? 1 : rules.ownShare;
  const displaced = permanent + temporary;
  noteInput(index + share * (depth.price(displaced, index, depth.factor(displaced, index)) - index), into);
  noteInput(index + share * (depth.price(permanent, index, depth.factor(permanent, index)) - index), into);
}

function noteInput(input: number, into: MarkRange): void {
  if (input < into.least) into.least = input;
  if (input > into.most) into.most = input;
}
