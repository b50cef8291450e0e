import { MEASURE_IDS } from '../mechanisms/measures.ts';
import { Horizon } from '../shapes/horizon.ts';
import { atShock, Interval, Known, pathCount, Side, Space, Unit } from '../shapes/number.ts';
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

/** Ends are null with MISSING_PATHS if a pair lacks a path. */
const PairedDifference = object('less the base mechanism’s, paired path by path', {
  pairs: count('paths done under both'),
  differing: count('pairs whose numbers are not the same'),
  mean: number('of the differences'),
  onePath: flag('one pair is more than half of what differs'),
  interval: Interval('two-sided 95%'),
  mcnemar: nullable(
    object('of pRuin', {
      newlyFailing: count('paths'),
      newlyPassing: count('paths'),
      exactP: probability('two-sided'),
    }),
  ),
});
export type PairedDifference = Of<typeof PairedDifference>;

const Measure = reasoned(
  ['value'],
  object('one', {
    id: oneOf('which', MEASURE_IDS),
    unit: Unit,
    space: Space,
    of: oneOf('what the value is over the paths; median: one path decides the mean', [
      'mean',
      'median',
      'probability',
      'ratio of sums',
      'largest',
    ]),
    value: nullable(number('the number')),
    reason: nullable(Reason),
    difference: nullable(PairedDifference),
  }),
);
export type Measure = Of<typeof Measure>;

export const Mechanism = object('one mechanism at one mixture shock, base values otherwise', {
  market: text('id'),
  side: Side,
  mechanism: text('label'),
  base: flag('the one in force'),
  ...atShock,
  cell: text('cell id'),
  paths: object('trials', pathCount),
  horizon: Horizon,
  winners: Known('mean accounts with profit when the first haircut fell: base of Gini and HHI'),
  floorHitPaths: count('near the price floor'),
  ceilingHitPaths: count('near the price ceiling'),
  metrics: list('no total score: solvency, revenue and fairness trade off', Measure),
});
export type Mechanism = Of<typeof Mechanism>;
