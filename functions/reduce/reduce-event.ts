import type { Index } from '../../shared/sweep/records.ts';
import { parseReduceTask } from '../../shared/sweep/tasks.ts';
import type { Folded } from './fold.ts';

export interface Reducers {
  readonly reduce: (sweepId: string, round: number) => Promise<Index>;
  readonly fold: (sweepId: string, round: number, number: number) => Promise<Folded>;
}

/** What sweepUp asks of reduce: a report, or one of the folds that it is made of. */
export const onReduceEvent =
  ({ reduce, fold }: Reducers) =>
  (event: unknown): Promise<Index | Folded> => {
    const { sweepId, round, fold: number } = parseReduceTask(event);
    return number === undefined ? reduce(sweepId, round) : fold(sweepId, round, number);
  };
