import type { Reason } from '../shapes/reasons.ts';
import { chiSquareTail } from './erfc.ts';
import { kupiec, xLogY } from './kupiec.ts';

/** Days by what the day before was: `n01` is an exception after none. There is one transition less than days. */
export interface Transitions {
  readonly n00: number;
  readonly n01: number;
  readonly n10: number;
  readonly n11: number;
}

/** @param isException day by day, oldest first */
export function transitionsOf(isException: readonly boolean[]): Transitions {
  const count = (before: boolean, now: boolean) =>
    isException.filter((own, day) => day > 0 && own === now && isException[day - 1] === before).length;
  return {
    n00: count(false, false),
    n01: count(false, true),
    n10: count(true, false),
    n11: count(true, true),
  };
}

/** A likelihood ratio and its chance; below two exceptions there is nothing to test. */
export interface Independence {
  readonly lr: number | null;
  readonly pValue: number | null;
  readonly reason: Reason | null;
}

/** Whether an exception makes the next one likelier (Christoffersen 1998, doi:10.2307/2527341). */
export function independence({ n00, n01, n10, n11 }: Transitions): Independence {
  if (Math.max(n01, n10) + n11 < 2) return { lr: null, pValue: null, reason: 'NOT_TESTABLE' };
  const likelihood = (zeros: number, ones: number) => {
    const all = zeros + ones; // none: the factor is dropped
    return xLogY(zeros, zeros / all) + xLogY(ones, ones / all);
  };
  const apart = likelihood(n00, n01) + likelihood(n10, n11);
  const lr = Math.max(0, 2 * (apart - likelihood(n00 + n10, n01 + n11)));
  return { lr, pValue: chiSquareTail(lr, 1), reason: null };
}

/** Number and independence of exceptions together: chi-square of two degrees of freedom. */
export function conditionalCoverage(n: number, x: number, p: number, transitions: Transitions): Independence {
  const { lr, reason } = independence(transitions);
  if (lr === null) return { lr, pValue: null, reason };
  const both = kupiec(n, x, p).lr + lr;
  return { lr: both, pValue: chiSquareTail(both, 2), reason: null };
}
