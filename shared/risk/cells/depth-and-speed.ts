import type { DepthAndSpeed, Estimate, Unit } from '../findings/assessment.ts';
import { mixtureCells, SIDES } from '../metrics/proof-metrics.ts';
import { quantileEstimate } from '../statistics/quantile-estimate.ts';
import type { CellView, Scene } from './cell-view.ts';

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
      rows: ROWS.map(({ id, unit, columnOf }) => ({ id, unit, ...quantiles(view, columnOf) })),
    })),
  );

type ColumnOf = (paths: NonNullable<CellView['paths']>) => Float64Array;

const ROWS: readonly { id: DepthAndSpeed['rows'][number]['id']; unit: Unit; columnOf: ColumnOf }[] = [
  { id: 'totalMove', unit: 'ratio', columnOf: ({ movePeak }) => movePeak.map(Math.abs) },
  { id: 'amplification', unit: 'ratio', columnOf: ({ amplificationPeak }) => amplificationPeak.slice() },
  {
    id: 'liquidatedNotional',
    unit: 'money',
    columnOf: ({ liquidatedNotional }) => liquidatedNotional.slice(),
  },
  { id: 'seconds', unit: 'seconds', columnOf: ({ lastSeconds }) => lastSeconds.slice() },
  { id: 'rounds', unit: 'count', columnOf: ({ rounds }) => rounds.slice() },
];

function quantiles({ paths, planned }: CellView, columnOf: ColumnOf): { median: Estimate; q99: Estimate } {
  const ascending = paths ? columnOf(paths).sort() : new Float64Array(0);
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
