import { METRIC_IDS } from '../metrics/table.ts';
import { Horizon } from '../shapes/horizon.ts';
import { Interval, Known, pathCount, Side, Space, Unit } from '../shapes/number.ts';
import { Reason } from '../shapes/reasons.ts';
import {
  count,
  flag,
  list,
  nullable,
  number,
  type Of,
  object,
  oneOf,
  probability,
  reasoned,
  text,
} from '../shapes/shape.ts';

/** What a bound says of a limit that can hold back adequate. */
const WATCH_STATES = ['inside', 'outside', 'unjudged'] as const;

export const MetricId = oneOf('name of a key number (report.md 3.2)', METRIC_IDS);

const limitFields = {
  op: oneOf('which side of the value is inside', ['<=', '>=']),
  value: number('the tolerance'),
  owner: nullable(text('who set it; null: a default of leverage-cascade, nobody’s yet')),
  since: nullable(text('date')),
  note: nullable(text('where it was decided')),
};
const MetricLimit = object('in the unit of the value', limitFields);
/** The sweep's own, or a default of ours. */
export type MetricLimit = Of<typeof MetricLimit>;

export const LimitInForce = object('a tolerance in force', { id: text('name'), ...limitFields });
export type LimitInForce = Of<typeof LimitInForce>;

/** Always of the share that must stay small, whatever the metric's unit. */
const Proof = object(
  'the bounds that decide, of the share that must stay small; missing paths count against',
  {
    of: text('what is bounded'),
    tolerance: number('upper <= tolerance proves, lower > tolerance refutes'),
    level: probability('confidence of one test'),
    tests: count('in the market; the lower bound is at (1 - level) / tests'),
    value: nullable(number('point estimate')),
    lower: number('refutes'),
    upper: number('proves'),
    upperOptimistic: nullable(number('as if missing paths had not been planned; printed, never used')),
    method: text('how the bounds are made'),
    refutedByHolm: flag('listed as refuted by the further steps of Holm’s procedure'),
  },
);
type Proof = Of<typeof Proof>;

const Part = reasoned(
  ['value'],
  object('a number beside', {
    name: text('what'),
    unit: Unit,
    value: nullable(number('point estimate')),
    reason: nullable(Reason),
    interval: Interval('two-sided 95%'),
  }),
);

export const Metric = reasoned(
  ['value'],
  object('a key number of one market and side', {
    id: MetricId,
    version: count('raised when the definition changes'),
    market: text('id'),
    side: Side,
    role: oneOf(
      'a proof metric decides; a watch metric can hold back adequate; a shown one is judged by nobody',
      ['proof', 'watch', 'shown'],
    ),
    state: nullable(
      oneOf('result of its test; unjudged: says nothing for or against; null: shown only', [
        'proven',
        'open',
        'refuted',
        ...WATCH_STATES,
      ]),
    ),
    unit: Unit,
    space: Space,
    horizon: Horizon,
    value: nullable(number('point estimate')),
    reason: nullable(Reason),
    paths: object('trials', {
      ...pathCount,
      failing: nullable(count('failing among the done; null: not counted')),
    }),
    interval: Interval('two-sided 95%, in the unit of the value'),
    proof: nullable(Proof),
    bound: nullable(Known('of a watch metric: the pessimistic bound held against the limit')),
    limit: nullable(MetricLimit),
    watch: nullable(
      object('of cover2: a second limit that can hold back adequate', {
        state: oneOf('result', WATCH_STATES),
        bound: Known('held against the limit'),
        limit: MetricLimit,
      }),
    ),
    reasons: list('why it is open, refuted or outside', Reason),
    pathsToProof: nullable(Known('paths per cell with which the present rate would be proven')),
    parts: list('the same thing in other words', Part),
    cells: list('it rests on', text('cell id')),
    previous: nullable(number('last night’s value')),
  }),
);
export type Metric = Of<typeof Metric>;

export type MetricState = NonNullable<Metric['state']>;
export type WatchState = NonNullable<Metric['watch']>['state'];
export type TestState = Exclude<MetricState, WatchState>;

export type ProofMetric = Metric & {
  readonly role: 'proof';
  readonly state: TestState;
  readonly proof: Proof;
  readonly pathsToProof: Known;
  readonly limit: MetricLimit;
};
export type WatchMetric = Metric & {
  readonly role: 'watch';
  readonly state: WatchState;
  readonly bound: Known;
  readonly limit: MetricLimit;
};
export type ShownMetric = Metric & {
  readonly role: 'shown';
  readonly state: null;
  readonly limit: null;
};
export type JudgedMetric = ProofMetric | WatchMetric;
