import type { Ladder } from './ladder.ts';

/**
 * One side of a ladder in a path. Prices times `sign` fall as one goes down its rows, for longs and shorts alike, and a mark
 * reaches a trigger where `sign * mark <= sign * trigger`.
 */
export interface Side {
  readonly sign: 1 | -1;
  /** Its rows are `[first, last)`. */
  first: number;
  last: number;
  /** Rows before this one are closed, or have a copy. */
  next: number;
  /** Rows before this one were reached once, though the pointer may not have passed them (lane.ts). */
  known: number;
  /** Untouched rows from `next` up to this one are closed whole in the present tick. */
  to: number;
  /** Mean unit value of the marks that first reached them, by quantity. */
  triggerUnit: number;
  /** Nearest trigger of an open account that waits on the ladder, times `sign`; -Infinity if there is none. */
  nearest: number;
  /** Ranges closed at one fill (ranges.ts): first row, row after the last, unit value. */
  readonly closedFrom: Int32Array;
  readonly closedTo: Int32Array;
  readonly closedUnit: Float64Array;
  closings: number;
}

export const createSide = (sign: 1 | -1, capacity: number): Side => ({
  sign,
  first: 0,
  last: 0,
  next: 0,
  known: 0,
  to: 0,
  triggerUnit: -0,
  nearest: -0,
  // Every range closes at least one row, so there are never more of them than rows.
  closedFrom: new Int32Array(capacity),
  closedTo: new Int32Array(capacity),
  closedUnit: new Float64Array(capacity),
  closings: 0,
});

/** Begins a path. */
export function startSide(side: Side, ladder: Ladder): void {
  side.first = side.sign > 0 ? 0 : ladder.longs;
  side.last = side.sign > 0 ? ladder.longs : ladder.count;
  side.next = side.first;
  side.known = side.first;
  side.to = side.first;
  side.triggerUnit = 0;
  side.nearest = side.first < side.last ? side.sign * ladder.trigger[side.first]! : -Infinity;
  side.closings = 0;
}
