import type { Average } from '../statistics/average.ts';
import { AnyReason, Reason } from './reasons.ts';
import {
  count,
  nullable,
  number,
  type Of,
  object,
  oneOf,
  probability,
  reasoned,
  referred,
  text,
} from './shape.ts';

// What every finding is made of. Money is in the settlement currency; shares, probabilities and shocks are fractions; a
// coordinate in basis points stands beside its fraction so that labels and keys stay exact.

export const Side = oneOf('sign of the shock', ['down', 'up']);

export const Unit = oneOf('of the number', ['ratio', 'probability', 'multiple', 'money', 'count', 'seconds']);
export type Unit = Of<typeof Unit>;

/** Report.md 1. */
export const Space = oneOf('whose account is meant', ['equity', 'pnl', 'notional', 'count', 'ratio']);
export type Space = Of<typeof Space>;

const AnyInterval = reasoned(
  ['lower', 'upper'],
  object('where a number lies', {
    level: probability('confidence'),
    sides: number('1 or 2', 1, 2),
    lower: nullable(number('end')),
    upper: nullable(number('end')),
    method: text('how it is made; padded ones are approximate and prove nothing'),
    reason: nullable(Reason),
  }),
);
/** An end that does not exist is null, and `reason` says why. */
export type Interval = Of<typeof AnyInterval>;
export const Interval = (description: string) => referred('interval', description, AnyInterval);

const AnyKnown = reasoned(
  ['value'],
  object('a number that may be unknown', { value: nullable(number('the number')), reason: nullable(Reason) }),
);
/** A number that may not exist: then `value` is null and `reason` says why. Never 0 or NaN instead. */
export type Known = Of<typeof AnyKnown>;
export const Known = (description: string) => referred('known', description, AnyKnown);

export const known = (value: number): Known => ({ value, reason: null });
export const unknown = (reason: Reason): Known => ({ value: null, reason });

const AnyMean = reasoned(
  ['value'],
  object('an average over paths', {
    of: oneOf('median: one path is more than half of the sum, and the mean would be that path', [
      'mean',
      'median',
    ]),
    value: nullable(number('the number')),
    reason: nullable(Reason),
  }),
);
/** A mean that says so where a single path decides it, and is the median instead. */
export type Mean = Of<typeof AnyMean>;
export const Mean = (description: string) => referred('mean', description, AnyMean);

export const average = ({ of, value }: Average): Mean => ({ of, value, reason: null });
export const noMean = (reason: Reason): Mean => ({ of: 'mean', value: null, reason });

/** The largest of numbers that all exist; else the first reason why one does not. */
export function largest(numbers: readonly Known[]): Known {
  const missing = numbers.find(({ value }) => value === null);
  if (missing) return unknown(missing.reason!);
  if (numbers.length === 0) return unknown('NO_PATHS_DONE');
  return known(Math.max(...numbers.map(({ value }) => value!)));
}

const AnyEstimate = reasoned(
  ['value'],
  object('a number and where it lies', {
    value: nullable(number('point estimate')),
    reason: nullable(Reason),
    interval: Interval('two-sided 95%'),
  }),
);
/** A number of the page: what was seen, and between which ends it lies. */
export type Estimate = Of<typeof AnyEstimate>;
export const Estimate = (description: string) => referred('estimate', description, AnyEstimate);

/** What other schemas refer to. */
export const DEFINITIONS = {
  code: AnyReason.schema,
  interval: AnyInterval.schema,
  known: AnyKnown.schema,
  mean: AnyMean.schema,
  estimate: AnyEstimate.schema,
};

export const pathCount = {
  planned: count('paths'),
  done: count('finished; the rest were not run, or could not finish, and count against'),
};

export const atShock = { shockBps: number('signed, basis points'), shock: number('signed fraction') };
