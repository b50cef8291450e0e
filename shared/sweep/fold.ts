import { addCounts, type CellCounts, countCell, createCounts } from './cell-counts.ts';
import { type Listing, rowsBefore } from './listing.ts';
import {
  type PathColumns,
  type Results,
  type ShardResult,
  SUMMARY_COLUMNS,
  type SummaryColumns,
  summaryAt,
} from './results.ts';

/** Results of neighbouring cells while their shards come in. A shard brings whole cells, so no cell is added up. */
export interface Fold {
  readonly listing: Listing;
  /** Cells `[from, to)`. */
  readonly from: number;
  readonly to: number;
  /** Row of the listing that is row 0 of the columns. */
  readonly firstRow: number;
  /** Of the listed cells; nothing is planned in a row that nobody has brought. */
  readonly columns: SummaryColumns;
  /** By cell index, for the decision cells that were brought. */
  readonly paths: Map<number, PathColumns>;
  /** Of the cells that are not listed. */
  readonly counts: CellCounts;
  /** Cells that were brought: from, to, from, to, ...; ascending, and never touching. */
  readonly brought: number[];
}

/** Of cells without a row. */
export const MOST_NAMED = 10_000;

/** Room for cells `[from, to)`, 328 bytes for each that is listed. */
export function createFold(listing: Listing, from: number, to: number): Fold {
  const firstRow = rowsBefore(listing, from);
  const rows = rowsBefore(listing, to) - firstRow;
  const columns = Object.fromEntries(SUMMARY_COLUMNS.map((name) => [name, new Float64Array(rows)]));
  return {
    listing,
    from,
    to,
    firstRow,
    columns: columns as SummaryColumns,
    paths: new Map(),
    counts: createCounts(MOST_NAMED),
    brought: [],
  };
}

/** Takes in a shard; shards come in the order of their numbers, and some may be missing. */
export function addShard(fold: Fold, { cells, paths }: ShardResult): void {
  const { listing, firstRow, columns } = fold;
  const rows = cells.map(({ cell }) => listing.rowOf(cell));
  for (const name of SUMMARY_COLUMNS) {
    const column = columns[name];
    for (let i = 0; i < rows.length; i++) if (rows[i]! >= 0) column[rows[i]! - firstRow] = cells[i]![name];
  }
  for (let i = 0; i < rows.length; i++) if (rows[i]! < 0) countCell(fold.counts, cells[i]!);
  for (const [cell, kept] of paths) fold.paths.set(cell, kept);
  bring(fold.brought, cells[0]!.cell, cells.at(-1)!.cell + 1);
}

/** Takes in a fold of the cells that come next. */
export function addFold(fold: Fold, part: Fold): void {
  for (const name of SUMMARY_COLUMNS)
    fold.columns[name].set(part.columns[name], part.firstRow - fold.firstRow);
  for (const [cell, kept] of part.paths) fold.paths.set(cell, kept);
  addCounts(fold.counts, part.counts);
  for (let i = 0; i < part.brought.length; i += 2)
    bring(fold.brought, part.brought[i]!, part.brought[i + 1]!);
}

function bring(brought: number[], from: number, to: number): void {
  if (brought.at(-1) === from) brought[brought.length - 1] = to;
  else brought.push(from, to);
}

/** What a fold of a whole sweep says; cells of shards that are not there are null. */
export function resultsOf({ listing, to, columns, paths, counts, brought }: Fold): Results {
  const { planned } = columns;
  const at = (cell: number) => {
    const row = listing.rowOf(cell);
    if (row < 0) throw new RangeError(`cell must be listed in a report of ${listing.rows} rows, got ${cell}`);
    return planned[row]! > 0 ? summaryAt(columns, row) : null;
  };
  const cells = { length: to, at };
  return listing.isWhole ? { cells, paths } : { cells, paths, unlisted: { listing, counts, brought } };
}
