import { sha256 } from '../../shared/market/digest.ts';
import type { ReportFile } from '../../shared/report/render.ts';
import { REPORT_PART, reportKey } from '../../shared/sweep/keys.ts';
import type { Index } from '../../shared/sweep/records.ts';
import { TREE, type Tree } from '../../shared/sweep/tree.ts';
import type { Objects, Release } from '../ports.ts';
import { needClose } from '../stored/closes.ts';
import { createFirst, createSame } from '../stored/create-same.ts';
import { needManifest } from '../stored/manifests.ts';
import { sealedBytes } from '../stored/records.ts';
import { tellingUnmade } from '../stored/unmade.ts';
import { type Compile, compile } from './compile.ts';
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
