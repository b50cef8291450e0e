import { seedWords } from '../../sweep/sweep-file.ts';
import type { CellView, Scene } from '../cells/cell-view.ts';
import type { MixtureCell } from '../cells/decision-cells.ts';
import { known, unknown } from '../shapes/number.ts';
import { bootstrapShortfall, type MixturePart, mixtureShortfall } from '../statistics/mixture-shortfall.ts';
import type { Bounded } from '../statistics/quantile-estimate.ts';

/** Expected shortfall of need over a side's mixture, each path at most open interest, money; the upper end needs every path. Both sides under several margin tables at once: they share the bootstrap's draws. */
export function shortfalls(scene: Scene, mixtures: readonly (readonly MixtureCell[])[]): Bounded[] {
  const { decision } = scene.manifest.sweep.paths;
  // Near the price floor an inverse contract loses many times that, and one such path would decide the mean.
  const most = scene.market.openInterestNotional;
  const whole = mixtures.map((mixture) => mixture.length > 0 && mixture.every(({ view }) => view.paths));
  // Missing paths count 0 in the lower end.
  const padded = mixtures.map((mixture, i) =>
    whole[i] ? mixture.map(({ view, weight }) => ({ weight, losses: byPath(view, most, decision) })) : [],
  );
  const ends = bootstrapShortfall(padded, ES_PPM, decision, {
    ...seedWords(scene.manifest.sweep),
    lane: ES_LANE,
  });
  return mixtures.map((mixture, i) => {
    if (!whole[i]) {
      const nothing = unknown('NO_PATHS_DONE');
      return { value: nothing, lower: nothing, upper: unknown('MISSING_PATHS') };
    }
    const done: MixturePart[] = mixture.map(({ view, weight }) => ({
      weight,
      losses: view.paths!.need.map((need) => Math.min(need, most)),
    }));
    const complete = mixture.every(({ view }) => view.done === view.planned);
    return {
      value: known(mixtureShortfall(done, ES_PPM)),
      lower: known(ends[i]!.lower),
      upper: complete ? known(ends[i]!.upper) : unknown('MISSING_PATHS'),
    };
  });
}

const ES_PPM = 975_000;
/** The metric's lane in the bootstrap's stream. */
const ES_LANE = 0;

/** Needs by path number; a missing path has 0. */
function byPath({ paths }: CellView, most: number, planned: number): Float64Array {
  const losses = new Float64Array(planned);
  paths!.path.forEach((path, row) => {
    losses[path] = Math.min(paths!.need[row]!, most);
  });
  return losses;
}
