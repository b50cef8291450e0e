// The ticks after an early stop: the fundamental stays and nobody trades, so most of them need not be run to be known.
import { rememberedPower } from '../numbers/math.ts';
import { closeHour, turnHour } from './hours.ts';
import { noteClamp, type Venue } from './venue.ts';

/** `S` of the last tick that ran. */
export const lastFactor = ({ path, tick }: Venue): number =>
  path.factors[Math.min(Math.max(tick, 1), path.ticks) - 1]!;

/** Brings a venue to the end of its horizon; returns `p_end`, which counts among the extremes of the path (model.md 2.5). */
export function restVenue(venue: Venue): number {
  const { rules, depth, hours, tick, lastTick, permanent, temporary, passedOn } = venue;
  const fundamental = rules.startPrice * lastFactor(venue);
  venue.fundamental = fundamental;
  venue.restMove = 0;
  if (permanent !== 0 || temporary !== 0 || passedOn !== 0) showHours(venue);
  // What has just decayed may have left nothing: then the hour that runs has yet to show the fundamental.
  else if (tick < Math.min(hours.lastTick, lastTick)) showTick(venue);
  closeHour(hours);
  decayBy(venue, lastTick - tick);
  if (venue.passedOn !== 0) noteClamp(venue, depth.factor(venue.passedOn, fundamental));
  const displaced = venue.permanent + venue.temporary;
  const index = indexOf(venue);
  venue.index = index;
  const factor = displaced === 0 ? 1 : depth.factor(displaced, index);
  noteClamp(venue, factor);
  const price = displaced === 0 ? index : depth.price(displaced, index, factor);
  venue.lowest = Math.min(venue.lowest, price);
  venue.highest = Math.max(venue.highest, price);
  return price;
}

/** What the hours to come show: those of a price that goes one way at their first and last tick, else tick by tick. */
function showHours(venue: Venue): void {
  const { hours, tick, lastTick, temporary, passedOn } = venue;
  for (let n = tick + 1; n <= lastTick; ) {
    if (n > hours.lastTick) turnHour(hours, n);
    const end = Math.min(hours.lastTick, lastTick);
    venue.temporary = temporary;
    venue.passedOn = passedOn;
    decayBy(venue, n - tick - 1);
    showTick(venue);
    if (n < end) n = goesOneWay(venue) ? end : n + 1;
    else n++;
  }
  venue.temporary = temporary;
  venue.passedOn = passedOn;
}

/** Is what can still move the index lost in its rounding? Else venue and index may pass each other on their ways. */
function goesOneWay({ passedShare, passedOn, temporary, rules }: Venue): boolean {
  const healing = passedShare * temporary;
  return rules.decayPerTick === 1 || Math.abs(healing) <= 1e-17 * Math.abs(passedOn);
}

/** Step 10, for so many ticks at once. */
function decayBy(venue: Venue, ticks: number): void {
  const { decays, rules, temporary, passedShare } = venue;
  if (temporary === 0) return;
  const left = rememberedPower(decays, rules.decayPerTick, ticks);
  venue.passedOn += passedShare * (1 - left) * temporary;
  venue.temporary = left * temporary;
}

function showTick(venue: Venue): void {
  const { hours, depth, rules, permanent, temporary } = venue;
  const displaced = permanent + temporary;
  const index = indexOf(venue);
  const price = displaced === 0 ? index : depth.price(displaced, index, depth.factor(displaced, index));
  hours.lowestIndex = Math.min(hours.lowestIndex, index);
  hours.highestIndex = Math.max(hours.highestIndex, index);
  hours.lowestPrice = Math.min(hours.lowestPrice, price);
  hours.highestPrice = Math.max(hours.highestPrice, price);
  venue.restMove = Math.max(venue.restMove, Math.abs(price / rules.startPrice - 1));
}

const indexOf = ({ depth, passedOn, fundamental }: Venue): number =>
  passedOn === 0 ? fundamental : depth.price(passedOn, fundamental, depth.factor(passedOn, fundamental));
