import * as z from 'zod/mini';
import type { TierRow as CoreTierRow } from '../cascade/margin/tiers.ts';
import { above, atLeast, between, Digest, list, MarketId, object, oneOf, whole } from '../market/fields.ts';
import { checked, refuse } from '../market/parse.ts';
import { cellCount } from './cells.ts';
import { limitsDigest, sweepDigest } from './digests.ts';
import type { Grid as CellGrid } from './grids.ts';
import { Damaged, openSealed } from './seal.ts';
import { Sweep } from './sweep-file.ts';
import { TIER_SETS } from './tier-sets.ts';
import { Count, Label, MAX_CHARACTERS, SweepId } from './words.ts';
import { World } from './world.ts';

const Axis = list(whole(-9_999, 1_000_000), 1, 1_000);
const Grid = object({
  kind: oneOf([
    'current',
    'compare',
    'candidate',
    'splitting',
    'alternative',
    'ordinary',
    'sensitivity',
    'event',
    'enough',
    'stress',
  ]),
  tiers: oneOf(TIER_SETS),
  splitting: Axis,
  leverageBps: Axis,
  maintenanceBps: Axis,
  mechanism: list(Label, 1, 1_000),
  depthBps: Axis,
  shockBps: Axis,
  world: z.exactOptional(World),
  paths: z.exactOptional(whole(1, 1_000_000)),
  events: z.exactOptional(list(Label, 1, 20)),
});

/** One row of a margin table: settlement currency and fractions. */
const TierRow = object({
  floor: atLeast(0),
  rate: between(0, 1),
  maxLeverage: above(0),
  deduction: z.exactOptional(atLeast(0)),
});

/** What every manifest says, whatever its sweep computes. */
export const PLANNED = {
  sweepId: SweepId,
  /** Of sweep, snapshot and model: what the sweep *is*, however it is cut into shards. */
  sweepDigest: Digest,
  snapshotDigest: Digest,
  /** Of the sources of shared/{cascade,market,sweep}. */
  modelDigest: Digest,
  cells: whole(1, 100_000_000),
  /** AnyManifest, over all cells. */
  paths: Count,
  shards: whole(1, 50_000),
  /** Plan's guess, which the receipt holds against what was metered (pipeline.md 5.1). Seconds of workers. */
  forecast: object({
    coreSeconds: atLeast(0),
    overheadSeconds: atLeast(0),
    initSeconds: atLeast(0),
    /** Seconds that pass: while workers come, with all of them, for the last shard, and for looking and reporting. */
    wallSeconds: object({ ramp: atLeast(0), steady: atLeast(0), lastShard: atLeast(0), report: atLeast(0) }),
    usd: object({ compute: atLeast(0), requests: atLeast(0), startUp: atLeast(0) }),
  }),
  deadlineMinutes: whole(1, 1_440, 'minutes'),
};

/** Everything a worker needs to know about a sweep of one market; written once, named by its digest in every message. */
const Manifest = object({
  schema: z.literal(['manifest/1', 'manifest/2'], 'must be manifest/1 or manifest/2'),
  ...PLANNED,
  market: MarketId,
  sweep: Sweep,
  limitsDigest: Digest,
  grids: list(Grid, 1, 200),
  candidateTiers: list(TierRow, 1, 1_000),
  /** The same without its clamp; only where the ladder of what would be enough asks for it. */
  unclampedTiers: z.exactOptional(list(TierRow, 1, 1_000)),
  /** Today's, raised where it does not pay for closing accounts; likewise. */
  closingTiers: z.exactOptional(list(TierRow, 1, 1_000)),
  cellsPerShard: whole(1, 100_000_000),
});
export type Manifest = Readonly<
  Omit<z.infer<typeof Manifest>, 'grids' | 'candidateTiers' | 'unclampedTiers' | 'closingTiers'>
> & {
  readonly grids: readonly CellGrid[];
  readonly candidateTiers: readonly CoreTierRow[];
  readonly unclampedTiers?: readonly CoreTierRow[];
  readonly closingTiers?: readonly CoreTierRow[];
};

/** What is to be computed, however it is cut and stored. */
export type Workload = Pick<
  Manifest,
  'market' | 'sweep' | 'grids' | 'candidateTiers' | 'unclampedTiers' | 'closingTiers' | 'cells' | 'paths'
>;

/** Reads the manifest of a sweep of one market. */
export const parseManifest = (text: string): Manifest =>
  manifestOf(openSealed('manifest', text, MAX_CHARACTERS));

/** Of an open record; its counts must be those of its grids, and its digests those of what it holds. */
export function manifestOf(record: Readonly<Record<string, unknown>>): Manifest {
  const manifest = checked('manifest', Manifest, record);
  needDigests(manifest, record.sweep as Sweep);
  const cells = cellCount(manifest);
  if (manifest.cells !== cells) refuse('manifest.cells', `be those of its grids, ${cells}`, manifest.cells);
  const shards = Math.ceil(cells / manifest.cellsPerShard);
  if (manifest.shards !== shards) refuse('manifest.shards', `be ${shards}`, manifest.shards);
  return manifest;
}

/** Taken over the sweep as it was written: a later schema may fill in what an earlier one did not know. */
function needDigests(manifest: Manifest, sweep: Sweep): void {
  const { snapshotDigest, modelDigest } = manifest;
  needOwn('sweepDigest', sweepDigest(sweep, snapshotDigest, modelDigest), manifest.sweepDigest);
  needOwn('limitsDigest', limitsDigest(sweep), manifest.limitsDigest);
}

/** Throws `Damaged` where a digest in a manifest is not that of its sweep. */
export function needOwn(name: 'sweepDigest' | 'limitsDigest', own: string, got: string): void {
  if (got !== own) throw new Damaged(`manifest.${name} must be that of its sweep, ${own}, got ${got}`);
}

/** Cells `[from, to)` of a shard. */
export function shardCells(
  { cells, cellsPerShard, shards }: Pick<Manifest, 'cells' | 'cellsPerShard' | 'shards'>,
  shard: number,
): { readonly from: number; readonly to: number } {
  if (!(Number.isInteger(shard) && 0 <= shard && shard < shards)) {
    refuse('shard', `be a whole number from 0 to ${shards - 1}`, shard);
  }
  const from = shard * cellsPerShard;
  return { from, to: Math.min(from + cellsPerShard, cells) };
}
