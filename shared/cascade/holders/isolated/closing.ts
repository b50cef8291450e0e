import { firstAtMost } from '../../numbers/bisect.ts';
import { COLUMN } from '../../outcome.ts';
import type { Ledger } from '../../purse/ledger.ts';
import { BEFORE, type Ladder, quantityBefore, valueBefore } from './ladder.ts';
import {
  BLOCK,
  BLOCK_BITS,
  type Bounds,
  MANY_ACCOUNTS,
  type Part,
  RUN,
  RUN_BITS,
  type Runs,
  runsOf,
} from './runs.ts';
import type { Side } from './side.ts';

/** A fill of rows, and what they leave behind at it; settlement currency. */
export interface Closing {
  /** Unit value of the fill times the side's sign, and the fee of one unit. */
  fill: number;
  fee: number;
  /** Losses beyond collateral, how many accounts have one, and their notional at the start. */
  deficit: number;
  deficits: number;
  deficitNotional: number;
  /** Liquidation fees, and what is left of collateral after them. */
  fees: number;
  rest: number;
  /** Largest two deficits of one account so far on the path. */
  first: number;
  second: number;
}

/** Numbers are born as -0 for the reason given in venue.ts. */
export const createClosing = (): Closing => ({
  fill: -0,
  fee: -0,
  deficit: -0,
  deficits: -0,
  deficitNotional: -0,
  fees: -0,
  rest: -0,
  first: -0,
  second: -0,
});

/** Begins a tick: nothing closed yet. */
export function openClosing(closing: Closing, ledger: Ledger): void {
  closing.deficit = 0;
  closing.deficits = 0;
  closing.deficitNotional = 0;
  closing.fees = 0;
  closing.rest = 0;
  closing.first = ledger[COLUMN.deficitFirst]!;
  closing.second = ledger[COLUMN.deficitSecond]!;
}

/** So few rows are closed faster one by one. */
const FEW_ROWS = 24;

/** What becomes of neighbours: all pay the whole fee; all end below zero; some of each, or a fee in part. */
const HEALTHY = 0;
const BELOW = 1;
const MIXED = 2;

/**
 * Adds up what the rows `[from, to)` of one side leave behind at the fill of `into`. In large ladders whole runs are
 * settled from their bounds and from sums: exact in who has a deficit, and in sums to rounding.
 */
export function closeRows(ladder: Ladder, side: Side, from: number, to: number, into: Closing): void {
  if (to - from <= FEW_ROWS || ladder.count < MANY_ACCOUNTS) closeEach(ladder, side.sign, from, to, into);
  else closeByRuns(ladder, side, from, to, into);
}

function closeByRuns(ladder: Ladder, side: Side, from: number, to: number, into: Closing): void {
  const { first } = side;
  const { fill, fee } = into;
  const columns = runsOf(ladder);
  const { runs, blocks } = columns;
  const firstRun = side.sign > 0 ? 0 : columns.firstShortRun;
  const firstBlock = side.sign > 0 ? 0 : columns.firstShortBlock;
  if (columns.highestOnward[firstRun + ((from - first) >>> RUN_BITS)]! <= fill - fee) {
    closeHealthy(ladder, from, to, into);
    return;
  }
  // Neighbours of one kind are settled together: rows `[start, row)` wait.
  let start = from;
  let kind = HEALTHY;
  for (let row = from; row < to; ) {
    const place = row - first;
    const block = firstBlock + (place >>> BLOCK_BITS);
    const run = firstRun + (place >>> RUN_BITS);
    let own = MIXED;
    let end = row + BLOCK;
    if ((place & (BLOCK - 1)) === 0 && end <= to) {
      own = kindOf(blocks, block, fill, fee);
      if (own === BELOW && mayBeLarger(blocks, block, into)) own = MIXED;
    }
    if (own === MIXED) {
      end = Math.min(to, first + ((place >>> RUN_BITS) + 1) * RUN);
      own = kindOf(runs, run, fill, fee);
      const isNoted = own === BELOW || (own === MIXED && end - row === RUN); // closeEach takes note itself
      if (isNoted && mayBeLarger(runs, run, into))
        noteRun(columns, ladder, side, { run, from: row, to: end }, into);
    }
    if (own !== kind || own === MIXED) {
      closeAlike(ladder, kind, start, row, into);
      start = row;
      kind = own;
    }
    if (own === MIXED) {
      if (end - row === RUN) closeRun(columns, ladder.startUnit, row, into);
      else closeEach(ladder, side.sign, row, end, into);
      start = end;
    }
    row = end;
  }
  closeAlike(ladder, kind, start, to, into);
}

function kindOf({ lowest, highest }: Bounds, at: number, fill: number, fee: number): number {
  if (highest[at]! <= fill - fee) return HEALTHY;
  return lowest[at]! > fill ? BELOW : MIXED;
}

/** Could a row's deficit be among the two largest? */
const mayBeLarger = ({ highest, largest }: Bounds, at: number, into: Closing): boolean =>
  largest[at]! * (highest[at]! - into.fill) > into.second;

/** Settles rows of one kind, which is not `MIXED`, from sums. */
function closeAlike(ladder: Ladder, kind: number, from: number, to: number, into: Closing): void {
  if (from === to) return;
  if (kind === HEALTHY) closeHealthy(ladder, from, to, into);
  else closeBelow(ladder, from, to, into);
}

function closeHealthy(ladder: Ladder, from: number, to: number, into: Closing): void {
  const { fill, fee } = into;
  const units = quantityBefore(ladder, to) - quantityBefore(ladder, from);
  into.fees += fee * units;
  into.rest += (fill - fee) * units - (valueBefore(ladder, to) - valueBefore(ladder, from));
}

function closeBelow(ladder: Ladder, from: number, to: number, into: Closing): void {
  const units = quantityBefore(ladder, to) - quantityBefore(ladder, from);
  into.deficit += valueBefore(ladder, to) - valueBefore(ladder, from) - into.fill * units;
  into.deficits += to - from;
  into.deficitNotional += ladder.startUnit * units;
}

/**
 * Settles a whole run in the order of its bankruptcies: first the accounts that end below zero, then those
 * whose rest does not cover the whole fee, then the others.
 */
function closeRun({ falling, upTo }: Runs, startUnit: number, from: number, into: Closing): void {
  const { fill, fee } = into;
  const to = from + RUN;
  const solvent = firstAtMost(falling, from, to, fill);
  const healthy = firstAtMost(falling, solvent, to, fill - fee);
  const a = BEFORE.width * (solvent - 1);
  const b = BEFORE.width * (healthy - 1);
  const c = BEFORE.width * (to - 1);
  const belowUnits = solvent > from ? upTo[a]! : 0;
  const belowValue = solvent > from ? upTo[a + BEFORE.value]! : 0;
  const thinUnits = healthy > from ? upTo[b]! : 0;
  const thinValue = healthy > from ? upTo[b + BEFORE.value]! : 0;
  into.deficit += belowValue - fill * belowUnits;
  into.deficits += solvent - from;
  into.deficitNotional += startUnit * belowUnits;
  into.fees += fill * (thinUnits - belowUnits) - (thinValue - belowValue);
  const units = upTo[c]! - thinUnits;
  into.fees += fee * units;
  into.rest += (fill - fee) * units - (upTo[c + BEFORE.value]! - thinValue);
}

/** Looks for new largest deficits in a part of a run. */
function noteRun(columns: Runs, ladder: Ladder, side: Side, part: Part, into: Closing): void {
  const { runs, largestRow, runnerUp } = columns;
  const { bankruptcy, quantity } = ladder;
  const { run, from, to } = part;
  const { sign } = side;
  const { fill } = into;
  const largest = largestRow[run]!;
  if (largest >= from && largest < to)
    noteLargest(into, quantity[largest]! * (sign * bankruptcy[largest]! - fill));
  if (runnerUp[run]! * (runs.highest[run]! - fill) <= into.second) return;
  for (let row = from; row < to; row++)
    if (row !== largest) noteLargest(into, quantity[row]! * (sign * bankruptcy[row]! - fill));
}

/** The plain way: every row by itself. */
function closeEach(ladder: Ladder, sign: number, from: number, to: number, into: Closing): void {
  const { bankruptcy, quantity, notional } = ladder;
  const { fill, fee } = into;
  let deficit = 0;
  let deficits = 0;
  let deficitNotional = 0;
  let fees = 0;
  let rest = 0;
  let { second } = into;
  for (let row = from; row < to; row++) {
    const units = quantity[row]!;
    const left = units * (fill - sign * bankruptcy[row]!);
    if (left < 0) {
      deficit -= left;
      deficits++;
      deficitNotional += notional[row]!;
      if (-left > second) {
        noteLargest(into, -left);
        second = into.second;
      }
    } else {
      const own = Math.min(fee * units, left);
      fees += own;
      rest += left - own;
    }
  }
  into.deficit += deficit;
  into.deficits += deficits;
  into.deficitNotional += deficitNotional;
  into.fees += fees;
  into.rest += rest;
}

function noteLargest(into: Closing, deficit: number): void {
  if (deficit > into.first) {
    into.second = into.first;
    into.first = deficit;
  } else if (deficit > into.second) into.second = deficit;
}
