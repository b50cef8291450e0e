import { sha256 } from '../shared/market/digest.ts';
import { buildReport } from '../shared/report/build.ts';
import { type ReportFile, reportFiles } from '../shared/report/render.ts';
import { createFold } from '../shared/sweep/fold.ts';
import { closeKey, reportKey, resultKey } from '../shared/sweep/keys.ts';
import { knownAnswerHolds } from '../shared/sweep/known-answer.ts';
import type { Manifest } from '../shared/sweep/manifest.ts';
import { type Close, type Index, parseClose } from '../shared/sweep/records.ts';
import type { Results } from '../shared/sweep/results.ts';
import { members, shardSetOf } from '../shared/sweep/shard-set.ts';
import { loadMarket } from './load-market.ts';
import { needManifest } from './manifests.ts';
import { needPrevious } from './plan.ts';
import type { Objects } from './ports.ts';
import { receiptOf } from './receipt.ts';
import { bytesOf, needRecord } from './records.ts';
import { readShardResult } from './shard-results.ts';

export interface ReducePorts {
  readonly objects: Objects;
  /** The code that makes the report: release, and SHA-256 of all its sources. */
  readonly engine: { readonly version: string; readonly digest: string };
  readonly usdPerSecond: number;
  /** What makes the report: the real one, unless a test of the protocol puts something cheaper in its place. */
  readonly compile?: Compile;
}

/** Files of a report, one after the other, each with its name: a pure function of manifest, close and results. */
export type Compile = (
  objects: Objects,
  manifest: Manifest,
  close: Close,
  engine: ReducePorts['engine'],
) => Promise<Iterable<ReportFile>>;

/**
 * Makes the report of a closed round: a pure function of manifest, close and results, so that it may run twice
 * or die half-way (pipeline.md 2.7). The index comes last; with it the version exists.
 */
export const reduce =
  ({ objects, engine, usdPerSecond, compile: compiled = compile }: ReducePorts) =>
  async (sweepId: string, round: number): Promise<Index> => {
    const { manifest } = await needManifest(objects, sweepId);
    const close = await needRecord(objects, closeKey.build({ sweepId, round }), parseClose);
    const files: Index['files'][number][] = [];
    const write = async ([file, bytes]: ReportFile) => {
      const own = sha256(bytes);
      await createSame(objects, reportKey.build({ sweepId, round, file }), bytes, own);
      files.push({ file, bytes: bytes.byteLength, sha256: own });
    };
    for (const file of await compiled(objects, manifest, close, engine)) await write(file);
    await write(['receipt.json', bytesOf(await receiptOf(objects, manifest, close, usdPerSecond))]);
    const index: Index = {
      schema: 'index/1',
      sweepId,
      round,
      status: close.status,
      codeDigest: engine.digest,
      files,
    };
    const bytes = bytesOf(index);
    await createSame(objects, reportKey.build({ sweepId, round, file: 'index.json' }), bytes, sha256(bytes));
    return index;
  };

/** The files of a report, by name: what lies in storage, made again. */
export const compile: Compile = async (objects, manifest, close, engine) => {
  const { previous } = manifest.sweep;
  const { body, rows } = buildReport({
    manifest,
    market: await loadMarket(objects, manifest.snapshotDigest),
    results: await collect(objects, manifest, close),
    close,
    previous: previous && (await needPrevious(objects, previous.sha256)),
    knownAnswerOk: knownAnswerHolds(),
    engine,
  });
  return reportFiles(body, rows);
};

/** Folds the shards that the close counts as done, in shard order; one encoded object in memory at a time. */
export async function collect(
  objects: Objects,
  manifest: Manifest,
  close: Close,
  read: typeof readShardResult = readShardResult,
): Promise<Results> {
  const { sweepId } = manifest;
  const { results, add } = createFold(manifest.cells);
  for (const shard of members(shardSetOf(close.done, manifest.shards))) {
    const key = resultKey.build({ sweepId, shard });
    const stored = await objects.get(key);
    if (!stored) throw new RangeError(`${key} must be there, for the close counts it as done, got nothing`);
    const own = sha256(stored.body);
    if (stored.meta.sha256 !== undefined && stored.meta.sha256 !== own) {
      throw new RangeError(`${key} must have the digest ${stored.meta.sha256}, got ${own}`);
    }
    add(await read(manifest, shard, stored.body));
  }
  return results;
}

/**
 * Writes once; what is there already must be the same, for a report has one text. Its digest lies beside it, so that
 * a second attempt need not read tables of a million rows.
 */
async function createSame(objects: Objects, key: string, bytes: Uint8Array, own: string): Promise<void> {
  if ((await objects.create(key, bytes, { sha256: own })) === 'created') return;
  const got = (await objects.head(key))?.sha256 ?? (await digestOf(objects, key));
  if (got !== own) throw new Error(`${key} must never change, got ${own} for ${got}`);
}

async function digestOf(objects: Objects, key: string): Promise<string> {
  const stored = await objects.get(key);
  return stored ? sha256(stored.body) : 'nothing';
}
