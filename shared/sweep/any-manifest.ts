import { refuse } from '../market/parse.ts';
import type { Budget } from './budget.ts';
import { dearestFirst, shardPaths } from './cut.ts';
import { type Manifest, manifestOf } from './manifest.ts';
import { type RowManifest, rowManifestOf } from './row-manifest.ts';
import { openSealed } from './seal.ts';
import { type Piece, piecesOf, type Tree } from './tree.ts';
import { MAX_CHARACTERS } from './words.ts';

/** What was planned, of whatever kind: all that the protocol knows of a sweep stands in this file. */
export type AnyManifest = Manifest | RowManifest;

export const isRows = (planned: AnyManifest): planned is RowManifest => planned.schema === 'manifest/3';

/** Reads a manifest of any kind. */
export function parseAnyManifest(text: string): AnyManifest {
  const record = openSealed('manifest', text, MAX_CHARACTERS);
  return record.schema === 'manifest/3' ? rowManifestOf(record) : manifestOf(record);
}

/** Refuses what only sweeps of one market have: nights, folds, cells that can be replayed. */
export const ofOneMarket = (planned: AnyManifest): Manifest =>
  isRows(planned) ? refuse('sweep', 'be of one market', planned.kind) : planned;

/** What shards are ranges of: cells of one market, walks of others. */
export interface Units {
  readonly units: number;
  readonly perShard: number;
  readonly name: 'cell' | 'path';
}
export const unitsOf = (planned: AnyManifest): Units =>
  isRows(planned)
    ? { units: planned.paths, perShard: planned.pathsPerShard, name: 'path' }
    : { units: planned.cells, perShard: planned.cellsPerShard, name: 'cell' };

/** Units `[from, to)` of a shard. */
export function shardUnits(
  planned: AnyManifest,
  shard: number,
): { readonly from: number; readonly to: number } {
  const { shards } = planned;
  if (!(Number.isInteger(shard) && 0 <= shard && shard < shards)) {
    refuse('shard', `be a whole number from 0 to ${shards - 1}`, shard);
  }
  const { units, perShard } = unitsOf(planned);
  const from = shard * perShard;
  return { from, to: Math.min(from + perShard, units) };
}

/** Walks that a shard takes. */
export function walksOfShard(planned: AnyManifest): (shard: number) => number {
  if (!isRows(planned)) return shardPaths(planned);
  return (shard) => {
    const { from, to } = shardUnits(planned, shard);
    return to - from;
  };
}

/** In which order shards are best begun; where all walks are alike, in their own. */
export const inOrderOfCost = (planned: AnyManifest, shards: readonly number[]): number[] =>
  isRows(planned) ? [...shards] : dearestFirst(planned, shards);

/** What is folded before the report is made; rows are placed one by one, and need no folds. */
export const foldsOf = (planned: AnyManifest, tree: Tree): Piece[] =>
  isRows(planned) ? [] : piecesOf(planned, tree);

export const budgetOf = (planned: AnyManifest): Budget =>
  isRows(planned) ? planned.budget : planned.sweep.budget;
