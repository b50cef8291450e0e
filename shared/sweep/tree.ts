import { type Manifest, shardCells } from './manifest.ts';

/** How the reduce of a large sweep is divided (pipeline.md 2.7). */
export interface Tree {
  /** Up to so many shards one invocation reduces them all. */
  readonly mostShards: number;
  /** Otherwise so many neighbours are folded into one object first. */
  readonly shardsPerFold: number;
}

export const TREE: Tree = { mostShards: 2_000, shardsPerFold: 1_000 };

/** Shards `[fromShard, toShard)`, whose cells are `[from, to)`. */
export interface Piece {
  readonly fold: number;
  readonly fromShard: number;
  readonly toShard: number;
  readonly from: number;
  readonly to: number;
}

type Sharded = Pick<Manifest, 'cells' | 'cellsPerShard' | 'shards'>;

/** The pieces that are folded before the report is made, in shard order; none where one invocation does it all. */
export function piecesOf(manifest: Sharded, { mostShards, shardsPerFold }: Tree): Piece[] {
  const { shards } = manifest;
  if (shards <= mostShards) return [];
  return Array.from({ length: Math.ceil(shards / shardsPerFold) }, (_, fold) => {
    const fromShard = fold * shardsPerFold;
    const toShard = Math.min(fromShard + shardsPerFold, shards);
    const { from } = shardCells(manifest, fromShard);
    const { to } = shardCells(manifest, toShard - 1);
    return { fold, fromShard, toShard, from, to };
  });
}
