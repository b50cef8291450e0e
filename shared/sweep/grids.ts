import type { Snapshot } from '../market/snapshot.ts';
import type { Side } from './cells.ts';
import { eventBps } from './events.ts';
import { rungsOf } from './ladder.ts';
import { ordinaryShocks } from './ordinary.ts';
import { sensitivityWorlds } from './sensitivity.ts';
import { stressPoints } from './stress.ts';
import { NOBODY_SPLITS, type Sweep } from './sweep-file.ts';
import type { TierSet } from './tier-sets.ts';
import type { World } from './world.ts';

/** One box of cells. A manifest's cells are those of its grids, one grid after the other. */
export interface Grid {
  readonly kind:
    | 'current'
    | 'compare'
    | 'candidate'
    | 'splitting'
    | 'alternative'
    | 'ordinary'
    | 'sensitivity'
    | 'event'
    | 'enough'
    | 'stress';
  readonly tiers: TierSet;
  /** Tiers above whose cap accounts are split, counted from 1; 0: nobody splits. */
  readonly splitting: readonly number[];
  readonly leverageBps: readonly number[];
  readonly maintenanceBps: readonly number[];
  readonly mechanism: readonly string[];
  readonly depthBps: readonly number[];
  readonly shockBps: readonly number[];
  /** The market after a change; without one, today's. */
  readonly world?: World;
  /** Of each cell; without it, the sweep's. */
  readonly paths?: number;
  /** Names of the events whose largest moves `shockBps` are, of a grid of events. */
  readonly events?: readonly string[];
}

/**
 * The grids of a sweep, in cell order: today's tiers on every axis; the compared mechanisms that no axis
 * has, at base values and mixture shocks; the proposed tiers at base values and decision shocks; today's tiers there
 * once more, with accounts split to avoid them; the decision cells once more under each alternative; ordinary days; and the
 * sensitivity table at the largest mixture shocks; events at base values; the ladder of what would be enough; drivers of reverse stress that are no axes. Each is appended, so that asking for it renumbers no other cell.
 *
 * @param snapshot null: only what the sweep file alone asks for
 */
export function gridsOf(sweep: Sweep, snapshot: Snapshot | null): Grid[] {
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
    ...(sweep.alternatives ?? []).map(
      ({ id, change, paths }): Grid => ({
        kind: 'alternative',
        tiers: 'current',
        ...whole,
        ...atBase,
        shockBps: decisionShocks(sweep),
        world: { id: alternativeWorld(id), change },
        paths,
      }),
    ),
    {
      kind: 'ordinary',
      tiers: 'current',
      ...whole,
      ...atBase,
      shockBps: snapshot ? ordinaryShocks(sweep, snapshot) : [],
      paths: sweep.ordinary?.paths ?? ORDINARY_PATHS,
    },
    ...atLargest(sweep, 'sensitivity', sensitivityOf(sweep, snapshot), { ...whole, ...atBase }),
    ...eventsOf(sweep, { tiers: 'current', ...whole, ...atBase }),
    ...ladderOf(sweep, snapshot, { ...whole, ...atBase }),
    ...atLargest(sweep, 'stress', stressOf(sweep, snapshot), { ...whole, ...atBase }),
  ];
  return grids.filter((grid) => cellsIn(grid) > 0n);
}

/** Worlds of a kind, and the paths that each cell of theirs has. */
interface Varied {
  readonly worlds: readonly World[];
  readonly paths: number;
}

function sensitivityOf(sweep: Sweep, snapshot: Snapshot | null): Varied {
  const { sensitivity } = sweep;
  if (!snapshot || !sensitivity) return { worlds: [], paths: 0 };
  return { worlds: sensitivityWorlds(sweep, snapshot), paths: sensitivity.paths };
}

const stressOf = (sweep: Sweep, snapshot: Snapshot | null): Varied => ({
  worlds: stressPoints(sweep, snapshot).map(({ world }) => world),
  paths: sweep.stress?.paths ?? sweep.paths.other,
});

/** Today's tiers at base values, at the largest mixture shock of each side. */
const atLargest = (
  sweep: Sweep,
  kind: 'sensitivity' | 'stress',
  { worlds, paths }: Varied,
  base: Omit<Grid, 'kind' | 'tiers' | 'shockBps'>,
): Grid[] => {
  const shockBps = [-largestMixtureBps(sweep, 'down'), largestMixtureBps(sweep, 'up')];
  return worlds.map((world) => ({ kind, tiers: 'current', ...base, shockBps, world, paths }));
};

function eventsOf({ events, path }: Sweep, base: Omit<Grid, 'kind' | 'shockBps' | 'events'>): Grid[] {
  if (!events) return [];
  const shockBps = events.map((event) => eventBps(event, path.tickSeconds));
  return [{ kind: 'event', ...base, shockBps, events: events.map(({ name }) => name) }];
}

/** At the decision shocks, but for what the verdict or the comparison of mechanisms has run. */
function ladderOf(
  sweep: Sweep,
  snapshot: Snapshot | null,
  base: Omit<Grid, 'kind' | 'tiers' | 'shockBps'>,
): Grid[] {
  const compared = mixtureShocks(sweep);
  const all = decisionShocks(sweep);
  return rungsOf(sweep, snapshot).flatMap(({ tiers, world, isCompared }): Grid[] =>
    world === null
      ? []
      : [
          {
            kind: 'enough',
            tiers,
            ...base,
            shockBps: isCompared ? all.filter((shock) => !compared.includes(shock)) : all,
            world,
            paths: sweep.enough?.paths ?? sweep.paths.decision,
          },
        ],
  );
}

/** Paths of a cell of ordinary days: with four events of 1,000 it still passes (report.md 2.5). */
const ORDINARY_PATHS = 1_000;

/** The world of an alternative, by its id. */
export const alternativeWorld = (id: string): string => `a-${id}`;

/** Cells of a sweep, before anything is allocated. */
export function cellTotal(sweep: Sweep, snapshot: Snapshot | null): bigint {
  return gridsOf(sweep, snapshot).reduce((sum, grid) => sum + cellsIn(grid), 0n);
}

/** Shocks of the design mixture, both sides, ascending. */
export function mixtureShocks({ design }: Sweep): number[] {
  return [...design.down, ...design.up].map(({ shockBps }) => shockBps).sort((a, b) => a - b);
}

/** The smallest grid shock of at least 1.25 times a side's largest mixture shock; none if the grid ends before. */
export function beyondShock({ axes, design }: Sweep, side: Side): number | undefined {
  const sign = side === 'down' ? -1 : 1;
  const largest = largestMixtureBps({ design }, side);
  const beyond = axes.shockBps.map((shock) => sign * shock).filter((size) => 4 * size >= 5 * largest);
  return beyond.length === 0 ? undefined : sign * Math.min(...beyond);
}

/** Largest mixture shock of a side in basis points, as a size. */
export const largestMixtureBps = ({ design }: Pick<Sweep, 'design'>, side: Side): number =>
  Math.max(...design[side].map(({ shockBps }) => Math.abs(shockBps)));

/** Shocks of the decision region (report.md 2.1): the mixture, and one step beyond it on each side; ascending. */
export function decisionShocks(sweep: Sweep): number[] {
  const beyond = (['down', 'up'] as const).map((side) => beyondShock(sweep, side));
  const shocks = [...mixtureShocks(sweep), ...beyond.filter((shock) => shock !== undefined)];
  return [...new Set(shocks)].sort((a, b) => a - b);
}

/** Walks of the grids of a kind that say how many paths their cells have. */
export const walksOf = ({ grids }: { readonly grids: readonly Grid[] }, kind: Grid['kind']): number =>
  grids
    .filter((grid) => grid.kind === kind)
    .reduce((sum, grid) => sum + Number(cellsIn(grid)) * (grid.paths ?? 0), 0);

export const cellsIn = ({
  splitting,
  leverageBps,
  maintenanceBps,
  mechanism,
  depthBps,
  shockBps,
}: Grid): bigint =>
  [splitting, leverageBps, maintenanceBps, mechanism, depthBps, shockBps].reduce(
    (product, axis) => product * BigInt(axis.length),
    1n,
  );
