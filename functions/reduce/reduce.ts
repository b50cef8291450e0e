import { sha256 } from '../../shared/market/digest.ts';
import { type BuildInput, buildReport } from '../../shared/report/build.ts';
import { type ReportFile, reportFiles } from '../../shared/report/render.ts';
import { REPORT_PART, reportKey } from '../../shared/sweep/keys.ts';
import { knownAnswerHolds } from '../../shared/sweep/known-answer.ts';
import { isPermanent } from '../../shared/sweep/permanent.ts';
import type { Index } from '../../shared/sweep/records.ts';
import { TREE, type Tree } from '../../shared/sweep/tree.ts';
import type { Objects, Release } from '../ports.ts';
import { needAftermath } from '../stored/aftermath.ts';
import { type ClosedRound, needClose } from '../stored/closes.ts';
import { createFirst, createSame } from '../stored/create-same.ts';
import { loadMarket } from '../stored/load-market.ts';
import { needManifest } from '../stored/manifests.ts';
import { sealedBytes } from '../stored/records.ts';
import { needNight } from '../stored/stored-night.ts';
import { tellingUnmade, Unmade } from '../stored/unmade.ts';
import { collect } from './collect.ts';
import { tellingDamage } from './damage.ts';
import { parseReceipt, receiptOf } from './receipt.ts';

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
  round: ClosedRound,
  release: Release,
  tree?: Tree,
) => Promise<Iterable<ReportFile>>;

/**
 * Makes the report of a closed round: a pure function of manifest, close and results, so that it may run twice
 * or die half-way (pipeline.md 2.7). The index comes last; with it the version exists. One that cannot be made of them
 * leaves a tombstone, and is not tried again.
 */
export const reduce =
  ({ objects, release, usdPerSecond, compile: compiled = compile, tree = TREE }: ReducePorts) =>
  async (sweepId: string, round: number): Promise<Index> => {
    const closed = await needClose(objects, await needManifest(objects, sweepId), round);
    const files: Index['files'][number][] = [];
    const name = (file: string, bytes: Uint8Array, own: string) =>
      files.push({ file, bytes: bytes.byteLength, sha256: own });
    const write = async ([file, bytes]: ReportFile) => {
      const own = sha256(bytes);
      await createSame(objects, reportKey.build({ sweepId, round, file }), bytes, own);
      name(file, bytes, own);
    };
    const attempt = async () => {
      for (const file of await compiled(objects, closed, release, tree)) await write(file);
      // Seconds and times are those of the first attempt that got so far: a result may be lost and come back since.
      const receipt = sealedBytes(await receiptOf(objects, closed, usdPerSecond));
      const key = reportKey.build({ sweepId, round, file: 'receipt.json' });
      const first = await createFirst(objects, key, receipt, parseReceipt);
      name('receipt.json', first, sha256(first));
      const index: Index = {
        schema: 'index/2',
        sweepId,
        round,
        status: closed.close.status,
        codeDigest: release.digest,
        close: closed.closeSha256,
        files,
      };
      const bytes = sealedBytes(index);
      await createSame(
        objects,
        reportKey.build({ sweepId, round, file: 'index.json' }),
        bytes,
        sha256(bytes),
      );
      return index;
    };
    const unmade = { sweepId, round, codeDigest: release.digest };
    const damage = { sweepId, round, part: REPORT_PART };
    return tellingUnmade(objects, unmade, () => tellingDamage(objects, damage, attempt));
  };

/** The files of a report, by name: what lies in storage, made again. */
export const compile: Compile = async (objects, round, release, tree) => {
  const { manifest, close } = round;
  const { previous, aftermath } = manifest.sweep;
  const read = {
    manifest,
    market: await loadMarket(objects, manifest.snapshotDigest),
    results: await collect(objects, round, tree),
    close,
    previous: previous && (await needNight(objects, previous)),
    aftermath: aftermath === undefined ? null : await needAftermath(objects, aftermath.sha256),
    knownAnswerOk: knownAnswerHolds(),
    engine: release,
  };
  return filesOf(read);
};

/** All that is left is computing: what it refuses once, it will always refuse. */
function* filesOf(read: BuildInput): Generator<ReportFile> {
  try {
    const { body, rows } = buildReport(read);
    yield* reportFiles(body, rows);
  } catch (error) {
    throw isPermanent(error) ? new Unmade(error.message, { cause: error }) : error;
  }
}
