import { Known, Side } from '../shapes/number.ts';
import { Reason } from '../shapes/reasons.ts';
import {
  count,
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
import { ZONES } from '../statistics/traffic-light.ts';

/** A row of the `own_record` table: what a report said of the time after it, one row a side. Null: it did not say. */
export const Prediction = object('of a report, on one side', {
  market: text('id'),
  side: Side,
  asOf: text('UTC time of the report'),
  gapSeconds: count('windows for which the gap was meant'),
  quantile: probability('of the gap'),
  gap: number(
    'upper bound of that quantile of the move, fraction: what the recommended margins were made for',
  ),
  wanted: number('maintenance rate that the first tier wants, before clamp and order'),
  stressed: nullable(number('the same if the largest move of the history were the gap')),
  moveQuantile: nullable(number('point estimate of the same quantile, this side')),
  moveShortfall: nullable(number('mean move beyond it')),
  designSeconds: count('windows of ordinary days'),
  openInterest: number('quantity per side'),
  medianMove: nullable(number('median window')),
  largeMove: nullable(number('one window in twenty is larger')),
  liquidatedMedian: nullable(number('share liquidated at the median move, median')),
  liquidatedQ95: nullable(number('share liquidated at the large move, 95 %')),
  fundQ05: nullable(number('lower end of what the fund gains or loses, money')),
  fundQ95: nullable(number('upper end')),
  over1: nullable(probability('P(venue leaves its index by more than 1 %) at the large move')),
  over3: nullable(probability('the same, 3 %')),
});
export type Prediction = Of<typeof Prediction>;

const Test = (description: string) =>
  reasoned(
    ['statistic', 'pValue'],
    object(description, {
      statistic: nullable(number('likelihood ratio')),
      pValue: nullable(probability('chance of it if the report is right')),
      reason: nullable(Reason),
    }),
  );

const Day = object('the windows of one report', {
  asOf: text('UTC time of the report'),
  windows: count('observed until the next report'),
  exceptions: count('moves beyond the gap'),
  worst: number('largest move, fraction'),
  gap: number('what was to be covered'),
});
export type RecordDay = Of<typeof Day>;

const Inside = object('how often what came lay inside what was said', {
  windows: count('of the length of ordinary days, with a move from the median to the large one'),
  inside: count('inside'),
  predicted: Known('mean over the same windows of the end that was said'),
  realised: Known('mean of what came'),
});
export type Inside = Of<typeof Inside>;

const Brier = object('mean (p - y)^2 of a predicted probability', {
  windows: count('looked at'),
  score: number('of the predictions as they were made'),
  shuffled: number('mean over 1,000 shuffles of their dates'),
  better: probability('share of the shuffles that score worse'),
});

export const OwnRecord = object('past reports against what came after them, one side of one market', {
  market: text('id'),
  side: Side,
  from: text('UTC time of the first report'),
  to: text('UTC time up to which something was observed'),
  source: text('of what was observed'),
  reports: count('at most 365 days back'),
  windows: count('of the gap’s length'),
  exceptions: count('windows whose move exceeded the gap of the report that was current'),
  expected: number('exceptions that the quantile allows'),
  largest: nullable(number('largest exception, beyond the gap; null: none')),
  average: nullable(number('mean of them')),
  adequacy: probability('chance of so many exceptions or more if the quantile is right'),
  kupiec: Test('number of exceptions, two-sided'),
  independence: Test('whether one makes the next likelier'),
  conditional: Test('both together'),
  zone: oneOf('traffic light', ZONES),
  yellowFrom: count('exceptions'),
  redFrom: count('exceptions'),
  power: probability('chance to reject a report with twice the rate'),
  shortfall: nullable(
    object('test of expected shortfall, statistics 1 and 2 of Acerbi and Szekely', {
      z1: Known('0 if right, negative if risk is understated'),
      z2: number('the same, counting exceptions too'),
      criticalNormal: number('2 falls below it in one of twenty records of normal losses'),
      criticalT3: number('the same for Student’s t with three degrees of freedom'),
    }),
  ),
  liquidated: nullable(Inside),
  fund: nullable(Inside),
  brier: list(
    'per threshold of the dislocation, where it was observed',
    object('one', { over: number('fraction'), result: Brier }),
  ),
  days: list('oldest first', Day),
});
export type OwnRecord = Of<typeof OwnRecord>;

const Margins = object('a series of margins', {
  peakToTrough: number('largest over smallest'),
  calls: list(
    'largest rise within so many nights',
    object('one', { nights: count('apart'), share: number('of the margin before it') }),
  ),
});

/** How the margins that reports wanted moved: a portfolio that does not change, of one market. */
export const Procyclicality = object('report.md 8.7', {
  market: text('id'),
  nights: count('at most 365 days'),
  from: text('UTC time of the first report'),
  wanted: Margins,
  buffered: Margins,
  exhausted: count('nights on which nothing of the buffer was left'),
  stressWeighted: nullable(Margins),
});
export type Procyclicality = Of<typeof Procyclicality>;
