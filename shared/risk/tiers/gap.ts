import type { History } from '../../market/history.ts';
import type { TierFlag } from '../findings/tiers.ts';
import { ALPHA } from '../statistics/level.ts';
import { upperRank } from '../statistics/quantile-ranks.ts';
import { ppmUp } from './tier-rate.ts';

/** How far the price may move between a trigger and the last fill. */
export interface Gap {
  readonly ppm: number;
  /** Non-overlapping windows that were looked at. */
  readonly windows: number;
  readonly flags: readonly TierFlag[];
}

/**
 * One-sided 95 % upper rank bound of a quantile of the adverse move within `windowSeconds`, worse side, parts per
 * million rounded up. With too few windows for a bound: the largest move, flagged. A snapshot lists only the
 * largest moves; where the rank lies below the list its smallest entry is taken, which is larger still, and
 * flagged.
 *
 * @param quantilePpm 995,000 for 99.5 %
 * @throws RangeError where the history has no windows of that length
 */
export function gapOf(history: History, windowSeconds: number, quantilePpm: number): Gap {
  const window = history.windows.find(({ seconds }) => seconds === windowSeconds);
  if (!window) {
    const lengths = history.windows.map(({ seconds }) => seconds).join(', ');
    throw new RangeError(`sweep.tierTable.windowSeconds must be one of ${lengths}, got ${windowSeconds}`);
  }
  const { count, down, up } = window;
  const rank = upperRank(count, quantilePpm, ALPHA);
  // Counted from the largest, because that is how the moves are listed.
  const place = rank === null ? 0 : count - rank;
  const bound = (moves: readonly number[]) => moves[Math.min(place, moves.length - 1)]!;
  const short = place >= Math.min(down.length, up.length);
  return {
    ppm: ppmUp(Math.max(bound(down), bound(up))),
    windows: count,
    flags: rank === null ? ['GAP_NO_FINITE_BOUND'] : short ? ['GAP_LIST_TOO_SHORT'] : [],
  };
}
