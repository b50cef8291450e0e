import type { Release } from '../../functions/ports.ts';
import { DamageFound } from '../../functions/reduce/damage.ts';
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

/** What cannot be believed is written down, and the next step mends it: no failure here. */
export default async function work({ folder, release, sweepId, round, fold: number }: Reduction) {
  const objects = fileObjects(folder);
  try {
    if (number === undefined) await reduce({ objects, release, usdPerSecond: 0 })(sweepId, round);
    else await fold({ objects })(sweepId, round, number);
  } catch (error) {
    if (!(error instanceof DamageFound)) throw error;
  }
}
