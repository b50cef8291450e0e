import { atShock, Side } from '../shapes/number.ts';
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

const Line = (description: string) =>
  object(description, {
    provenSafe: nullable(number('largest leverage that it and all smaller ones are proven at; null: none')),
    notRefuted: nullable(number('largest leverage not refuted; null: none')),
  });
export type FrontierLine = Of<ReturnType<typeof Line>>;

export const FrontierPoint = reasoned(
  ['provenSafe'],
  object('the largest leverage proven safe at one shock; multiples of today’s', {
    market: text('id'),
    side: Side,
    mechanism: text('label'),
    ...atShock,
    tolerance: probability('of both lines'),
    provenSafe: nullable(number('the lower of margin and fund; null: none')),
    notRefuted: nullable(number('the lower of margin and fund; null: none')),
    reason: nullable(Reason),
    margin: Line('by the mean loss beyond margins, share of open interest'),
    fund: Line('by P(need > fund)'),
    flags: list('what to know about this point', oneOf('flag', ['NONMONOTONE'])),
  }),
);
export type FrontierPoint = Of<typeof FrontierPoint>;
