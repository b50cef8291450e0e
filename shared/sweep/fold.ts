import {
  type PathColumns,
  type Results,
  type ShardResult,
  SUMMARY_COLUMNS,
  type SummaryColumns,
  summaryAt,
} from './results.ts';

/** Results of a sweep while its shards come in. */
export interface Fold {
  readonly results: Results;
  add(shard: ShardResult): void;
}

/**
 * Room for the results of a sweep, 288 bytes a cell. A shard brings whole cells, so folding adds nothing up and
 * cannot depend on the order; cells of shards that are not there are null.
 *
 * @param cells planned, over all shards
 */
export function createFold(cells: number): Fold {
  const columns = Object.fromEntries(
    SUMMARY_COLUMNS.map((name) => [name, new Float64Array(cells)]),
  ) as SummaryColumns;
  const paths = new Map<number, PathColumns>();
  return {
    results: {
      // A cell that somebody brought has planned paths.
      cells: {
        length: cells,
        at: (index) => (columns.planned[index]! > 0 ? summaryAt(columns, index) : null),
      },
      paths,
    },
    add(shard) {
      for (const name of SUMMARY_COLUMNS) {
        const column = columns[name];
        for (const summary of shard.cells) column[summary.cell] = summary[name];
      }
      for (const [cell, kept] of shard.paths) paths.set(cell, kept);
    },
  };
}
