import type { Manifest } from './manifest.ts';
import type { Close } from './records.ts';
import type { Label } from './seal.ts';

/** Whose a result is: the sweep with its seed and limits, by the manifest's digest, and the code that computed it. */
export const resultLabel = (
  { sweepId, modelDigest }: Pick<Manifest, 'sweepId' | 'modelDigest'>,
  manifestSha256: string,
  shard: number,
): Label => ({ schema: 'result/2', sweepId, shard, manifest: manifestSha256, model: modelDigest });

/** Whose a fold is: a piece of what a close counts. */
export const foldLabel = (
  { sweepId, round }: Pick<Close, 'sweepId' | 'round'>,
  closeSha256: string,
  fold: number,
): Label => ({ schema: 'fold/3', sweepId, round, fold, close: closeSha256 });
