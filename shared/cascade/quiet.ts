import { isolatedHolders as holders } from './holders/isolated/holders.ts';
import type { Path } from './tick.ts';
import { isPrice } from './venue/mark.ts';
import { type MarkRange, marksToCome, skipToReach } from './venue/quiet.ts';

/** Goes to where something happens first; false if nothing ever does. */
export function findReach(path: Path): boolean {
  if (!path.isAlone) return true;
  const tick = path.ticks[0]!;
  const { isTold, venue, isolated } = tick;
  const isDisplaced = venue.permanent !== 0 || venue.passedOn !== 0 || venue.temporary !== 0;
  const isUnderWay = isDisplaced || holders.pending(tick) !== 'none';
  if (isTold || isUnderWay || !isPrice(venue.rules.triggerRule)) return true;
  return skipToReach(venue, isolated.longs.nearest, -isolated.shorts.nearest);
}

const marks: MarkRange = { least: 0, most: 0 };

/** Is this the last tick, or one after which nothing can move any more? */
export function isQuiet(path: Path): boolean {
  const { ticks } = path;
  const { tick, lastTick } = ticks[0]!.venue;
  if (tick >= lastTick) return true;
  for (const own of ticks)
    if (tick < own.venue.path.ticks || holders.pending(own) === 'must-finish') return false;
  for (const own of path.interventions) if (own.mayAct?.(path)) return false;
  for (const own of ticks) {
    marksToCome(own.venue, marks);
    if (holders.wouldReach(own, marks)) return false;
  }
  return !path.crossed?.holders.mayReach(path);
}
