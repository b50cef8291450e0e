import type { Reason } from '../shapes/reasons.ts';

/**
 * Where a rising curve passes a level, linearly between the points that it is known at: the least stress that exhausts a
 * fund. A display only: what is proven is proven at points (report.md 8.8).
 */
export function flipOf(
  at: readonly number[],
  values: readonly number[],
  level: number,
): { readonly value: number | null; readonly reason: Reason | null } {
  const above = values.findIndex((value) => value > level);
  if (above < 0) return { value: null, reason: 'BEYOND_GRID' };
  if (above === 0) return { value: at[0]!, reason: 'AT_GRID_START' };
  const [x0, x1, y0, y1] = [at[above - 1]!, at[above]!, values[above - 1]!, values[above]!];
  return { value: x0 + ((x1 - x0) * (level - y0)) / (y1 - y0), reason: null };
}
