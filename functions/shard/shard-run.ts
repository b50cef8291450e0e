import { type AnyManifest, isRows } from '../../shared/sweep/any-manifest.ts';
import { cellAt } from '../../shared/sweep/cells.ts';
import { resultLabel } from '../../shared/sweep/labels.ts';
import { type Manifest, shardCells } from '../../shared/sweep/manifest.ts';
import type { RowManifest } from '../../shared/sweep/row-manifest.ts';
import { createWorkbench, runCells } from '../../shared/sweep/run-cells.ts';
import { shardToParquet } from '../../shared/sweep/shard-parquet.ts';
import type { Objects } from '../ports.ts';
import { loadMarket } from '../stored/load-market.ts';
import type { StoredManifest } from '../stored/manifests.ts';
import { remembered } from './remembered.ts';

/**
 * Computes one shard of a sweep, encodes it and seals it: same shard, same bytes. `heed` is told of walks as they finish; what
 * it throws ends the run.
 */
export type ShardRun = (shard: number, heed: (walks: number) => void) => Uint8Array;

type Runs<Kind extends AnyManifest = AnyManifest> = (planned: StoredManifest<Kind>) => Promise<ShardRun>;

/** Loads what the shards of a sweep of any kind need besides the manifest, and keeps it for the next one. */
export function shardRuns(objects: Objects): Runs {
  const market = marketRuns(objects);
  const rows = remembered(async (_: string, planned: StoredManifest<RowManifest>) => {
    const { rowRun } = await import('../kinds/row-runs.ts');
    return rowRun(objects, planned);
  });
  return ({ manifest, sha256 }) =>
    isRows(manifest) ? rows(sha256, { manifest, sha256 }) : market({ manifest, sha256 });
}

function marketRuns(objects: Objects): Runs<Manifest> {
  const benches = remembered(async (digest: string) => createWorkbench(await loadMarket(objects, digest)));
  return async ({ manifest, sha256 }) => {
    const bench = await benches(manifest.snapshotDigest);
    return (shard, heed) => {
      const { from, to } = shardCells(manifest, shard);
      const cells = Array.from({ length: to - from }, (_, i) => cellAt(manifest, from + i));
      return shardToParquet(runCells(manifest, bench, cells, heed), resultLabel(manifest, sha256, shard));
    };
  };
}
