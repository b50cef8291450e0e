import type { TierTable } from '../findings/tiers.ts';
import { inOrder, type KeyNumbers } from '../metrics/key-numbers.ts';
import { unknown } from '../shapes/number.ts';

/** How much is lost beyond margins, and how many end below zero, under both tables; the new one may be missing. */
export function tierEffects(today: KeyNumbers, proposed: KeyNumbers | null): TierTable['effects'] {
  const after = proposed ? inOrder(proposed) : [];
  return inOrder(today).flatMap(({ id, side, value, reason }) => {
    if (id !== 'coverage' && id !== 'below_zero') return [];
    const other = after.find((metric) => metric.id === id && metric.side === side);
    return [
      {
        id,
        side,
        current: { value, reason },
        candidate: other ? { value: other.value, reason: other.reason } : unknown('CELLS_MISSING'),
      },
    ];
  });
}
