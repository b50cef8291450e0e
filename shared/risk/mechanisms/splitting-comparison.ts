import { NOBODY_SPLITS } from '../../sweep/sweep-file.ts';
import { ascending, basePlace, cellView, type Scene } from '../cells/cell-view.ts';
import { SIDES } from '../cells/decision-cells.ts';
import type { PairedDifference } from '../findings/mechanism.ts';
import type { Splitting } from '../findings/splitting.ts';
import { known, unknown } from '../shapes/number.ts';
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
          mean: view.summary ? known(view.summary.drawSum / view.done) : unknown('NO_PATHS_DONE'),
          q95: quantileEstimate(sample, 950_000),
          q99: quantileEstimate(sample, 990_000),
          q999: quantileEstimate(sample, 999_000),
          difference:
            tier === NOBODY_SPLITS
              ? null
              : differenceOf(
                  pairedDifference(cappedDraw(scene), view, today, scene.market.openInterestNotional),
                ),
        };
      });
    }),
  );
}

function differenceOf(paired: PairedDifference | null): Splitting['difference'] {
  if (!paired) return null;
  const { pairs, differing, mean, interval } = paired;
  return { pairs, differing, mean, interval };
}
