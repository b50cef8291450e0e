import type { Release } from '../../functions/ports.ts';
import { DamageFound } from '../../functions/reduce/damage.ts';
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

/** What cannot be believed is written down, and the next step mends it: no failure here. */
export default async function work(reduction: Reduction) {
  const { folder, release, sweepId, round, fold: number, tree } = reduction;
  const ports = { objects: fileObjects(folder), ...(tree && { tree }) };
  try {
    if (number === undefined) await reduce({ ...ports, release, usdPerSecond: 0 })(sweepId, round);
    else await fold(ports)(sweepId, round, number);
  } catch (error) {
    if (!(error instanceof DamageFound)) throw error;
  }
}
