import type { Release } from '../../functions/ports.ts';
import { fold } from '../../functions/reduce/fold.ts';
import { reduce } from '../../functions/reduce/reduce.ts';
import type { Tree } from '../../shared/sweep/tree.ts';
import { fileObjects } from './file-objects.ts';

export interface Reduction {
  readonly folder: string;
  readonly release: Release;
  readonly sweepId: string;
  readonly round: number;
  /** The piece to fold; without it: the report. */
  readonly fold?: number | undefined;
  /** How a large reduce is divided, if not as ever. */
  readonly tree?: Tree | undefined;
}

export default function work(reduction: Reduction): Promise<unknown> {
  const { folder, release, sweepId, round, fold: number, tree } = reduction;
  const ports = { objects: fileObjects(folder), ...(tree && { tree }) };
  return number === undefined
    ? reduce({ ...ports, release, usdPerSecond: 0 })(sweepId, round)
    : fold(ports)(sweepId, round, number);
}
