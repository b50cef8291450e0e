import { Known, Side } from '../shapes/number.ts';
import { Reason } from '../shapes/reasons.ts';
import {
  count,
  digits,
  flag,
  list,
  nullable,
  number,
  type Of,
  object,
  oneOf,
  probability,
  text,
} from '../shapes/shape.ts';
import { Word } from './verdict.ts';

const Flag = oneOf('flag', [
  // The wanted rate lies outside the allowed step from the current one.
  'CLAMPED',
  // A lower rate was wanted; lowering is not allowed tonight.
  'LOWERING_HELD',
  // Too few windows for a finite bound of the gap: the largest move was taken.
  'GAP_NO_FINITE_BOUND',
  // The bound's rank lies below the listed moves: the smallest listed, which is larger, was taken.
  'GAP_LIST_TOO_SHORT',
  // Closing the position reaches beyond the depth that is known.
  'IMPACT_BEYOND_DEPTH',
  // The table's own deductions follow no rule of ours; the recommended ones are by recursion.
  'DEDUCTIONS_BY_RECURSION',
]);
export type TierFlag = Of<typeof Flag>;

/** The margin table's own part of a row: floors and deductions exact, as text. */
const rates = {
  tier: count('from 1'),
  from: digits('notional floor, in unitsPerCurrency-ths of the settlement currency'),
  to: nullable(digits('cap; null: none')),
  currentPpm: count('maintenance rate'),
  recommendedPpm: count('maintenance rate'),
  wantedPpm: count('before clamp and order'),
  gapPpm: count('price gap over detection and liquidation time, upper bound'),
  impactPpm: count('modelled cost of closing the tier’s cap after the design shock'),
  feePpm: count('liquidation fee'),
  currentMaxLeverage: number('at most'),
  recommendedMaxLeverage: number('at most'),
  currentInitialPpm: count('initial rate'),
  recommendedInitialPpm: count('initial rate'),
  currentDeduction: text('maintenance deduction, settlement currency'),
  recommendedDeduction: text('maintenance deduction, settlement currency'),
  driver: oneOf('what set the rate', ['gap', 'impact', 'fee', 'buffer', 'clamp', 'monotone', 'held']),
  clamped: flag('held to the largest step from today’s rate'),
  flags: list('what to know about this row', Flag),
};

/** What the change means for those who hold positions. */
const consequences = {
  accounts: number('accounts in it; a mean where positions are estimated'),
  shareOfOpenInterest: number('of their notional', 0),
  newlyUnderInitial: number('accounts newly under initial margin'),
  extraMargin: number('margin called, settlement currency'),
  liquidatedByChange: number('accounts that the change itself would liquidate at the mark price'),
};
const Consequences = object('the cost of the change', consequences);
export type TierConsequences = Of<typeof Consequences>;

const PhaseInStep = object('a step', {
  daysAfterApproval: count('days'),
  applies: oneOf('to whom', ['new positions', 'present positions']),
  ppm: count('maintenance rate from then on'),
});
export type PhaseInStep = Of<typeof PhaseInStep>;

const Tier = object('one row of the margin table; rates in parts per million', {
  market: text('id'),
  ...rates,
  ...consequences,
  phaseIn: list('empty when nobody would be liquidated by the change itself', PhaseInStep),
  joint: nullable(Word),
  jointReason: nullable(Reason),
});
export type Tier = Of<typeof Tier>;
export type TierRates = Pick<Tier, keyof typeof rates>;

export const TierTable = object('all tiers of a market together', {
  market: text('id'),
  heading: oneOf('what the table is', ['recommended', 'candidate', 'first step']),
  changed: flag('at least one rate or leverage differs'),
  kind: oneOf('how a rate applies', ['recursion', 'whole-value']),
  unitsPerCurrency: count('what from and to count: 100 (cents) or 100000000 (satoshi)'),
  joint: nullable(Word),
  jointReason: nullable(Reason),
  jointDecidedBy: nullable(text('metric/side')),
  total: Consequences,
  effects: list(
    'what all new tiers at once make of the losses of the decision region',
    object('a number under both tables', {
      id: oneOf('key number', ['coverage', 'below_zero']),
      side: Side,
      current: Known('under today’s table'),
      candidate: Known('under the new one'),
    }),
  ),
  windowSeconds: number('detection and liquidation time'),
  windows: count('observed in the history'),
  quantile: probability('of the gap'),
  rows: list('tiers', Tier),
});
export type TierTable = Of<typeof TierTable>;
