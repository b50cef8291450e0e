import { eventBps } from './events.ts';
import type { Manifest } from './manifest.ts';
import { NOBODY_SPLITS, type Sweep } from './sweep-file.ts';

export type Side = 'down' | 'up';
/** The venue's margin table of today, or the one that plan proposes. */
export type TierSet = 'current' | 'candidate';

/** One box of cells. A manifest's cells are those of its grids, one grid after the other. */
export interface Grid {
  readonly kind: 'current' | 'compare' | 'candidate' | 'splitting' | 'event';
  readonly tiers: TierSet;
  /** Tiers above whose cap accounts are split, counted from 1; 0: nobody splits. */
  readonly splitting: readonly number[];
  readonly leverageBps: readonly number[];
  readonly maintenanceBps: readonly number[];
  readonly mechanism: readonly string[];
  readonly depthBps: readonly number[];
  readonly shockBps: readonly number[];
  /** Names of the events whose largest moves `shockBps` are, of a grid of events. */
  readonly events?: readonly string[];
}

/** One point of a grid. Coordinates are basis points; `/ 10000` makes them fractions, once. */
export interface Cell {
  readonly index: number;
  /** `market/mechanism/L../m../d../s..`, `/candidate` under the proposed tiers, `/split..` where accounts are split, `/event-..` on a recorded path. */
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
  /** Paths planned. */
  readonly paths: number;
  /** Part of the decision region, compared with it, or an event: keeps one row per path. */
  readonly decision: boolean;
}

/**
 * The grids of a sweep, in cell order: today's tiers on every axis; the compared mechanisms that no axis
 * has, at base values and mixture shocks; the proposed tiers at base values and decision shocks; today's tiers there
 * once more, with accounts split to avoid them; events at base values. Each is appended, so that asking for it renumbers no other cell.
 */
export function gridsOf(sweep: Sweep): Grid[] {
  const {
    axes: { splitting, ...axes },
    base,
  } = sweep;
  const extra = sweep.compare.filter((label) => !axes.mechanism.includes(label));
  const whole = { splitting: [NOBODY_SPLITS] };
  const atBase = {
    leverageBps: [base.leverageBps],
    maintenanceBps: [base.maintenanceBps],
    mechanism: [base.mechanism],
    depthBps: [base.depthBps],
  };
  const grids: Grid[] = [
    { kind: 'current', tiers: 'current', ...whole, ...axes },
    {
      kind: 'compare',
      tiers: 'current',
      ...whole,
      ...atBase,
      mechanism: extra,
      shockBps: mixtureShocks(sweep),
    },
    { kind: 'candidate', tiers: 'candidate', ...whole, ...atBase, shockBps: decisionShocks(sweep) },
    {
      kind: 'splitting',
      tiers: 'current',
      splitting: splitting.filter((tier) => tier !== NOBODY_SPLITS),
      ...atBase,
      shockBps: decisionShocks(sweep),
    },
    ...eventsOf(sweep, { tiers: 'current', ...whole, ...atBase }),
  ];
  return grids.filter((grid) => cellsIn(grid) > 0n);
}

function eventsOf({ events, path }: Sweep, base: Omit<Grid, 'kind' | 'shockBps' | 'events'>): Grid[] {
  if (!events) return [];
  const shockBps = events.map((event) => eventBps(event, path.tickSeconds));
  return [{ kind: 'event', ...base, shockBps, events: events.map(({ name }) => name) }];
}

/** What cells are read from. */
export type Gridded = Pick<Manifest, 'grids' | 'sweep' | 'market'>;

/** Cells of a sweep, before anything is allocated. */
export function cellTotal(sweep: Sweep): bigint {
  return gridsOf(sweep).reduce((sum, grid) => sum + cellsIn(grid), 0n);
}

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
  const { decision, other } = manifest.sweep.paths;
  return cellCount(manifest) * other + decisionCells(manifest).length * (decision - other);
}

/** Shocks of the design mixture, both sides, ascending. */
function mixtureShocks({ design }: Sweep): number[] {
  return [...design.down, ...design.up].map(({ shockBps }) => shockBps).sort((a, b) => a - b);
}

/** The smallest grid shock of at least 1.25 times a side's largest mixture shock; none if the grid ends before. */
export function beyondShock({ axes, design }: Sweep, side: Side): number | undefined {
  const sign = side === 'down' ? -1 : 1;
  const largest = Math.max(...design[side].map(({ shockBps }) => sign * shockBps));
  const beyond = axes.shockBps.map((shock) => sign * shock).filter((size) => 4 * size >= 5 * largest);
  return beyond.length === 0 ? undefined : sign * Math.min(...beyond);
}

/** Shocks of the decision region (report.md 2.1): the mixture, and one step beyond it on each side; ascending. */
export function decisionShocks(sweep: Sweep): number[] {
  const beyond = (['down', 'up'] as const).map((side) => beyondShock(sweep, side));
  const shocks = [...mixtureShocks(sweep), ...beyond.filter((shock) => shock !== undefined)];
  return [...new Set(shocks)].sort((a, b) => a - b);
}

const cellsIn = ({ splitting, leverageBps, maintenanceBps, mechanism, depthBps, shockBps }: Grid): bigint =>
  [splitting, leverageBps, maintenanceBps, mechanism, depthBps, shockBps].reduce(
    (product, axis) => product * BigInt(axis.length),
    1n,
  );

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
  const decision = event !== null || isDecision(sweep, point);
  return {
    index,
    id: cellId(market, point) + (event === null ? '' : `/event-${event}`),
    kind: grid.kind,
    ...point,
    event,
    side: shockBps < 0 ? 'down' : 'up',
    paths: decision ? sweep.paths.decision : sweep.paths.other,
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
