import { PATH_COLUMNS } from '../../sweep/results.ts';
import { summarise } from '../../sweep/tally.ts';
import { type Bench, runOf, runPaths, todayAt } from './bench.ts';
import { doublesIn } from './pack.ts';

/** What came of computing a published cell again. */
export interface Checked {
  readonly cell: string;
  /** Paths, and numbers of each, that were compared; of all that the cell has. */
  readonly paths: number;
  readonly numbers: number;
  readonly of: number;
  /** The first number that is not the same, in words; null: every bit is. */
  readonly differs: string | null;
}

/** Computes the first paths of a published cell again, with its seed, and compares every number of theirs bit for bit. */
export function selfCheck(bench: Bench): Checked {
  const { check, published } = bench.cells;
  const { id, paths } = published.find(({ shockBps }) => shockBps === check.shockBps)!;
  const run = runOf(bench, todayAt(bench.market, check.shockBps), paths);
  do runPaths(bench, run, check.rows);
  while (summarise(run.tally).summary.done < check.rows && run.next < paths);
  const own = summarise(run.tally).paths!;
  const theirs = doublesIn(check.bits);
  const place = theirs.findIndex((number, i) => !Object.is(number, own[nameAt(i)][rowAt(i)]));
  return {
    cell: id,
    paths: check.rows,
    numbers: PATH_COLUMNS.length,
    of: paths,
    differs:
      place < 0
        ? null
        : `${nameAt(place)} of path ${own.path[rowAt(place)]} must be ${theirs[place]}, got ${own[nameAt(place)][rowAt(place)]}`,
  };
}

const nameAt = (place: number) => PATH_COLUMNS[place % PATH_COLUMNS.length]!;
const rowAt = (place: number) => Math.floor(place / PATH_COLUMNS.length);
