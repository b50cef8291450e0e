import type { Market } from '../../market/market.ts';
import { type Cell, cellAt, type Side } from '../../sweep/cells.ts';
import { cellsIn, type Grid } from '../../sweep/grids.ts';
import type { Workload } from '../../sweep/manifest.ts';
import type { CellSummary, PathColumn, PathColumns, Results } from '../../sweep/results.ts';
import { NOBODY_SPLITS } from '../../sweep/sweep-file.ts';
import type { World } from '../../sweep/world.ts';
import type { CellStatus } from '../findings/cell.ts';
import { type Evidence, meanOf } from '../proof/evidence.ts';

/** What an assessment is a function of, besides last night. */
export interface Scene {
  readonly manifest: Workload;
  readonly market: Market;
  readonly results: Results;
  /** Whose cells are looked at, and what `market` is the market of; today's without. */
  readonly world?: World;
  /** Where the same is run already, for shocks at which that world has no cell. */
  readonly otherwise?: Place;
}

/** One cell with what is known of it. A cell without a single done path is missing. */
export interface CellView {
  readonly cell: Cell;
  /** Null: no shard brought it, or no path was done. */
  readonly summary: CellSummary | null;
  /** Null where none are kept, or none done. */
  readonly paths: PathColumns | null;
  readonly planned: number;
  readonly done: number;
  readonly status: CellStatus;
}

export function viewOf({ manifest, results }: Scene, index: number): CellView {
  const cell = cellAt(manifest, index);
  const found = results.cells.at(index) ?? null;
  const summary = found && found.done > 0 ? found : null;
  const paths = summary ? (results.paths.get(index) ?? null) : null;
  return {
    cell,
    summary,
    paths,
    planned: cell.paths,
    done: summary?.done ?? 0,
    status: statusOf(cell, found),
  };
}

/** Coordinates of a cell; shock apart, because sides are walked along it. */
export type Place = Pick<
  Cell,
  'tiers' | 'splitting' | 'leverageBps' | 'maintenanceBps' | 'mechanism' | 'depthBps' | 'world'
>;

/** Today: base values under a table and a mechanism; nobody splits. */
export const basePlace = (
  { manifest: { sweep }, world }: Pick<Scene, 'manifest' | 'world'>,
  tiers: Cell['tiers'],
  mechanism = sweep.base.mechanism,
): Place => ({ ...sweep.base, splitting: NOBODY_SPLITS, tiers, mechanism, world: world ?? null });

/** Number of the cell at a place and shock; null if no grid has it. */
export function cellIndex(
  { manifest }: Pick<Scene, 'manifest'>,
  place: Place,
  shockBps: number,
): number | null {
  let first = 0;
  for (const grid of manifest.grids) {
    const inside = placeIn(grid, place, shockBps);
    if (inside !== null) return first + inside;
    first += Number(cellsIn(grid));
  }
  return null;
}

/** The same as a view; null if no grid has it. */
export function cellView(scene: Scene, place: Place, shockBps: number): CellView | null {
  const { otherwise } = scene;
  const index =
    cellIndex(scene, place, shockBps) ?? (otherwise ? cellIndex(scene, otherwise, shockBps) : null);
  return index === null ? null : viewOf(scene, index);
}

/** All cells of the grids of a kind, in cell order. */
export function viewsOf(scene: Scene, kind: Grid['kind']): CellView[] {
  let first = 0;
  return scene.manifest.grids.flatMap((grid) => {
    const from = first;
    const cells = Number(cellsIn(grid));
    first += cells;
    return grid.kind === kind ? Array.from({ length: cells }, (_, place) => viewOf(scene, from + place)) : [];
  });
}

/** Failing paths of a cell: those whose need is above the fund. */
export const ruinOf = ({ summary, planned, done }: CellView): Evidence => ({
  kind: 'count',
  amount: summary?.failing ?? 0,
  done,
  planned,
});

/** Money beyond margins as a share of open interest, at most all of it in a path. */
export const uncoveredOf = (view: CellView): Evidence => shareOf(view, 'uncoveredShare', 'uncoveredSum');

/** Open interest whose accounts end below zero, by however little. */
export const belowZeroOf = (view: CellView): Evidence => shareOf(view, 'belowZeroShare', 'belowZeroSum');

/** Path by path where paths are kept, else their sum. */
const shareOf = (
  { cell, summary, paths, planned, done }: CellView,
  column: 'uncoveredShare' | 'belowZeroShare',
  sum: 'uncoveredSum' | 'belowZeroSum',
): Evidence =>
  cell.decision
    ? meanOf(paths?.[column] ?? [], planned)
    : { kind: 'sum', amount: summary?.[sum] ?? 0, done, planned };

/** A kept column, sorted ascending; empty where nothing is kept. */
export const ascending = ({ paths }: CellView, column: PathColumn): Float64Array =>
  paths ? paths[column].slice().sort() : new Float64Array(0);

/** Sum of the two largest group shortfalls of each done path. */
export const topTwoGroups = ({ deficitFirst, deficitSecond }: PathColumns): Float64Array =>
  deficitFirst.map((first, row) => first + deficitSecond[row]!);

/** The same, sorted ascending; empty where nothing is kept. */
export const topTwoAscending = ({ paths }: CellView): Float64Array =>
  paths ? topTwoGroups(paths).sort() : new Float64Array(0);

/** Shocks of a side's grid, outward from zero. */
export const shocksOutward = ({ manifest }: Scene, side: Side): number[] =>
  manifest.sweep.axes.shockBps
    .filter((shock) => (side === 'down' ? shock < 0 : shock > 0))
    .sort((a, b) => Math.abs(a) - Math.abs(b));

function statusOf(cell: Cell, found: CellSummary | null): CellStatus {
  if (!found) return 'missing';
  if (found.notConserved > 0 || found.unbalanced > 0) return 'failed';
  if (found.done === 0) return 'missing';
  return found.done < cell.paths ? 'partial' : 'complete';
}

const AXES = ['splitting', 'leverageBps', 'maintenanceBps', 'mechanism', 'depthBps'] as const;

function placeIn(grid: Grid, place: Place, shockBps: number): number | null {
  // An ordinary move, or an event's largest, may be a shock of the axis too: such cells are asked for by kind.
  if (grid.kind === 'ordinary' || grid.kind === 'event' || grid.tiers !== place.tiers) return null;
  if (grid.world?.id !== place.world?.id) return null;
  let index = 0;
  for (const axis of AXES) {
    const at = (grid[axis] as readonly (number | string)[]).indexOf(place[axis]);
    if (at < 0) return null;
    index = index * grid[axis].length + at;
  }
  const at = grid.shockBps.indexOf(shockBps);
  return at < 0 ? null : index * grid.shockBps.length + at;
}
