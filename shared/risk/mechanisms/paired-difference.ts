import type { PathColumns } from '../../sweep/results.ts';
import type { CellView } from '../cells/cell-view.ts';
import type { PairedDifference } from '../findings/mechanism.ts';
import { known, unknown } from '../shapes/number.ts';
import { isOnePath } from '../statistics/average.ts';
import { pairedAmount, pairedCount } from '../statistics/paired-interval.ts';
import { mcnemar } from '../statistics/pairing.ts';
import { twoSided } from '../statistics/quantile-estimate.ts';

/** One number a path, or nothing where the path has none. */
export type PerPath = (paths: PathColumns, row: number) => number | null;

/**
 * What a cell has more than another, path by path: the same path draws the same numbers in both. Over the pairs in
 * which both paths have the number; null where fewer than two do.
 *
 * @param range no two numbers of a pair can be further apart; null: not known; 'count': the number is 1 or 0, a failure
 * or not, which adds McNemar's test
 */
export function pairedDifference(
  perPath: PerPath,
  view: CellView,
  base: CellView,
  range: number | null | 'count',
): PairedDifference | null {
  if (!view.paths || !base.paths) return null;
  const differences: number[] = [];
  let [newlyFailing, newlyPassing] = [0, 0];
  for (const [row, baseRow] of pairs(view.paths, base.paths)) {
    const [own, other] = [perPath(view.paths, row), perPath(base.paths, baseRow)];
    if (own === null || other === null) continue;
    differences.push(own - other);
    if (own > other) newlyFailing++;
    if (own < other) newlyPassing++;
  }
  if (differences.length < 2) return null;
  const counted = range === 'count' ? { newlyFailing, newlyPassing } : null;
  const { mean, lower, upper, method } =
    range === 'count'
      ? countOf(newlyFailing, newlyPassing, differences.length)
      : pairedAmount(differences, range);
  const complete = view.done === view.planned && base.done === base.planned;
  const missing = unknown('MISSING_PATHS');
  return {
    pairs: differences.length,
    differing: newlyFailing + newlyPassing,
    mean,
    onePath: isOnePath(differences),
    interval: complete ? twoSided(lower, upper, method) : twoSided(missing, missing, method),
    mcnemar: counted && { ...counted, exactP: mcnemar(newlyFailing, newlyPassing).exactP },
  };
}

function countOf(newlyFailing: number, newlyPassing: number, pairs: number) {
  const { difference, lower, upper } = pairedCount(newlyFailing, newlyPassing, pairs);
  return { mean: difference, lower: known(lower), upper: known(upper), method: 'paired-count' as const };
}

/** Rows of the same path number in both; both ascend by path. */
function* pairs(one: PathColumns, other: PathColumns): Generator<[number, number]> {
  let j = 0;
  for (let i = 0; i < one.path.length; i++) {
    while (j < other.path.length && other.path[j]! < one.path[i]!) j++;
    if (other.path[j] === one.path[i]) yield [i, j];
  }
}
