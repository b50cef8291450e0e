import { stripComments } from 'jsonc-parser';
import * as z from 'zod/mini';
import { isShared, SHARED_MECHANISMS } from '../../market/contagion/venue-snapshot.ts';
import { canonicalJson, sha256 } from '../../market/digest.ts';
import {
  type Broken,
  between,
  described,
  flag,
  lawful,
  list,
  MarketId,
  object,
  oneOf,
  prose,
} from '../../market/fields.ts';
import { schemaAsRead, withSchemaName } from '../../market/json-schema.ts';
import { checked, readJson, refuse, withoutSchemaName } from '../../market/parse.ts';
import { Closing } from '../../market/wallet-schema.ts';
import { ShockBps } from '../design.ts';
import { OptionalBudget } from '../row-budget.ts';
import { Sweep } from '../sweep-file.ts';
import { Label, MAX_CHARACTERS } from '../words.ts';
import { VenueAlternatives } from './venue-alternatives.ts';

const Moves = z.record(MarketId, ShockBps, 'must be an object of basis points by market');

/** One shock of all markets: contagion.md 8. A number is the common shock. */
const ShockVector = z.union(
  [
    ShockBps,
    object({
      commonBps: ShockBps,
      ownBps: described('what comes on top, by market', z.exactOptional(Moves)),
    }),
    object({
      name: described('one of `vectors`', Label),
      multiple: described('times its moves; 1 if left out', z.exactOptional(between(-10, 10))),
    }),
    Moves,
  ],
  'must be basis points, {commonBps, ownBps}, {name, multiple} or basis points by market',
);
export type ShockVector = Readonly<z.infer<typeof ShockVector>>;

const MOST_SHOCKS = 64;
const MOST_TICKS = 100_000;

const { name, snapshot, asOf, maxAgeHours, seed, mechanisms, paths, limits } = Sweep.shape;

/** What a person writes to ask what a shock of one market costs the others: contagion.md 13. */
const Fields = object({
  schema: z.literal('sweep/2', 'must be sweep/2'),
  name,
  snapshot,
  asOf,
  maxAgeHours,
  seed,
  path: z.extend(Sweep.shape.path, {
    ownDepth: described(
      'a depth scale of its own for each market; left out: one for all, makers leave everywhere at once',
      z.exactOptional(flag()),
    ),
  }),
  markets: described(
    'how markets follow what is common',
    z._default(
      z.record(
        MarketId,
        object({
          beta: described(
            'moves so many times the common shock; 1 if left out',
            z.exactOptional(between(-100, 100)),
          ),
          loading: described(
            'weight of the common normals in its noise; 0 if left out',
            z.exactOptional(between(-1, 1)),
          ),
        }),
        'must be an object of beta and loading by market',
      ),
      {},
    ),
  ),
  vectors: described(
    'moves of all markets at once that somebody observed or made up, by name',
    z._default(
      z.record(
        Label,
        object({ source: described('whose numbers they are', prose(1_000)), bps: Moves }),
        'must be an object of source and bps by name',
      ),
      {},
    ),
  ),
  decision: described(
    'the shock at which the verdict is made; each market is shocked alone by its move, then all at once',
    ShockVector,
  ),
  axes: object({
    shockBps: described(
      'shocks of all markets at once, beside the decision shock',
      list(ShockVector, 0, MOST_SHOCKS),
    ),
    crossed: described(
      'wallets as they are, and cut: every crossed account isolated. Both if left out',
      z._default(list(oneOf(['as-is', 'cut']), 1, 2), ['as-is', 'cut']),
    ),
  }),
  mechanisms: described(
    'in place of those of the snapshot, in all markets; tried at the decision shock, all at once',
    z._default(mechanisms, {}),
  ),
  closeOuts: described(
    'in place of that of the snapshot; tried likewise',
    z._default(z.record(Label, Closing, 'must be an object of close-outs by label'), {}),
  ),
  paths,
  // report.md 2.6
  alternatives: described(
    'other values of what nobody knows, under which the verdict is made again',
    z.exactOptional(VenueAlternatives),
  ),
  limits,
  budget: OptionalBudget,
});
const VenueSweep = Fields.check(lawful(contradictions));
/** A sweep over several markets whose fields do not contradict each other. */
export type VenueSweep = Readonly<z.infer<typeof VenueSweep>>;

/** Reads a sweep of several markets, JSON with comments; throws a RangeError `sweep... must rule, got value`. */
export const parseVenueSweep = (text: string): VenueSweep => checked('sweep', VenueSweep, sweepValue(text));

/** Of what was read before, as a manifest holds it. */
export const venueSweepOf = (value: unknown): VenueSweep => checked('sweep', VenueSweep, value);

/** JSON Schema of its fields; `shared/risk` adds which limits there are. */
export const venueSweepFields = () => withSchemaName(z.toJSONSchema(VenueSweep, { io: 'input' }));

/** Of what its report holds. */
export const venueSweepAsRead = () => schemaAsRead(VenueSweep);

/** Is a text a sweep file, and of which kind? Null: it is something else. */
export function sweepKind(text: string): 'one-market' | 'several-markets' | null {
  const version = /"schema"\s*:\s*"sweep\/(\d+)"/.exec(text)?.[1];
  if (version === undefined) return null;
  return version === '1' ? 'one-market' : 'several-markets';
}

const sweepValue = (text: string): unknown =>
  withoutSchemaName(readJson('sweep', stripComments(text, ' '), MAX_CHARACTERS));

/** Names a sweep by what it asks and of what. */
export const venueSweepDigest = (sweep: VenueSweep, snapshotDigest: string): string =>
  sha256(canonicalJson({ sweep, snapshotDigest }));

function* contradictions(sweep: z.infer<typeof Fields>): Generator<Broken> {
  const { axes, decision, vectors, path, paths: planned } = sweep;
  if (BigInt(sweep.seed) >> 64n !== 0n) yield { path: ['seed'], rule: 'must be below 2^64', got: sweep.seed };
  for (const [at, vector] of [
    [['decision'], decision],
    ...axes.shockBps.map((own, i) => [['axes', 'shockBps', i], own] as const),
  ] as const) {
    const { name: asked } = shockParts(vector);
    if (asked !== null && !Object.hasOwn(vectors, asked))
      yield { path: [...at, 'name'], rule: 'must be one of vectors', got: asked };
  }
  if (new Set(axes.crossed).size < axes.crossed.length)
    yield { path: ['axes', 'crossed'], rule: 'must not name a value twice', got: axes.crossed };
  if (!axes.crossed.includes('as-is'))
    yield {
      path: ['axes', 'crossed'],
      rule: 'must contain as-is, of which the verdict is made',
      got: axes.crossed,
    };
  for (const [label, mechanism] of Object.entries(sweep.mechanisms))
    if (!isShared(mechanism.name))
      yield {
        path: ['mechanisms', label, 'name'],
        rule: `must be ${SHARED_MECHANISMS.join(', ')} where markets share a fund`,
        got: mechanism.name,
      };
  const { shape, tickSeconds, horizonSeconds } = path;
  if (!(tickSeconds <= horizonSeconds && horizonSeconds / tickSeconds <= MOST_TICKS))
    yield {
      path: ['path', 'horizonSeconds'],
      rule: `must be 1 to ${MOST_TICKS} ticks of ${tickSeconds} s`,
      got: horizonSeconds,
    };
  if (shape.shape !== 'instantaneous' && !(shape.seconds <= horizonSeconds))
    yield {
      path: ['path', 'shape', 'seconds'],
      rule: `must be <= path.horizonSeconds, ${horizonSeconds}`,
      got: shape.seconds,
    };
  if (!(planned.other <= planned.decision))
    yield {
      path: ['paths', 'other'],
      rule: `must be <= paths.decision, ${planned.decision}`,
      got: planned.other,
    };
}

/** Refuses what a sweep says of markets that its snapshot does not have. */
export function refuseStrangers(sweep: VenueSweep, ids: readonly string[]): void {
  const known = `be a market of the snapshot: ${ids.join(', ')}`;
  const named: (readonly [string, object])[] = [
    ['markets', sweep.markets],
    ...Object.entries(sweep.vectors).map(([label, { bps }]) => [`vectors.${label}.bps`, bps] as const),
    ...[sweep.decision, ...sweep.axes.shockBps].map(
      (vector, i) => [i === 0 ? 'decision' : `axes.shockBps.${i - 1}`, shockParts(vector).ownBps] as const,
    ),
  ];
  for (const [at, by] of named)
    for (const id of Object.keys(by)) if (!ids.includes(id)) refuse(`name of sweep.${at}`, known, id);
}

/** What a shock is made of, however it is written. */
interface ShockParts {
  readonly commonBps: number;
  readonly ownBps: Readonly<Record<string, number>>;
  /** Of a vector; null: none. */
  readonly name: string | null;
  readonly multiple: number;
}

export function shockParts(vector: ShockVector): ShockParts {
  const nothing = { commonBps: 0, ownBps: {}, name: null, multiple: 1 };
  if (typeof vector === 'number') return { ...nothing, commonBps: vector };
  if (isNamed(vector)) return { ...nothing, multiple: 1, ...vector };
  if (isCommon(vector)) return { ...nothing, ...vector };
  return { ...nothing, ownBps: vector };
}

// A market may be called `name`, and then has a number.
const isNamed = (vector: object): vector is { readonly name: string; readonly multiple?: number } =>
  'name' in vector && typeof vector.name === 'string';
const isCommon = (
  vector: object,
): vector is { readonly commonBps: number; readonly ownBps?: Record<string, number> } =>
  'commonBps' in vector;
