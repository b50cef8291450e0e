import { log } from '../../cascade/numbers/math.ts';

/**
 * Population stability index of two histograms: `sum (actual - expected) ln(actual / expected)`, 0 where they are alike.
 * An empty bin of either one is first joined with its neighbour, the last one with the bin before it.
 */
export function stabilityIndex(expected: readonly number[], actual: readonly number[]): number {
  const bins: { expected: number; actual: number }[] = [];
  let open = { expected: 0, actual: 0 };
  for (const [bin, own] of expected.entries()) {
    open = { expected: open.expected + own, actual: open.actual + actual[bin]! };
    if (open.expected > 0 && open.actual > 0) {
      bins.push(open);
      open = { expected: 0, actual: 0 };
    }
  }
  const last = bins.at(-1);
  if (last) {
    last.expected += open.expected;
    last.actual += open.actual;
  }
  return bins.reduce((sum, own) => sum + (own.actual - own.expected) * log(own.actual / own.expected), 0);
}
