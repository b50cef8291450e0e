import type { Ladder } from './ladder.ts';

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
  count: 0,
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

/** Room for the strands of ladders of up to `capacity` rows. */
export const allocateStrands = (capacity: number): Strands => ({
  firstTier: allocateStrand(capacity),
  otherTiers: allocateStrand(capacity),
  firstTierBefore: new Int32Array(capacity + 1),
});

/** Sorts the rows of a ladder into strands. O(n); done once per ladder, shared by all its cells. */
export function fillStrands(strands: Strands, ladder: Ladder): void {
  const { firstTier, otherTiers, firstTierBefore } = strands;
  const { count, longs, tiers, quantity, trigger, contract } = ladder;
  const firstFloor = tiers.floor.length > 1 ? tiers.floor[1]! : Infinity;
  let inFirst = 0;
  for (let row = 0; row < count; row++) {
    const notional = contract === 'linear' ? quantity[row]! * trigger[row]! : quantity[row]! / trigger[row]!;
    const first = notional <= firstFloor;
    const strand = first ? firstTier : otherTiers;
    const at = first ? inFirst : row - inFirst;
    firstTierBefore[row] = inFirst;
    strand.bankruptcy[at] = (row < longs ? 1 : -1) * ladder.bankruptcy[row]!;
    strand.quantity[at] = quantity[row]!;
    strand.notional[at] = ladder.notional[row]!;
    if (first) inFirst++;
  }
  firstTierBefore[count] = inFirst;
  firstTier.count = inFirst;
  otherTiers.count = count - inFirst;
  const firstLongs = firstTierBefore[longs]!;
  bound(firstTier, firstLongs);
  bound(otherTiers, longs - firstLongs);
}

/** Fills in sums and bounds; the bounds of longs and shorts do not mix. */
function bound(strand: Strand, longs: number): void {
  const { count, bankruptcy, quantity, notional, quantityBefore, valueBefore, notionalBefore } = strand;
  const { lowest, highest, largest } = strand;
  let units = 0;
  let value = 0;
  let notionals = 0;
  let low = 0;
  for (let i = 0; i < count; i++) {
    const own = bankruptcy[i]!;
    const size = quantity[i]!;
    quantityBefore[i] = units;
    valueBefore[i] = value;
    notionalBefore[i] = notionals;
    units += size;
    value += size * own;
    notionals += notional[i]!;
    low = i === 0 || i === longs ? own : Math.min(low, own);
    lowest[i] = low;
    const run = Math.floor(i / RUN);
    largest[run] = i % RUN === 0 ? size : Math.max(largest[run]!, size);
  }
  quantityBefore[count] = units;
  valueBefore[count] = value;
  notionalBefore[count] = notionals;
  let high = 0;
  for (let i = count - 1; i >= 0; i--) {
    const own = bankruptcy[i]!;
    high = i === count - 1 || i === longs - 1 ? own : Math.max(high, own);
    highest[i] = high;
  }
}
