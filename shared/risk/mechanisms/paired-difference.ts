import type { PathColumns } from '../../sweep/results.ts';
import type { CellView } from '../cells/cell-view.ts';
import type { PairedDifference } from '../findings/mechanism.ts';
import { type Known, known, unknown } from '../shapes/number.ts';
import { isOnePath } from '../statistics/average.ts';
import { mcnemar, pairedMean, Z95 } from '../statistics/pairing.ts';
import { twoSided } from '../statistics/quantile-estimate.ts';

/** One number a path, or nothing where the path has none. */
export type PerPath = (paths: PathColumns, row: number) => number | null;

/**
 * What a cell has more than another, path by path: the same path draws the same numbers in both. Over the pairs in
 * which both paths have the number; null where fewer than two do.
 *
 * @param counted the number is 1 or 0, a failure or not: adds McNemar's test
 */
export function pairedDifference(
  perPath: PerPath,
  view: CellView,
  base: CellView,
  counted = false,
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
  const { mean, se } = pairedMean(differences);
  const complete = view.done === view.planned && base.done === base.planned;
  const end = (sign: number): Known => (complete ? known(mean + sign * Z95 * se) : unknown('MISSING_PATHS'));
  return {
    pairs: differences.length,
    mean,
    onePath: isOnePath(differences),
    interval: twoSided(end(-1), end(1), 'paired-normal'),
    mcnemar: counted
      ? { newlyFailing, newlyPassing, exactP: mcnemar(newlyFailing, newlyPassing).exactP }
      : null,
  };
}

/** Rows of the same path number in both; both ascend by path. */
function* pairs(one: PathColumns, other: PathColumns): Generator<[number, number]> {
  let j = 0;
  for (let i = 0; i < one.path.length; i++) {
    while (j < other.path.length && other.path[j]! < one.path[i]!) j++;
    if (other.path[j] === one.path[i]) yield [i, j];
  }
}
