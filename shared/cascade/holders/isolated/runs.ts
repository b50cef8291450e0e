import { BEFORE, type Ladder } from './ladder.ts';

/** From this many accounts on, runs pay for themselves. */
export const MANY_ACCOUNTS = 4096;

/** So many rows share bounds: in a run, and in a block of runs. Powers of two, since a division is dear here. */
export const RUN_BITS = 5;
export const BLOCK_BITS = 9;
export const RUN = 1 << RUN_BITS;
export const BLOCK = 1 << BLOCK_BITS;
/** Every so many rows the search for the end of a mark's reach has a signpost. */
export const STEP_BITS = 3;
export const STEP = 1 << STEP_BITS;
const STEPS = RUN / STEP;

/** Extremes over the rows of a run or block. Bankruptcy units are signed by side. */
export interface Bounds {
  readonly lowest: Float64Array;
  readonly highest: Float64Array;
  /** Largest quantity of one row. */
  readonly largest: Float64Array;
}

/**
 * A ladder cut into runs of `RUN` rows, each side from its own first row on, with what settles all rows of
 * a run without looking at them. Bankruptcy units are signed by side: with `side * u` shorts read like
 * longs. Numbers of longs' runs (blocks, steps) come first.
 */
export interface Runs {
  readonly runs: Bounds;
  readonly blocks: Bounds;
  /** Number of the first run of shorts, and of their first block. */
  firstShortRun: number;
  firstShortBlock: number;
  /** Highest bankruptcy of the run and all after it on its side. */
  readonly highestOnward: Float64Array;
  /** Row with the largest quantity, and the largest quantity of the others. */
  readonly largestRow: Int32Array;
  readonly runnerUp: Float64Array;
  /** Trigger of the last of every `STEP` rows. */
  readonly signposts: Float64Array;
  /** Bankruptcies of each run, falling, in the places of its rows. */
  readonly falling: Float64Array;
  /** Sums over the run's rows in that order, up to and with each; laid out as `Ladder.before`. */
  readonly upTo: Float64Array;
  /** Row that stands in each place of the run in hand. */
  readonly order: Int32Array;
}

/** Made when a large ladder first needs them, and kept until it is filled anew. O(n). */
export function runsOf(ladder: Ladder): Runs {
  ladder.runs ??= allocateRuns(ladder.capacity);
  if (!ladder.hasRuns) {
    const { runs } = ladder;
    runs.firstShortRun = Math.ceil(ladder.longs / RUN);
    runs.firstShortBlock = Math.ceil(ladder.longs / BLOCK);
    fillSide(runs, ladder, 1);
    fillSide(runs, ladder, -1);
    ladder.hasRuns = true;
  }
  return ladder.runs;
}

function allocateRuns(capacity: number): Runs {
  // Both sides may end in a run of their own that is not full.
  const runs = Math.ceil(capacity / RUN) + 1;
  const blocks = Math.ceil(capacity / BLOCK) + 1;
  const bounds = (count: number): Bounds => ({
    lowest: new Float64Array(count),
    highest: new Float64Array(count),
    largest: new Float64Array(count),
  });
  return {
    runs: bounds(runs),
    blocks: bounds(blocks),
    firstShortRun: 0,
    firstShortBlock: 0,
    highestOnward: new Float64Array(runs),
    largestRow: new Int32Array(runs),
    runnerUp: new Float64Array(runs),
    signposts: new Float64Array(STEPS * runs),
    falling: new Float64Array(capacity),
    upTo: new Float64Array(BEFORE.width * capacity),
    order: new Int32Array(RUN),
  };
}

function fillSide(columns: Runs, ladder: Ladder, side: 1 | -1): void {
  const { runs, blocks, highestOnward, signposts } = columns;
  const { trigger } = ladder;
  const first = side > 0 ? 0 : ladder.longs;
  const last = side > 0 ? ladder.longs : ladder.count;
  const firstRun = side > 0 ? 0 : columns.firstShortRun;
  const firstBlock = side > 0 ? 0 : columns.firstShortBlock;
  let run = firstRun;
  for (let from = first; from < last; from += RUN, run++) {
    const to = Math.min(last, from + RUN);
    boundRun(columns, ladder, { run, from, to }, side);
    sortRun(columns, ladder, from, to, side);
    for (let k = 0; k < STEPS; k++)
      signposts[STEPS * run + k] = trigger[Math.min(to, from + STEP * (k + 1)) - 1]!;
    const block = firstBlock + Math.floor((from - first) / BLOCK);
    const opens = (from - first) % BLOCK === 0;
    blocks.lowest[block] = opens ? runs.lowest[run]! : Math.min(blocks.lowest[block]!, runs.lowest[run]!);
    blocks.highest[block] = opens ? runs.highest[run]! : Math.max(blocks.highest[block]!, runs.highest[run]!);
    blocks.largest[block] = opens ? runs.largest[run]! : Math.max(blocks.largest[block]!, runs.largest[run]!);
  }
  let onward = -Infinity;
  while (--run >= firstRun) {
    onward = Math.max(onward, runs.highest[run]!);
    highestOnward[run] = onward;
  }
}

/** The rows `[from, to)` of a run. */
export interface Part {
  readonly run: number;
  readonly from: number;
  readonly to: number;
}

function boundRun(columns: Runs, ladder: Ladder, { run, from, to }: Part, side: number): void {
  const { bankruptcy, quantity } = ladder;
  let lowest = Infinity;
  let highest = -Infinity;
  let largestRow = from;
  let largest = 0;
  let runnerUp = 0;
  for (let row = from; row < to; row++) {
    const own = side * bankruptcy[row]!;
    if (own < lowest) lowest = own;
    if (own > highest) highest = own;
    const size = quantity[row]!;
    if (size > largest) {
      runnerUp = largest;
      largest = size;
      largestRow = row;
    } else if (size > runnerUp) runnerUp = size;
  }
  columns.runs.lowest[run] = lowest;
  columns.runs.highest[run] = highest;
  columns.runs.largest[run] = largest;
  columns.largestRow[run] = largestRow;
  columns.runnerUp[run] = runnerUp;
}

/** By insertion: bankruptcies fall nearly as steadily as triggers do. */
function sortRun(
  { falling, upTo, order }: Runs,
  ladder: Ladder,
  from: number,
  to: number,
  side: number,
): void {
  const { bankruptcy, quantity } = ladder;
  for (let row = from; row < to; row++) {
    const own = side * bankruptcy[row]!;
    let at = row;
    for (; at > from && falling[at - 1]! < own; at--) {
      falling[at] = falling[at - 1]!;
      order[at - from] = order[at - 1 - from]!;
    }
    falling[at] = own;
    order[at - from] = row;
  }
  let units = 0;
  let value = 0;
  for (let k = from; k < to; k++) {
    const size = quantity[order[k - from]!]!;
    units += size;
    value += size * falling[k]!;
    upTo[BEFORE.width * k] = units;
    upTo[BEFORE.width * k + BEFORE.value] = value;
  }
}
