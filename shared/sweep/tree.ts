import { type Manifest, shardCells } from './manifest.ts';

/** How the reduce of a large sweep is divided (pipeline.md 2.7). */
export interface Tree {
  /** Up to so many shards, and so many cells, one invocation reduces them all. */
  readonly mostShards: number;
  readonly mostCells: number;
  /** Otherwise so many neighbours are folded into one object first; fewer, if they have more than `mostCells`. */
  readonly shardsPerFold: number;
  /** Of the long tables of a report; if all cells would be more, only those are listed that the page speaks of. */
  readonly mostRows: number;
}

/**
 * A row costs a reduce at most 1.2 kB (`npm run bench -- reduce`), so that two million take four fifths of the 3,008 MB
 * that its function has. Reading a cell takes 10 us, so that three million take a tenth of its 300 s.
 */
export const TREE: Tree = {
  mostShards: 2_000,
  mostCells: 3_000_000,
  shardsPerFold: 1_000,
  mostRows: 2_000_000,
};

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
export function piecesOf(manifest: Sharded, tree: Tree): Piece[] {
  const { shards, cells, cellsPerShard } = manifest;
  if (shards <= tree.mostShards && cells <= tree.mostCells) return [];
  const perFold = Math.max(1, Math.min(tree.shardsPerFold, Math.floor(tree.mostCells / cellsPerShard)));
  return Array.from({ length: Math.ceil(shards / perFold) }, (_, fold) => {
    const fromShard = fold * perFold;
    const toShard = Math.min(fromShard + perFold, shards);
    const { from } = shardCells(manifest, fromShard);
    const { to } = shardCells(manifest, toShard - 1);
    return { fold, fromShard, toShard, from, to };
  });
}
