import type { PathColumns } from '../../sweep/results.ts';
import { NOBODY_SPLITS } from '../../sweep/sweep-file.ts';
import { ascending, basePlace, type CellView, cellView, type Scene } from '../cells/cell-view.ts';
import { SIDES } from '../cells/decision-cells.ts';
import type { PairedDifference } from '../findings/mechanism.ts';
import type { Splitting } from '../findings/splitting.ts';
import { average, type Mean, noMean } from '../shapes/number.ts';
import { averageOf } from '../statistics/average.ts';
import { quantileEstimate } from '../statistics/quantile-estimate.ts';
import { cappedDraw } from './measures.ts';
import { pairedDifference } from './paired-difference.ts';

/**
 * The tail of draw at the mixture shocks as accounts are, and with those above the cap of a tier split to avoid it
 * (model.md 10.4): the difference is what tiers only appear to cover. Empty where the sweep asks for no splitting.
 */
export function compareSplitting(scene: Scene): Splitting[] {
  const { sweep, market } = scene.manifest;
  const { splitting } = sweep.axes;
  const most = scene.market.openInterestNotional;
  if (splitting.length === 1) return [];
  return SIDES.flatMap((side) =>
    sweep.design[side].flatMap(({ shockBps }) => {
      const today = cellView(scene, basePlace(scene, 'current'), shockBps)!;
      return splitting.map((tier): Splitting => {
        const view = cellView(scene, { ...basePlace(scene, 'current'), splitting: tier }, shockBps)!;
        const sample = { ascending: ascending(view, 'draw'), planned: view.planned };
        return {
          market,
          side,
          shockBps,
          shock: shockBps / 10_000,
          tier,
          cell: view.cell.id,
          paths: { planned: view.planned, done: view.done },
          mean: meanOf(view, ({ draw }) => draw.map((own) => Math.min(own, most))),
          uncovered: meanOf(view, ({ uncoveredShare }) => uncoveredShare),
          belowZero: meanOf(view, ({ belowZeroShare }) => belowZeroShare),
          q95: quantileEstimate(sample, 950_000),
          q99: quantileEstimate(sample, 990_000),
          q999: quantileEstimate(sample, 999_000),
          difference:
            tier === NOBODY_SPLITS
              ? null
              : differenceOf(pairedDifference(cappedDraw(scene), view, today, most)),
        };
      });
    }),
  );
}

const meanOf = ({ paths }: CellView, columnOf: (paths: PathColumns) => Float64Array): Mean =>
  paths ? average(averageOf(columnOf(paths))) : noMean('NO_PATHS_DONE');

function differenceOf(paired: PairedDifference | null): Splitting['difference'] {
  if (!paired) return null;
  const { pairs, differing, mean, onePath, interval } = paired;
  return { pairs, differing, mean, onePath, interval };
}
