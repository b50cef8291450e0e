import { isRows, ofOneMarket } from '../../shared/sweep/any-manifest.ts';
import { cellAt } from '../../shared/sweep/cells.ts';
import { resultLabel } from '../../shared/sweep/labels.ts';
import { shardCells } from '../../shared/sweep/manifest.ts';
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
type RunOf = (planned: StoredManifest) => ShardRun;

/**
 * Loads what the shards of a sweep of any kind need besides the manifest, and keeps it for the next one: that of the newest sweep
 * alone, for it may fill the memory.
 */
export function shardRuns(objects: Objects): (planned: StoredManifest) => Promise<ShardRun> {
  const ready = remembered(async (_name: string, { manifest, sha256 }: StoredManifest): Promise<RunOf> => {
    if (!isRows(manifest)) return marketRun(objects, manifest.snapshotDigest);
    const { rowRun } = await import('../kinds/row-runs.ts');
    const run = await rowRun(objects, { manifest, sha256 });
    return () => run;
  });
  return async (planned) => {
    const { manifest, sha256 } = planned;
    const name = isRows(manifest) ? sha256 : manifest.snapshotDigest;
    return (await ready(name, planned))(planned);
  };
}

/** Sweeps over one snapshot share what is loaded of it. */
async function marketRun(objects: Objects, snapshotDigest: string): Promise<RunOf> {
  const bench = createWorkbench(await loadMarket(objects, snapshotDigest));
  return ({ manifest: own, sha256 }) => {
    const manifest = ofOneMarket(own);
    return (shard, heed) => {
      const { from, to } = shardCells(manifest, shard);
      const cells = Array.from({ length: to - from }, (_, i) => cellAt(manifest, from + i));
      return shardToParquet(runCells(manifest, bench, cells, heed), resultLabel(manifest, sha256, shard));
    };
  };
}
