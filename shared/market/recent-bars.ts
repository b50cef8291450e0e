import type { EstimatedPositions } from './positions.ts';

/** Older volume weighs nothing: at the longest half-life that `calibrate` tries a thirtieth of today's. */
const RECENT_SECONDS = 15 * 86_400;

/** The bars that have ended by a time, and not too long before: what a rolling estimate is made of (calibration.md 2). */
export function recentBars(
  { endTimeSeconds, low, high, volume }: EstimatedPositions['bars'],
  time: number,
): EstimatedPositions['bars'] {
  const after = endTimeSeconds.findIndex((end) => end > time);
  const last = after < 0 ? endTimeSeconds.length : after;
  const first = endTimeSeconds.findIndex((end) => end > time - RECENT_SECONDS);
  const recent = (column: readonly number[]) => column.slice(first < 0 ? last : first, last);
  return {
    endTimeSeconds: recent(endTimeSeconds),
    low: recent(low),
    high: recent(high),
    volume: recent(volume),
  };
}
