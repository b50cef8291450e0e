import { addFold, addShard, createFold, type Fold, resultsOf } from '../../shared/sweep/fold.ts';
import { foldOf } from '../../shared/sweep/fold-bytes.ts';
import { foldKey } from '../../shared/sweep/keys.ts';
import { foldLabel } from '../../shared/sweep/labels.ts';
import { listingOf } from '../../shared/sweep/listing.ts';
import type { Manifest } from '../../shared/sweep/manifest.ts';
import { resultKeyOf, sinceOf } from '../../shared/sweep/mended.ts';
import type { Results } from '../../shared/sweep/results.ts';
import { needLabel } from '../../shared/sweep/seal.ts';
import { members, shardSetOf } from '../../shared/sweep/shard-set.ts';
import { piecesOf, TREE, type Tree } from '../../shared/sweep/tree.ts';
import type { Objects, Stored } from '../ports.ts';
import type { ClosedRound } from '../stored/closes.ts';
import { readShardResult } from '../stored/shard-results.ts';
import { wrongWith } from '../stored/wrong-with.ts';
import { noFinds, throwFinds } from './damage.ts';

/**
 * The results of a closed round: of the shards that it counts as done, or of the folds of a large sweep, in order;
 * few encoded objects in memory at a time. Throws `DamageFound` where a result is lost or damaged.
 */
export async function collect(
  objects: Objects,
  round: ClosedRound<Manifest>,
  tree: Tree = TREE,
  read: typeof readShardResult = readShardResult,
): Promise<Results> {
  const { manifest, close, closeSha256 } = round;
  const listing = listingOf(manifest, tree.mostRows);
  const whole = createFold(listing, 0, manifest.cells);
  const pieces = piecesOf(manifest, tree);
  if (pieces.length === 0) {
    const shards = members(shardSetOf(close.done, manifest.shards));
    await addShards(objects, round, shards, adder(manifest, whole, read));
  } else {
    const keys = pieces.map(({ fold }) => foldKey.build({ ...close, fold }));
    for await (const { at, stored } of inOrder(objects, keys, 1)) {
      const key = keys[at]!;
      const { fold, from, to } = pieces[at]!;
      if (!stored) throw new Error(`${key} must be there, for the report is made of it, got nothing`);
      const end = needLabel(key, stored.body, foldLabel(close, closeSha256, fold));
      addFold(whole, foldOf(key, listing, from, to, stored.body.subarray(0, end)));
    }
  }
  return resultsOf(whole);
}

const AT_ONCE = 8;

/** Decodes a result into the fold that has room for its cells. */
export const adder =
  (manifest: Manifest, fold: Fold, read: typeof readShardResult) =>
  async (shard: number, body: Uint8Array): Promise<void> =>
    addShard(fold, await read(manifest, shard, body));

/** Reads the results of shards, in order; when one cannot be believed, looks at the others and throws. */
export async function addShards(
  objects: Objects,
  round: ClosedRound,
  shards: readonly number[],
  add: (shard: number, body: Uint8Array) => Promise<void>,
): Promise<void> {
  const { manifest, close } = round;
  const since = sinceOf(close.mended, manifest.shards);
  const keys = shards.map((shard) => resultKeyOf(manifest.sweepId, shard, since[shard]!));
  const finds = noFinds(manifest.shards);
  for await (const { at, stored } of inOrder(objects, keys, AT_ONCE)) {
    const shard = shards[at]!;
    const key = keys[at]!;
    const wrong = stored
      ? wrongWith(round, shard, key, stored)
      : `${key} must be there, for the close counts it as done, got nothing`;
    if (wrong !== undefined) {
      (stored ? finds.damaged : finds.lost)[shard] = 1;
      finds.words.push(wrong);
    } else if (finds.words.length === 0) await add(shard, stored!.body);
  }
  throwFinds(finds);
}

interface Next {
  readonly at: number;
  readonly stored: Stored | undefined;
}

/** Objects one after the other, by their place among the keys; the next few are under way while one is read. */
async function* inOrder(objects: Objects, keys: readonly string[], atOnce: number): AsyncGenerator<Next> {
  const underWay: Promise<Stored | undefined>[] = [];
  for (let next = 0, at = 0; at < keys.length; at++) {
    while (next < keys.length && underWay.length < atOnce) {
      const asked = objects.get(keys[next++]!);
      asked.catch(() => {}); // heard of when its turn comes, and until then Node must not end the process for it
      underWay.push(asked);
    }
    yield { at, stored: await underWay.shift()! };
  }
}
