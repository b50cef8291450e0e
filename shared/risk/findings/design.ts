import { atShock, Side } from '../shapes/number.ts';
import { list, nullable, number, type Of, object, probability, text } from '../shapes/shape.ts';

/** The mixture of shocks for which margins must be enough. */
export const Design = object('what must be withstood', {
  market: text('id'),
  side: Side,
  minutes: number('the shock is meant to take'),
  mixture: list('weights add to 1', object('a shock', { ...atShock, weight: probability('share') })),
  beyondBps: nullable(number('smallest grid shock of at least 1.25 times the largest; null: none')),
});
export type Design = Of<typeof Design>;
