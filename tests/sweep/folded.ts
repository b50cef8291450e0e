// Results of shards that are all at hand, with summaries as a list: what tests compare, copy and cut.
import { addShard, createFold, resultsOf } from '../../shared/sweep/fold.ts';
import { wholeListing } from '../../shared/sweep/listing.ts';
import type { CellSummary, Results, ShardResult } from '../../shared/sweep/results.ts';

export interface ListedResults extends Results {
  readonly cells: readonly (CellSummary | null)[];
}

export function folded(cells: number, shards: Iterable<ShardResult>): ListedResults {
  const fold = createFold(wholeListing(cells), 0, cells);
  for (const shard of shards) addShard(fold, shard);
  const results = resultsOf(fold);
  const list = Array.from({ length: cells }, (_, index) => results.cells.at(index) ?? null);
  return { cells: list, paths: results.paths };
}
