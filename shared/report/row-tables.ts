import type { CellPaths, CellRow, FundCurveRow, TailRow, ThinAccountRow } from './rows.ts';
import { type Column, type Layout, type Table, tableOfColumns } from './table.ts';

// Tables of what the report's value does not hold itself: cells, paths, curves, accounts.

export const CELLS: Layout<CellRow> = [
  ['cellId', 'text', (row) => row.cellId],
  ['market', 'text', (row) => row.market],
  ['side', 'text', (row) => row.side],
  ['mechanism', 'text', (row) => row.mechanism],
  ['leverage', 'number', (row) => row.leverage],
  ['maintenance', 'number', (row) => row.maintenance],
  ['depthScale', 'number', (row) => row.depthScale],
  ['shock', 'number', (row) => row.shock],
  ['pathsPlanned', 'integer', (row) => row.pathsPlanned],
  ['pathsDone', 'integer', (row) => row.pathsDone],
  ['failing', 'integer', (row) => row.failing],
  ['p', 'number', (row) => row.p],
  ['lower', 'number', (row) => row.lower],
  ['upper', 'number', (row) => row.upper],
  ['upperOptimistic', 'number', (row) => row.upperOptimistic],
  ['uncoveredMean', 'number', (row) => row.uncoveredMean],
  ['uncoveredLower', 'number', (row) => row.uncoveredLower],
  ['uncoveredUpper', 'number', (row) => row.uncoveredUpper],
  ['drawMean', 'number', (row) => row.drawMean],
  ['drawQ95', 'number', (row) => row.drawQ95],
  ['drawQ99', 'number', (row) => row.drawQ99],
  ['drawEs975', 'number', (row) => row.drawEs975],
  ['liquidatedQ95', 'number', (row) => row.liquidatedQ95],
  ['amplificationMedian', 'number', (row) => row.amplificationMedian],
  ['amplificationQ99', 'number', (row) => row.amplificationQ99],
  ['secondsQ95', 'number', (row) => row.secondsQ95],
  ['adlAccounts', 'number', (row) => row.adlAccounts],
  ['haircutNeeded', 'number', (row) => row.haircutNeeded],
  ['haircutTaken', 'number', (row) => row.haircutTaken],
  ['innocent', 'number', (row) => row.innocent],
  ['status', 'text', (row) => row.status],
  ['tiers', 'text', (row) => row.tiers],
  ['splitting', 'integer', (row) => row.splitting],
  ['drawEs975OfFund', 'number', (row) => row.drawEs975OfFund],
];

const PATH_NUMBERS = [
  ['path', 'integer'],
  ['failing', 'integer'],
  ['draw', 'number'],
  ['uncoveredShare', 'number'],
  ['liquidated', 'number'],
  ['adlNotional', 'number'],
  ['haircutNeeded', 'number'],
  ['haircutTaken', 'number'],
  ['largestHaircut', 'number'],
  ['badDebt', 'number'],
  ['fundPaid', 'number'],
  ['topTwoGroups', 'number'],
  ['totalMove', 'number'],
  ['amplification', 'number'],
  ['rounds', 'integer'],
  ['seconds', 'number'],
] as const satisfies readonly (readonly [keyof CellPaths, Column['kind']])[];

/** One row of a path each, cell after cell. */
export function pathsTable(cells: readonly CellPaths[]): Table {
  const rows = cells.reduce((sum, { path }) => sum + path.length, 0);
  const numbers = PATH_NUMBERS.map(([name, kind]): Column => {
    const values = new Float64Array(rows);
    let at = 0;
    for (const cell of cells) {
      values.set(cell[name], at);
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

export const FUND_CURVE: Layout<FundCurveRow> = [
  ['market', 'text', (row) => row.market],
  ['side', 'text', (row) => row.side],
  ['draw', 'number', (row) => row.draw],
  ['p', 'number', (row) => row.p],
  ['lower', 'number', (row) => row.lower],
  ['upper', 'number', (row) => row.upper],
];

export const THIN: Layout<ThinAccountRow> = [
  ['account', 'text', (row) => row.account],
  ['market', 'text', (row) => row.market],
  ['side', 'text', (row) => row.side],
  ['tier', 'integer', (row) => row.tier],
  ['notional', 'number', (row) => row.notional],
  ['maintenanceRate', 'number', (row) => row.maintenanceRate],
  ['modelledCost', 'number', (row) => row.modelledCost],
];
