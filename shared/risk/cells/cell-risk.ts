import type { CellRisk } from '../findings/assessment.ts';
import { known, unknown } from '../findings/reasons.ts';
import { ALPHA } from '../proof/proof-test.ts';
import { rememberedBounds } from '../statistics/remembered-bounds.ts';
import { type Scene, uncoveredOf, viewOf } from './cell-view.ts';

/** Judges cells for maps and tables, with two-sided 95 % bounds. */
export function cellRiskOf(scene: Scene): (index: number) => CellRisk {
  const { fund } = scene.market;
  const tolerance = scene.manifest.sweep.mapTolerance;
  const bounds = rememberedBounds(ALPHA / 2);
  return (index) => {
    const view = viewOf(scene, index);
    const { cell, summary, planned, done, status } = view;
    const failing = summary ? summary.failing : null;
    const pessimistic = (failing ?? 0) + planned - done;
    const lower = bounds.lower(failing ?? 0, planned);
    const upper = bounds.upper(pessimistic, planned);
    const sum = uncoveredOf(view).amount;
    const es = summary ? known(summary.drawEs975) : unknown('NO_PATHS_DONE');
    const esOfFund =
      es.value === 0 ? known(0) : fund > 0 && es.value !== null ? known(es.value / fund) : null;
    return {
      cell: index,
      id: cell.id,
      side: cell.side,
      mechanism: cell.mechanism,
      leverageBps: cell.leverageBps,
      maintenanceBps: cell.maintenanceBps,
      depthBps: cell.depthBps,
      shockBps: cell.shockBps,
      tiers: cell.tiers,
      splitting: cell.splitting,
      decision: cell.decision,
      status,
      paths: { planned, done },
      failing,
      p: pessimistic / planned,
      lower,
      upper,
      upperOptimistic: failing === null ? null : bounds.upper(failing, done),
      settled: upper <= tolerance || lower > tolerance,
      uncovered: {
        mean: summary ? sum / done : null,
        lower: bounds.meanLower(sum, planned),
        upper: bounds.meanUpper(Math.min(planned, sum + planned - done), planned),
      },
      drawEs975: es,
      drawEs975OfFund: esOfFund ?? unknown(es.reason ?? 'NO_FUND'),
    };
  };
}
