import type { Venue } from './venue.ts';

/** `theta`: what makers who withdrew have left of the path's depth (model.md 2.4). */
export function depthInForce(venue: Venue): number {
  const { rules, depthScale, moveBefore } = venue;
  if (!rules.withdrawal) return depthScale;
  return depthScale * shareLeft(rules.withdrawal, Math.max(moveBefore, largestMove(venue)));
}

/** `m`, of this path alone. */
export function largestMove({ rules: { startPrice }, lowest, highest }: Venue): number {
  return Math.max(Math.abs(lowest / startPrice - 1), Math.abs(highest / startPrice - 1));
}

/**
 * Share of depth that is left after a move (model.md 2.4): linear between the given points, constant
 * outside. Makers who left do not come back inside the horizon.
 *
 * @param points (move, share), moves rising
 */
export function shareLeft(points: readonly (readonly [move: number, share: number])[], move: number): number {
  let before = points[0]!;
  if (move <= before[0]) return before[1];
  for (const point of points) {
    if (move <= point[0])
      return before[1] + ((move - before[0]) / (point[0] - before[0])) * (point[1] - before[1]);
    before = point;
  }
  return before[1];
}
