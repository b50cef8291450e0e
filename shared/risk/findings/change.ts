import { Known, Side, Unit } from '../shapes/number.ts';
import { Reason } from '../shapes/reasons.ts';
import {
  count,
  digest,
  flag,
  list,
  nullable,
  number,
  type Of,
  object,
  oneOf,
  reasoned,
  text,
} from '../shapes/shape.ts';
import { ConditionId } from './condition.ts';
import { MetricId } from './metric.ts';
import { Word } from './verdict.ts';

/** Parts of the inputs that are swapped one by one between two nights; the code comes beside them. */
export const FACTORS = ['positions', 'prices', 'depth', 'fund', 'parameters'] as const;
export type FactorId = (typeof FACTORS)[number];

/** Key numbers whose change is shared out among the factors. */
export const ATTRIBUTED_IDS = ['coverage', 'p_ruin', 'es_draw'] as const;
export type AttributedId = (typeof ATTRIBUTED_IDS)[number];

const State = nullable(text('of its test, as in metrics; null: shown only, or not there'));

const MetricChange = object('a key number on both nights', {
  id: MetricId,
  side: Side,
  unit: Unit,
  before: Known('then'),
  now: Known('now'),
  stateBefore: State,
  stateNow: State,
});
export type MetricChange = Of<typeof MetricChange>;

const ConditionChange = object('what the market was like on both nights', {
  id: ConditionId,
  unit: Unit,
  before: Known('then'),
  now: Known('now'),
});
export type ConditionChange = Of<typeof ConditionChange>;

const LimitChange = object('a limit that is not what it was', {
  id: text('limit'),
  before: nullable(number('then; null: there was none')),
  now: nullable(number('now; null: there is none')),
  owner: nullable(text('who set it')),
  since: nullable(text('date')),
  note: nullable(text('where it was decided')),
});
export type LimitChange = Of<typeof LimitChange>;

const ParameterChange = object('a setting that is not what it was', {
  path: text('where it stands in snapshot or sweep file'),
  before: nullable(text('canonical JSON; null: it was not there')),
  now: nullable(text('canonical JSON; null: it is not there')),
});
export type ParameterChange = Of<typeof ParameterChange>;

const Shares = object('the change of a key number, shared out; what all parts add up to is now less before', {
  id: oneOf('key number', ATTRIBUTED_IDS),
  side: Side,
  before: number('as reported then'),
  now: number('as reported now'),
  positions: number('who holds what, and how far from its trigger'),
  prices: number('mark price and volatility'),
  depth: number('who would buy'),
  fund: number('the insurance fund'),
  parameters: number('tiers, rules, mechanism, design'),
  code: number('the same inputs in other code'),
  rest: number('what the paths of the probe do not tell'),
});
export type Shares = Of<typeof Shares>;

const Erratum = object(
  'a number of the earlier report that this code computes otherwise, over the same paths',
  {
    id: oneOf('key number', ATTRIBUTED_IDS),
    side: Side,
    reported: number('then'),
    recomputed: number('now'),
  },
);
export type Erratum = Of<typeof Erratum>;

export const Attribution = object('what made the difference: report.md 8.9', {
  paths: count('of each cell, under each mix of both nights'),
  changed: list('factors that differ', oneOf('factor', FACTORS)),
  sameModel: flag('the code that computes is the same: then code must be 0'),
  shares: list('per key number and side', Shares),
  errata: list('empty: last night is computed again as it was', Erratum),
});
export type Attribution = Of<typeof Attribution>;

const MapChange = object('cells of a map on both nights', {
  side: Side,
  compared: count('cells that both nights have'),
  worse: count('more failures, after Benjamini and Hochberg at 10 %'),
  better: count('fewer'),
});
export type MapChange = Of<typeof MapChange>;

export const Change = reasoned(
  ['attribution', 'maps'],
  object('of one market since an earlier report', {
    market: text('id'),
    since: object('the earlier report', {
      sweepId: text('its sweep'),
      asOf: text('UTC time'),
      digest: digest('SHA-256'),
      version: text('of its code'),
      days: count('between both dates; 1 is the night before'),
    }),
    word: object('published', { before: Word, now: Word }),
    decidedBy: object('metric/side', { before: nullable(text('then')), now: nullable(text('now')) }),
    metrics: list('order of the key numbers, down before up', MetricChange),
    conditions: list('what the market was like', ConditionChange),
    limits: list('that changed', LimitChange),
    parameters: nullable(list('that changed, at most 40; null: not known', ParameterChange)),
    attribution: nullable(Attribution),
    maps: nullable(list('down before up', MapChange)),
    reason: nullable(Reason),
  }),
);
export type Change = Of<typeof Change>;
