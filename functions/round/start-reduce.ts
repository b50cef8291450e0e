import { type AnyManifest, foldsOf } from '../../shared/sweep/any-manifest.ts';
import { damageKey, folderOf, foldKey, foldPart, REPORT_PART, tryKey } from '../../shared/sweep/keys.ts';
import { TREE, type Tree } from '../../shared/sweep/tree.ts';
import type { Clock, Objects, Starter } from '../ports.ts';
import { listed } from '../stored/listed.ts';

export interface StartReducePorts {
  readonly objects: Objects;
  readonly clock: Clock;
  readonly starter: Starter;
  /** Between two attempts at a piece of the reduce. */
  readonly reduceEveryMs: number;
}

/** What there is of the reduce of a closed round. */
export interface ReduceState {
  /** Folds that nobody has made, nor found damage for. */
  readonly folds: readonly number[];
  /** Keys of what attempts could not believe. */
  readonly damages: readonly string[];
}

/** Lists what the reduce of a closed round lacks (pipeline.md 2.7). */
export async function reduceStateOf(
  objects: Objects,
  manifest: AnyManifest,
  round: number,
  tree: Tree = TREE,
): Promise<ReduceState> {
  const { sweepId } = manifest;
  const pieces = foldsOf(manifest, tree);
  const found = pieces.length === 0 ? [] : await listed(objects, folderOf(sweepId, 'folds'));
  const settled = new Set<string>();
  for (const { key } of found) {
    const parts = foldKey.parse(key);
    if (parts?.round === round) settled.add(foldPart(parts.fold));
  }
  const damages: string[] = [];
  for (const { key } of await listed(objects, folderOf(sweepId, 'damages'))) {
    const parts = damageKey.parse(key);
    if (parts?.round !== round) continue;
    settled.add(parts.part);
    damages.push(key);
  }
  return { folds: pieces.map(({ fold }) => fold).filter((fold) => !settled.has(foldPart(fold))), damages };
}

/** Starts the folds that a closed round lacks, and when none is lacking its report. */
export async function startReduce(
  ports: StartReducePorts,
  { sweepId }: AnyManifest,
  round: number,
  { folds }: ReduceState,
): Promise<void> {
  const attempt = await attempts(ports, sweepId, round);
  for (const fold of folds) await attempt(foldPart(fold), { fold });
  if (folds.length === 0) await attempt(REPORT_PART, {});
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
