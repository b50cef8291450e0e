import type { RowLaw } from '../../shared/sweep/row-cut.ts';
import type { RowJob } from '../kinds/row-kind.ts';
import { BUDGET_MS, ENOUGH, FEWEST, GOLDEN, SHARE, type Timing } from './calibrate.ts';

/** Neighbours that are timed together: what a path draws is shared by more, and weighs little among these. */
const MOST_TOGETHER = 8;

/**
 * Times ranges of a sweep's walks, spread evenly over all of them: 3 s of processor time, or a tenth of the sweep. The newer half is believed;
 * what the older half took longer is the compiler's warm-up, and is charged once a worker.
 */
export function calibrateRows(
  { clock, meter }: Timing,
  { walks, together, bench }: Pick<RowJob, 'walks' | 'together' | 'bench'>,
): RowLaw {
  const run = bench();
  const worked = meter?.worked ?? clock.now;
  const size = Math.min(together, MOST_TOGETHER, walks);
  const enough = Math.max(ENOUGH, SHARE * walks) / size;
  const start = worked();
  /** Processor time at the end of each range, which counts in ticks of some milliseconds. */
  const ends: number[] = [];
  const isLate = () => ends.length >= FEWEST && worked() - start > BUDGET_MS;
  while (ends.length < enough && !isLate()) {
    const share = ((ends.length + 0.5) * GOLDEN) % 1;
    const from = Math.floor(share * (walks - size + 1));
    run(from, from + size);
    ends.push(worked());
  }
  const older = ends.length < 2 * FEWEST ? 0 : ends.length >> 1;
  const middle = older === 0 ? start : ends[older - 1]!;
  const walkSeconds = (ends.at(-1)! - middle) / 1_000 / ((ends.length - older) * size);
  return {
    walkSeconds,
    warmSeconds: Math.max(0, (middle - start) / 1_000 - older * size * walkSeconds),
  };
}
