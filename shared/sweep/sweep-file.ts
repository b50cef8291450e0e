import * as z from 'zod/mini';
import {
  above,
  atLeast,
  between,
  Digest,
  flag,
  list,
  object,
  oneOf,
  prose,
  text,
  UtcTime,
  whole,
} from '../market/fields.ts';
import { Bars } from '../market/given-path.ts';
import { Mechanism } from '../market/mechanism.ts';
import { Label, Round, SweepId } from './words.ts';
import { Change } from './world.ts';

const LeverageBps = whole(1, 1_000_000, 'basis points');
const MaintenanceBps = whole(1, 1_000_000, 'basis points');
const DepthBps = whole(1, 1_000_000, 'basis points');
/** A fall of 100 % has no price; a rise of 1,000 % is beyond any use. */
const ShockBps = whole(-9_999, 100_000, 'basis points');

const axis = <T extends z.ZodMiniType<number>>(point: T) =>
  list(point, 1, 1_000).check(
    z.refine(
      (points) => points.every((own, i) => i === 0 || points[i - 1]! < own),
      'must ascend without duplicates',
    ),
  );

/** Nobody splits: today, and every cell but those that say otherwise. */
export const NOBODY_SPLITS = 0;

/** The dimensions of the grid; a cell is one point of it. */
const Axes = object({
  /** Leverage as a multiple of today's; 10 000 leaves it as observed. */
  leverageBps: axis(LeverageBps),
  /** Maintenance rates as a multiple of today's. */
  maintenanceBps: axis(MaintenanceBps),
  /** Depth as a multiple of today's. */
  depthBps: axis(DepthBps),
  /** Labels of `mechanisms`. */
  mechanism: list(Label, 1, 1_000).check(
    z.refine((labels) => new Set(labels).size === labels.length, 'must not name a mechanism twice'),
  ),
  /** Move of the price before anyone is liquidated, both signs in one axis; -2000 is a fall of 20 %. */
  shockBps: axis(ShockBps).check(
    z.refine((shocks) => !shocks.includes(0), 'must not contain 0, which has no side'),
  ),
  /**
   * Traders who avoid tiers (model.md 10.4): accounts above the cap of this tier, counted from 1, are split into equal
   * ones of the same owner; 0 splits nobody. Walked at base values and decision shocks only.
   */
  splitting: z._default(
    axis(whole(0, 1_000)).check(
      z.refine((tiers) => tiers[0] === NOBODY_SPLITS, 'must begin with 0, today, when nobody splits'),
    ),
    [NOBODY_SPLITS],
  ),
});

/** There is no default design shock. */
const Mixture = list(object({ shockBps: ShockBps, weight: above(0) }), 1, 20);

const Shape = z.discriminatedUnion(
  'shape',
  [
    object({ shape: z.literal('instantaneous') }),
    object({ shape: z.literal('ramp'), seconds: above(0) }),
    object({
      shape: z.literal('bridge'),
      seconds: above(0),
      sigmaDay: between(0, 10),
      volOfVol: between(0, 10),
      volHalfLifeSeconds: above(0),
    }),
  ],
  'must be instantaneous, ramp or bridge',
);

const Limit = object({
  /** Of a metric; `shared/risk` knows which there are, and refuses others (`limitsInForce`). */
  id: text('must be the id of a metric like p_ruin', /^[a-z0-9_]{1,40}$/),
  op: oneOf(['<=', '>=']),
  value: atLeast(0),
  owner: z.nullable(prose(200)),
  since: z.nullable(z.iso.date('must be a date like 2026-01-01')),
  note: z.nullable(prose(500)),
});
/** A tolerance of one key number; a limit without an owner is nobody's yet. */
export type Limit = Readonly<z.infer<typeof Limit>>;

const PathsOfCell = whole(1, 1_000_000);

const Alternative = object({
  /** Part of cell ids. */
  id: Label,
  /** A clause that ends "refuted if": "depth halves". */
  text: prose(200),
  owner: z.nullable(prose(200)),
  /** Id of the snapshot's assumption that it varies. */
  assumption: z.exactOptional(Label),
  change: Change,
  paths: z._default(PathsOfCell, 3_000),
});
/** Another value of an assumption, under which the verdict is made again (report.md 2.6). */
export type Alternative = Readonly<z.infer<typeof Alternative>>;

const Ppm = whole(0, 10_000_000, 'parts per million');

const DEFAULT_BUDGET = { maxCells: 100_000_000, maxShards: 50_000, maxUsd: 5, ceilingUsd: 50 };

/** What a person writes to ask for a report: one market, one grid, one design mixture a side. */
export const Sweep = object({
  schema: z.literal('sweep/1', 'must be sweep/1'),
  name: text('must be 2 to 40 of a-z, 0-9 and -', /^[a-z0-9][a-z0-9-]{1,39}$/),
  /** Path of snapshot.json, relative to the sweep file; the digest of what it names enters the sweep digest. */
  snapshot: prose(1_000),
  /** The time for which the report speaks; the snapshot may be `maxAgeHours` older. */
  asOf: UtcTime,
  maxAgeHours: z._default(above(0, 'hours'), 24),
  /** 64 bits, decimal or 0x-hexadecimal; a text, because a double holds 53. */
  seed: text('must be a 64-bit number as text, decimal or 0x', /^(0x[0-9a-f]{1,16}|[0-9]{1,20})$/),
  axes: Axes,
  /** Today: the value of every axis but shock at which the verdict is made. */
  base: object({
    leverageBps: LeverageBps,
    maintenanceBps: MaintenanceBps,
    depthBps: DepthBps,
    mechanism: Label,
  }),
  mechanisms: z.record(Label, Mechanism, 'must be an object of mechanisms by label'),
  /** Mechanisms compared with the base one at the mixture shocks, base values otherwise. */
  compare: z._default(list(Label, 0, 20), []),
  /** The mixture per side for which margins must be enough, and the minutes it takes. */
  design: object({ minutes: above(0), down: Mixture, up: Mixture }),
  path: object({
    shape: Shape,
    tickSeconds: above(0),
    horizonSeconds: above(0),
    /** Standard deviation of the logarithm of a path's depth scale. */
    sigmaDepth: between(0, 5),
  }),
  /** Recorded price paths, each a cell of its own at base values beside the decision region (model.md 8.3). */
  events: z.exactOptional(
    list(
      object({
        name: Label,
        /** Whose record it is. */
        source: prose(1_000),
        open: above(0, 'quote currency per coin'),
        bars: Bars,
        /** Times the deviation that a bar's own range tells; 0 goes straight. */
        noise: z._default(between(0, 10), 1),
      }),
      1,
      20,
    ),
  ),
  /** Paths per cell, inside the decision region and elsewhere. */
  paths: object({ decision: PathsOfCell, other: PathsOfCell }),
  // The next three are left out of manifests that do not ask for them, whose bytes stay what they were.
  alternatives: z.exactOptional(
    list(Alternative, 0, 40).check(
      z.refine(
        (all) => new Set(all.map(({ id }) => id)).size === all.length,
        'must not name an alternative twice',
      ),
    ),
  ),
  /** Of the four cells of ordinary days; 1,000 if not given (report.md 2.5). */
  ordinary: z.exactOptional(object({ paths: PathsOfCell })),
  /** Asks for the sensitivity table (report.md 3.14). */
  sensitivity: z.exactOptional(object({ paths: z._default(PathsOfCell, 500) })),
  /** How the recommended tier table is made: report.md 3.5. */
  tierTable: object({
    windowSeconds: whole(1, 10_000_000),
    quantilePpm: whole(1, 999_999, 'parts per million'),
    bufferPpm: Ppm,
    stepPpm: whole(1, 1_000_000, 'parts per million'),
    clampPpm: Ppm,
    allowLowering: flag(),
  }),
  /** Tolerance of maps and frontier, where cells have few paths. */
  mapTolerance: z._default(between(0, 1), 0.005),
  limits: z._default(
    list(Limit, 0, 100).check(
      z.refine(
        (limits) => new Set(limits.map(({ id }) => id)).size === limits.length,
        'must not set a limit twice',
      ),
    ),
    [],
  ),
  budget: z._default(
    object({
      maxCells: z._default(whole(1, 100_000_000), DEFAULT_BUDGET.maxCells),
      maxShards: z._default(whole(1, 50_000), DEFAULT_BUDGET.maxShards),
      maxUsd: z._default(above(0, 'US dollars'), DEFAULT_BUDGET.maxUsd),
      ceilingUsd: z._default(above(0, 'US dollars'), DEFAULT_BUDGET.ceilingUsd),
      /** Without it: four times the estimate, 30 minutes to 24 hours. */
      deadlineMinutes: z.exactOptional(whole(1, 1_440, 'minutes')),
    }),
    DEFAULT_BUDGET,
  ),
  /** What was observed until now, under its digest: past reports are scored against it (report.md 3.10). */
  observed: z.exactOptional(object({ sha256: Digest })),
  /** Last night's report, named by digest; null on the first night. */
  previous: z._default(
    z.nullable(
      object({
        report: prose(1_000),
        sha256: Digest,
        /** Where that night lies in the same store: then its inputs are compared too, and not its report alone. */
        night: z.exactOptional(object({ sweepId: SweepId, round: Round })),
      }),
    ),
    null,
  ),
});
/** A sweep file whose fields do not contradict each other. Grid coordinates are basis points. */
export type Sweep = Readonly<z.infer<typeof Sweep>>;

/** A recorded price path, used as a named shock. */
export type SweepEvent = NonNullable<Sweep['events']>[number];

/** The seed as the two 32-bit words that key the random streams (model.md 8.1). */
export function seedWords({ seed }: Pick<Sweep, 'seed'>): {
  readonly seedLow: number;
  readonly seedHigh: number;
} {
  const value = BigInt(seed);
  return { seedLow: Number(value & 0xffffffffn), seedHigh: Number(value >> 32n) };
}
