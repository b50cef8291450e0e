import type { Ladder } from './ladder.ts';
import { allocateStrands, fillStrands, RUN, type Strand, type Strands } from './strands.ts';

/** What rows closed at one fill leave behind; settlement currency. */
export interface Closing {
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

/** Fields start as -0 for the reason given in ledger.ts. */
export const createClosing = (): Closing => ({
  deficit: -0,
  deficits: -0,
  deficitNotional: -0,
  fees: -0,
  rest: -0,
  first: -0,
  second: -0,
});

/** From this many accounts on, strands pay for themselves. */
const MANY_ACCOUNTS = 4096;
/** So few rows are closed faster one by one: of a range, and of its part of a strand. */
const SHORT_RANGE = 96;
const FEW_ROWS = 16;

/**
 * Adds up what the rows `[from, to)` of one side leave behind at one fill. In large ladders whole ranges
 * are settled from prefix sums: exact in who has a deficit, and in sums to rounding.
 *
 * @param unit unit value of the fill
 * @param feeRate fraction of the fill's value, taken from what is left of the collateral
 */
export function closeRows(
  ladder: Ladder,
  from: number,
  to: number,
  side: number,
  unit: number,
  feeRate: number,
  into: Closing,
): void {
  const fill = side * unit;
  const fee = feeRate * Math.abs(unit);
  if (to - from <= SHORT_RANGE || ladder.count < MANY_ACCOUNTS) {
    closeEach(ladder.bankruptcy, ladder.quantity, ladder.notional, from, to, side, fill, fee, into);
    return;
  }
  const { firstTier, otherTiers, firstTierBefore } = strandsOf(ladder);
  const a = firstTierBefore[from]!;
  const b = firstTierBefore[to]!;
  closeStrand(firstTier, a, b, fill, fee, into);
  closeStrand(otherTiers, from - a, to - b, fill, fee, into);
}

/** Made when a large ladder first closes a long range, and kept until it is filled anew. */
function strandsOf(ladder: Ladder): Strands {
  ladder.strands ??= allocateStrands(ladder.capacity);
  if (!ladder.hasStrands) {
    fillStrands(ladder.strands, ladder);
    ladder.hasStrands = true;
  }
  return ladder.strands;
}

/** The plain way: every row by itself. */
function closeEach(
  bankruptcy: Float64Array,
  quantity: Float64Array,
  notional: Float64Array,
  from: number,
  to: number,
  side: number,
  fill: number,
  fee: number,
  into: Closing,
): void {
  let deficit = 0;
  let deficits = 0;
  let deficitNotional = 0;
  let fees = 0;
  let rest = 0;
  let second = into.second;
  for (let row = from; row < to; row++) {
    const units = quantity[row]!;
    const left = units * (fill - side * bankruptcy[row]!);
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

/**
 * Along a strand come first the accounts that end below zero, then those whose rest does not cover the
 * whole fee, then the others. Running bounds tell where each kind certainly is; only rows in between
 * are looked at.
 */
function closeStrand(
  strand: Strand,
  from: number,
  to: number,
  fill: number,
  fee: number,
  into: Closing,
): void {
  const { bankruptcy, quantity, notional, quantityBefore, valueBefore } = strand;
  if (to - from <= FEW_ROWS) {
    closeEach(bankruptcy, quantity, notional, from, to, 1, fill, fee, into);
    return;
  }
  const healthy = firstAtMost(strand.highest, from, to, fill - fee);
  if (healthy < to) {
    const units = quantityBefore[to]! - quantityBefore[healthy]!;
    const left = fill * units - (valueBefore[to]! - valueBefore[healthy]!);
    into.fees += fee * units;
    into.rest += left - fee * units;
  }
  if (healthy === from) return;
  const short = firstAtMost(strand.lowest, from, healthy, fill);
  if (short > from) {
    const units = quantityBefore[short]! - quantityBefore[from]!;
    into.deficit += valueBefore[short]! - valueBefore[from]! - fill * units;
    into.deficits += short - from;
    into.deficitNotional += strand.notionalBefore[short]! - strand.notionalBefore[from]!;
    noteLargestOf(strand, from, short, fill, into);
  }
  const solvent = firstAtMost(strand.highest, short, healthy, fill);
  const paying = firstAtMost(strand.lowest, solvent, healthy, fill - fee);
  if (solvent > short) closeEach(bankruptcy, quantity, notional, short, solvent, 1, fill, fee, into);
  if (paying > solvent)
    into.fees +=
      fill * (quantityBefore[paying]! - quantityBefore[solvent]!) -
      (valueBefore[paying]! - valueBefore[solvent]!);
  if (healthy > paying) closeEach(bankruptcy, quantity, notional, paying, healthy, 1, fill, fee, into);
}

/** First index in `[from, to)` of a falling column at or below `bound`; `to` if none. */
function firstAtMost(column: Float64Array, from: number, to: number, bound: number): number {
  let low = from;
  let high = to;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (column[middle]! <= bound) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** Looks for new largest deficits only in runs that could hold one. */
function noteLargestOf(strand: Strand, from: number, to: number, fill: number, into: Closing): void {
  const { bankruptcy, quantity, highest, largest } = strand;
  for (let run = Math.floor(from / RUN); run * RUN < to; run++) {
    const start = Math.max(from, run * RUN);
    if (largest[run]! * (highest[start]! - fill) <= into.second) continue;
    const end = Math.min(to, (run + 1) * RUN);
    for (let row = start; row < end; row++) noteLargest(into, quantity[row]! * (bankruptcy[row]! - fill));
  }
}
