import { sha256 } from '../../shared/market/digest.ts';
import { buildReport } from '../../shared/report/build.ts';
import { type ReportFile, reportFiles } from '../../shared/report/render.ts';
import { closeKey, reportKey } from '../../shared/sweep/keys.ts';
import { knownAnswerHolds } from '../../shared/sweep/known-answer.ts';
import type { Manifest } from '../../shared/sweep/manifest.ts';
import { type Close, type Index, parseClose } from '../../shared/sweep/records.ts';
import { TREE, type Tree } from '../../shared/sweep/tree.ts';
import type { Objects, Release } from '../ports.ts';
import { createSame } from '../stored/create-same.ts';
import { loadMarket } from '../stored/load-market.ts';
import { needManifest } from '../stored/manifests.ts';
import { needObserved } from '../stored/observed.ts';
import { bytesOf, needRecord } from '../stored/records.ts';
import { needNight } from '../stored/stored-night.ts';
import { collect } from './collect.ts';
import { receiptOf } from './receipt.ts';

export interface ReducePorts {
  readonly objects: Objects;
  /** Of the code that makes the report. */
  readonly release: Release;
  readonly usdPerSecond: number;
  /** What makes the report: the real one, unless a test of the protocol puts something cheaper in its place. */
  readonly compile?: Compile;
  /** From how many shards on the report is made of folds. */
  readonly tree?: Tree;
}

/** Files of a report, one after the other, each with its name: a pure function of manifest, close and results. */
export type Compile = (
  objects: Objects,
  manifest: Manifest,
  close: Close,
  release: Release,
  tree?: Tree,
) => Promise<Iterable<ReportFile>>;

/**
 * Makes the report of a closed round: a pure function of manifest, close and results, so that it may run twice
 * or die half-way (pipeline.md 2.7). The index comes last; with it the version exists.
 */
export const reduce =
  ({ objects, release, usdPerSecond, compile: compiled = compile, tree = TREE }: ReducePorts) =>
  async (sweepId: string, round: number): Promise<Index> => {
    const { manifest } = await needManifest(objects, sweepId);
    const close = await needRecord(objects, closeKey.build({ sweepId, round }), parseClose);
    const files: Index['files'][number][] = [];
    const write = async ([file, bytes]: ReportFile) => {
      const own = sha256(bytes);
      await createSame(objects, reportKey.build({ sweepId, round, file }), bytes, own);
      files.push({ file, bytes: bytes.byteLength, sha256: own });
    };
    for (const file of await compiled(objects, manifest, close, release, tree)) await write(file);
    await write(['receipt.json', bytesOf(await receiptOf(objects, manifest, close, usdPerSecond))]);
    const index: Index = {
      schema: 'index/1',
      sweepId,
      round,
      status: close.status,
      codeDigest: release.digest,
      files,
    };
    const bytes = bytesOf(index);
    await createSame(objects, reportKey.build({ sweepId, round, file: 'index.json' }), bytes, sha256(bytes));
    return index;
  };

/** The files of a report, by name: what lies in storage, made again. */
export const compile: Compile = async (objects, manifest, close, release, tree) => {
  const { previous, observed } = manifest.sweep;
  const { body, rows } = buildReport({
    manifest,
    market: await loadMarket(objects, manifest.snapshotDigest),
    results: await collect(objects, manifest, close, tree),
    close,
    previous: previous && (await needNight(objects, previous)),
    observed: observed === undefined ? null : await needObserved(objects, observed.sha256),
    knownAnswerOk: knownAnswerHolds(),
    engine: release,
  });
  return reportFiles(body, rows);
};
