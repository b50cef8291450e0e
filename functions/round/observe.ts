import type { AnyManifest } from '../../shared/sweep/any-manifest.ts';
import type { Generation, Patience, RoundState } from '../../shared/sweep/decide.ts';
import {
  cancelKey,
  closeKey,
  folderOf,
  issueKey,
  markerKey,
  reportKey,
  roundKey,
  STOP_KEY,
  sentKey,
  tombstoneKey,
} from '../../shared/sweep/keys.ts';
import { type Since, sinceOf } from '../../shared/sweep/mended.ts';
import { parseCancel, parseRound, type RoundRecord } from '../../shared/sweep/records.ts';
import { Damaged } from '../../shared/sweep/seal.ts';
import { shardSet } from '../../shared/sweep/shard-set.ts';
import type { Tree } from '../../shared/sweep/tree.ts';
import type { Clock, Listed, Objects, Queue } from '../ports.ts';
import { parseStoredClose } from '../stored/closes.ts';
import { first, listed, resultsSince } from '../stored/listed.ts';
import { readManifest } from '../stored/manifests.ts';
import { readRecord } from '../stored/records.ts';
import { isUnmade } from '../stored/unmade.ts';
import { type ReduceState, reduceStateOf } from './start-reduce.ts';

export interface ObservePorts {
  readonly objects: Objects;
  readonly queue: Queue;
  readonly clock: Clock;
  readonly patience: Patience;
  /** What a core second costs; 0 on a machine of one's own. */
  readonly usdPerSecond: number;
  readonly tree?: Tree;
}

/** A planned round as it stands, with the names of what says so. */
export interface Seen {
  readonly manifest: AnyManifest;
  readonly manifestSha256: string;
  readonly state: RoundState;
  /** Tombstones that count, also those over which a result wins: a receipt is silent about none. */
  readonly tombstones: readonly string[];
  readonly issues: readonly string[];
  /** By shard: since which round its results count. */
  readonly since: Since;
  /** What there is of the reduce of a round that is closed and has no report. */
  readonly reduce: ReduceState;
}

const NOTHING_TO_REDUCE: ReduceState = { folds: [], damages: [] };

/** Lists what there is of a round: the objects are the count. Undefined while it has no manifest. */
export async function observe(
  ports: ObservePorts,
  sweepId: string,
  round: number,
): Promise<Seen | undefined> {
  const { objects, queue, clock, patience, tree } = ports;
  const stored = await readManifest(objects, sweepId);
  if (!stored) return undefined;
  const { manifest, sha256: manifestSha256 } = stored;
  const { close } = (await readRecord(objects, closeKey.build({ sweepId, round }), parseStoredClose)) ?? {};
  const record = await recordOf(objects, sweepId, round, manifestSha256);

  const { since, done, failed, results, tombstones } = await countedOf(objects, manifest, record, round);
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
  const index = reportKey.build({ sweepId, round, file: 'index.json' });
  const reported = (await objects.head(index)) !== undefined;
  const isReducing = close !== undefined && !reported;
  const reduce = isReducing ? await reduceStateOf(objects, manifest, round, tree) : NOTHING_TO_REDUCE;

  const state: RoundState = {
    now,
    round,
    markedAt: marker?.time ?? now,
    record,
    close,
    reported,
    damaged: reduce.damages.length > 0 && reduce.folds.length === 0,
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
    since,
    reduce,
  };
}

/** Results and tombstones that count in a round, and what they say of its shards. */
async function countedOf(
  objects: Objects,
  { sweepId, shards }: AnyManifest,
  record: RoundRecord | undefined,
  round: number,
) {
  const since = sinceOf(record?.mended, shards);
  const done = shardSet(shards);
  const failed = shardSet(shards);
  const results = await resultsSince(objects, sweepId, since);
  for (const { shard } of results) done[shard] = 1;
  const tombstones = (await listed(objects, folderOf(sweepId, 'failed'))).filter(({ key }) => {
    const stone = tombstoneKey.parse(key);
    const from = Math.max(record?.tombstonesFrom ?? 1, since[stone?.shard ?? 0]!);
    const counts = stone && from <= stone.round && stone.round <= round;
    if (counts && !done[stone.shard]) failed[stone.shard] = 1; // a result wins
    return counts;
  });
  return { since, done, failed, results, tombstones };
}

/** The record of a round; of another manifest, it is not believed. */
async function recordOf(
  objects: Objects,
  sweepId: string,
  round: number,
  manifestSha256: string,
): Promise<RoundRecord | undefined> {
  const key = roundKey.build({ sweepId, round });
  const record = await readRecord(objects, key, parseRound);
  if (record?.manifest === undefined || record.manifest === manifestSha256) return record;
  throw new Damaged(`${key} must be of the manifest ${manifestSha256}, got ${record.manifest}`);
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
  { forecast, shards }: AnyManifest,
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
