import type { Index } from '../shared/sweep/records.ts';
import { parseReduceTask } from '../shared/sweep/tasks.ts';

/** What sweepUp asks of reduce. */
export const onReduceEvent =
  (reduce: (sweepId: string, round: number) => Promise<Index>) =>
  (event: unknown): Promise<Index> => {
    const { sweepId, round } = parseReduceTask(event);
    return reduce(sweepId, round);
  };
