import {
  type PathColumns,
  type Results,
  type ShardResult,
  SUMMARY_COLUMNS,
  type SummaryColumns,
  summaryAt,
} from './results.ts';

/** Results of neighbouring cells while their shards come in. A shard brings whole cells, so nothing is added up. */
export interface Fold {
  /** The first cell. */
  readonly from: number;
  /** Row `i` is cell `from + i`; nothing is planned in a row that nobody has brought. */
  readonly columns: SummaryColumns;
  /** By cell index, for the decision cells that were brought. */
  readonly paths: Map<number, PathColumns>;
}

/** Room for cells `[from, to)`, 288 bytes each. */
export function createFold(from: number, to: number): Fold {
  const columns = Object.fromEntries(SUMMARY_COLUMNS.map((name) => [name, new Float64Array(to - from)]));
  return { from, columns: columns as SummaryColumns, paths: new Map() };
}

/** Takes in a shard; which one comes first makes no difference. */
export function addShard({ from, columns, paths }: Fold, shard: ShardResult): void {
  for (const name of SUMMARY_COLUMNS) {
    const column = columns[name];
    for (const summary of shard.cells) column[summary.cell - from] = summary[name];
  }
  for (const [cell, kept] of shard.paths) paths.set(cell, kept);
}

/** Takes in a fold of some of the same cells, of which nothing else has been brought. */
export function addFold({ from, columns, paths }: Fold, part: Fold): void {
  for (const name of SUMMARY_COLUMNS) columns[name].set(part.columns[name], part.from - from);
  for (const [cell, kept] of part.paths) paths.set(cell, kept);
}

/** What a fold of a whole sweep says; cells of shards that are not there are null. */
export function resultsOf({ columns, paths }: Fold): Results {
  const { planned } = columns;
  const at = (index: number) => (planned[index]! > 0 ? summaryAt(columns, index) : null);
  return { cells: { length: planned.length, at }, paths };
}
