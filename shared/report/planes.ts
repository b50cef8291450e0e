import { cellRowOf } from '../risk/cells/cell-row.ts';
import { basePlace, cellIndex, type Scene, shocksOutward } from '../risk/cells/cell-view.ts';
import type { Side } from '../sweep/cells.ts';
import type { Plane } from './rows.ts';

const MOST_SHOCKS = 60;
const MOST_CELLS = 600;

/** What the maps of a side draw: every n-th shock, at most 60, and the design's besides; at most 600 cells. */
export function planeOf(scene: Scene, side: Side): Plane {
  const { axes, base, design } = scene.manifest.sweep;
  const rowOf = cellRowOf(scene);
  const place = basePlace(scene, 'current');
  const sizes = shocksOutward(scene, side);
  const everyShock = Math.ceil(sizes.length / MOST_SHOCKS) || 1;
  const isDesign = (shock: number) => design[side].some(({ shockBps }) => shockBps === shock);
  const shocksBps = sizes.filter((shock, index) => index % everyShock === 0 || isDesign(shock));
  // Every n-th leverage, counted from today's, which therefore stays.
  const every = Math.ceil((axes.leverageBps.length * shocksBps.length) / MOST_CELLS) || 1;
  const today = axes.leverageBps.indexOf(base.leverageBps);
  const leveragesBps = axes.leverageBps.filter((_, index) => (index - today) % every === 0);
  return {
    market: scene.manifest.market,
    side,
    leverages: leveragesBps.map((leverageBps) => leverageBps / 10_000),
    shocksBps,
    cells: shocksBps.flatMap((shock) =>
      leveragesBps.map((leverageBps) => rowOf(cellIndex(scene, { ...place, leverageBps }, shock)!)),
    ),
    leftOut: {
      leverages: axes.leverageBps.length - leveragesBps.length,
      shocks: sizes.length - shocksBps.length,
    },
  };
}
