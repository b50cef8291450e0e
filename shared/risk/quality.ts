import { cellAt } from '../sweep/cells.ts';
import type { CellRange, Quality } from './assessment.ts';
import { type CellView, type Scene, viewOf } from './cell-view.ts';
import { decisionCells } from './proof-metrics.ts';
import { known, type Reason, unknown } from './reasons.ts';

/** Fewest cells that must be there: report.md 2.5. */
const ENOUGH = 0.99;
const CONSERVED = 1e-9;

/** What was seen and what was not, and whether a verdict may be made of it: the data gates. */
export function qualityOf(scene: Scene, knownAnswerOk: boolean): Quality {
  const { manifest, market } = scene;
  const { sweep } = manifest;
  const tally = countCells(scene);
  const decision = decisionCells(scene, 'current');
  const ageHours = hoursBetween(market.snapshot.asOf, sweep.asOf);

  const failures: { code: Reason; cells: string[] }[] = [];
  const gate = (passes: boolean, code: Reason, cells: readonly CellView[] = []) => {
    if (!passes) failures.push({ code, cells: cells.map(({ cell }) => cell.id) });
  };
  const present = manifest.cells - tally.missing.length;
  const absent = decision.filter(({ summary }) => !summary);
  gate(present >= ENOUGH * manifest.cells, 'CELLS_MISSING');
  gate(absent.length === 0, 'DECISION_CELL_MISSING', absent);
  gate(tally.unconserved.length === 0, 'MONEY_NOT_CONSERVED', tally.unconserved);
  gate(tally.unbalanced.length === 0, 'POSITIONS_UNBALANCED', tally.unbalanced);
  gate(ageHours <= sweep.maxAgeHours, 'INPUT_STALE');
  gate(knownAnswerOk, 'KNOWN_ANSWER_FAILED');

  const base = decision[0];
  return {
    status: tally.done === tally.planned ? 'complete' : 'partial',
    gate: failures.length === 0 ? 'pass' : 'fail',
    reasons: failures,
    cells: {
      planned: manifest.cells,
      complete: tally.complete,
      partial: present - tally.complete,
      missing: tally.missing.length,
    },
    paths: { planned: tally.planned, done: tally.done, unfinished: tally.unfinished },
    missingCells: rangesOf(scene, tally.missing),
    violations: tally.violations,
    conservationMax: present > 0 ? tally.conservationMax : null,
    snapshotAgeHours: ageHours,
    maxAgeHours: sweep.maxAgeHours,
    positionsEstimated: market.accounts === null,
    clampedShare: base?.summary ? known(base.summary.clampedShareMean) : unknown('NO_PATHS_DONE'),
  };
}

function countCells(scene: Scene) {
  const missing: number[] = [];
  const unconserved: CellView[] = [];
  const unbalanced: CellView[] = [];
  let [complete, planned, done, unfinished, violations, conservationMax] = [0, 0, 0, 0, 0, 0];
  for (let index = 0; index < scene.manifest.cells; index++) {
    const view = viewOf(scene, index);
    planned += view.planned;
    done += view.done;
    unfinished += scene.results.cells.at(index)?.failed ?? 0;
    if (view.status === 'missing') missing.push(index);
    if (view.status === 'complete') complete++;
    if (!view.summary) continue;
    const { notConserved, unbalanced: offBalance, conservationMax: worst } = view.summary;
    if (notConserved > 0 || !(worst <= CONSERVED)) unconserved.push(view);
    if (offBalance > 0) unbalanced.push(view);
    violations += notConserved + offBalance;
    conservationMax = Math.max(conservationMax, worst);
  }
  return {
    missing,
    unconserved,
    unbalanced,
    complete,
    planned,
    done,
    unfinished,
    violations,
    conservationMax,
  };
}

/** Missing cells as runs of neighbours in cell order. */
function rangesOf({ manifest }: Scene, missing: readonly number[]): CellRange[] {
  const runs: { from: number; to: number }[] = [];
  for (const index of missing) {
    const last = runs.at(-1);
    if (last && last.to === index - 1) last.to = index;
    else runs.push({ from: index, to: index });
  }
  return runs.map(({ from, to }) => ({
    from: cellAt(manifest, from).id,
    to: cellAt(manifest, to).id,
    cells: to - from + 1,
  }));
}

const hoursBetween = (earlier: string, later: string): number =>
  (Date.parse(later) - Date.parse(earlier)) / 3_600_000;
