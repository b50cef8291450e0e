import { Side } from '../shapes/number.ts';
import { Reason } from '../shapes/reasons.ts';
import {
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

/** What can be made worse: the shock, leverage, maintenance rates, depth, the mark's age, each side's largest account, the fund. */
export const DRIVERS = ['price', 'leverage', 'maintenance', 'depth', 'latency', 'largest', 'fund'] as const;
export type DriverId = (typeof DRIVERS)[number];

const Driver = reasoned(
  ['multiple'],
  object('how far it goes until P(need > fund) is no longer held, all else as today', {
    id: oneOf('what is made worse', DRIVERS),
    multiple: nullable(number('of today’s, of the design shock: where the tolerance is passed, for display')),
    reason: nullable(Reason),
    provenTo: nullable(number('the worst at which it and all that is milder are proven; null: none')),
    refutedFrom: nullable(number('the mildest that is refuted; null: none')),
    tolerance: probability('of P(need > fund)'),
  }),
);
export type Driver = Of<typeof Driver>;

const Joint = reasoned(
  ['distance'],
  object('the cell nearest to today that is not proven, all drivers but the fund together', {
    distance: nullable(number('doublings and halvings: root of the sum of their squares')),
    reason: nullable(Reason),
    cell: nullable(text('cell id')),
    price: nullable(number('multiple of the design shock')),
    leverage: nullable(number('multiple of today’s')),
    maintenance: nullable(number('multiple of today’s')),
    depth: nullable(number('multiple of today’s')),
    latency: nullable(number('multiple of today’s')),
    largest: nullable(number('multiple of today’s')),
  }),
);
export type Joint = Of<typeof Joint>;

export const ReverseStress = object('what it would take', {
  market: text('id'),
  side: Side,
  drivers: list('those that the sweep’s cells or paths tell', Driver),
  joint: Joint,
});
export type ReverseStress = Of<typeof ReverseStress>;
