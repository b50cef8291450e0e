import type { CellSummary } from '../../sweep/results.ts';
import type { CellRow } from '../findings/cell.ts';
import { type Evidence, lowerOf, shareSeen, upperOf } from '../proof/evidence.ts';
import { ALPHA } from '../statistics/level.ts';
import { rememberedBounds } from '../statistics/remembered-bounds.ts';
import { belowZeroOf, type CellView, type Scene, uncoveredOf, viewOf } from './cell-view.ts';

/** Judges cells for maps and tables, with two-sided 95 % bounds. */
export function cellRowOf(scene: Scene): (index: number) => CellRow {
  const { fund } = scene.market;
  const bounds = rememberedBounds(ALPHA / 2);
  const ends = (evidence: Evidence) => ({
    mean: shareSeen(evidence),
    lower: lowerOf(evidence, ALPHA / 2, bounds),
    upper: upperOf(evidence, ALPHA / 2, bounds),
  });
  return (index) => {
    const view = viewOf(scene, index);
    const { cell, summary, planned, done, status } = view;
    const failing = summary ? summary.failing : null;
    const pessimistic = (failing ?? 0) + planned - done;
    const uncovered = ends(uncoveredOf(view));
    const belowZero = ends(belowZeroOf(view));
    return {
      cellId: cell.id,
      market: scene.manifest.market,
      side: cell.side,
      mechanism: cell.mechanism,
      leverage: cell.leverageBps / 10_000,
      maintenance: cell.maintenanceBps / 10_000,
      depthScale: cell.depthBps / 10_000,
      shock: cell.shockBps / 10_000,
      pathsPlanned: planned,
      pathsDone: done,
      failing,
      p: pessimistic / planned,
      lower: bounds.lower(failing ?? 0, planned),
      upper: bounds.upper(pessimistic, planned),
      upperOptimistic: failing === null ? null : bounds.upper(failing, done),
      uncoveredMean: uncovered.mean,
      uncoveredLower: uncovered.lower,
      uncoveredUpper: uncovered.upper,
      belowZeroMean: belowZero.mean,
      belowZeroLower: belowZero.lower,
      belowZeroUpper: belowZero.upper,
      ...outcomesOf(view),
      status,
      tiers: cell.tiers,
      splitting: cell.splitting,
      world: cell.kind === 'ordinary' ? cell.kind : (cell.world?.id ?? null),
      drawEs975OfFund: summary && ofFund(summary.needEs975, fund),
    };
  };
}

function outcomesOf({ summary }: CellView) {
  const of = (column: keyof CellSummary): number | null => (summary ? summary[column] : null);
  const mean = (column: keyof CellSummary): number | null =>
    summary ? summary[column] / summary.done : null;
  return {
    drawMean: mean('drawSum'),
    drawQ95: of('drawQ95'),
    drawQ99: of('drawQ99'),
    drawEs975: of('needEs975'),
    liquidatedQ95: of('liquidatedQ95'),
    amplificationMedian: of('amplificationMedian'),
    amplificationQ99: of('amplificationQ99'),
    secondsQ95: of('secondsQ95'),
    adlAccounts: mean('adlAccountsSum'),
    haircutNeeded: mean('haircutNeededSum'),
    haircutTaken: mean('haircutTakenSum'),
    innocent: mean('innocentSum'),
    needMean: mean('needSum'),
    needQ99: of('needQ99'),
    fundChangeMedian: of('fundChangeMedian'),
  };
}

/** Nothing is no share of any fund; something is no share of none. */
function ofFund(money: number, fund: number): number | null {
  if (money === 0) return 0;
  return fund > 0 ? money / fund : null;
}
