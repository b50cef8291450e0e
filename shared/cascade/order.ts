// Sorting numbers with their row numbers along, stably: least significant digit first, eleven bits a
// pass. Comparators on objects are what makes ladders slow.
const DIGIT_BITS = 11;
const DIGITS = 6;
const BUCKETS = 1 << DIGIT_BITS;

/** Scratch for ordering up to `capacity` numbers. */
export interface Sorter {
  readonly low: Uint32Array;
  readonly high: Uint32Array;
  readonly spare: { low: Uint32Array; high: Uint32Array; rows: Int32Array };
  readonly counts: Int32Array;
}

export const createSorter = (capacity: number): Sorter => ({
  low: new Uint32Array(capacity),
  high: new Uint32Array(capacity),
  spare: { low: new Uint32Array(capacity), high: new Uint32Array(capacity), rows: new Int32Array(capacity) },
  counts: new Int32Array(DIGITS * BUCKETS),
});

const DOUBLE = new Float64Array(1);
const WORDS = new Uint32Array(DOUBLE.buffer);
DOUBLE[0] = 1;
const HIGH = WORDS[1] !== 0 ? 1 : 0;

const digitOf = (low: number, high: number, digit: number): number => {
  const shift = digit * DIGIT_BITS;
  if (shift >= 32) return (high >>> (shift - 32)) & (BUCKETS - 1);
  const own = low >>> shift;
  return (shift + DIGIT_BITS > 32 ? own | (high << (32 - shift)) : own) & (BUCKETS - 1);
};

/**
 * Orders `rows[0..count)` by their `keys`, rows of equal key in the order they came in.
 *
 * @param keys by position in `rows`, not by row; each >= 0 (Infinity allowed)
 * @param descending largest first
 */
export function sortRows(
  sorter: Sorter,
  keys: Float64Array,
  rows: Int32Array,
  count: number,
  descending: boolean,
): void {
  const { counts, spare } = sorter;
  let { low, high } = sorter;
  let from = rows;
  let toLow = spare.low;
  let toHigh = spare.high;
  let to = spare.rows;
  counts.fill(0);
  const flip = descending ? 0xffffffff : 0;
  for (let i = 0; i < count; i++) {
    DOUBLE[0] = keys[i]!;
    const l = (WORDS[1 - HIGH]! ^ flip) >>> 0;
    const h = (WORDS[HIGH]! ^ flip) >>> 0;
    low[i] = l;
    high[i] = h;
    for (let digit = 0; digit < DIGITS; digit++) counts[digit * BUCKETS + digitOf(l, h, digit)]!++;
  }
  for (let digit = 0; digit < DIGITS; digit++) {
    const base = digit * BUCKETS;
    // A digit that all share orders nothing.
    if (count > 0 && counts[base + digitOf(low[0]!, high[0]!, digit)] === count) continue;
    let place = 0;
    for (let b = 0; b < BUCKETS; b++) {
      const size = counts[base + b]!;
      counts[base + b] = place;
      place += size;
    }
    for (let i = 0; i < count; i++) {
      const l = low[i]!;
      const h = high[i]!;
      const target = counts[base + digitOf(l, h, digit)]!++;
      toLow[target] = l;
      toHigh[target] = h;
      to[target] = from[i]!;
    }
    [low, toLow] = [toLow, low];
    [high, toHigh] = [toHigh, high];
    [from, to] = [to, from];
  }
  if (from !== rows) rows.set(from.subarray(0, count));
}
