import { type Known, known, unknown } from '../shapes/number.ts';

/**
 * Haircut taken over haircut needed, both summed over the paths (report.md 7.10): 1 takes from winners what
 * the deficit asks, 1.5 half as much again. Where nothing was needed there is no ratio, and the reason tells
 * 0/0 from a haircut that nothing asked for.
 */
export function overshoot(taken: number, needed: number): Known {
  if (needed > 0) return known(taken / needed);
  return unknown(taken > 0 ? 'TAKEN_WITHOUT_NEED' : 'NOT_NEEDED');
}
