import * as z from 'zod/mini';
import { object, oneOf, whole } from '../market/fields.ts';
import { checked, refuse } from '../market/parse.ts';
import { Budget } from './budget.ts';
import { rowSweepDigest } from './digests.ts';
import { needOwn, PLANNED } from './manifest.ts';

/** Sweeps each of whose walks comes to one row of numbers; what a walk is, and what its numbers mean, is their own. */
export const ROW_KINDS = ['markets', 'lending'] as const;
export type RowKindName = (typeof ROW_KINDS)[number];

/** The manifest of such a sweep: a shard is a range of its walks, each one path of one cell, in an order that is its own. */
const RowManifest = object({
  schema: z.literal('manifest/3', 'must be manifest/1, manifest/2 or manifest/3'),
  kind: oneOf(ROW_KINDS),
  ...PLANNED,
  /** With all defaults filled in; read by the kind, which alone knows its fields. */
  sweep: z.looseObject({}, 'must be an object'),
  budget: Budget,
  paths: whole(1, 100_000_000),
  pathsPerShard: whole(1, 100_000_000),
});
export type RowManifest = Readonly<z.infer<typeof RowManifest>>;

/** Of an open record; its count of shards and its digest must be those of what it holds. */
export function rowManifestOf(record: Readonly<Record<string, unknown>>): RowManifest {
  const manifest = checked('manifest', RowManifest, record);
  const { snapshotDigest, modelDigest, paths, pathsPerShard } = manifest;
  needOwn(
    'sweepDigest',
    rowSweepDigest(record.sweep as object, snapshotDigest, modelDigest),
    manifest.sweepDigest,
  );
  const shards = Math.ceil(paths / pathsPerShard);
  if (manifest.shards !== shards) refuse('manifest.shards', `be ${shards}`, manifest.shards);
  return manifest;
}
