import { resultKey } from '../shared/sweep/keys.ts';
import type { Manifest } from '../shared/sweep/manifest.ts';
import { type Close, parseTombstone } from '../shared/sweep/records.ts';
import { members, shardSetOf } from '../shared/sweep/shard-set.ts';
import type { Objects } from './ports.ts';
import { needRecord } from './records.ts';

/**
 * What a round took and how it went, which the report must not know (report.md 5.3): a function of the close
 * and of the metadata that lies beside the results.
 */
export async function receiptOf(objects: Objects, manifest: Manifest, close: Close, usdPerSecond: number) {
  const { sweepId, shards, forecast } = manifest;
  let coreMs = 0;
  let handlerMs = 0;
  let retried = 0;
  let unmetered = 0;
  for (const shard of members(shardSetOf(close.done, shards))) {
    const meta = await objects.head(resultKey.build({ sweepId, shard }));
    if (meta?.coreMs === undefined || meta.handlerMs === undefined) unmetered++;
    coreMs += Number(meta?.coreMs ?? 0);
    handlerMs += Number(meta?.handlerMs ?? 0);
    if (Number(meta?.receive ?? 1) > 1) retried++;
  }
  const tombstones = [];
  for (const key of close.tombstones) {
    const { kind, message } = await needRecord(objects, key, parseTombstone);
    tombstones.push({ key, kind, message });
  }
  const coreSeconds = coreMs / 1_000;
  const handlerSeconds = handlerMs / 1_000;
  return {
    schema: 'receipt/1',
    sweepId,
    round: close.round,
    status: close.status,
    reason: close.reason,
    model: manifest.modelDigest,
    cells: manifest.cells,
    paths: manifest.paths,
    shards: {
      planned: shards,
      cellsPerShard: manifest.cellsPerShard,
      done: close.done,
      failed: close.failed,
      missing: close.missing,
    },
    forecast,
    metered: { coreSeconds, handlerSeconds, usd: handlerSeconds * usdPerSecond, retried, unmetered },
    difference: { coreSeconds: coreSeconds - forecast.coreSeconds },
    issues: close.issues,
    tombstones,
    anomalies: close.anomalies,
  };
}
