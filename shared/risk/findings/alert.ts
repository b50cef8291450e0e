import { Side } from '../shapes/number.ts';
import { count, flag, list, nullable, number, type Of, object, oneOf, text } from '../shapes/shape.ts';
import { MetricId } from './metric.ts';

/** In the order in which they matter: of several that would page, the first one does. */
export const ALERT_TYPES = [
  'code_effect.nonzero',
  'invariant.violated',
  'verdict.changed',
  'limit.breached',
  'fund.below_cover2',
  'record.zone_changed',
  'frontier.below_tiers',
  'limit.approaching',
  'cells.missing',
  'input.stale',
  'nonmonotone',
  'erratum.issued',
] as const;
export type AlertType = (typeof ALERT_TYPES)[number];

const date = (description: string) => text(description, '^[0-9]{4}-[0-9]{2}-[0-9]{2}$');

export const Alert = object('what somebody should do something about', {
  id: text('SHA-256 of type, market, subject and date: repeats are one', '^[0-9a-f]{64}$'),
  type: oneOf('what happened', ALERT_TYPES),
  market: text('id'),
  metric: nullable(MetricId),
  side: nullable(Side),
  severity: oneOf(
    'page: wake somebody, at most one a market and night; work: in the morning; note: to know',
    ['page', 'work', 'note'],
  ),
  attachedTo: nullable(text('id of the page that it goes with')),
  clearing: flag('it does not hold tonight, and is gone if it does not tomorrow'),
  owner: nullable(text('of the limit; null: nobody’s yet')),
  action: text('what to do'),
  text: text('what was seen, a sentence'),
  value: nullable(number('point estimate')),
  bound: nullable(number('held against the limit')),
  limit: nullable(number('in force')),
  section: count('of the page'),
  cells: list('it rests on', text('cell id')),
  firstSeen: date('night'),
  nights: count('on which it held, in a row'),
  expires: date('unless it is renewed'),
});
export type Alert = Of<typeof Alert>;
