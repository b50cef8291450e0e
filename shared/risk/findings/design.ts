import { atShock, Side } from '../shapes/number.ts';
import { count, list, nullable, number, type Of, object, probability, text } from '../shapes/shape.ts';

const Origin = object('the history that proposed it, how uncertain that is, and who chose it', {
  quantile: probability('share of windows that do not move further'),
  minutes: number('length of a window'),
  lowerBps: nullable(number('end of its 95 % interval')),
  upperBps: nullable(number('end of its 95 % interval')),
  runs: count('of windows that the tail was fitted to'),
  owner: nullable(text('who chose it')),
});

/** The mixture of shocks for which margins must be enough. */
export const Design = object('what must be withstood', {
  market: text('id'),
  side: Side,
  minutes: number('the shock is meant to take'),
  mixture: list(
    'weights add to 1',
    object('a shock', { ...atShock, weight: probability('share'), from: nullable(Origin) }),
  ),
  beyondBps: nullable(number('smallest grid shock of at least 1.25 times the largest; null: none')),
});
export type Design = Of<typeof Design>;
