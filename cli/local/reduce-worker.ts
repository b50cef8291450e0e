import { reduce } from '../../functions/reduce.ts';
import type { Index } from '../../shared/sweep/records.ts';
import { fileObjects } from './file-objects.ts';

export interface Reduction {
  readonly folder: string;
  readonly engine: { readonly version: string; readonly digest: string };
  readonly sweepId: string;
  readonly round: number;
}

export default function work({ folder, engine, sweepId, round }: Reduction): Promise<Index> {
  return reduce({ objects: fileObjects(folder), engine, usdPerSecond: 0 })(sweepId, round);
}
