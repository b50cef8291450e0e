import { dateOf, dayOf } from '../../market/days.ts';
import type { Sweep } from '../../sweep/sweep-file.ts';
import type { Nights, Rate } from '../findings/enough.ts';
import { clampedPpm } from '../tiers/tier-rate.ts';

/** From when, and in which steps. */
interface Stepped extends Pick<Sweep, 'asOf'> {
  readonly tierTable: Pick<Sweep['tierTable'], 'clampPpm' | 'stepPpm'>;
}

/**
 * How many nights a table takes whose rates may each move by the clamp a night, rounded toward the night before
 * (report.md 3.5, step 4), and the date of the last: the first is the night for which the report speaks.
 */
export function nightsTo(
  rates: readonly Pick<Rate, 'currentPpm' | 'ppm'>[],
  { asOf, tierTable: { clampPpm, stepPpm } }: Stepped,
): Nights {
  let nights = 0;
  for (const { currentPpm, ppm } of rates) {
    let own = 0;
    for (let now = currentPpm; now !== ppm; own++) {
      const next = clampedPpm(now, ppm, clampPpm, stepPpm).ppm;
      if (next === now) return { count: null, last: null, reason: 'CLAMP_TOO_NARROW' };
      now = next;
    }
    nights = Math.max(nights, own);
  }
  return { count: nights, last: dateOf(dayOf(asOf) + Math.max(0, nights - 1)), reason: null };
}
