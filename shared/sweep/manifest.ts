import * as z from 'zod/mini';
import { cellCount } from './cells.ts';
import * as field from './fields.ts';
import { parseJson } from './parse.ts';
import { Sweep } from './sweep-file.ts';

const Axis = field.list(field.whole(-9_999, 1_000_000), 1_000);
const Grid = field.object({
  kind: z.enum(['current', 'compare', 'candidate']),
  tiers: z.enum(['current', 'candidate']),
  leverageBps: Axis,
  maintenanceBps: Axis,
  mechanism: field.list(field.Label, 1_000),
  depthBps: Axis,
  shockBps: Axis,
});

/** One row of a margin table: settlement currency and fractions. */
const TierRow = field.object({
  floor: field.between(0, 1e18),
  rate: field.between(0, 1),
  maxLeverage: field.above(0),
  deduction: z.optional(field.between(0, 1e18)),
});

/** Plan's guess, which the receipt holds against what was metered. */
const Forecast = field.object({ coreSeconds: field.between(0, 1e15), usd: field.between(0, 1e12) });

/** Everything a worker needs to know about a sweep; written once, named by its digest in every message. */
const Manifest = field.object({
  schema: z.literal('manifest/1', 'must be manifest/1'),
  sweepId: field.SweepId,
  market: field.MarketId,
  sweep: Sweep,
  /** Of sweep, snapshot and model: what the sweep *is*, however it is cut into shards. */
  sweepDigest: field.Digest,
  snapshotDigest: field.Digest,
  /** Of the sources of shared/{cascade,market,sweep}. */
  modelDigest: field.Digest,
  limitsDigest: field.Digest,
  grids: field.list(Grid, 3),
  candidateTiers: field.list(TierRow, 1_000),
  cells: field.whole(1, 100_000_000),
  /** Planned over all cells. */
  paths: field.Count,
  cellsPerShard: field.whole(1, 100_000_000),
  shards: field.whole(1, 50_000),
  forecast: Forecast,
  deadlineMinutes: field.whole(1, 1_440),
});
export type Manifest = Readonly<z.infer<typeof Manifest>>;

/** Reads a manifest; its counts must be those of its grids. */
export function parseManifest(text: string): Manifest {
  const manifest = parseJson('manifest', Manifest, text);
  const cells = cellCount(manifest);
  if (cells !== manifest.cells)
    throw new RangeError(`manifest.cells must be ${cells}, got ${manifest.cells}`);
  const shards = Math.ceil(cells / manifest.cellsPerShard);
  if (shards !== manifest.shards)
    throw new RangeError(`manifest.shards must be ${shards}, got ${manifest.shards}`);
  return manifest;
}

/** Cells `[from, to)` of a shard. */
export function shardCells({ cells, cellsPerShard }: Manifest, shard: number): { from: number; to: number } {
  const from = shard * cellsPerShard;
  if (!(Number.isInteger(shard) && 0 <= shard && from < cells)) {
    throw new RangeError(
      `shard must be a whole number from 0 to ${Math.ceil(cells / cellsPerShard) - 1}, got ${shard}`,
    );
  }
  return { from, to: Math.min(from + cellsPerShard, cells) };
}
