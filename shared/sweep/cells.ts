import { cellsIn, decisionShocks, type Grid, mixtureShocks } from './grids.ts';
import type { Manifest } from './manifest.ts';
import { NOBODY_SPLITS, type Sweep } from './sweep-file.ts';
import type { TierSet } from './tier-sets.ts';
import type { World } from './world.ts';

export type Side = 'down' | 'up';
/** The venue's margin table of today, the one that plan proposes, or that without its clamp. */

/** One point of a grid. Coordinates are basis points; `/ 10000` makes them fractions, once. */
export interface Cell {
  readonly index: number;
  /**
   * `market/mechanism/L../m../d../s..`, `/candidate` under the proposed tiers, `/split..` where accounts are split,
   * `/a-..`, `/v-..`, `/r-..` and `/s-..` in a world, `/ordinary` for an ordinary day, `/event-..` on a recorded path.
   */
  readonly id: string;
  readonly kind: Grid['kind'];
  readonly tiers: TierSet;
  readonly splitting: number;
  readonly leverageBps: number;
  readonly maintenanceBps: number;
  readonly mechanism: string;
  readonly depthBps: number;
  readonly shockBps: number;
  /** Name of the recorded path that it follows; null: the shape of the sweep. */
  readonly event: string | null;
  readonly side: Side;
  /** Null: today's market. Coordinates are those before its change. */
  readonly world: World | null;
  /** Paths planned. */
  readonly paths: number;
  /** Keeps one row per path: part of the decision region, compared with it, of an ordinary day, or an event. */
  readonly decision: boolean;
}

/** What cells are read from. */
export type Gridded = Pick<Manifest, 'grids' | 'sweep' | 'market'>;

export function cellCount({ grids }: Pick<Manifest, 'grids'>): number {
  return Number(grids.reduce((sum, grid) => sum + cellsIn(grid), 0n));
}

/** Cell number `index`: splitting outermost, then leverage, maintenance, mechanism, depth; shock innermost. */
export function cellAt(manifest: Gridded, index: number): Cell {
  let rest = index;
  for (const grid of manifest.grids) {
    const cells = Number(cellsIn(grid));
    if (Number.isInteger(rest) && 0 <= rest && rest < cells) return cellOf(manifest, grid, index, rest);
    rest -= cells;
  }
  throw new RangeError(`cell must be a whole number from 0 to ${cellCount(manifest) - 1}, got ${index}`);
}

/**
 * Cells that keep one row per path, ascending: the decision region under both tier tables and what is
 * compared with it (report.md 2.1, 3.8). Found from the axes, not by looking at every cell.
 */
export function decisionCells(manifest: Gridded): Cell[] {
  const { base } = manifest.sweep;
  const found: Cell[] = [];
  let first = 0;
  for (const grid of manifest.grids) {
    const { splitting, leverageBps, maintenanceBps, mechanism, depthBps, shockBps } = grid;
    for (let j = 0; j < splitting.length; j++) {
      const outer =
        (j * leverageBps.length + leverageBps.indexOf(base.leverageBps)) * maintenanceBps.length +
        maintenanceBps.indexOf(base.maintenanceBps);
      for (let m = 0; m < mechanism.length; m++) {
        const middle = (outer * mechanism.length + m) * depthBps.length + depthBps.indexOf(base.depthBps);
        for (let s = 0; s < shockBps.length; s++) {
          const cell = cellAt(manifest, first + middle * shockBps.length + s);
          if (cell.decision) found.push(cell);
        }
      }
    }
    first += Number(cellsIn(grid));
  }
  return found;
}

/** Paths planned over all cells. */
export function pathCount(manifest: Gridded): number {
  const { other } = manifest.sweep.paths;
  const kept = decisionCells(manifest);
  return (cellCount(manifest) - kept.length) * other + plannedIn(kept);
}

/** Paths planned in some cells. */
export const plannedIn = (cells: readonly Pick<Cell, 'paths'>[]): number =>
  cells.reduce((sum, { paths }) => sum + paths, 0);

function cellOf(
  { sweep, market }: Pick<Manifest, 'sweep' | 'market'>,
  grid: Grid,
  index: number,
  place: number,
): Cell {
  let rest = place;
  const next = <T>(axis: readonly T[]): T => {
    const value = axis[rest % axis.length]!;
    rest = Math.floor(rest / axis.length);
    return value;
  };
  const event = grid.events ? grid.events[rest % grid.events.length]! : null;
  const shockBps = next(grid.shockBps);
  const depthBps = next(grid.depthBps);
  const mechanism = next(grid.mechanism);
  const maintenanceBps = next(grid.maintenanceBps);
  const leverageBps = next(grid.leverageBps);
  const splitting = next(grid.splitting);
  const point = { tiers: grid.tiers, splitting, leverageBps, maintenanceBps, mechanism, depthBps, shockBps };
  // An event is beside the decision region, and keeps what its cells keep.
  const decision = event !== null || grid.paths !== undefined || isDecision(sweep, point);
  return {
    index,
    id: cellId(market, point) + suffixOf(grid, event),
    kind: grid.kind,
    ...point,
    event,
    side: shockBps < 0 ? 'down' : 'up',
    world: grid.world ?? null,
    paths: grid.paths ?? (decision ? sweep.paths.decision : sweep.paths.other),
    decision,
  };
}

type Point = Pick<
  Cell,
  'tiers' | 'splitting' | 'leverageBps' | 'maintenanceBps' | 'mechanism' | 'depthBps' | 'shockBps'
>;

const cellId = (market: string, p: Point): string =>
  `${market}/${p.mechanism}/L${p.leverageBps}/m${p.maintenanceBps}/d${p.depthBps}/s${p.shockBps}` +
  (p.tiers === 'candidate' ? '/candidate' : '') +
  (p.splitting === NOBODY_SPLITS ? '' : `/split${p.splitting}`);

function suffixOf({ kind, world }: Grid, event: string | null): string {
  if (event !== null) return `/event-${event}`;
  if (world) return `/${world.id}`;
  return kind === 'ordinary' ? '/ordinary' : '';
}

function isDecision(sweep: Sweep, point: Point): boolean {
  const { base, compare } = sweep;
  const atBase =
    point.leverageBps === base.leverageBps &&
    point.maintenanceBps === base.maintenanceBps &&
    point.depthBps === base.depthBps;
  if (!atBase) return false;
  if (point.mechanism === base.mechanism) return decisionShocks(sweep).includes(point.shockBps);
  return compare.includes(point.mechanism) && mixtureShocks(sweep).includes(point.shockBps);
}
