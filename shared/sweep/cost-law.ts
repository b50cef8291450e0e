/** One walk of a sweep that was timed by itself, with all that it takes. */
export interface TimedWalk {
  /** Whose path it is. */
  readonly cell: number;
  /** Drawing what all cells of a path share: the course of the price, and the accounts where they are estimated. */
  readonly drawSeconds: number;
  /** Sorting the accounts after the axes. */
  readonly ladderSeconds: number;
  /** Letting the shock run over them. */
  readonly walkSeconds: number;
}

/** What the parts of a sweep cost on one core. Cells by their number. */
export interface CostLaw {
  readonly drawSeconds: number;
  readonly ladderSeconds: (cell: number) => number;
  readonly walkSeconds: (cell: number) => number;
  /** What a worker takes longer until its code is compiled. */
  readonly warmSeconds: number;
}

/** Walks that a cost is the mean of. */
const TOGETHER = 4;

/**
 * Walks of neighbouring cells, at least four and all of a cell together, say what those cells cost: cells are numbered so that
 * neighbours share a ladder, and differ in the shock. Where every walk of the sweep is as likely to be timed, the sum over all
 * cells errs by chance only, however cells, mechanisms, worlds and depth laws differ.
 *
 * @param timed in any order, at least one
 */
export function costLawOf(timed: readonly TimedWalk[], warmSeconds: number): CostLaw {
  const sorted = [...timed].sort((a, b) => a.cell - b.cell);
  const firsts: number[] = [];
  const groups: TimedWalk[][] = [];
  for (const walk of sorted) {
    const group = groups.at(-1);
    if (group && (group.length < TOGETHER || group.at(-1)!.cell === walk.cell)) group.push(walk);
    else {
      firsts.push(walk.cell);
      groups.push([walk]);
    }
  }
  if (groups.length > 1 && groups.at(-1)!.length < TOGETHER) {
    firsts.pop();
    groups.at(-2)!.push(...groups.pop()!);
  }
  const costs = groups.map((group) => ({
    ladder: mean(group.map(({ ladderSeconds }) => ladderSeconds)),
    walk: mean(group.map(({ walkSeconds }) => walkSeconds)),
  }));
  const costOf = (cell: number) => costs[Math.max(lastAtMost(firsts, cell), 0)]!;
  return {
    drawSeconds: mean(timed.map(({ drawSeconds }) => drawSeconds)),
    ladderSeconds: (cell) => costOf(cell).ladder,
    walkSeconds: (cell) => costOf(cell).walk,
    warmSeconds,
  };
}

export const mean = (values: readonly number[]): number =>
  values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;

/** Place of the last of some ascending numbers that is at most `bound`; -1 if none is. */
export function lastAtMost(ascending: readonly number[], bound: number): number {
  let low = 0;
  let high = ascending.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (ascending[middle]! > bound) high = middle;
    else low = middle + 1;
  }
  return low - 1;
}
