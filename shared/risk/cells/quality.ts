import { addCounts, type CellCounts, countCell, createCounts } from '../../sweep/cell-counts.ts';
import { cellAt } from '../../sweep/cells.ts';
import { MOST_NAMED } from '../../sweep/fold.ts';
import { wholeListing } from '../../sweep/listing.ts';
import type { OrdinaryDay } from '../findings/ordinary-day.ts';
import type { Quality } from '../findings/quality.ts';
import { ordinaryFailures } from '../ordinary/ordinary-days.ts';
import { known, unknown } from '../shapes/number.ts';
import type { Reason } from '../shapes/reasons.ts';
import { type CellView, type Scene, viewsOf } from './cell-view.ts';
import { decisionCells } from './decision-cells.ts';

/** Fewest cells that must be there: report.md 2.5. */
const ENOUGH = 0.99;

/** Of the fund: what may be added to collateral before the input is another one (report.md 2.5). */
const RAISED_SHARE = 0.001;

/** What was seen and what was not, and whether a verdict may be made of it: the data gates. */
export function qualityOf(scene: Scene, knownAnswerOk: boolean, days: readonly OrdinaryDay[]): Quality {
  const { manifest, market } = scene;
  const { sweep } = manifest;
  const { counts, present, missing, unfinished } = countCells(scene);
  const decision = decisionCells(scene, 'current');
  const ageHours = hoursBetween(market.snapshot.asOf, sweep.asOf);

  const failures: { code: Reason; cells: string[] }[] = [];
  const gate = (passes: boolean, code: Reason, cells: readonly number[] = []) => {
    if (!passes) failures.push({ code, cells: cells.map((cell) => cellAt(manifest, cell).id) });
  };
  const absent = decision.filter(({ summary }) => !summary).map(({ cell }) => cell.index);
  gate(present >= ENOUGH * manifest.cells, 'CELLS_MISSING');
  gate(absent.length === 0, 'DECISION_CELL_MISSING', absent);
  gate(counts.unconserved.length === 0, 'MONEY_NOT_CONSERVED', counts.unconserved);
  gate(counts.unbalanced.length === 0, 'POSITIONS_UNBALANCED', counts.unbalanced);
  gate(ageHours <= sweep.maxAgeHours, 'INPUT_STALE');
  gate(knownAnswerOk, 'KNOWN_ANSWER_FAILED');
  const raised = decision[0]?.summary?.raisedMean ?? 0;
  gate(raised <= RAISED_SHARE * market.fund, 'INPUT_REPAIRED');
  failures.push(...ordinaryFailures(days));

  const base = decision[0];
  return {
    market: manifest.market,
    status: counts.done === manifest.paths ? 'complete' : 'partial',
    gate: failures.length === 0 ? 'pass' : 'fail',
    reasons: failures,
    cells: {
      planned: manifest.cells,
      complete: counts.complete,
      partial: present - counts.complete,
      missing: manifest.cells - present,
    },
    paths: { planned: manifest.paths, done: counts.done, unfinished: counts.unfinished },
    verdictPaths: plannedAndDone([
      ...decision,
      ...decisionCells(scene, 'candidate'),
      ...viewsOf(scene, 'alternative'),
      ...viewsOf(scene, 'ordinary'),
    ]),
    missingCells: rangesOf(scene, missing),
    unfinished,
    violations: counts.violations,
    conservationMax: present > 0 ? counts.conservationMax : null,
    snapshotAgeHours: ageHours,
    maxAgeHours: sweep.maxAgeHours,
    positionsEstimated: market.accounts === null,
    clampedShare: base?.summary ? known(base.summary.clampedShareMean) : unknown('NO_PATHS_DONE'),
    raised: base?.summary ? known(base.summary.raisedMean) : unknown('NO_PATHS_DONE'),
    floorHit: sumOf(decision, 'floorHit'),
    ceilingHit: sumOf(decision, 'ceilingHit'),
    beyondDepth: sumOf(decision, 'beyondDepth'),
  };
}

const plannedAndDone = (cells: readonly CellView[]) => ({
  planned: cells.reduce((sum, { planned }) => sum + planned, 0),
  done: cells.reduce((sum, { done }) => sum + done, 0),
});

const sumOf = (cells: readonly CellView[], column: 'floorHit' | 'ceilingHit' | 'beyondDepth'): number =>
  cells.reduce((sum, { summary }) => sum + (summary?.[column] ?? 0), 0);

/** Every cell counts, also those that have no row; `missing` are those without a single done path, as runs of neighbours. */
function countCells({ manifest, results: { cells, unlisted } }: Scene) {
  const listing = unlisted?.listing ?? wholeListing(manifest.cells);
  const counts = createCounts(unlisted?.counts.mostNamed ?? Number.POSITIVE_INFINITY);
  const absent: Run[] = [];
  for (let row = 0; row < listing.rows; row++) {
    const cell = listing.cellOf(row);
    const summary = cells.at(cell);
    if (summary) countCell(counts, summary);
    else if (!unlisted) absent.push({ from: cell, to: cell });
  }
  const unfinished = unfinishedOf(manifest, unlisted ? [counts, unlisted.counts] : [counts]);
  if (unlisted) {
    addCounts(counts, unlisted.counts);
    absent.push(...between(unlisted.brought, manifest.cells));
  }
  const notBrought = absent.reduce((sum, { from, to }) => sum + to - from + 1, 0);
  const empty = counts.emptyCells.map((cell) => ({ from: cell, to: cell }));
  const missing = [...absent, ...empty].sort((a, b) => a.from - b.from);
  return { counts, present: manifest.cells - notBrought - counts.empty, missing, unfinished };
}

/** The first of the cells with paths that could not finish, in cell order. */
const unfinishedOf = (manifest: Scene['manifest'], parts: readonly CellCounts[]): Quality['unfinished'] =>
  parts
    .flatMap(({ unfinishedCells, unfinishedPaths }) =>
      unfinishedCells.map((cell, i) => {
        const [planned, unfinished, first] = unfinishedPaths.slice(3 * i, 3 * i + 3);
        return { cell, planned: planned!, unfinished: unfinished!, first: first! };
      }),
    )
    .sort((a, b) => a.cell - b.cell)
    .slice(0, MOST_NAMED)
    .map(({ cell, first, ...rest }) => ({
      cell: cellAt(manifest, cell).id,
      ...rest,
      first: first < 0 ? null : first,
    }));

interface Run {
  readonly from: number;
  /** The last one. */
  readonly to: number;
}

/** What lies between ascending ranges of cells, and before and after them. */
function between(ranges: readonly number[], cells: number): Run[] {
  const ends = [0, ...ranges, cells];
  return Array.from({ length: ends.length / 2 }, (_, i) => ({
    from: ends[2 * i]!,
    to: ends[2 * i + 1]! - 1,
  })).filter(({ from, to }) => from <= to);
}

/** Neighbours together, in cell order. */
function rangesOf({ manifest }: Scene, missing: readonly Run[]): Quality['missingCells'] {
  const runs: { from: number; to: number }[] = [];
  for (const { from, to } of missing) {
    const last = runs.at(-1);
    if (last && last.to === from - 1) last.to = to;
    else runs.push({ from, to });
  }
  return runs.map(({ from, to }) => ({
    from: cellAt(manifest, from).id,
    to: cellAt(manifest, to).id,
    cells: to - from + 1,
  }));
}

const hoursBetween = (earlier: string, later: string): number =>
  (Date.parse(later) - Date.parse(earlier)) / 3_600_000;
