import type { CellView, Scene } from '../cells/cell-view.ts';
import type { MixtureCell } from '../cells/decision-cells.ts';
import { known, unknown } from '../shapes/number.ts';
import { mixtureShortfall } from '../statistics/mixture-shortfall.ts';
import type { Bounded, Method } from '../statistics/quantile-estimate.ts';
import { shortfallInterval } from '../statistics/shortfall-interval.ts';

export interface DrawShortfall extends Bounded {
  readonly method: Method;
}

/** Expected shortfall of need over a side's mixture, money; no path counts for more than open interest. */
// Near the price floor an inverse contract loses many times that, and one such path would decide the mean.
export function drawShortfall(
  { market: { openInterestNotional }, manifest }: Scene,
  mixture: readonly MixtureCell[],
): DrawShortfall {
  if (mixture.length === 0 || mixture.some(({ view }) => !view.paths)) {
    const nothing = unknown('NO_PATHS_DONE');
    return { value: nothing, lower: nothing, upper: unknown('MISSING_PATHS'), method: 'none' };
  }
  const lossesOf = ({ paths }: CellView): Float64Array =>
    paths!.need.map((need) => Math.min(need, openInterestNotional));
  const done = mixture.map(({ view, weight }) => ({ weight, losses: lossesOf(view) }));
  const complete = mixture.every(({ view }) => view.done === view.planned);
  // Missing paths count 0 in the lower end; the upper end needs every path.
  const whole = mixture.map(({ view, weight }, i) => {
    const losses = new Float64Array(manifest.sweep.paths.decision);
    view.paths!.path.forEach((path, row) => {
      losses[path] = done[i]!.losses[row]!;
    });
    return { weight, losses };
  });
  const { lower, upper, method } = shortfallInterval(whole, ES_PPM, openInterestNotional);
  return {
    value: known(mixtureShortfall(done, ES_PPM)),
    lower,
    upper: complete ? upper : unknown('MISSING_PATHS'),
    method,
  };
}

const ES_PPM = 975_000;
