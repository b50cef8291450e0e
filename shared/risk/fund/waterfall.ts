import type { CellView } from '../cells/cell-view.ts';
import { LAYERS, type WaterfallPath } from '../findings/fund.ts';
import { known } from '../shapes/number.ts';
import { quantileRank } from '../statistics/quantile-ranks.ts';

/**
 * Who pays in the one path at the median and at the 99 % rank of draw, ties by lowest path number: quantiles of
 * single layers do not add up. Ranks are over the done paths.
 *
 * `collateral` is what margins paid: the closing cost against the trigger marks, and what went into the fund, less the
 * deficits that were left. An account that was already under water at its mark counts negative in it, so margins
 * paid no less than that.
 */
export function waterfall({ paths, done }: CellView): WaterfallPath[] {
  if (!paths) return [];
  const ascending = paths.draw.slice().sort();
  const at = (quantile: WaterfallPath['quantile'], ppm: number): WaterfallPath => {
    const draw = ascending[quantileRank(done, ppm) - 1]!;
    // Rows ascend by path, so the first with this draw has the lowest number.
    const row = paths.draw.indexOf(draw);
    const money = {
      collateral: Math.max(0, paths.closeOutCost[row]! + paths.fundIn[row]! - paths.deficit[row]!),
      fund: paths.fundDraw[row]!,
      adl: paths.haircutTaken[row]! - paths.socialised[row]!,
      socialised: paths.socialised[row]!,
      badDebt: paths.badDebt[row]!,
      openDeficit: paths.openDeficit[row]!,
    };
    const layers = LAYERS.map((id) => ({ id, money: known(money[id]) }));
    const [fundIn, fundEnd] = [paths.fundIn[row]!, paths.fundEnd[row]!];
    return { quantile, path: paths.path[row]!, draw, fundIn, fundEnd, layers };
  };
  return [at('median', 500_000), at('q99', 990_000)];
}
