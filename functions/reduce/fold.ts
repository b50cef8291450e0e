import { sha256 } from '../../shared/market/digest.ts';
import { refuse } from '../../shared/market/parse.ts';
import { createFold } from '../../shared/sweep/fold.ts';
import { foldToBytes } from '../../shared/sweep/fold-bytes.ts';
import { foldKey, foldPart } from '../../shared/sweep/keys.ts';
import { foldLabel } from '../../shared/sweep/labels.ts';
import { listingOf } from '../../shared/sweep/listing.ts';
import { labelText, sealBytes } from '../../shared/sweep/seal.ts';
import { members, shardSetOf } from '../../shared/sweep/shard-set.ts';
import { piecesOf, TREE, type Tree } from '../../shared/sweep/tree.ts';
import type { Objects } from '../ports.ts';
import { needClose } from '../stored/closes.ts';
import { createSame } from '../stored/create-same.ts';
import { needMarketManifest } from '../stored/manifests.ts';
import { readShardResult } from '../stored/shard-results.ts';
import { adder, addShards } from './collect.ts';
import { tellingDamage } from './damage.ts';

export interface FoldPorts {
  readonly objects: Objects;
  readonly tree?: Tree;
  /** Decodes a shard: the real thing, unless a test of the protocol computes something cheaper. */
  readonly read?: typeof readShardResult;
}

/** What was folded. */
export interface Folded {
  readonly key: string;
  readonly shards: number;
  readonly bytes: number;
  readonly sha256: string;
}

/**
 * Folds one piece of a closed round into one object: a pure function of manifest, close and results, written once, so
 * that it may run twice or die half-way.
 */
export const fold =
  ({ objects, tree = TREE, read = readShardResult }: FoldPorts) =>
  async (sweepId: string, round: number, number: number): Promise<Folded> => {
    const closed = await needClose(objects, await needMarketManifest(objects, sweepId), round);
    const { manifest, close, closeSha256 } = closed;
    const pieces = piecesOf(manifest, tree);
    const piece = pieces[number];
    if (!piece) refuse('fold', `be one of the ${pieces.length} of ${sweepId}`, number);
    const done = shardSetOf(close.done, manifest.shards);
    const shards = members(done).filter((shard) => piece.fromShard <= shard && shard < piece.toShard);
    const key = foldKey.build({ sweepId, round, fold: number });
    return tellingDamage(objects, { sweepId, round, part: foldPart(number) }, async () => {
      const own = createFold(listingOf(manifest, tree.mostRows), piece.from, piece.to);
      await addShards(objects, closed, shards, adder(manifest, own, read));
      const label = foldLabel(close, closeSha256, number);
      const bytes = sealBytes(foldToBytes(own, labelText(label)), label);
      const digest = sha256(bytes);
      await createSame(objects, key, bytes, digest);
      return { key, shards: shards.length, bytes: bytes.byteLength, sha256: digest };
    });
  };
