import { folderOf, foldKey, tryKey } from '../../shared/sweep/keys.ts';
import type { Manifest } from '../../shared/sweep/manifest.ts';
import { piecesOf, TREE, type Tree } from '../../shared/sweep/tree.ts';
import type { Clock, Objects, Starter } from '../ports.ts';
import { listed } from '../stored/listed.ts';

export interface StartReducePorts {
  readonly objects: Objects;
  readonly clock: Clock;
  readonly starter: Starter;
  /** Between two attempts at a piece of the reduce. */
  readonly reduceEveryMs: number;
  readonly tree?: Tree;
}

/** Starts what the reduce of a closed round lacks (pipeline.md 2.7): its folds, and when all are there its report. */
export async function startReduce(ports: StartReducePorts, manifest: Manifest, round: number): Promise<void> {
  const { objects, tree = TREE } = ports;
  const { sweepId } = manifest;
  const pieces = piecesOf(manifest, tree);
  const found = pieces.length === 0 ? [] : await listed(objects, folderOf(sweepId, 'folds'));
  const there = new Set(
    found.flatMap(({ key }) => {
      const parts = foldKey.parse(key);
      return parts?.round === round ? [parts.fold] : [];
    }),
  );
  const missing = pieces.filter(({ fold }) => !there.has(fold));
  const attempt = await attempts(ports, sweepId, round);
  for (const { fold } of missing) await attempt(`fold${String(fold).padStart(4, '0')}`, { fold });
  if (missing.length === 0) await attempt('report', {});
}

/** Claims the next attempt at a part and starts it, unless the last one is too young to have failed. */
async function attempts(ports: StartReducePorts, sweepId: string, round: number) {
  const { objects, clock, starter, reduceEveryMs } = ports;
  const tries = (await listed(objects, folderOf(sweepId, 'tries'))).flatMap(({ key, time }) => {
    const parts = tryKey.parse(key);
    return parts?.round === round ? [{ part: parts.part, time }] : [];
  });
  return async (part: string, what: { readonly fold?: number }): Promise<void> => {
    const own = tries.filter((one) => one.part === part);
    const newest = own.reduce((most, { time }) => Math.max(most, time), Number.NEGATIVE_INFINITY);
    if (clock.now() - newest < reduceEveryMs) return;
    const claim = tryKey.build({ sweepId, round, part, attempt: own.length });
    if ((await objects.create(claim, new Uint8Array(0))) === 'created')
      await starter.start({ kind: 'reduce', sweepId, round, ...what });
  };
}
