import type { ReportFile } from '../../shared/report/render.ts';
import { shardUnits } from '../../shared/sweep/any-manifest.ts';
import type { RowManifest } from '../../shared/sweep/row-manifest.ts';
import { members, shardSetOf } from '../../shared/sweep/shard-set.ts';
import { plannedJob } from '../kinds/kinds.ts';
import type { Objects, Release } from '../ports.ts';
import type { ClosedRound } from '../stored/closes.ts';
import { readRows } from '../stored/row-results.ts';
import { addShards } from './collect.ts';

/**
 * Loads all that the report of a closed round is made of: rows of the walks that are done, in their order; of the others no number
 * is finite.
 */
export async function compileRows(
  objects: Objects,
  round: ClosedRound<RowManifest>,
  release: Release,
): Promise<() => Iterable<ReportFile>> {
  const { manifest, close } = round;
  const job = await plannedJob(objects, manifest);
  const reportOf = await job.report();
  const { width } = job;
  const rows = new Float64Array(manifest.paths * width).fill(Number.NaN);
  await addShards(objects, round, members(shardSetOf(close.done, manifest.shards)), async (shard, body) => {
    rows.set(await readRows(manifest, shard, width, body), shardUnits(manifest, shard).from * width);
  });
  return () => reportOf(rows, release);
}
