import type { CellPaths, TailRow } from './rows.ts';
import { type Column, type Layout, type Table, tableOfColumns } from './table.ts';

// Tables of the paths, which the report's value does not hold itself.

/** Names in the table, and of the columns that they print. */
const PATH_NUMBERS: readonly (readonly [
  name: string,
  kind: Column['kind'],
  column: Exclude<keyof CellPaths, 'cellId'>,
])[] = [
  ['path', 'integer', 'path'],
  ['failing', 'integer', 'failing'],
  ['draw', 'number', 'draw'],
  ['need', 'number', 'need'],
  ['belowZeroShare', 'number', 'belowZeroShare'],
  ['uncoveredShare', 'number', 'uncoveredShare'],
  ['fundIn', 'number', 'fundIn'],
  ['fundEnd', 'number', 'fundEnd'],
  ['liquidated', 'number', 'liquidatedNotional'],
  ['adlNotional', 'number', 'adlNotional'],
  ['haircutNeeded', 'number', 'haircutNeeded'],
  ['haircutTaken', 'number', 'haircutTaken'],
  ['largestHaircut', 'number', 'haircutWorst'],
  ['badDebt', 'number', 'badDebt'],
  ['fundPaid', 'number', 'fundDraw'],
  ['topTwoGroups', 'number', 'topTwoGroups'],
  ['totalMove', 'number', 'movePeak'],
  ['amplification', 'number', 'amplificationPeak'],
  ['rounds', 'integer', 'rounds'],
  ['seconds', 'number', 'lastSeconds'],
];

/** One row of a path each, cell after cell. */
export function pathsTable(cells: readonly CellPaths[]): Table {
  const rows = cells.reduce((sum, { path }) => sum + path.length, 0);
  const numbers = PATH_NUMBERS.map(([name, kind, column]): Column => {
    const values = new Float64Array(rows);
    let at = 0;
    for (const cell of cells) {
      values.set(cell[column], at);
      at += cell.path.length;
    }
    return { name, kind, values };
  });
  const ids = cells.flatMap(({ cellId, path }) => new Array<string>(path.length).fill(cellId));
  return tableOfColumns('paths', [{ name: 'cellId', kind: 'text', values: ids }, ...numbers]);
}

export const TAIL: Layout<TailRow> = [
  ['market', 'text', (row) => row.market],
  ['cellId', 'text', (row) => row.cellId],
  ['path', 'integer', (row) => row.path],
  ['seed', 'text', (row) => row.seed],
  ['draw', 'number', (row) => row.draw],
  ['command', 'text', (row) => row.command],
];
