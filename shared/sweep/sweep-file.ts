import * as z from 'zod/mini';
import * as field from './fields.ts';
import { Mechanism } from './mechanism.ts';
import { parseJsonWithComments } from './parse.ts';
import { refuseContradictions } from './sweep-rules.ts';

const MAX_AXIS = 1_000;

const axis = (min: number, max: number) => {
  const points = field.list(field.whole(min, max, 'basis points'), MAX_AXIS);
  return points.check(
    z.minLength(1, 'must not be empty'),
    z.refine(
      (values) => values.every((value, i) => i === 0 || values[i - 1]! < value),
      'must ascend without duplicates',
    ),
  );
};

const LeverageBps = [1, 1_000_000] as const;
const MaintenanceBps = [1, 1_000_000] as const;
const DepthBps = [1, 1_000_000] as const;
/** A fall of 100 % has no price; a rise of 1,000 % is beyond any use. */
const ShockBps = [-9_999, 100_000] as const;

/** The dimensions of the grid; a cell is one point of it. */
const Axes = field.object({
  /** Leverage as a multiple of today's; 10 000 leaves it as observed. */
  leverageBps: axis(...LeverageBps),
  /** Maintenance rates as a multiple of today's. */
  maintenanceBps: axis(...MaintenanceBps),
  /** Depth as a multiple of today's. */
  depthBps: axis(...DepthBps),
  /** Labels of `mechanisms`. */
  mechanism: field.list(field.Label, MAX_AXIS).check(
    z.minLength(1, 'must not be empty'),
    z.refine((labels) => new Set(labels).size === labels.length, 'must not name a mechanism twice'),
  ),
  /** Move of the price before anyone is liquidated, both signs in one axis; -2000 is a fall of 20 %. */
  shockBps: axis(...ShockBps).check(
    z.refine((shocks) => !shocks.includes(0), 'must not contain 0: it has no side'),
  ),
});

const Mixture = field
  .list(field.object({ shockBps: field.whole(...ShockBps, 'basis points'), weight: field.above(0) }), 20)
  .check(z.minLength(1, 'must not be empty: there is no default design shock'));

const Shape = z.discriminatedUnion(
  'shape',
  [
    field.object({ shape: z.literal('instantaneous') }),
    field.object({ shape: z.literal('ramp'), seconds: field.above(0) }),
    field.object({
      shape: z.literal('bridge'),
      seconds: field.above(0),
      sigmaDay: field.between(0, 10),
      volOfVol: field.between(0, 10),
      volHalfLifeSeconds: field.above(0),
    }),
  ],
  'must be instantaneous, ramp or bridge',
);

/** The key numbers of report.md 3.2 that have a limit. */
export const LIMIT_IDS = [
  'coverage',
  'p_ruin',
  'cover2',
  'distance',
  'es_draw',
  'lar',
  'p_adl',
  'thin_accounts',
  'cover2_watch',
] as const;

const Note = z.nullable(
  z.string('must be a text or null').check(z.maxLength(500, 'must have at most 500 characters')),
);

const Limit = field.object({
  id: z.enum(LIMIT_IDS, `must be one of ${LIMIT_IDS.join(', ')}`),
  op: z.enum(['<=', '>='], 'must be <= or >='),
  value: field.between(0, 1e15),
  owner: Note,
  since: Note,
  note: Note,
});
/** A tolerance of one key number; a limit without an owner is nobody's yet. */
export type Limit = Readonly<z.infer<typeof Limit>>;

const Ppm = field.whole(0, 10_000_000, 'parts per million');

/** What a person writes to ask for a report: one market, one grid, one design shock a side. */
export const Sweep = field.object({
  schema: z.literal('sweep/1', 'must be sweep/1'),
  name: field.text('must be 2 to 40 of a-z, 0-9 and -', /^[a-z0-9][a-z0-9-]{1,39}$/),
  /** Path of snapshot.json, relative to the sweep file; the digest of what it names enters the sweep digest. */
  snapshot: z
    .string('must be a path')
    .check(z.minLength(1, 'must be a path'), z.maxLength(1_000, 'must have at most 1000 characters')),
  /** The time for which the report speaks; the snapshot may be `maxAgeHours` older. */
  asOf: field.UtcTime,
  maxAgeHours: z._default(field.above(0, 'hours'), 24),
  /** 64 bits, decimal or 0x-hexadecimal; a text, because a double holds 53. */
  seed: field.text('must be a 64-bit number as text, decimal or 0x', /^(0x[0-9a-f]{1,16}|[0-9]{1,20})$/),
  axes: Axes,
  /** Today: the value of every axis but shock at which the verdict is made. */
  base: field.object({
    leverageBps: field.whole(...LeverageBps, 'basis points'),
    maintenanceBps: field.whole(...MaintenanceBps, 'basis points'),
    depthBps: field.whole(...DepthBps, 'basis points'),
    mechanism: field.Label,
  }),
  mechanisms: z.record(field.Label, Mechanism),
  /** Mechanisms compared with the base one at the mixture shocks, base values otherwise. */
  compare: z._default(field.list(field.Label, 20), []),
  /** The mixture per side for which margins must be enough, and the minutes it takes. */
  design: field.object({ minutes: field.above(0), down: Mixture, up: Mixture }),
  path: field.object({
    shape: Shape,
    tickSeconds: field.above(0),
    horizonSeconds: field.above(0),
    /** Standard deviation of the logarithm of the depth scale of a path. */
    sigmaDepth: field.between(0, 5),
  }),
  /** Paths per cell, inside the decision region and elsewhere. */
  paths: field.object({ decision: field.whole(1, 1_000_000), other: field.whole(1, 1_000_000) }),
  /** How the recommended tier table is made: report.md 3.5. */
  tierTable: field.object({
    windowSeconds: field.whole(1, 10_000_000),
    quantilePpm: field.whole(1, 999_999, 'parts per million'),
    bufferPpm: Ppm,
    stepPpm: field.whole(1, 1_000_000, 'parts per million'),
    clampPpm: Ppm,
    allowLowering: z.boolean('must be true or false'),
  }),
  /** Tolerance of maps and frontier, where cells have few paths. */
  mapTolerance: z._default(field.between(0, 1), 0.005),
  limits: z._default(
    field
      .list(Limit, LIMIT_IDS.length)
      .check(
        z.refine(
          (limits) => new Set(limits.map(({ id }) => id)).size === limits.length,
          'must not set a limit twice',
        ),
      ),
    [],
  ),
  budget: z._default(
    field.object({
      maxCells: z._default(field.whole(1, 100_000_000), 100_000_000),
      maxShards: z._default(field.whole(1, 50_000), 50_000),
      maxUsd: z._default(field.above(0, 'US dollars'), 5),
      ceilingUsd: z._default(field.above(0, 'US dollars'), 50),
      /** Without it: four times the estimate, 30 minutes to 24 hours. */
      deadlineMinutes: z.optional(field.whole(1, 1_440, 'minutes')),
    }),
    { maxCells: 100_000_000, maxShards: 50_000, maxUsd: 5, ceilingUsd: 50 },
  ),
  /** Last night's report, named by digest; null on the first night. */
  previous: z._default(
    z.nullable(field.object({ report: z.string('must be a path'), sha256: field.Digest })),
    null,
  ),
});
/** A sweep file whose fields do not contradict each other. Grid coordinates are basis points. */
export type Sweep = Readonly<z.infer<typeof Sweep>>;

/** Reads a sweep file, JSON with comments; throws a RangeError `subject must rule, got value`. */
export function parseSweep(text: string): Sweep {
  const sweep = parseJsonWithComments('sweep', Sweep, text);
  refuseContradictions(sweep);
  return sweep;
}

/** The seed as the two 32-bit words that key the random streams (model.md 8.1). */
export function seedWords({ seed }: Pick<Sweep, 'seed'>): {
  readonly seedLow: number;
  readonly seedHigh: number;
} {
  const value = BigInt(seed);
  return { seedLow: Number(value & 0xffffffffn), seedHigh: Number(value >> 32n) };
}
