import { createLadder, fillLadder } from '../shared/cascade/holders/isolated/ladder.ts';
import { type Accounts, allocateAccounts } from '../shared/cascade/margin/accounts.ts';
import { applyAxes } from '../shared/cascade/margin/axes.ts';
import { splitAccounts } from '../shared/cascade/margin/splitting.ts';
import type { Market } from '../shared/market/market.ts';
import { refuse } from '../shared/market/parse.ts';
import { type Played, playLadder } from '../shared/market/play-scenario.ts';
import type { Scenario } from '../shared/market/scenario.ts';
import { blocksOf } from '../shared/sweep/blocks.ts';
import { type Cell, cellAt } from '../shared/sweep/cells.ts';
import { createCourse, drawCourse, wayOf } from '../shared/sweep/course.ts';
import type { Workload } from '../shared/sweep/manifest.ts';
import { accountsSplitAt } from '../shared/sweep/splitting.ts';
import { NOBODY_SPLITS } from '../shared/sweep/sweep-file.ts';
import { createTally } from '../shared/sweep/tally.ts';
import { worldsOf } from '../shared/sweep/world.ts';

/** What a path of a cell was made of, so that its story can be told. */
export type Replayed = Played & {
  readonly scenario: Pick<Scenario, 'name' | 'rules' | 'accounts' | 'shock' | 'shape' | 'depthScale'>;
};

/** Runs one path of one cell again, with the numbers it drew in the sweep, and tells every tick. */
export function replay(work: Workload, market: Market, cell: Cell, path: number): Replayed {
  if (!(path < cell.paths)) refuse('path', `be from 0 to ${cell.paths - 1}, the paths of ${cell.id}`, path);
  const [block] = blocksOf(work, worldsOf(market), [createTally(cell)]);
  const { holders, tiers, leverage, cap, shocks } = block!;
  const { way, runs } = shocks[0]!;
  const { rules, depthScale, world } = runs[0]!;
  const course = createCourse(work.sweep);
  drawCourse(course, path);
  const shockPath = wayOf(course, way, path);

  const adjusted = allocateAccounts(market.accountCount);
  const observed = holders.accounts ?? allocateAccounts(market.accountCount);
  holders.estimator?.draw(course.seedLow, course.seedHigh, path, observed);
  const { share } = applyAxes(observed, tiers, market.contract, market.startPrice, leverage, adjusted);
  const accounts = splitAt(cap, adjusted, market);
  const ladder = createLadder(accounts.count);
  fillLadder(ladder, accounts, tiers, market.contract, market.startPrice);
  ladder.clampedShare = share;

  const scale = depthScale * course.depthScale;
  const played = playLadder(ladder, { rules, depth: world.market.depth, depthScale: scale }, shockPath);
  const name = `${cell.id} path ${path}`;
  const shape = 'given' in way ? way.given : work.sweep.path.shape;
  return {
    ...played,
    scenario: { name, rules, accounts, shock: shockPath.shock, shape, depthScale: scale },
  };
}

function splitAt(cap: number, accounts: Accounts, market: Market): Accounts {
  if (cap === Infinity) return accounts;
  const parts = allocateAccounts(accountsSplitAt(market, cap));
  return splitAccounts(accounts, cap, market.contract, market.startPrice, parts);
}

const CELL_ID =
  /^[^/]+\/([^/]+)\/L(\d+)\/m(\d+)\/d(\d+)\/s(-?\d+)(?:\/candidate)?(?:\/split(\d+))?(?:\/(?:[a-z]-[a-z0-9-]+|ordinary|event-([a-z0-9-]+)))?$/;

/** The cell of this name, found from the axes: there may be 10^8 of them. */
export function cellNamed(work: Workload, id: string): Cell {
  const [, mechanism, leverage, maintenance, depth, shock, splitting, event] = CELL_ID.exec(id) ?? [];
  let first = 0;
  for (const grid of work.grids) {
    // Events may share their largest move.
    const along = grid.events ? ([grid.events, event] as const) : ([grid.shockBps, Number(shock)] as const);
    const axes = [
      [grid.splitting, Number(splitting ?? NOBODY_SPLITS)],
      [grid.leverageBps, Number(leverage)],
      [grid.maintenanceBps, Number(maintenance)],
      [grid.mechanism, mechanism],
      [grid.depthBps, Number(depth)],
      along,
    ] as const;
    const places = axes.map(([axis, point]) => (axis as readonly unknown[]).indexOf(point));
    const index = axes.reduce((outer, [axis], i) => outer * axis.length + places[i]!, 0);
    if (places.every((place) => place >= 0)) {
      const cell = cellAt(work, first + index);
      if (cell.id === id) return cell;
    }
    first += axes.reduce((product, [axis]) => product * axis.length, 1);
  }
  return refuse('--cell', `be a cell of the sweep, such as ${cellAt(work, 0).id}`, id);
}
