import type { Generation, Patience, RoundState } from '../../shared/sweep/decide.ts';
import {
  cancelKey,
  closeKey,
  folderOf,
  issueKey,
  markerKey,
  reportKey,
  resultKey,
  roundKey,
  STOP_KEY,
  sentKey,
  tombstoneKey,
} from '../../shared/sweep/keys.ts';
import type { Manifest } from '../../shared/sweep/manifest.ts';
import { parseCancel, parseClose, parseRound } from '../../shared/sweep/records.ts';
import { shardSet } from '../../shared/sweep/shard-set.ts';
import type { Clock, Listed, Objects, Queue } from '../ports.ts';
import { first, listed } from '../stored/listed.ts';
import { readManifest } from '../stored/manifests.ts';
import { readRecord } from '../stored/records.ts';
import { isUnmade } from '../stored/unmade.ts';

export interface ObservePorts {
  readonly objects: Objects;
  readonly queue: Queue;
  readonly clock: Clock;
  readonly patience: Patience;
  /** What a core second costs; 0 on a machine of one's own. */
  readonly usdPerSecond: number;
}

/** A planned round as it stands, with the names of what says so. */
export interface Seen {
  readonly manifest: Manifest;
  readonly manifestSha256: string;
  readonly state: RoundState;
  /** Tombstones that count, also those over which a result wins: a receipt is silent about none. */
  readonly tombstones: readonly string[];
  readonly issues: readonly string[];
}

/** Lists what there is of a round: the objects are the count. Undefined while it has no manifest. */
export async function observe(
  ports: ObservePorts,
  sweepId: string,
  round: number,
): Promise<Seen | undefined> {
  const { objects, queue, clock, patience } = ports;
  const stored = await readManifest(objects, sweepId);
  if (!stored) return undefined;
  const { manifest, sha256: manifestSha256 } = stored;
  const close = await readRecord(objects, closeKey.build({ sweepId, round }), parseClose);
  const record = await readRecord(objects, roundKey.build({ sweepId, round }), parseRound);

  const results = await listed(objects, folderOf(sweepId, 'results'));
  const done = shardSet(manifest.shards);
  for (const { key } of results) {
    const shard = resultKey.parse(key)?.shard;
    if (shard !== undefined && shard < manifest.shards) done[shard] = 1;
  }
  const failed = shardSet(manifest.shards);
  const tombstones = (await listed(objects, folderOf(sweepId, 'failed'))).filter(({ key }) => {
    const stone = tombstoneKey.parse(key);
    const counts = stone && (record?.tombstonesFrom ?? 1) <= stone.round && stone.round <= round;
    if (counts && !done[stone.shard]) failed[stone.shard] = 1; // a result wins
    return counts;
  });
  const issues = (await listed(objects, folderOf(sweepId, 'issues'))).filter(
    ({ key }) => issueKey.parse(key)?.round === round,
  );
  // Nobody asks the rest of a closed round, and only a later round that has no record how old its marker is.
  const cancel = close ? undefined : await first(objects, cancelKey.build({ sweepId, round }));
  const isOpened = record !== undefined || round === 1;
  const marker = isOpened ? undefined : await first(objects, markerKey.build({ sweepId, round }));
  const generations = await generationsOf(objects, sweepId, round, issues);
  const times = [...results, ...tombstones].map(({ time }) => time);
  const now = clock.now();

  const reported =
    (await objects.head(reportKey.build({ sweepId, round, file: 'index.json' }))) !== undefined;
  const state: RoundState = {
    now,
    round,
    markedAt: marker?.time ?? now,
    record,
    close,
    reported,
    unmade: close !== undefined && !reported && (await isUnmade(objects, sweepId, round)),
    done,
    failed,
    newestAt: times.length === 0 ? undefined : times.reduce((most, time) => Math.max(most, time), 0),
    cancelled: cancel && {
      at: cancel.time,
      reason: (await readRecord(objects, cancel.key, parseCancel))?.reason ?? 'cancelled',
    },
    stopped: !close && (await objects.head(STOP_KEY)) !== undefined,
    generations,
    waiting: close ? 0 : (await queue.depth()).waiting,
    ...(close ? UNMETERED : await metered(ports, manifest, results, generations[0]?.issuedAt)),
    patience,
  };
  return {
    manifest,
    manifestSha256,
    state,
    tombstones: tombstones.map(({ key }) => key),
    issues: issues.map(({ key }) => key),
  };
}

async function generationsOf(
  objects: Objects,
  sweepId: string,
  round: number,
  issues: readonly Listed[],
): Promise<Generation[]> {
  const sent = await listed(objects, folderOf(sweepId, 'sent'));
  return issues.map(({ key, time }) => {
    const own = sentKey.build({ sweepId, round, gen: issueKey.parse(key)!.gen });
    return { issuedAt: time, sentAt: sent.find((object) => object.key === own)?.time };
  });
}

const UNMETERED = { p95ShardMs: 0, spentUsd: 0 };
const SAMPLE = 32;

/**
 * Seconds of a shard, and money that the round has spent, from the metadata of some results spread evenly. What came
 * before the round issued anything was paid from the budget of the one before.
 */
async function metered(
  { objects, usdPerSecond }: ObservePorts,
  { forecast, shards }: Manifest,
  results: readonly Listed[],
  issuedAt = Number.POSITIVE_INFINITY,
): Promise<Pick<RoundState, 'p95ShardMs' | 'spentUsd'>> {
  const own = results.filter(({ time }) => time >= issuedAt).length;
  const planned = (1_000 * forecast.coreSeconds) / shards;
  const step = Math.max(1, Math.ceil(results.length / SAMPLE));
  const sample = results.filter((_, i) => i % step === 0);
  const taken: number[] = [];
  for (const { key } of sample) {
    const { handlerMs, initMs = 0 } = (await objects.head(key)) ?? {};
    const billedMs = Number(handlerMs) + Number(initMs);
    if (billedMs >= 0) taken.push(billedMs);
  }
  if (taken.length < 5) return { p95ShardMs: planned, spentUsd: (usdPerSecond * planned * own) / 1_000 };
  taken.sort((a, b) => a - b);
  const mean = taken.reduce((sum, ms) => sum + ms, 0) / taken.length;
  return {
    p95ShardMs: taken[Math.ceil(0.95 * taken.length) - 1]!,
    spentUsd: (usdPerSecond * mean * own) / 1_000,
  };
}
