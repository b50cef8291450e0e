import type { Isolated } from './isolated.ts';

/**
 * Orders `rows[from..to)` as the ladder stands in this tick: longs by trigger falling, then shorts by trigger
 * rising, equal ones by account. Rows mostly come in that order already, for they are touched in it.
 */
export function sortAsLadder(isolated: Isolated, rows: Int32Array, from: number, to: number): void {
  let next = from + 1;
  while (next < to && !comesBefore(isolated, rows[next]!, rows[next - 1]!)) next++;
  if (next >= to) return;
  if (to - from > MANY) {
    rows.subarray(from, to).sort((a, b) => (comesBefore(isolated, a, b) ? -1 : 1));
    return;
  }
  for (let k = next; k < to; k++) {
    const row = rows[k]!;
    let at = k;
    for (; at > from && comesBefore(isolated, row, rows[at - 1]!); at--) rows[at] = rows[at - 1]!;
    rows[at] = row;
  }
}

/** Insertion serves the usual dozen of rows better than a sort that calls back. */
const MANY = 64;

function comesBefore(isolated: Isolated, a: number, b: number): boolean {
  const { longs, account } = isolated.ladder;
  const long = a < longs;
  if (long !== b < longs) return long;
  const own = isolated.trigger[a]!;
  const other = isolated.trigger[b]!;
  // Compared, not subtracted: two accounts beyond saving both have an infinite trigger.
  if (own !== other) return long ? own > other : own < other;
  return account[a]! < account[b]!;
}
