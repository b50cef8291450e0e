import type { CellRisk } from '../risk/assessment.ts';
import { cellRiskOf } from '../risk/cell-risk.ts';
import type { Scene } from '../risk/cell-view.ts';
import type { CellSummary, PathColumns } from '../sweep/results.ts';
import { commands } from './commands.ts';
import type { CellPaths, CellRow, TailRow } from './rows.ts';

/** A cell's row with its number in the sweep, by which results are found. */
interface Numbered {
  readonly index: number;
  readonly row: CellRow;
}

/** Rows of the cells of one market: side, mechanism, leverage, maintenance, depth, shock, tiers, splitting. */
export function numberedRows(scene: Scene): Numbered[] {
  const riskOf = cellRiskOf(scene);
  return Array.from({ length: scene.manifest.cells }, (_, index) => ({
    index,
    row: cellRow(scene, riskOf(index)),
  })).sort((a, b) => inOrder(a.row, b.row));
}

const inOrder = (a: CellRow, b: CellRow): number =>
  byText(a.side, b.side) ||
  byText(a.mechanism, b.mechanism) ||
  a.leverage - b.leverage ||
  a.maintenance - b.maintenance ||
  a.depthScale - b.depthScale ||
  a.shock - b.shock ||
  // Today's before the candidate.
  byText(b.tiers, a.tiers) ||
  a.splitting - b.splitting;

const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

function cellRow({ manifest, results }: Scene, risk: CellRisk): CellRow {
  const summary = results.cells[risk.cell] ?? null;
  const seen = summary !== null && summary.done > 0 ? summary : null;
  const of = (column: keyof CellSummary): number | null => (seen === null ? null : seen[column]);
  const mean = (column: keyof CellSummary): number | null =>
    seen === null ? null : seen[column] / seen.done;
  return {
    cellId: risk.id,
    market: manifest.market,
    side: risk.side,
    mechanism: risk.mechanism,
    leverage: risk.leverageBps / 10_000,
    maintenance: risk.maintenanceBps / 10_000,
    depthScale: risk.depthBps / 10_000,
    shock: risk.shockBps / 10_000,
    tiers: risk.tiers,
    splitting: risk.splitting,
    pathsPlanned: risk.paths.planned,
    pathsDone: risk.paths.done,
    failing: risk.failing,
    p: risk.p,
    lower: risk.lower,
    upper: risk.upper,
    upperOptimistic: risk.upperOptimistic,
    uncoveredMean: risk.uncovered.mean,
    uncoveredLower: risk.uncovered.lower,
    uncoveredUpper: risk.uncovered.upper,
    drawMean: mean('drawSum'),
    drawQ95: of('drawQ95'),
    drawQ99: of('drawQ99'),
    drawEs975: risk.drawEs975.value,
    liquidatedQ95: of('liquidatedQ95'),
    amplificationMedian: of('amplificationMedian'),
    amplificationQ99: of('amplificationQ99'),
    secondsQ95: of('secondsQ95'),
    adlAccounts: mean('adlAccountsSum'),
    haircutNeeded: mean('haircutNeededSum'),
    haircutTaken: mean('haircutTakenSum'),
    innocent: mean('innocentSum'),
    status: risk.status,
    drawEs975OfFund: risk.drawEs975OfFund.value,
  };
}

/** Paths of the cells that keep them, in the order of their rows. */
export function pathRows({ results, market: { fund } }: Scene, cells: readonly Numbered[]): CellPaths[] {
  return cells.flatMap(({ index, row }) => {
    const paths = results.paths.get(index);
    return paths === undefined ? [] : [pathsOf(row.cellId, paths, fund)];
  });
}

function pathsOf(cellId: string, paths: PathColumns, fund: number): CellPaths {
  return {
    cellId,
    path: paths.path,
    failing: paths.draw.map((draw) => (draw > fund ? 1 : 0)),
    draw: paths.draw,
    uncoveredShare: paths.uncoveredShare,
    liquidated: paths.liquidatedNotional,
    adlNotional: paths.adlNotional,
    haircutNeeded: paths.haircutNeeded,
    haircutTaken: paths.haircutTaken,
    largestHaircut: paths.haircutWorst,
    badDebt: paths.badDebt,
    fundPaid: paths.fundDraw,
    topTwoGroups: paths.deficitFirst.map((first, row) => first + paths.deficitSecond[row]!),
    totalMove: paths.movePeak,
    amplification: paths.amplificationPeak,
    rounds: paths.rounds,
    seconds: paths.lastSeconds,
  };
}

const LARGEST = 100;

/** The largest draws of a market, largest first; equal ones in the order of the `paths` table. */
export function tailRows({ manifest }: Scene, sweepId: string, cells: readonly CellPaths[]): TailRow[] {
  const places = cells.flatMap(({ draw }, cell) =>
    Array.from({ length: draw.length }, (_, row) => ({ cell, row, draw: draw[row]! })).filter(
      (place) => place.draw > 0,
    ),
  );
  return places
    .sort((a, b) => b.draw - a.draw || a.cell - b.cell || a.row - b.row)
    .slice(0, LARGEST)
    .map(({ cell, row, draw }) => {
      const { cellId, path } = cells[cell]!;
      return {
        market: manifest.market,
        cellId,
        path: path[row]!,
        seed: manifest.sweep.seed,
        draw,
        command: commands.path(sweepId, cellId, path[row]!),
      };
    });
}
