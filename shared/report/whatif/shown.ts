import { type Evidence, lowerOf, meanOf, shareSeen, upperOf } from '../../risk/proof/evidence.ts';
import { ALPHA } from '../../risk/statistics/level.ts';
import { quantileRanks } from '../../risk/statistics/quantile-ranks.ts';
import { type Bounds, rememberedBounds } from '../../risk/statistics/remembered-bounds.ts';
import type { CellSummary, PathColumns } from '../../sweep/results.ts';
import type { ShownId, ShownNumber } from './page-market.ts';

/** A cell, or the first paths of one. */
export interface CellSoFar {
  readonly summary: CellSummary;
  /** Of the done paths; null where none are kept. */
  readonly paths: Pick<PathColumns, 'uncoveredShare' | 'draw'> | null;
  /** Paths planned, or run so far: those that are not done count against it (report.md 2.2). */
  readonly planned: number;
}

const BOUNDS = rememberedBounds(ALPHA / 2);

/** What the panel shows of a cell, published or not: report.md 3.2 where a key number has the name. */
export function shownOf(cell: CellSoFar, bounds: Bounds = BOUNDS): ShownNumber[] {
  const { summary, paths, planned } = cell;
  const { done } = summary;
  const count = (amount: number): Evidence => ({ kind: 'count', amount, done, planned });
  const uncovered = paths
    ? meanOf(paths.uncoveredShare, planned)
    : ({ kind: 'sum', amount: summary.uncoveredSum, done, planned } as const);
  const lost = ends(uncovered, bounds);
  const alone = (id: ShownId, value: number): ShownNumber => ({
    id,
    value: done > 0 ? value : null,
    lower: null,
    upper: null,
  });
  return [
    { id: 'coverage', value: complement(lost.value), lower: 1 - lost.upper, upper: 1 - lost.lower },
    { id: 'ruin', ...ends(count(summary.failing), bounds) },
    { ...alone('draw', summary.drawQ99), ...drawEnds(cell) },
    alone('fund', summary.fundChangeMedian),
    { id: 'adl', ...ends(count(summary.adlPaths), bounds) },
    alone('liquidated', summary.liquidatedQ95),
    alone('move', summary.movePeakQ99),
  ];
}

const complement = (share: number | null): number | null => (share === null ? null : 1 - share);

const ends = (evidence: Evidence, bounds: Bounds) => ({
  value: shareSeen(evidence),
  lower: lowerOf(evidence, ALPHA / 2, bounds),
  upper: upperOf(evidence, ALPHA / 2, bounds),
});

/** Missing paths rank above all others for the upper end and below all others for the lower one; null: no path has the rank. */
function drawEnds({ paths, planned }: CellSoFar): Pick<ShownNumber, 'lower' | 'upper'> {
  if (!paths) return { lower: null, upper: null };
  const ascending = paths.draw.slice().sort();
  const { lower, upper } = quantileRanks(planned, 990_000, ALPHA);
  return {
    lower: ascending[lower - (planned - ascending.length) - 1] ?? null,
    upper: upper === null ? null : (ascending[upper - 1] ?? null),
  };
}
