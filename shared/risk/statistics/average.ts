import { quantileRank } from './quantile-ranks.ts';

/** Of numbers over paths: their mean, or the median where one path decides the mean. */
export interface Average {
  readonly of: 'mean' | 'median';
  readonly value: number;
}

/** Takes the median where the largest number alone is above half of the sum, by size: that mean is one path. Not empty. */
export function averageOf(values: ArrayLike<number>): Average {
  // Sorted for the sum too, so that permuted paths give equal bytes.
  const ascending = Float64Array.from(values).sort();
  return isOnePath(ascending)
    ? { of: 'median', value: ascending[quantileRank(ascending.length, 500_000) - 1]! }
    : { of: 'mean', value: sumOf(ascending) / ascending.length };
}

/** One number is larger than all others together. */
export function isOnePath(values: ArrayLike<number>): boolean {
  let [largest, sum] = [0, 0];
  for (let i = 0; i < values.length; i++) {
    const size = Math.abs(values[i]!);
    sum += size;
    if (size > largest) largest = size;
  }
  return largest > sum / 2;
}

export function sumOf(numbers: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < numbers.length; i++) sum += numbers[i]!;
  return sum;
}
