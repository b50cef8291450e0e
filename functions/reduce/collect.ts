import { sha256 } from '../../shared/market/digest.ts';
import { addFold, addShard, createFold, type Fold, resultsOf } from '../../shared/sweep/fold.ts';
import { foldOf } from '../../shared/sweep/fold-bytes.ts';
import { foldKey, resultKey } from '../../shared/sweep/keys.ts';
import { listingOf } from '../../shared/sweep/listing.ts';
import type { Manifest } from '../../shared/sweep/manifest.ts';
import type { Close } from '../../shared/sweep/records.ts';
import type { Results } from '../../shared/sweep/results.ts';
import { members, shardSetOf } from '../../shared/sweep/shard-set.ts';
import { piecesOf, TREE, type Tree } from '../../shared/sweep/tree.ts';
import type { Objects, Stored } from '../ports.ts';
import { readShardResult } from '../stored/shard-results.ts';

/**
 * The results of a closed round: of the shards that it counts as done, or of the folds of a large sweep, in order;
 * few encoded objects in memory at a time.
 */
export async function collect(
  objects: Objects,
  manifest: Manifest,
  close: Close,
  tree: Tree = TREE,
  read: typeof readShardResult = readShardResult,
): Promise<Results> {
  const listing = listingOf(manifest, tree.mostRows);
  const whole = createFold(listing, 0, manifest.cells);
  const pieces = piecesOf(manifest, tree);
  if (pieces.length === 0) {
    await addShards(objects, manifest, members(shardSetOf(close.done, manifest.shards)), whole, read);
  } else {
    const { sweepId, round } = close;
    const keys = pieces.map(({ fold }) => foldKey.build({ sweepId, round, fold }));
    let next = 0;
    for await (const { key, body } of inOrder(objects, keys, 1)) {
      const { from, to } = pieces[next++]!;
      addFold(whole, foldOf(key, listing, from, to, body));
    }
  }
  return resultsOf(whole);
}

const AT_ONCE = 8;

/** Reads shards into the fold that has room for their cells. */
export async function addShards(
  objects: Objects,
  manifest: Manifest,
  shards: readonly number[],
  fold: Fold,
  read: typeof readShardResult,
): Promise<void> {
  const { sweepId } = manifest;
  const keys = shards.map((shard) => resultKey.build({ sweepId, shard }));
  let next = 0;
  for await (const { body } of inOrder(objects, keys, AT_ONCE)) {
    addShard(fold, await read(manifest, shards[next++]!, body));
  }
}

interface Named extends Stored {
  readonly key: string;
}

/** Objects that must be there, one after the other; the next few are under way while one is read. */
async function* inOrder(objects: Objects, keys: readonly string[], atOnce: number): AsyncGenerator<Named> {
  const underWay: Promise<Named>[] = [];
  for (let next = 0; next < keys.length || underWay.length > 0; ) {
    while (next < keys.length && underWay.length < atOnce) {
      const asked = whole(objects, keys[next++]!);
      asked.catch(() => {}); // heard of when its turn comes, and until then Node must not end the process for it
      underWay.push(asked);
    }
    yield await underWay.shift()!;
  }
}

/** What is missing or damaged is never taken for a cell that was not computed. */
async function whole(objects: Objects, key: string): Promise<Named> {
  const stored = await objects.get(key);
  if (!stored) throw new RangeError(`${key} must be there, for the close counts it as done, got nothing`);
  const own = sha256(stored.body);
  if (stored.meta.sha256 !== undefined && stored.meta.sha256 !== own) {
    throw new RangeError(`${key} must have the digest ${stored.meta.sha256}, got ${own}`);
  }
  return { ...stored, key };
}
