import { isolatedHolders as holders } from './holders/isolated/holders.ts';
import type { Tick } from './tick.ts';
import { isPrice } from './venue/mark.ts';
import { type MarkRange, marksToCome, skipToReach } from './venue/quiet.ts';

/** Goes to where something happens first; false if nothing ever does. */
export function findReach(tick: Tick): boolean {
  const { isTold, venue, isolated } = tick;
  const isDisplaced = venue.permanent !== 0 || venue.passedOn !== 0 || venue.temporary !== 0;
  const isUnderWay = isDisplaced || holders.pending(tick) !== 'none';
  if (isTold || isUnderWay || !isPrice(venue.rules.triggerRule)) return true;
  return skipToReach(venue, isolated.longs.nearest, -isolated.shorts.nearest);
}

const marks: MarkRange = { least: 0, most: 0 };

/** Is this the last tick, or one after which nothing can move any more? */
export function isQuiet(tick: Tick): boolean {
  const { venue } = tick;
  if (venue.tick >= venue.lastTick) return true;
  if (venue.tick < venue.path.ticks || holders.pending(tick) === 'must-finish') return false;
  marksToCome(venue, marks);
  return !holders.wouldReach(tick, marks);
}
