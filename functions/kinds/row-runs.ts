import { shardUnits } from '../../shared/sweep/any-manifest.ts';
import { resultLabel } from '../../shared/sweep/labels.ts';
import type { RowManifest } from '../../shared/sweep/row-manifest.ts';
import { rowsToParquet } from '../../shared/sweep/row-parquet.ts';
import type { Reader } from '../ports.ts';
import type { StoredManifest } from '../stored/manifests.ts';
import { plannedJob } from './kinds.ts';

/** A sweep whose shards can be computed, each encoded and sealed: same shard, same bytes. */
export async function rowRun(objects: Reader, { manifest, sha256 }: StoredManifest<RowManifest>) {
  const job = await plannedJob(objects, manifest);
  const bench = job.bench();
  return (shard: number, heed: (walks: number) => void): Uint8Array => {
    const { from, to } = shardUnits(manifest, shard);
    const rows = bench(from, to, heed);
    return rowsToParquet({ from, width: job.width, rows }, resultLabel(manifest, sha256, shard));
  };
}
