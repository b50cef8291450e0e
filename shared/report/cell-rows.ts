import { cellRiskOf } from '../risk/cells/cell-risk.ts';
import type { Scene } from '../risk/cells/cell-view.ts';
import type { CellRisk } from '../risk/findings/assessment.ts';
import { cellAt } from '../sweep/cells.ts';
import type { CellSummary, PathColumns } from '../sweep/results.ts';
import { commands } from './commands.ts';
import type { CellPaths, CellRow, TailRow } from './rows.ts';
import type { Sequence } from './table.ts';

/** Rows of the cells of one market, each made when it is asked for. */
export function cellRows(scene: Scene, order: Uint32Array): Sequence<CellRow> {
  const riskOf = cellRiskOf(scene);
  return { length: order.length, at: (place) => cellRow(scene, riskOf(order[place]!)) };
}

export function cellRow({ manifest, results }: Scene, risk: CellRisk): CellRow {
  const summary = results.cells.at(risk.cell) ?? null;
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
export function pathRows({ manifest, results, market: { fund } }: Scene, order: Uint32Array): CellPaths[] {
  return Array.from(order.filter((index) => results.paths.has(index))).map((index) =>
    pathsOf(cellAt(manifest, index).id, results.paths.get(index)!, fund),
  );
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
