import { integerPower } from '../../cascade/numbers/math.ts';
import { binomialCdf } from './binomial.ts';

/**
 * The largest failing share that a grid shows by chance alone, where every cell has the same true probability and
 * cells are independent: its mean and 95 % quantile. It is why the worst cell is never a headline (report.md 7.12).
 */
export function worstOfGrid(cells: number, paths: number, probability: number) {
  let mean = 0;
  let percentile95: number | null = null;
  for (let failures = 0; failures <= paths; failures++) {
    const noneAbove = integerPower(binomialCdf(failures, paths, probability), cells);
    mean += (1 - noneAbove) / paths;
    if (noneAbove >= 0.95) percentile95 ??= failures / paths;
  }
  return { mean, percentile95 };
}
