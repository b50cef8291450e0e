import { sortAsLadder } from './ladder-order.ts';
import { isReached, type Play, STATE } from './play.ts';
import { placeOrder, type Turn } from './turn.ts';

/**
 * Accounts that wait their turn, first in first out. They stand here instead of among the open ones, so that a tick
 * looks only at those that it can concern: places are cut into blocks, and of a block in which the mark reaches everybody
 * nobody is looked at.
 */
export interface Queue {
  /** Row in a place, or -1 where somebody has left. Places in use are `[head, tail)`. */
  readonly rows: Int32Array;
  /** Place of a row that waits. */
  readonly placeOf: Int32Array;
  head: number;
  tail: number;
  /** How many wait on each side; one who was closed counts until that is noticed. */
  longs: number;
  shorts: number;
  /** Per block of places: no long of it has a trigger below, no short one above. */
  readonly lowestLong: Float64Array;
  readonly highestShort: Float64Array;
  /** Places that got orders in the last tick are `[head, orderedTo)`: they may be closed, or have other triggers. */
  orderedTo: number;
}

const BLOCK_BITS = 6;
const BLOCK = 1 << BLOCK_BITS;

export function createQueue(capacity: number): Queue {
  // Twice the room, so that places are moved together only after as many arrivals as there are rows.
  const places = 2 * capacity + BLOCK;
  const blocks = Math.ceil(places / BLOCK);
  return {
    rows: new Int32Array(places),
    placeOf: new Int32Array(capacity),
    head: 0,
    tail: 0,
    longs: 0,
    shorts: 0,
    lowestLong: new Float64Array(blocks),
    highestShort: new Float64Array(blocks),
    orderedTo: 0,
  };
}

export function emptyQueue(queue: Queue): void {
  queue.head = 0;
  queue.tail = 0;
  queue.longs = 0;
  queue.shorts = 0;
  queue.orderedTo = 0;
}

/** Is the row in this place still waiting there? It may have been closed, or taken out of the ladder's hands. */
const waitsIn = ({ rows, placeOf }: Queue, { state }: Play, place: number): boolean => {
  const row = rows[place]!;
  return row >= 0 && placeOf[row] === place && (state[row]! & (STATE.QUEUED | STATE.CLOSED)) === STATE.QUEUED;
};

function leave(queue: Queue, play: Play, place: number): void {
  const row = queue.rows[place]!;
  if (row < 0) return;
  queue.rows[place] = -1;
  if (row < play.ladder.longs) queue.longs--;
  else queue.shorts--;
}

/** Notices what the orders of the last tick did: who was closed leaves, and triggers have moved. */
export function noticeFills(queue: Queue, play: Play): void {
  for (let place = queue.head; place < queue.orderedTo; place++) {
    if (waitsIn(queue, play, place)) noteTrigger(queue, play, place);
    else leave(queue, play, place);
  }
  while (queue.head < queue.tail && queue.rows[queue.head] === -1) queue.head++;
  queue.orderedTo = queue.head;
}

function noteTrigger(queue: Queue, play: Play, place: number): void {
  const block = place >>> BLOCK_BITS;
  const row = queue.rows[place]!;
  const trigger = play.trigger[row]!;
  if (row < play.ladder.longs) {
    if (trigger < queue.lowestLong[block]!) queue.lowestLong[block] = trigger;
  } else if (trigger > queue.highestShort[block]!) queue.highestShort[block] = trigger;
}

/** Gives those that a mark no longer reaches back to the ladder. */
export function releaseCured(queue: Queue, play: Play, mark: number): void {
  const { lowestLong, highestShort, rows } = queue;
  const { state, open } = play;
  for (let from = queue.head; from < queue.tail; ) {
    const block = from >>> BLOCK_BITS;
    const to = Math.min(queue.tail, (block + 1) * BLOCK);
    if (mark > lowestLong[block]! || mark < highestShort[block]!) {
      lowestLong[block] = Infinity;
      highestShort[block] = -Infinity;
      for (let place = from; place < to; place++) {
        if (!waitsIn(queue, play, place)) {
          leave(queue, play, place);
          continue;
        }
        const row = rows[place]!;
        if (isReached(play, row, mark)) noteTrigger(queue, play, place);
        else {
          leave(queue, play, place);
          state[row]! &= ~STATE.QUEUED;
          open[play.openCount++] = row;
        }
      }
    }
    from = to;
  }
}

/** Lets those of some rows that do not wait yet join at the end, in ladder order, and marks them. */
export function join(queue: Queue, play: Play, some: Int32Array, count: number, marks: number): void {
  if (queue.tail + count > queue.rows.length) closeUp(queue, play);
  const { rows, placeOf } = queue;
  const first = queue.tail;
  let end = first;
  for (let k = 0; k < count; k++) if ((play.state[some[k]!]! & STATE.QUEUED) === 0) rows[end++] = some[k]!;
  sortAsLadder(play, rows, first, end);
  for (let place = first; place < end; place++) {
    const row = rows[place]!;
    play.state[row]! |= marks;
    placeOf[row] = place;
    if (row < play.ladder.longs) queue.longs++;
    else queue.shorts++;
    openPlace(queue, play, place);
  }
  queue.tail = end;
}

function openPlace(queue: Queue, play: Play, place: number): void {
  if ((place & (BLOCK - 1)) === 0) {
    queue.lowestLong[place >>> BLOCK_BITS] = Infinity;
    queue.highestShort[place >>> BLOCK_BITS] = -Infinity;
  }
  noteTrigger(queue, play, place);
}

/** Moves those who wait together, to the front. */
function closeUp(queue: Queue, play: Play): void {
  let kept = 0;
  for (let place = queue.head; place < queue.tail; place++) {
    if (!waitsIn(queue, play, place)) {
      leave(queue, play, place);
      continue;
    }
    const row = queue.rows[place]!;
    queue.rows[kept] = row;
    queue.placeOf[row] = kept;
    openPlace(queue, play, kept++);
  }
  queue.head = 0;
  queue.tail = kept;
  queue.orderedTo = 0;
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

/** Does anybody wait whom marks between `least` and `most` would reach? */
export function wouldReach(queue: Queue, play: Play, least: number, most: number): boolean {
  const { longs } = play.ladder;
  for (let place = queue.head; place < queue.tail; place++) {
    if (!waitsIn(queue, play, place)) continue;
    const row = queue.rows[place]!;
    if (isReached(play, row, row < longs ? least : most)) return true;
  }
  return false;
}

/** Orders from the front while a side still has somebody waiting and quantity to spend. */
export function serve(queue: Queue, turn: Turn, sales: number, purchases: number): void {
  const { play } = turn;
  const { quantity } = play;
  const { rows, tail } = queue;
  let { longs, shorts } = queue;
  let toSell = sales;
  let toBuy = purchases;
  let place = queue.head;
  for (; place < tail && ((toSell > 0 && longs > 0) || (toBuy > 0 && shorts > 0)); place++) {
    if (!waitsIn(queue, play, place)) continue;
    const row = rows[place]!;
    const held = quantity[row]!;
    if (row < play.ladder.longs) {
      if (toSell > 0) placeOrder(turn, row, Math.min(held, toSell));
      toSell -= held;
      longs--;
    } else {
      if (toBuy > 0) placeOrder(turn, row, Math.min(held, toBuy));
      toBuy -= held;
      shorts--;
    }
  }
  queue.orderedTo = place;
}
