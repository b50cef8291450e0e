import { sortAsLadder } from './ladder-order.ts';
import { isReached, type Play, STATE } from './play.ts';

/**
 * Accounts of one side that wait their turn, first in first out. They stand here instead of among the open ones, so that a
 * tick looks only at those that it can concern: places are cut into blocks, and of a block in which the mark reaches
 * everybody nobody is looked at.
 */
export interface Queue {
  readonly side: 1 | -1;
  /** Row in a place, or -1 where somebody has left. Places in use are `[head, tail)`. */
  readonly rows: Int32Array;
  /** How many had joined before whoever stands in a place. */
  readonly rank: Float64Array;
  /** Place of a row that waits. */
  readonly placeOf: Int32Array;
  head: number;
  tail: number;
  joined: number;
  /** Per block of places: nobody in it has a trigger farther than this, times side. */
  readonly farthest: Float64Array;
  /** Places that got orders in the last tick are `[head, orderedTo)`: they may be closed, or have other triggers. */
  orderedTo: number;
}

const BLOCK_BITS = 6;
const BLOCK = 1 << BLOCK_BITS;

/** @param placeOf as long as the ladder; sides may share it, since they share no row */
export function createQueue(side: 1 | -1, placeOf: Int32Array): Queue {
  // Twice the room, so that places are moved together only after as many arrivals as there are rows.
  const places = 2 * placeOf.length + BLOCK;
  return {
    side,
    rows: new Int32Array(places),
    rank: new Float64Array(places),
    placeOf,
    head: 0,
    tail: 0,
    joined: 0,
    farthest: new Float64Array(Math.ceil(places / BLOCK)),
    orderedTo: 0,
  };
}

export function emptyQueue(queue: Queue): void {
  queue.head = 0;
  queue.tail = 0;
  queue.joined = 0;
  queue.orderedTo = 0;
}

/** Is the row in this place still waiting there? It may have been closed, or taken out of the ladder's hands. */
export const waitsIn = ({ rows, placeOf }: Queue, { state }: Play, place: number): boolean => {
  const row = rows[place]!;
  return row >= 0 && placeOf[row] === place && (state[row]! & (STATE.QUEUED | STATE.CLOSED)) === STATE.QUEUED;
};

/** Notices what the orders of the last tick did: who was closed leaves, and triggers have moved. */
export function noticeFills(queue: Queue, play: Play): void {
  for (let place = queue.head; place < queue.orderedTo; place++) {
    if (waitsIn(queue, play, place)) noteTrigger(queue, play, place);
    else queue.rows[place] = -1;
  }
  while (queue.head < queue.tail && queue.rows[queue.head] === -1) queue.head++;
  queue.orderedTo = queue.head;
}

function noteTrigger({ side, rows, farthest }: Queue, play: Play, place: number): void {
  const block = place >>> BLOCK_BITS;
  farthest[block] = Math.min(farthest[block]!, side * play.trigger[rows[place]!]!);
}

/** Gives those that a mark no longer reaches back to the ladder. */
export function releaseCured(queue: Queue, play: Play, mark: number): void {
  const { side, farthest, rows } = queue;
  for (let from = queue.head; from < queue.tail; ) {
    const block = from >>> BLOCK_BITS;
    const to = Math.min(queue.tail, (block + 1) * BLOCK);
    if (side * mark > farthest[block]!) {
      farthest[block] = Infinity;
      for (let place = from; place < to; place++) {
        if (!waitsIn(queue, play, place)) rows[place] = -1;
        else if (isReached(play, rows[place]!, mark)) noteTrigger(queue, play, place);
        else {
          giveBack(play, rows[place]!);
          rows[place] = -1;
        }
      }
    }
    from = to;
  }
}

/** Puts a row that waits among the open ones again. */
export function giveBack(play: Play, row: number): void {
  play.state[row]! &= ~STATE.QUEUED;
  play.open[play.openCount++] = row;
}

/**
 * Lets those of some rows that are of this side and do not wait yet join at the end, in ladder order; returns the place of
 * the first.
 *
 * @param bits of the state of whoever is queued
 */
export function join(queue: Queue, play: Play, some: Int32Array, count: number, bits: number): number {
  if (queue.tail + count > queue.rows.length) closeUp(queue, play);
  const { rows } = queue;
  const { longs } = play.ladder;
  const first = queue.tail;
  let end = first;
  for (let k = 0; k < count; k++) {
    const row = some[k]!;
    if (row < longs === queue.side > 0 && (play.state[row]! & STATE.QUEUED) === 0) rows[end++] = row;
  }
  sortAsLadder(play, rows, first, end);
  for (let place = first; place < end; place++) {
    play.state[rows[place]!]! |= bits;
    play.busyAt[rows[place]!] = play.moment; // reached in this tick, and gives to nobody
    queue.rank[place] = queue.joined++;
    openPlace(queue, play, place);
  }
  queue.tail = end;
  return first;
}

function openPlace(queue: Queue, play: Play, place: number): void {
  queue.placeOf[queue.rows[place]!] = place;
  if ((place & (BLOCK - 1)) === 0) queue.farthest[place >>> BLOCK_BITS] = Infinity;
  noteTrigger(queue, play, place);
}

/** Moves those who wait together, to the front. */
function closeUp(queue: Queue, play: Play): void {
  let kept = 0;
  for (let place = queue.head; place < queue.tail; place++) {
    if (!waitsIn(queue, play, place)) continue;
    queue.rows[kept] = queue.rows[place]!;
    queue.rank[kept] = queue.rank[place]!;
    openPlace(queue, play, kept++);
  }
  queue.head = 0;
  queue.tail = kept;
  queue.orderedTo = 0;
}

/** Lets rows of this side wait in this order instead of whoever waited before, and notices their fills in the next tick. */
export function refill(queue: Queue, play: Play, some: Int32Array, count: number): void {
  queue.head = 0;
  for (let place = 0; place < count; place++) {
    queue.rows[place] = some[place]!;
    openPlace(queue, play, place);
  }
  queue.tail = count;
  queue.orderedTo = count;
}

/** Writes the rows that wait to `into` from `count` on; returns how many are there then. */
export function listQueue(queue: Queue, play: Play, into: Int32Array, count: number): number {
  let end = count;
  for (let place = queue.head; place < queue.tail; place++)
    if (waitsIn(queue, play, place)) into[end++] = queue.rows[place]!;
  return end;
}

/** Does anybody wait? */
export function isWaiting(queue: Queue, play: Play): boolean {
  for (let place = queue.head; place < queue.tail; place++) if (waitsIn(queue, play, place)) return true;
  return false;
}

/** Does anybody wait whom a mark would reach? */
export function wouldReach(queue: Queue, play: Play, mark: number): boolean {
  for (let place = queue.head; place < queue.tail; place++)
    if (waitsIn(queue, play, place) && isReached(play, queue.rows[place]!, mark)) return true;
  return false;
}
