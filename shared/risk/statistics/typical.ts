import { quantileRank } from './quantile-ranks.ts';

/**
 * The mean of numbers that are at least 0; or, where a single one is more than half of their sum, the median: such a
 * mean says what that path did, and nothing of the others (report.md 3.8).
 */
export function typical(numbers: ArrayLike<number>): { value: number; of: 'mean' | 'median' } {
  const ascending = Float64Array.from(numbers).sort();
  const sum = ascending.reduce((total, number) => total + number, 0);
  if (ascending.at(-1)! > sum / 2) {
    return { value: ascending[quantileRank(ascending.length, 500_000) - 1]!, of: 'median' };
  }
  return { value: sum / ascending.length, of: 'mean' };
}
