import type { Ladder } from './ladder.ts';
import { tierAt } from './tiers.ts';

/**
 * Rows of one side of a ladder, in its order, whose bankruptcy units fall nearly as steadily as their
 * triggers do, so that who ends below zero at a fill is a prefix found by bisection. Units are signed
 * by side: with `side * u` shorts read like longs.
 */
export interface Strand {
  count: number;
  readonly bankruptcy: Float64Array;
  readonly quantity: Float64Array;
  readonly notional: Float64Array;
  /** Lowest bankruptcy of this side up to the row, and highest from the row on. */
  readonly lowest: Float64Array;
  readonly highest: Float64Array;
  /** Sums over all rows before; one longer than the columns. */
  readonly quantityBefore: Float64Array;
  readonly valueBefore: Float64Array;
  readonly notionalBefore: Float64Array;
  /** Largest quantity in each run of `RUN` rows. */
  readonly largest: Float64Array;
}

export const RUN = 32;

/**
 * The first tier asks the same share of everybody, so there the order of triggers is the order of
 * bankruptcies; the other tiers are mixed in one strand of their own, where bounds still settle most
 * rounds whole.
 */
export interface Strands {
  readonly firstTier: Strand;
  readonly otherTiers: Strand;
  /** Rows of the first tier among all rows before; one longer than the ladder. */
  readonly firstTierBefore: Int32Array;
}

const allocateStrand = (rows: number): Strand => ({
  count: rows,
  bankruptcy: new Float64Array(rows),
  quantity: new Float64Array(rows),
  notional: new Float64Array(rows),
  lowest: new Float64Array(rows),
  highest: new Float64Array(rows),
  quantityBefore: new Float64Array(rows + 1),
  valueBefore: new Float64Array(rows + 1),
  notionalBefore: new Float64Array(rows + 1),
  largest: new Float64Array(Math.ceil(rows / RUN)),
});

/** Sorts the rows of a ladder into strands. O(n); made once per ladder, shared by all its cells. */
export function strandsOf(ladder: Ladder): Strands {
  const { count, longs, tiers, quantity, trigger, contract } = ladder;
  const firstTierBefore = new Int32Array(count + 1);
  for (let row = 0; row < count; row++) {
    const notional = contract === 'linear' ? quantity[row]! * trigger[row]! : quantity[row]! / trigger[row]!;
    firstTierBefore[row + 1] = firstTierBefore[row]! + (tierAt(tiers, notional) === 0 ? 1 : 0);
  }
  const inFirst = firstTierBefore[count]!;
  const strands = {
    firstTier: allocateStrand(inFirst),
    otherTiers: allocateStrand(count - inFirst),
    firstTierBefore,
  };
  for (let row = 0; row < count; row++) {
    const first = firstTierBefore[row + 1]! > firstTierBefore[row]!;
    const strand = first ? strands.firstTier : strands.otherTiers;
    const at = first ? firstTierBefore[row]! : row - firstTierBefore[row]!;
    strand.bankruptcy[at] = (row < longs ? 1 : -1) * ladder.bankruptcy[row]!;
    strand.quantity[at] = quantity[row]!;
    strand.notional[at] = ladder.notional[row]!;
  }
  const firstLongs = firstTierBefore[longs]!;
  bound(strands.firstTier, firstLongs);
  bound(strands.otherTiers, longs - firstLongs);
  return strands;
}

/** Fills in sums and bounds; the bounds of longs and shorts do not mix. */
function bound(strand: Strand, longs: number): void {
  const { count, bankruptcy, quantity, notional } = strand;
  for (let i = 0; i < count; i++) {
    strand.quantityBefore[i + 1] = strand.quantityBefore[i]! + quantity[i]!;
    strand.valueBefore[i + 1] = strand.valueBefore[i]! + quantity[i]! * bankruptcy[i]!;
    strand.notionalBefore[i + 1] = strand.notionalBefore[i]! + notional[i]!;
    const run = Math.floor(i / RUN);
    strand.largest[run] = Math.max(strand.largest[run]!, quantity[i]!);
    strand.lowest[i] =
      i === 0 || i === longs ? bankruptcy[i]! : Math.min(strand.lowest[i - 1]!, bankruptcy[i]!);
  }
  for (let i = count - 1; i >= 0; i--)
    strand.highest[i] =
      i === count - 1 || i === longs - 1 ? bankruptcy[i]! : Math.max(strand.highest[i + 1]!, bankruptcy[i]!);
}
