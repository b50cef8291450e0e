import { refuse } from '../market/parse.ts';
import { cellAt } from './cells.ts';
import { type Manifest, shardCells } from './manifest.ts';
import {
  type CellSummary,
  PATH_COLUMNS,
  type PathColumn,
  type PathColumns,
  type ShardResult,
  type SummaryColumns,
  summaryAt,
} from './results.ts';

/** Columns of a decoded shard object; row `i` is one cell. */
export interface ShardColumns {
  readonly rows: number;
  readonly summaries: SummaryColumns;
  readonly lists: Readonly<Record<PathColumn, readonly Float64Array[]>>;
}

/**
 * The cells of a shard, if the columns hold exactly those that the manifest gives it and their counts
 * agree with each other. What cannot be true is refused, not repaired.
 */
export function shardResultOf(
  manifest: Manifest,
  shard: number,
  { rows, summaries, lists }: ShardColumns,
): ShardResult {
  const { from, to } = shardCells(manifest, shard);
  const subject = `result of shard ${shard}`;
  if (rows !== to - from) refuse(`${subject} rows`, `be its cells, ${to - from}`, rows);
  const paths = new Map<number, PathColumns>();
  const cells = Array.from({ length: rows }, (_, row): CellSummary => {
    const own = summaryAt(summaries, row);
    const cell = cellAt(manifest, from + row);
    const here = `${subject} row ${row + 1}`;
    if (own.cell !== cell.index) refuse(`${here} cell`, `be ${cell.index}`, own.cell);
    if (own.planned !== cell.paths) refuse(`${here} planned`, `be ${cell.paths}`, own.planned);
    if (own.done + own.failed !== own.planned)
      refuse(`${here} done + failed`, 'be planned', own.done + own.failed);
    if (!(own.failing <= own.done)) refuse(`${here} failing`, `be at most done, ${own.done}`, own.failing);
    const kept = cell.decision ? own.done : 0;
    for (const name of PATH_COLUMNS) {
      const { length } = lists[name][row]!;
      if (length !== kept) refuse(`${here} paths_${name}`, `have ${kept} entries`, length);
    }
    if (cell.decision) {
      const columns = Object.fromEntries(
        PATH_COLUMNS.map((name) => [name, lists[name][row]!]),
      ) as PathColumns;
      const climbs = columns.path.every(
        (path, i) => path < own.planned && (i === 0 || columns.path[i - 1]! < path),
      );
      if (!climbs) refuse(`${here} paths_path`, `ascend below ${own.planned}`, 'others');
      paths.set(cell.index, columns);
    }
    return own;
  });
  return { cells, paths };
}
