import { bentkusLower, bentkusUpper, countAbove, countBelow } from './bentkus.ts';
import { clopperPearsonLower, clopperPearsonUpper } from './clopper-pearson.ts';

/**
 * One-sided bounds at `a` of counts, and of means of which the sum was kept, each computed once: one costs some 40 us,
 * and of a million cells many have the same counts.
 * Kept for as long as the returned functions live.
 */
export function rememberedBounds(a: number) {
  const meanLower = remembered((count, n) => bentkusLower(count, n, a));
  const meanUpper = remembered((count, n) => bentkusUpper(count, n, a));
  return {
    lower: remembered((failures, n) => clopperPearsonLower(failures, n, a)),
    upper: remembered((failures, n) => clopperPearsonUpper(failures, n, a)),
    meanLower: (sum: number, n: number) => meanLower(countBelow(sum), n),
    meanUpper: (sum: number, n: number) => meanUpper(countAbove(sum, n), n),
  };
}
export type Bounds = ReturnType<typeof rememberedBounds>;

function remembered(bound: (amount: number, n: number) => number): (amount: number, n: number) => number {
  const byTrials = new Map<number, Map<number, number>>();
  return (amount, n) => {
    const known = byTrials.get(n) ?? new Map<number, number>();
    byTrials.set(n, known);
    const value = known.get(amount) ?? bound(amount, n);
    known.set(amount, value);
    return value;
  };
}
