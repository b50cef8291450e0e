import type { AnyManifest } from '../../shared/sweep/any-manifest.ts';
import type { Budget } from '../../shared/sweep/budget.ts';
import type { Cut, Fleet } from '../../shared/sweep/cut.ts';
import type { calibrate } from './calibrate.ts';

/** A sweep as somebody asks for it; what takes time has not been looked at. */
export interface Asked {
  /** Begins the id of the sweep. */
  readonly name: string;
  readonly budget: Budget;
  /** What the sweep is: of its file, the snapshot and the model. */
  readonly digest: string;
  /** Refuses what is wrong with sweep and snapshot, and cuts the sweep for a fleet by a timing. */
  readonly draft: (fleet: Fleet, ports: Timing) => Promise<Draft>;
}

/** What times a sweep. */
export type Timing = Parameters<typeof calibrate>[0] & { readonly law: typeof calibrate };

/** A sweep that can be run, and how it is cut. */
export interface Draft {
  /** Cells of one market, walks of others. */
  readonly units: number;
  readonly unitName: 'cell' | 'path';
  readonly perShard: number;
  readonly cut: Pick<Cut, 'coreSeconds' | 'wallSeconds' | 'longestSeconds'>;
  readonly notes: readonly string[];
  /** What a manifest of its kind holds, with what all have. */
  readonly manifest: (common: Common) => AnyManifest;
}

/** What plan says of every sweep. */
export type Common = Pick<
  AnyManifest,
  'sweepId' | 'sweepDigest' | 'snapshotDigest' | 'modelDigest' | 'shards' | 'forecast' | 'deadlineMinutes'
>;

/** Instead of the size of a shard that plan would choose; no report depends on it. */
export interface ShardSize {
  readonly cellsPerShard?: number | undefined;
  readonly pathsPerShard?: number | undefined;
}
