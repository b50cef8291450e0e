import type { CellSummary } from './results.ts';

/** Money is conserved if no path's error is larger, as a fraction of open interest. */
const CONSERVED = 1e-9;

/**
 * What is said of cells together. Merges exactly, in any order: whole numbers, a maximum, and numbers of cells, of which
 * at most `mostNamed` of a kind are kept.
 */
export interface CellCounts {
  readonly mostNamed: number;
  /** Every path done, and nothing violated. */
  complete: number;
  /** Brought, but without a path that is done. */
  empty: number;
  done: number;
  /** Paths that could not finish. */
  unfinished: number;
  /** Paths that broke conservation or balance. */
  violations: number;
  conservationMax: number;
  readonly emptyCells: number[];
  readonly unconserved: number[];
  readonly unbalanced: number[];
  /** With paths that could not finish. */
  readonly unfinishedCells: number[];
  /** How many paths of each of these were planned and could not finish, and the first that could not. */
  readonly unfinishedPaths: number[];
}

const NUMBERS = ['complete', 'empty', 'done', 'unfinished', 'violations'] as const;
const LISTS = ['emptyCells', 'unconserved', 'unbalanced', 'unfinishedCells', 'unfinishedPaths'] as const;
const PATH_NUMBERS = 3;

export const createCounts = (mostNamed: number): CellCounts => ({
  mostNamed,
  complete: 0,
  empty: 0,
  done: 0,
  unfinished: 0,
  violations: 0,
  conservationMax: 0,
  emptyCells: [],
  unconserved: [],
  unbalanced: [],
  unfinishedCells: [],
  unfinishedPaths: [],
});

/** Counts one cell that was brought. */
export function countCell(counts: CellCounts, summary: CellSummary): void {
  const { cell, planned, done, failed, notConserved, unbalanced, conservationMax } = summary;
  const name = (list: number[]) => {
    if (list.length < counts.mostNamed) list.push(cell);
  };
  counts.done += done;
  counts.unfinished += failed;
  if (failed > 0 && counts.unfinishedCells.length < counts.mostNamed) {
    counts.unfinishedCells.push(cell);
    counts.unfinishedPaths.push(planned, failed, summary.firstFailed);
  }
  if (done === 0) {
    counts.empty++;
    name(counts.emptyCells);
    return;
  }
  if (notConserved === 0 && unbalanced === 0 && done === planned) counts.complete++;
  if (notConserved > 0 || !(conservationMax <= CONSERVED)) name(counts.unconserved);
  if (unbalanced > 0) name(counts.unbalanced);
  counts.violations += notConserved + unbalanced;
  counts.conservationMax = Math.max(counts.conservationMax, conservationMax);
}

/** Adds the counts of other cells, which come after those that are there. */
export function addCounts(counts: CellCounts, part: CellCounts): void {
  for (const name of NUMBERS) counts[name] += part[name];
  counts.conservationMax = Math.max(counts.conservationMax, part.conservationMax);
  for (const name of LISTS) {
    const most = name === 'unfinishedPaths' ? PATH_NUMBERS * counts.mostNamed : counts.mostNamed;
    for (const value of part[name].slice(0, most - counts[name].length)) counts[name].push(value);
  }
}

/** Numbers in order, for a file of doubles. */
export const countsToNumbers = (counts: CellCounts): number[] => [
  ...NUMBERS.map((name) => counts[name]),
  counts.conservationMax,
  ...LISTS.flatMap((name) => [counts[name].length, ...counts[name]]),
];

/** The inverse; `next` hands out as many numbers as it is asked for. */
export function countsFrom(mostNamed: number, next: (length: number) => ArrayLike<number>): CellCounts {
  const counts = createCounts(mostNamed);
  for (const name of NUMBERS) counts[name] = next(1)[0]!;
  counts.conservationMax = next(1)[0]!;
  for (const name of LISTS) counts[name].push(...Array.from(next(next(1)[0]!)));
  return counts;
}
