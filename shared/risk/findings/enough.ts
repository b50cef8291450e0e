import { TIER_SETS } from '../../sweep/tier-sets.ts';
import { Known, Side } from '../shapes/number.ts';
import { Reason } from '../shapes/reasons.ts';
import {
  count,
  digits,
  list,
  nullable,
  number,
  type Of,
  object,
  oneOf,
  reasoned,
  text,
} from '../shapes/shape.ts';
import { MetricId } from './metric.ts';
import { Word } from './verdict.ts';

const State = oneOf('of its test or limit', ['proven', 'open', 'refuted', 'inside', 'outside', 'unjudged']);

const Price = object(
  'what the change asks of who holds positions at the mark price; means over estimated accounts',
  {
    extraMargin: number('margin called, settlement currency'),
    newlyUnderInitial: number('accounts newly under initial margin'),
    liquidatedByChange: number('accounts that the change itself would liquidate'),
  },
);
export type Price = Of<typeof Price>;

const named = {
  tiers: oneOf('margin table', TIER_SETS),
  maintenance: number('multiple of today’s rates; 1: those of the table'),
  mechanism: text('label'),
};

const Tried = reasoned(
  ['word'],
  object('one margin table under one mechanism, tested as the verdict is', {
    ...named,
    word: nullable(Word),
    reason: nullable(Reason),
    decidedBy: nullable(text('metric/side')),
    judged: list(
      'its tests and watched numbers, down before up',
      object('one', {
        metric: MetricId,
        side: Side,
        state: State,
        bound: Known('held against the tolerance or limit'),
      }),
    ),
    price: Price,
    cells: list('it rests on', text('cell id')),
  }),
);
export type Tried = Of<typeof Tried>;

const Rate = object('one tier', {
  tier: count('from 1'),
  from: digits('notional floor, in unitsPerCurrency-ths of the settlement currency'),
  to: nullable(digits('cap; null: none')),
  currentPpm: count('maintenance rate'),
  ppm: count('maintenance rate'),
  currentMaxLeverage: number('at most'),
  maxLeverage: number('at most'),
});
export type Rate = Of<typeof Rate>;

const Nights = reasoned(
  ['count', 'last'],
  object('how long it takes in steps no larger than the clamp', {
    count: nullable(count('nights, tonight’s the first')),
    last: nullable(text('date of the last one')),
    reason: nullable(Reason),
  }),
);
export type Nights = Of<typeof Nights>;

const Remedy = object('the change that the page tells', {
  ...named,
  what: oneOf(
    'adequate: the smallest under which the word is; proven: that proves every test, while something watched stays outside; nearest: neither',
    ['adequate', 'proven', 'nearest'],
  ),
  price: Price,
  rates: list('tiers', Rate),
  nights: Nights,
  effects: list(
    'each key number before and after',
    object('one', {
      metric: MetricId,
      side: Side,
      before: Known('today'),
      stateBefore: nullable(State),
      after: Known('under the change'),
      stateAfter: nullable(State),
    }),
  ),
});
export type Remedy = Of<typeof Remedy>;

export const Enough = reasoned(
  ['remedy'],
  object('what would be enough: the ladder of margin tables and mechanisms that was planned with the sweep', {
    market: text('id'),
    remedy: nullable(Remedy),
    reason: nullable(Reason),
    tried: list('in the order of the ladder, today first', Tried),
  }),
);
export type Enough = Of<typeof Enough>;
