import type { DepthAndSpeed } from '../findings/depth-and-speed.ts';
import type { Estimate } from '../shapes/number.ts';
import { quantileEstimate } from '../statistics/quantile-estimate.ts';
import type { CellView, Scene } from './cell-view.ts';
import { mixtureCells, SIDES } from './decision-cells.ts';
import { QUANTITIES, QUANTITY_IDS, type QuantityId } from './quantities.ts';

/** How deep and how fast cascades run at each mixture shock: median and 99 % with rank intervals (report.md 3.3). */
export const depthAndSpeed = (scene: Scene): DepthAndSpeed[] =>
  SIDES.flatMap((side) =>
    mixtureCells(scene, 'current', side).map(({ view }) => ({
      market: scene.manifest.market,
      side,
      shockBps: view.cell.shockBps,
      shock: view.cell.shockBps / 10_000,
      cell: view.cell.id,
      paths: { planned: view.planned, done: view.done },
      rows: QUANTITY_IDS.map((id) => ({ id, unit: QUANTITIES[id].unit, ...quantiles(view, id) })),
    })),
  );

function quantiles({ paths, planned }: CellView, id: QuantityId): { median: Estimate; q99: Estimate } {
  const ascending = paths ? QUANTITIES[id].columnOf(paths).sort() : new Float64Array(0);
  const at = (ppm: number) => withoutNone(quantileEstimate({ ascending, planned }, ppm));
  return { median: at(500_000), q99: at(990_000) };
}

/** A time of -1 says that nothing was liquidated: not a number of seconds. */
function withoutNone(estimate: Estimate): Estimate {
  const { value, interval } = estimate;
  const isNone = (number: number | null) => number !== null && number < 0;
  if (!isNone(value) && !isNone(interval.lower) && !isNone(interval.upper)) return estimate;
  return {
    value: isNone(value) ? null : value,
    reason: isNone(value) ? 'NO_LIQUIDATION' : estimate.reason,
    interval: {
      ...interval,
      lower: isNone(interval.lower) ? null : interval.lower,
      upper: isNone(interval.upper) ? null : interval.upper,
      reason: interval.reason ?? 'NO_LIQUIDATION',
    },
  };
}
