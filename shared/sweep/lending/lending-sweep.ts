import { stripComments } from 'jsonc-parser';
import * as z from 'zod/mini';
import {
  above,
  type Broken,
  between,
  described,
  lawful,
  list,
  object,
  path,
  prose,
  text,
  UtcSecond,
  whole,
} from '../../market/fields.ts';
import { schemaAsRead, withSchemaName } from '../../market/json-schema.ts';
import type { LendingScenario } from '../../market/lending-scenario.ts';
import { checked, readJson, refuse, withoutSchemaName } from '../../market/parse.ts';
import { Limits } from '../limit.ts';
import { OptionalBudget } from '../row-budget.ts';
import { MAX_CHARACTERS } from '../words.ts';

const MOST_VALUES = 64;
const MOST_CELLS = 10_000;
const MOST_ASSETS = 1_000;
const MOST_TICKS = 1_000_000;
const MOST_INLINE = 64_000_000;

const Bps = whole(0, 9_999, 'basis points');
const Share = between(0, 1, 'fraction of claims');
const Multiple = above(0, 'times the depth');
const AssetNumber = whole(0, MOST_ASSETS - 1);

const rising = (what: string) =>
  lawful<readonly number[]>(function* (values) {
    for (const [i, value] of values.entries())
      if (i > 0 && !(value > values[i - 1]!))
        yield { path: [i], rule: `must be above the ${what} before it`, got: value };
  });

const Asset = object({
  name: described('how the report calls it', prose(40)),
  loanToValue: described(
    'most that may be borrowed against it when a loan is made; without it there is no headroom to show',
    z.exactOptional(between(0, 1, 'fraction')),
  ),
});

const Loops = object({
  collateral: AssetNumber,
  debt: AssetNumber,
  yieldRate: described('what the collateral earns in debt, a year', between(-1, 10, 'fraction a year')),
});

const Fields = object({
  schema: z.literal('lending-sweep/1', 'must be lending-sweep/1'),
  name: prose(200),
  source: described('whose numbers these are, and which of them are made up', prose(2_000)),
  asOf: UtcSecond,
  currency: text('must be 2 to 12 of A-Z, a-z and 0-9', /^[A-Za-z0-9]{2,12}$/),
  scenario: described(
    'a lending scenario as `cascade simulate` reads it, or the file that holds it',
    z.union([path(), z.looseObject({})], 'must be a path, or an object with name, config'),
  ),
  assets: described('one for each asset of the scenario', list(Asset, 1, MOST_ASSETS)),
  fall: described(
    'which assets fall together, and in how many ticks, in a line',
    object({ assets: list(AssetNumber, 1, MOST_ASSETS), ticks: whole(1, MOST_TICKS) }),
  ),
  run: described(
    'lenders of which assets ask for their money back at once, and in which tick',
    z._default(
      object({ assets: list(AssetNumber, 0, MOST_ASSETS), tick: z._default(whole(1, MOST_TICKS), 1) }),
      { assets: [], tick: 1 },
    ),
  ),
  axes: object({
    fallBps: list(Bps, 1, MOST_VALUES).check(rising('fall')),
    thresholdCutBps: z._default(list(Bps, 1, MOST_VALUES).check(rising('cut')), [0]),
    ltvCutBps: z._default(list(Bps, 0, MOST_VALUES).check(rising('cut')), []),
    withdrawalRun: z._default(list(Share, 1, MOST_VALUES).check(rising('share')), [0]),
    depthMultiple: z._default(list(Multiple, 1, MOST_VALUES).check(rising('multiple')), [1]),
  }),
  design: described(
    'where the verdict is made: a point of the grid',
    object({
      fallBps: Bps,
      thresholdCutBps: z._default(Bps, 0),
      withdrawalRun: z._default(Share, 0),
      depthMultiple: z._default(Multiple, 1),
    }),
  ),
  ordinaryFallBps: described(
    'the fall of an ordinary bad day, one of axes.fallBps, told apart',
    z.exactOptional(Bps),
  ),
  loops: described('pledged and owed assets whose borrowers are loops', z._default(list(Loops, 0, 64), [])),
  limits: Limits,
  budget: OptionalBudget,
});
const LendingSweep = Fields.check(lawful(contradictions));
/** What a person writes to ask how a lending market stands a fall of its collateral (contagion.md 5.8). */
export type LendingSweep = Readonly<z.infer<typeof LendingSweep>>;

/** The axes along which paths differ; a cut of loan-to-value calls nobody, so it is none of them. */
export const PATH_AXES = ['fallBps', 'thresholdCutBps', 'withdrawalRun', 'depthMultiple'] as const;
export type PathAxis = (typeof PATH_AXES)[number];

/** Reads a sweep of a lending market, JSON with comments; throws a RangeError `sweep... must rule, got value`. */
export function parseLendingSweep(content: string): LendingSweep {
  // A scenario that stands inside nests two levels more than any other file, and may list its borrowers.
  const value = readJson('sweep', stripComments(content, ' '), Math.max(MAX_CHARACTERS, MOST_INLINE), 10);
  return checked('sweep', LendingSweep, withoutSchemaName(value));
}

/** Of what was read before, as a manifest holds it. */
export const lendingSweepOf = (value: unknown): LendingSweep => checked('sweep', LendingSweep, value);

/** JSON Schema of its fields; `shared/risk` adds which limits there are. */
export const lendingSweepFields = () => withSchemaName(z.toJSONSchema(LendingSweep, { io: 'input' }));

/** Of what its report holds. */
export const lendingSweepAsRead = () => schemaAsRead(z.omit(Fields, { scenario: true }));

function* contradictions({ axes, design, ordinaryFallBps, fall }: z.infer<typeof Fields>): Generator<Broken> {
  for (const axis of PATH_AXES)
    if (!axes[axis].includes(design[axis]))
      yield { path: ['design', axis], rule: `must be one of axes.${axis}`, got: design[axis] };
  if (axes.thresholdCutBps[0] !== 0)
    yield {
      path: ['axes', 'thresholdCutBps', 0],
      rule: 'must be 0, the path against which a cut is held',
      got: axes.thresholdCutBps[0],
    };
  if (ordinaryFallBps !== undefined && !axes.fallBps.includes(ordinaryFallBps))
    yield { path: ['ordinaryFallBps'], rule: 'must be one of axes.fallBps', got: ordinaryFallBps };
  const cells = PATH_AXES.reduce((product, axis) => product * axes[axis].length, 1);
  if (!(cells <= MOST_CELLS))
    yield { path: ['axes'], rule: `must make at most ${MOST_CELLS} cells`, got: cells };
  if (new Set(fall.assets).size < fall.assets.length)
    yield { path: ['fall', 'assets'], rule: 'must not name an asset twice', got: fall.assets };
}

/** Refuses what a sweep says of assets, pools and ticks that its scenario does not have. */
export function refuseMisfits(
  { assets, fall, run, axes, loops }: LendingSweep,
  { input }: LendingScenario,
): void {
  const { length } = input.assets;
  if (assets.length !== length) refuse('sweep.assets', `be ${length}, those of the scenario`, assets.length);
  fall.assets.forEach((asset, i) => {
    if (!input.assets[asset]?.market)
      refuse(`sweep.fall.assets.${i}`, 'be an asset of the scenario with a slope or a depth', asset);
  });
  if (!(fall.ticks <= input.ticks))
    refuse('sweep.fall.ticks', `be at most the ticks of the scenario, ${input.ticks}`, fall.ticks);
  run.assets.forEach((asset, i) => {
    if (!input.pools.some((pool) => pool.asset === asset))
      refuse(`sweep.run.assets.${i}`, 'be an asset that a pool of the scenario lends', asset);
  });
  if (!(run.tick <= input.ticks))
    refuse('sweep.run.tick', `be at most the ticks of the scenario, ${input.ticks}`, run.tick);
  if (axes.withdrawalRun.some((share) => share > 0) && run.assets.length === 0)
    refuse('sweep.run.assets', 'name a pool where axes.withdrawalRun asks for a run', 'none');
  for (const [i, { collateral, debt }] of loops.entries())
    for (const [key, asset] of Object.entries({ collateral, debt }))
      if (!(asset < length)) refuse(`sweep.loops.${i}.${key}`, `be an asset from 0 to ${length - 1}`, asset);
  if (axes.ltvCutBps.length > 0 && !assets.some(({ loanToValue }) => loanToValue !== undefined))
    refuse('sweep.assets', 'state a loanToValue where axes.ltvCutBps cuts it', 'none');
}
