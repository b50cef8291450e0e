import * as z from 'zod/mini';
import {
  above,
  between,
  Digest,
  described,
  flag,
  list,
  object,
  path,
  prose,
  text,
  UtcSecond,
  whole,
} from '../market/fields.ts';
import { Bars } from '../market/given-path.ts';
import { withSchemaName } from '../market/json-schema.ts';
import { Mechanism } from '../market/mechanism.ts';
import { Budget } from './budget.ts';
import { Design, DesignAsWritten, ShockBps } from './design.ts';
import { Ladder } from './ladder.ts';
import { Limits } from './limit.ts';
import { Previous } from './previous.ts';
import { Stress } from './stress.ts';
import { Label } from './words.ts';
import { Change } from './world.ts';

const LeverageBps = whole(1, 1_000_000, 'basis points');
const MaintenanceBps = whole(1, 1_000_000, 'basis points');
const DepthBps = whole(1, 1_000_000, 'basis points');

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
  leverageBps: described(
    "leverage as a multiple of today's, in basis points; 10000 leaves it as observed",
    axis(LeverageBps),
  ),
  maintenanceBps: described("maintenance rates as a multiple of today's", axis(MaintenanceBps)),
  depthBps: described("depth as a multiple of today's", axis(DepthBps)),
  mechanism: list(Label, 1, 1_000).check(
    z.refine((labels) => new Set(labels).size === labels.length, 'must not name a mechanism twice'),
  ),
  shockBps: described(
    'move of the price before anyone is liquidated, both signs in one axis; -2000 is a fall of 20 %',
    axis(ShockBps).check(z.refine((shocks) => !shocks.includes(0), 'must not contain 0, which has no side')),
  ),
  // Traders who avoid tiers (model.md 10.4).
  splitting: described(
    'accounts above the cap of this tier, counted from 1, are split into equal ones of the same owner; 0 splits nobody. Walked at base values and decision shocks only',
    z._default(
      axis(whole(0, 1_000)).check(
        z.refine((tiers) => tiers[0] === NOBODY_SPLITS, 'must begin with 0, today, when nobody splits'),
      ),
      [NOBODY_SPLITS],
    ),
  ),
});

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

const PathsOfCell = whole(1, 1_000_000);

export const Alternative = object({
  id: described('part of cell ids', Label),
  text: described('a clause that ends "refuted if": "depth halves"', prose(200)),
  owner: z.nullable(prose(200)),
  assumption: described("id of the snapshot's assumption that it varies", z.exactOptional(Label)),
  change: described('other values of named inputs', Change),
  paths: z._default(PathsOfCell, 3_000),
});
/** Another value of an assumption, under which the verdict is made again (report.md 2.6). */
export type Alternative = Readonly<z.infer<typeof Alternative>>;

/** Alternatives, of one market or of several. */
export const namedOnce = <T extends { readonly id: string }>() =>
  z.refine<T[]>(
    (all) => new Set(all.map(({ id }) => id)).size === all.length,
    'must not name an alternative twice',
  );
export const MOST_ALTERNATIVES = 40;

const Ppm = whole(0, 10_000_000, 'parts per million');

/** What a person writes to ask for a report: one market, one grid, one design mixture a side. */
export const Sweep = object({
  schema: z.literal('sweep/1', 'must be sweep/1'),
  name: text('must be 2 to 40 of a-z, 0-9 and -', /^[a-z0-9][a-z0-9-]{1,39}$/),
  snapshot: described(
    'path of snapshot.json, relative to the sweep file; the digest of what it names enters the sweep digest',
    path(),
  ),
  asOf: described('the time for which the report speaks; the snapshot may be maxAgeHours older', UtcSecond),
  maxAgeHours: z._default(above(0, 'hours'), 24),
  seed: described(
    '64 bits, decimal or 0x-hexadecimal; a text, because a double holds 53',
    text('must be a 64-bit number as text, decimal or 0x', /^(0x[0-9a-f]{1,16}|[0-9]{1,20})$/),
  ),
  axes: described('the dimensions of the grid; every combination is a cell', Axes),
  base: described(
    'today: the value of every axis but shock at which the verdict is made',
    object({
      leverageBps: LeverageBps,
      maintenanceBps: MaintenanceBps,
      depthBps: DepthBps,
      mechanism: Label,
    }),
  ),
  mechanisms: z.record(Label, Mechanism, 'must be an object of mechanisms by label'),
  compare: described(
    'mechanisms compared with the base one at the mixture shocks, base values otherwise',
    z._default(list(Label, 0, 20), []),
  ),
  design: Design,
  path: object({
    shape: Shape,
    tickSeconds: described("one round trip of the venue's liquidation", above(0)),
    horizonSeconds: described('how long a path is watched', above(0)),
    sigmaDepth: described("standard deviation of the logarithm of a path's depth scale", between(0, 5)),
  }),
  // Cells of their own at base values beside the decision region (model.md 8.3).
  events: described(
    'recorded price paths, used as named shocks',
    z.exactOptional(
      list(
        object({
          name: Label,
          source: described('whose record it is', prose(1_000)),
          open: above(0, 'quote currency per coin'),
          bars: Bars,
          noise: described(
            "times the deviation that a bar's own range tells; 0 goes straight",
            z._default(between(0, 10), 1),
          ),
        }),
        1,
        20,
      ),
    ),
  ),
  paths: described(
    'paths per cell, inside the decision region and elsewhere: a limit of 0.1 % cannot be proven with fewer than 2,995',
    object({ decision: PathsOfCell, other: PathsOfCell }),
  ),
  // The next five are left out of manifests that do not ask for them, whose bytes stay what they were.
  alternatives: z.exactOptional(list(Alternative, 0, MOST_ALTERNATIVES).check(namedOnce())),
  // report.md 2.5
  ordinary: described(
    'the four cells of ordinary days; 1,000 paths if not given',
    z.exactOptional(object({ paths: PathsOfCell })),
  ),
  // report.md 3.14
  sensitivity: described(
    'asks for the sensitivity table',
    z.exactOptional(object({ paths: z._default(PathsOfCell, 500) })),
  ),
  // report.md 3.5b
  enough: described(
    'asks what would be enough: margin tables and mechanisms to try at the shocks of the verdict',
    z.exactOptional(Ladder),
  ),
  // report.md 3.7
  stress: described(
    'drivers of reverse stress that are no axes: older marks, a larger largest account',
    z.exactOptional(Stress),
  ),
  // report.md 3.5
  tierTable: described(
    'how the recommended tier table is made',
    object({
      windowSeconds: whole(1, 10_000_000),
      quantilePpm: whole(1, 999_999, 'parts per million'),
      bufferPpm: Ppm,
      stepPpm: whole(1, 1_000_000, 'parts per million'),
      clampPpm: Ppm,
      allowLowering: flag(),
    }),
  ),
  // report.md 6.6
  publishPositions: described(
    'the page may carry what every listed account holds, without names, so that it can run cells; positions that are estimated it always carries',
    z.exactOptional(flag()),
  ),
  mapTolerance: described(
    'tolerance of maps and frontier, where cells have few paths',
    z._default(between(0, 1), 0.005),
  ),
  limits: described('what is tolerated; where a metric has none here, a default of ours holds', Limits),
  budget: Budget,
  aftermath: described(
    'what came until now, under its digest: past reports are scored against it; nightly --record writes it',
    z.exactOptional(object({ sha256: Digest })),
  ),
  previous: described(
    "last night's report, named by digest; null on the first night",
    z._default(z.nullable(Previous), null),
  ),
});
/** As people write it. */
const SweepAsWritten = z.extend(Sweep, { design: DesignAsWritten });
/** A sweep file whose fields do not contradict each other. Grid coordinates are basis points. */
export type Sweep = Readonly<z.infer<typeof Sweep>>;

/** JSON Schema of its fields; `shared/risk` adds which limits there are. */
export const sweepFields = () => withSchemaName(z.toJSONSchema(SweepAsWritten, { io: 'input' }));

/** A recorded price path, used as a named shock. */
export type SweepEvent = NonNullable<Sweep['events']>[number];
