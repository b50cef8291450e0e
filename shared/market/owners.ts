/**
 * Numbers the distinct names of a column in order of appearance: 0, 1, 2 ... A `Map` from name to number would
 * hold 60 MB for 1,000,000 names; this table of row numbers holds 8.
 */
export function numberOwners(names: ArrayLike<unknown>): Int32Array {
  const owner = new Int32Array(names.length);
  let slots = 16;
  while (slots < 2 * names.length) slots *= 2;
  /** Row of the first of its name, plus one; 0 where nobody is. */
  const firstRow = new Int32Array(slots);
  let known = 0;
  for (let row = 0; row < names.length; row++) {
    const name = String(names[row]);
    let slot = hash(name) & (slots - 1);
    while (firstRow[slot] !== 0 && String(names[firstRow[slot]! - 1]) !== name)
      slot = (slot + 1) & (slots - 1);
    if (firstRow[slot] === 0) {
      firstRow[slot] = row + 1;
      owner[row] = known++;
    } else {
      owner[row] = owner[firstRow[slot]! - 1]!;
    }
  }
  return owner;
}

/** FNV-1a over UTF-16 code units, and a final mix because names often differ in their last digits only. */
function hash(name: string): number {
  let h = 0x811c9dc5;
  for (let i = 0; i < name.length; i++) h = Math.imul(h ^ name.charCodeAt(i), 0x01000193);
  h = Math.imul(h ^ (h >>> 15), 0x2c1b3c6d);
  return (h ^ (h >>> 13)) >>> 0;
}
