import { atShock, Estimate, Interval, Mean, pathCount, Side } from '../shapes/number.ts';
import { count, flag, nullable, number, type Of, object, text } from '../shapes/shape.ts';

export const Splitting = object(
  'the tail of draw at one mixture shock, base values otherwise, with accounts split to avoid tiers',
  {
    market: text('id'),
    side: Side,
    ...atShock,
    tier: count('accounts above its cap are split into equal ones of one owner; from 1; 0: nobody splits'),
    cell: text('cell id'),
    paths: object('trials', pathCount),
    mean: Mean('of draw, each path at most open interest'),
    uncovered: Mean('of money beyond margins, share of open interest'),
    belowZero: Mean('of open interest whose accounts end below zero, share'),
    q95: Estimate('95% quantile of draw'),
    q99: Estimate('99% quantile of draw'),
    q999: Estimate('99.9% quantile of draw'),
    difference: nullable(
      object('draw less that of tier 0, each at most open interest, paired path by path', {
        pairs: count('paths done under both'),
        differing: count('pairs whose numbers are not the same'),
        mean: number('of the differences'),
        onePath: flag('one pair is more than half of what differs'),
        interval: Interval('two-sided 95%'),
      }),
    ),
  },
);
export type Splitting = Of<typeof Splitting>;
