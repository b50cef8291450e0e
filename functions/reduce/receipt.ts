import { isRows } from '../../shared/sweep/any-manifest.ts';
import { resultSeconds, totalUsd } from '../../shared/sweep/forecast.ts';
import { resultKeyOf, sinceOf } from '../../shared/sweep/mended.ts';
import { type Close, parseTombstone } from '../../shared/sweep/records.ts';
import { Damaged, openSealed } from '../../shared/sweep/seal.ts';
import { members, shardSetOf } from '../../shared/sweep/shard-set.ts';
import { MAX_CHARACTERS } from '../../shared/sweep/words.ts';
import type { Meta, Objects } from '../ports.ts';
import type { ClosedRound } from '../stored/closes.ts';
import { first } from '../stored/listed.ts';
import { readRecord } from '../stored/records.ts';

/** What a sweep took up to a round, against what plan had forecast. */
export type Receipt = Awaited<ReturnType<typeof receiptOf>>;

/** Ours alone, so that its seal says enough. One of schema 1 has no seal, and lacks `mended`. */
export const parseReceipt = (text: string): Receipt =>
  openSealed('receipt', text, 32 * MAX_CHARACTERS) as Receipt;

/**
 * What a round took and how it went, which the report must not know (report.md 5.3): a function of the close
 * and of the metadata that lies beside the results. What is metered is that of all results which the report is made
 * of, whichever round computed them; only `wallSeconds` is the round's own.
 */
export async function receiptOf(objects: Objects, { manifest, close }: ClosedRound, usdPerSecond: number) {
  const { sweepId, shards, forecast } = manifest;
  const since = sinceOf(close.mended, shards);
  const done = members(shardSetOf(close.done, shards));
  const keys = done.map((shard) => resultKeyOf(sweepId, shard, since[shard]!));
  const facts = await factsOf(objects, keys);
  const sum = (name: 'coreMs' | 'handlerMs' | 'initMs') =>
    facts.reduce((total, meta) => total + Number(meta[name] ?? 0), 0) / 1_000;
  const receives = facts.map((meta) => Number(meta.receive ?? 1));
  const extra = receives.reduce((total, own) => total + own - 1, 0);

  const coreSeconds = sum('coreMs');
  const handlerSeconds = sum('handlerMs');
  const initSeconds = sum('initMs');
  const requestsUsd = (forecast.usd.requests / shards) * (facts.length + extra);
  const metered = {
    shards: facts.length,
    coreSeconds,
    handlerSeconds,
    initSeconds,
    wallSeconds: await wallSeconds(objects, close, keys),
    usd: (handlerSeconds + initSeconds) * usdPerSecond + requestsUsd,
    /** Shards that were delivered more than once. */
    retried: receives.filter((own) => own > 1).length,
    /** Results whose core seconds are wall time: no processor time was told where they were computed. */
    byClock: facts.filter((meta) => meta.meter === 'clock').length,
    /** Results without timings. */
    unmetered: facts.filter((meta) => meta.handlerMs === undefined).length,
    /** Attempts of which nothing is known but that none was longer than the function's time limit. */
    unseenAttempts: extra + close.tombstones.length,
  };
  const tombstones = [];
  for (const key of close.tombstones) tombstones.push(await stoneOf(objects, key));
  return {
    schema: 'receipt/2',
    sweepId,
    round: close.round,
    status: close.status,
    reason: close.reason,
    model: manifest.modelDigest,
    cells: manifest.cells,
    paths: manifest.paths,
    shards: {
      planned: shards,
      ...(isRows(manifest)
        ? { pathsPerShard: manifest.pathsPerShard }
        : { cellsPerShard: manifest.cellsPerShard }),
      done: close.done,
      failed: close.failed,
      missing: close.missing,
    },
    forecast,
    metered,
    difference: {
      shards: metered.shards - shards,
      coreSeconds: coreSeconds - forecast.coreSeconds,
      overheadSeconds: handlerSeconds - coreSeconds - forecast.overheadSeconds,
      initSeconds: initSeconds - forecast.initSeconds,
      wallSeconds: metered.wallSeconds - resultSeconds(forecast.wallSeconds),
      usd: metered.usd - totalUsd(forecast.usd),
    },
    issues: close.issues,
    tombstones,
    anomalies: close.anomalies,
    /** Shards whose first results were damaged, by the round that ran them again. */
    mended: close.mended ?? [],
  };
}

/** A tombstone as the close counted it, also if it cannot be read any more. */
async function stoneOf(objects: Objects, key: string) {
  try {
    const stone = await readRecord(objects, key, parseTombstone);
    if (stone) return { key, kind: stone.kind, message: stone.message };
  } catch (error) {
    if (!(error instanceof Damaged)) throw error;
  }
  return { key, kind: 'unreadable' as const, message: 'the tombstone is lost or damaged' };
}

const REQUESTS_AT_ONCE = 64;

async function factsOf(objects: Objects, keys: readonly string[]): Promise<Meta[]> {
  const facts: Meta[] = [];
  for (let from = 0; from < keys.length; from += REQUESTS_AT_ONCE) {
    const wave = keys.slice(from, from + REQUESTS_AT_ONCE).map((key) => objects.head(key));
    facts.push(...(await Promise.all(wave)).map((meta) => meta ?? {})); // its fold was read, and it is gone since
  }
  return facts;
}

/** From the round's first issue to the newest of its results; 0 if it has none. */
async function wallSeconds(objects: Objects, { issues }: Close, keys: readonly string[]): Promise<number> {
  const [issue] = issues;
  const issuedAt = issue === undefined ? undefined : (await first(objects, issue))?.time;
  if (issuedAt === undefined || keys.length === 0) return 0;
  const counted = new Set(keys);
  let newestAt = issuedAt;
  for await (const { key, time } of objects.list(keys[0]!.slice(0, keys[0]!.lastIndexOf('/') + 1))) {
    if (counted.has(key)) newestAt = Math.max(newestAt, time);
  }
  return (newestAt - issuedAt) / 1_000;
}
