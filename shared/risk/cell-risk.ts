import type { CellRisk, HeatMap } from './assessment.ts';
import { boundedMeanLower, boundedMeanUpper, countAbove, countBelow } from './bounded-mean.ts';
import { basePlace, cellIndex, type Scene, shocksOutward, uncoveredOf, viewOf } from './cell-view.ts';
import { clopperPearsonLower, clopperPearsonUpper } from './clopper-pearson.ts';
import { SIDES } from './proof-metrics.ts';
import { ALPHA } from './proof-test.ts';
import { known, unknown } from './reasons.ts';

/**
 * Judges cells for maps and tables. Many cells of a grid have the same counts, and a bound costs some 40 us, so those
 * already computed are kept for as long as the returned function lives.
 */
export function cellRiskOf(scene: Scene): (index: number) => CellRisk {
  const { fund } = scene.market;
  const tolerance = scene.manifest.sweep.mapTolerance;
  const bounds = rememberedBounds();
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

/** Leverage by shock at base values, today's tiers and mechanism: one map a side. */
export function heatMaps(scene: Scene, riskOf: (index: number) => CellRisk): HeatMap[] {
  const { sweep, market } = scene.manifest;
  const place = basePlace(scene, 'current');
  return SIDES.map((side) => {
    const shockBps = shocksOutward(scene, side);
    const cells = sweep.axes.leverageBps.flatMap((leverageBps) =>
      shockBps.map((shock) => riskOf(cellIndex(scene, { ...place, leverageBps }, shock)!)),
    );
    return {
      market,
      side,
      tolerance: sweep.mapTolerance,
      leverageBps: sweep.axes.leverageBps,
      shockBps,
      cells,
    };
  });
}

/** Two-sided 95 % bounds by count and trials. */
function rememberedBounds() {
  const remembered = (bound: (x: number, n: number) => number) => {
    const seen = new Map<string, number>();
    return (x: number, n: number): number => {
      const value = seen.get(`${x}/${n}`) ?? bound(x, n);
      seen.set(`${x}/${n}`, value);
      return value;
    };
  };
  const meanLower = remembered((count, n) => boundedMeanLower(count, n, ALPHA / 2));
  const meanUpper = remembered((count, n) => boundedMeanUpper(count, n, ALPHA / 2));
  return {
    lower: remembered((x, n) => clopperPearsonLower(x, n, ALPHA / 2)),
    upper: remembered((x, n) => clopperPearsonUpper(x, n, ALPHA / 2)),
    meanLower: (sum: number, n: number) => meanLower(countBelow(sum), n),
    meanUpper: (sum: number, n: number) => meanUpper(countAbove(sum, n), n),
  };
}
