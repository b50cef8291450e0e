// Sorting numbers with their row numbers along, stably and without comparators: radix passes over
// the bits of the doubles. The upper word alone tells nearly all prices apart, so the lower one is
// looked at only where it must be.

/** Scratch for ordering up to `capacity` numbers. */
export interface Sorter {
  readonly low: Uint32Array;
  readonly high: Uint32Array;
  /** Positions in the order so far, and the order before. */
  place: Int32Array;
  spare: Int32Array;
  readonly counts: Int32Array;
  readonly rows: Int32Array;
}

const MOST_BITS = 11;

export const createSorter = (capacity: number): Sorter => ({
  low: new Uint32Array(capacity),
  high: new Uint32Array(capacity),
  place: new Int32Array(capacity),
  spare: new Int32Array(capacity),
  counts: new Int32Array(1 << MOST_BITS),
  rows: new Int32Array(capacity),
});

const DOUBLE = new Float64Array(1);
const WORDS = new Uint32Array(DOUBLE.buffer);
DOUBLE[0] = 1;
const HIGH = WORDS[1] !== 0 ? 1 : 0;

/** Equal upper words in a row up to this many are put right by insertion. */
const SHORT_RUN = 16;

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
  const { low, high } = sorter;
  const flip = descending ? 0xffffffff : 0;
  for (let i = 0; i < count; i++) {
    DOUBLE[0] = keys[i]!;
    low[i] = WORDS[1 - HIGH]! ^ flip;
    high[i] = WORDS[HIGH]! ^ flip;
    sorter.place[i] = i;
  }
  sortByWord(sorter, high, count);
  if (!settleShortRuns(sorter, count)) {
    for (let i = 0; i < count; i++) sorter.place[i] = i;
    sortByWord(sorter, low, count);
    sortByWord(sorter, high, count);
  }
  const { place } = sorter;
  for (let i = 0; i < count; i++) sorter.rows[i] = rows[place[i]!]!;
  for (let i = 0; i < count; i++) rows[i] = sorter.rows[i]!;
}

/** Stable passes over one word of every key, least significant digit first. */
function sortByWord(sorter: Sorter, word: Uint32Array, count: number): void {
  const { counts } = sorter;
  const bits = count < 8192 ? 8 : MOST_BITS; // small digits: fewer buckets to add up
  const buckets = 1 << bits;
  for (let shift = 0; shift < 32; shift += bits) {
    const { place, spare } = sorter;
    counts.fill(0, 0, buckets);
    for (let i = 0; i < count; i++) counts[(word[i]! >>> shift) & (buckets - 1)]!++;
    // A digit that all share orders nothing.
    if (count > 0 && counts[(word[0]! >>> shift) & (buckets - 1)] === count) continue;
    let before = 0;
    for (let b = 0; b < buckets; b++) {
      const size = counts[b]!;
      counts[b] = before;
      before += size;
    }
    for (let i = 0; i < count; i++) {
      const from = place[i]!;
      spare[counts[(word[from]! >>> shift) & (buckets - 1)]!++] = from;
    }
    sorter.place = spare;
    sorter.spare = place;
  }
}

/** Orders runs of equal upper words by their lower ones; false, and nothing promised, if a run is long. */
function settleShortRuns(sorter: Sorter, count: number): boolean {
  const { place, low, high } = sorter;
  for (let start = 0; start < count; ) {
    let end = start + 1;
    while (end < count && high[place[end]!] === high[place[start]!]) end++;
    if (end - start > SHORT_RUN) return false;
    for (let i = start + 1; i < end; i++) {
      const own = place[i]!;
      let to = i;
      while (to > start && low[place[to - 1]!]! > low[own]!) {
        place[to] = place[to - 1]!;
        to--;
      }
      place[to] = own;
    }
    start = end;
  }
  return true;
}
