import type { CellSummary, PathColumns, Results, ShardResult } from './results.ts';

/**
 * Results of a sweep from its shards. A shard brings whole cells, so folding adds nothing up and cannot
 * depend on the order; cells of shards that are not there are null.
 *
 * @param cells planned, over all shards
 */
export function fold(cells: number, shards: Iterable<ShardResult>): Results {
  const summaries: (CellSummary | null)[] = new Array(cells).fill(null);
  const paths = new Map<number, PathColumns>();
  for (const shard of shards) {
    for (const summary of shard.cells) summaries[summary.cell] = summary;
    for (const [cell, columns] of shard.paths) paths.set(cell, columns);
  }
  return { cells: summaries, paths };
}
