import { giveBack, type Isolated, isReached, STATE } from './isolated.ts';
import { sortAsLadder } from './ladder-order.ts';

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
export const waitsIn = ({ rows, placeOf }: Queue, { state }: Isolated, place: number): boolean => {
  const row = rows[place]!;
  return row >= 0 && placeOf[row] === place && (state[row]! & (STATE.QUEUED | STATE.CLOSED)) === STATE.QUEUED;
};

/** Notices what the orders of the last tick did: who was closed leaves, and triggers have moved. */
export function noticeFills(queue: Queue, isolated: Isolated): void {
  for (let place = queue.head; place < queue.orderedTo; place++) {
    if (waitsIn(queue, isolated, place)) noteTrigger(queue, isolated, place);
    else queue.rows[place] = -1;
  }
  while (queue.head < queue.tail && queue.rows[queue.head] === -1) queue.head++;
  queue.orderedTo = queue.head;
}

function noteTrigger({ side, rows, farthest }: Queue, isolated: Isolated, place: number): void {
  const block = place >>> BLOCK_BITS;
  farthest[block] = Math.min(farthest[block]!, side * isolated.trigger[rows[place]!]!);
}

/** Gives those that a mark no longer reaches back to the ladder. */
export function releaseCured(queue: Queue, isolated: Isolated, mark: number): void {
  const { side, farthest, rows } = queue;
  for (let from = queue.head; from < queue.tail; ) {
    const block = from >>> BLOCK_BITS;
    const to = Math.min(queue.tail, (block + 1) * BLOCK);
    if (side * mark > farthest[block]!) {
      farthest[block] = Infinity;
      for (let place = from; place < to; place++) {
        if (!waitsIn(queue, isolated, place)) rows[place] = -1;
        else if (isReached(isolated, rows[place]!, mark)) noteTrigger(queue, isolated, place);
        else {
          giveBack(isolated, rows[place]!);
          rows[place] = -1;
        }
      }
    }
    from = to;
  }
}

/**
 * Lets those active rows that are of this side and do not wait yet join at the end, in ladder order; returns the place of
 * the first.
 *
 * @param bits of the state of whoever is queued
 */
export function join(queue: Queue, isolated: Isolated, bits: number): number {
  const { active, activeCount, ladder } = isolated;
  if (queue.tail + activeCount > queue.rows.length) closeUp(queue, isolated);
  const { rows } = queue;
  const { longs } = ladder;
  const first = queue.tail;
  let end = first;
  for (let k = 0; k < activeCount; k++) {
    const row = active[k]!;
    if (row < longs === queue.side > 0 && (isolated.state[row]! & STATE.QUEUED) === 0) rows[end++] = row;
  }
  sortAsLadder(isolated, rows, first, end);
  for (let place = first; place < end; place++) {
    isolated.state[rows[place]!]! |= bits;
    isolated.busyAt[rows[place]!] = isolated.moment; // reached in this tick, and gives to nobody
    queue.rank[place] = queue.joined++;
    openPlace(queue, isolated, place);
  }
  queue.tail = end;
  return first;
}

function openPlace(queue: Queue, isolated: Isolated, place: number): void {
  queue.placeOf[queue.rows[place]!] = place;
  if ((place & (BLOCK - 1)) === 0) queue.farthest[place >>> BLOCK_BITS] = Infinity;
  noteTrigger(queue, isolated, place);
}

/** Moves those who wait together, to the front. */
function closeUp(queue: Queue, isolated: Isolated): void {
  let kept = 0;
  for (let place = queue.head; place < queue.tail; place++) {
    if (!waitsIn(queue, isolated, place)) continue;
    queue.rows[kept] = queue.rows[place]!;
    queue.rank[kept] = queue.rank[place]!;
    openPlace(queue, isolated, kept++);
  }
  queue.head = 0;
  queue.tail = kept;
  queue.orderedTo = 0;
}

/** Lets rows of this side wait in this order instead of whoever waited before, and notices their fills in the next tick. */
export function refill(queue: Queue, isolated: Isolated, some: Int32Array, count: number): void {
  queue.head = 0;
  for (let place = 0; place < count; place++) {
    queue.rows[place] = some[place]!;
    openPlace(queue, isolated, place);
  }
  queue.tail = count;
  queue.orderedTo = count;
}

/** Adds the rows that wait to the reached ones. */
export function listQueue(queue: Queue, isolated: Isolated): void {
  for (let place = queue.head; place < queue.tail; place++)
    if (waitsIn(queue, isolated, place)) isolated.reached[isolated.reachedCount++] = queue.rows[place]!;
}

/** Does anybody wait? */
export function isWaiting(queue: Queue, isolated: Isolated): boolean {
  for (let place = queue.head; place < queue.tail; place++) if (waitsIn(queue, isolated, place)) return true;
  return false;
}

/** Does anybody wait whom a mark would reach? */
export function wouldReach(queue: Queue, isolated: Isolated, mark: number): boolean {
  for (let place = queue.head; place < queue.tail; place++)
    if (waitsIn(queue, isolated, place) && isReached(isolated, queue.rows[place]!, mark)) return true;
  return false;
}
