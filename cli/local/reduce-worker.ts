import type { Release } from '../../functions/ports.ts';
import { fold } from '../../functions/reduce/fold.ts';
import { reduce } from '../../functions/reduce/reduce.ts';
import { fileObjects } from './file-objects.ts';

export interface Reduction {
  readonly folder: string;
  readonly release: Release;
  readonly sweepId: string;
  readonly round: number;
  /** The piece to fold; without it: the report. */
  readonly fold?: number | undefined;
}

export default function work({ folder, release, sweepId, round, fold: number }: Reduction): Promise<unknown> {
  const objects = fileObjects(folder);
  return number === undefined
    ? reduce({ objects, release, usdPerSecond: 0 })(sweepId, round)
    : fold({ objects })(sweepId, round, number);
}
