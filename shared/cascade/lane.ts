import { type Ladder, quantityBefore } from './ladder.ts';
import { isReached, type Play, STATE, touch } from './play.ts';
import {
  createQueue,
  emptyQueue,
  giveBack,
  isWaiting,
  join,
  noticeFills,
  type Queue,
  refill,
  releaseCured,
  waitsIn,
  wouldReach,
} from './queue.ts';
import { endOfReach, endOfSide } from './reach.ts';
import { NEGLIGIBLE, placeOrder, type Turn } from './turn.ts';

/**
 * Who waits on one side, first in first out: those whom something has happened to in a queue, all others in a line, which is
 * a stretch of the ladder. For whoever is reached later has the farther trigger, so untouched accounts wait in the order of
 * the ladder; they leave at its front, closed whole, or at its end, cured. The line is cut where a queued one joined.
 *
 * The line is the rows from the ladder's pointer (`nextLong`, `nextShort`) to `to`.
 */
export interface Lane {
  readonly side: 1 | -1;
  readonly queue: Queue;
  to: number;
  /** First row of each part between cuts, and how many had joined the queue before it. Parts in use are `[first, last)`. */
  readonly from: Int32Array;
  readonly rank: Float64Array;
  first: number;
  last: number;
  /** Rows from `markFrom` on were first reached at a mark of this unit value. In use are `[mark, marks)`. */
  readonly markFrom: Int32Array;
  readonly markUnit: Float64Array;
  mark: number;
  marks: number;
  /** Row that was at the front of the line and got an order for a part, which goes on first; and the next such; -1 if none. */
  part: number;
  nextPart: number;
}

// Parts and marks begin at different rows of one side, in their order, so neither can be more than rows.
export const createLane = (side: 1 | -1, placeOf: Int32Array): Lane => ({
  side,
  queue: createQueue(side, placeOf),
  to: 0,
  from: new Int32Array(placeOf.length),
  rank: new Float64Array(placeOf.length),
  first: 0,
  last: 0,
  markFrom: new Int32Array(placeOf.length),
  markUnit: new Float64Array(placeOf.length),
  mark: 0,
  marks: 0,
  part: -1,
  nextPart: -1,
});

/** First row that was never reached. */
const known = ({ side }: Lane, play: Play): number => (side > 0 ? play.knownLong : play.knownShort);

const front = ({ side }: Lane, play: Play): number => (side > 0 ? play.nextLong : play.nextShort);

/** Begins a path. */
export function emptyLane(lane: Lane, play: Play): void {
  emptyQueue(lane.queue);
  lane.to = front(lane, play);
  lane.first = 0;
  lane.last = 0;
  lane.mark = 0;
  lane.marks = 0;
  lane.part = -1;
  lane.nextPart = -1;
}

/** Notices what the orders of the last tick did. */
export function noticeClosed(lane: Lane, play: Play): void {
  noticeFills(lane.queue, play);
  if (lane.nextPart >= 0) lane.part = lane.nextPart;
  lane.nextPart = -1;
  if (!isPartOpen(lane.part, play)) lane.part = -1;
  const row = front(lane, play);
  while (lane.first + 1 < lane.last && lane.from[lane.first + 1]! <= row) lane.first++;
  if (lane.to <= row) clearLine(lane);
  while (lane.mark + 1 < lane.marks && lane.markFrom[lane.mark + 1]! <= row) lane.mark++;
}

function clearLine(lane: Lane): void {
  lane.first = 0;
  lane.last = 0;
}

const isPartOpen = (part: number, play: Play): boolean =>
  part >= 0 && (play.state[part]! & STATE.CLOSED) === 0;

/** Gives those that a mark no longer reaches back to the ladder. */
export function releaseLane(lane: Lane, play: Play, mark: number): void {
  releaseCured(lane.queue, play, mark);
  if (lane.part >= 0 && !isReached(play, lane.part, mark)) {
    giveBack(play, lane.part);
    lane.part = -1;
  }
  const row = front(lane, play);
  if (lane.to <= row) return;
  lane.to = endOfReach(play.ladder.trigger, row, lane.to, mark, lane.side > 0);
  while (lane.last > lane.first && lane.from[lane.last - 1]! >= lane.to) lane.last--;
  if (lane.to === row) clearLine(lane);
}

/**
 * Lets join whom the mark of a tick reaches: rows of `turn.active`, and untouched ones, in the order of their triggers.
 *
 * @param marks bits of the state of whoever is queued
 */
export function joinLane(lane: Lane, turn: Turn, marks: number): void {
  const { play, active, activeCount } = turn;
  const { queue } = lane;
  let place = join(queue, play, active, activeCount, marks);
  if (!turn.inRanges) return;
  if (lane.to < front(lane, play)) lane.to = front(lane, play);
  const end = endOfSide(play.ladder, lane.to, turn.mark, lane.side);
  for (; place < queue.tail && lane.to < end; place++) {
    lengthen(lane, endBefore(lane, play, queue.rows[place]!, end), queue.rank[place]!);
  }
  lengthen(lane, end, queue.joined);
  const from = known(lane, play);
  if (end <= from) return;
  lane.markFrom[lane.marks] = from;
  lane.markUnit[lane.marks++] = turn.markUnit;
  if (lane.side > 0) play.knownLong = end;
  else play.knownShort = end;
}

/** Takes rows up to `end` into the line; `rank` of the queue are before them. */
function lengthen(lane: Lane, end: number, rank: number): void {
  if (end <= lane.to) return;
  if (lane.first === lane.last || lane.rank[lane.last - 1] !== rank) {
    lane.from[lane.last] = lane.to;
    lane.rank[lane.last++] = rank;
  }
  lane.to = end;
}

/** First row of the newcomers `[lane.to, end)` that comes after a queued one in ladder order. */
function endBefore(lane: Lane, { ladder, trigger }: Play, queued: number, end: number): number {
  const own = trigger[queued]!;
  const account = ladder.account[queued]!;
  let row = endOfReach(ladder.trigger, lane.to, end, own, lane.side > 0);
  while (row > lane.to && ladder.trigger[row - 1] === own && ladder.account[row - 1]! > account) row--;
  return row;
}

/**
 * Orders from the front while somebody waits and there is quantity to spend. Those of the line whom it suffices for are
 * closed as a range: all from the ladder's pointer to the row returned.
 */
export function serveLane(lane: Lane, turn: Turn, toSpend: number, marks: number): number {
  const { play } = turn;
  const { quantity, ladder } = play;
  const { queue } = lane;
  let left = toSpend;
  if (lane.part >= 0 && left > 0) {
    placeOrder(turn, lane.part, Math.min(quantity[lane.part]!, left));
    left -= quantity[lane.part]!;
  }
  let place = queue.head;
  let part = lane.first;
  let row = front(lane, play);
  while (left > 0) {
    while (place < queue.tail && !waitsIn(queue, play, place)) place++;
    const inLine = row < lane.to;
    if (place < queue.tail && (!inLine || queue.rank[place]! < lane.rank[part]!)) {
      const queued = queue.rows[place++]!;
      placeOrder(turn, queued, Math.min(quantity[queued]!, left));
      left -= quantity[queued]!;
    } else if (inLine) {
      const end = part + 1 < lane.last ? lane.from[part + 1]! : lane.to;
      const until = endWithin(ladder, row, end, left);
      left -= quantityBefore(ladder, until) - quantityBefore(ladder, row);
      row = until;
      part++;
      if (until === end) continue;
      if (left > NEGLIGIBLE * ladder.quantity[row]!) {
        lane.nextPart = row;
        take(lane, play, row, marks);
        placeOrder(turn, row, left);
      }
      break;
    } else break;
  }
  queue.orderedTo = place;
  return row;
}

/** First row from `from` on that a quantity does not suffice for. Doubling steps first: it is near. */
function endWithin(ladder: Ladder, from: number, to: number, quantity: number): number {
  const most = quantityBefore(ladder, from) + quantity;
  let low = from;
  let step = 1;
  while (low + step <= to && quantityBefore(ladder, low + step) <= most) {
    low += step;
    step *= 2;
  }
  let high = Math.min(to, low + step - 1);
  while (low < high) {
    const middle = (low + high + 1) >>> 1;
    if (quantityBefore(ladder, middle) <= most) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** Gives a row of the line, or one that left it cured, a copy of its own. */
function take(lane: Lane, play: Play, row: number, marks: number): void {
  touch(play, row);
  play.state[row]! |= STATE.TRIGGERED | marks;
  play.triggerUnit[row] = unitAt(lane, row);
}

/** Unit value of the mark that first reached a row which has not been closed. */
function unitAt(lane: Lane, row: number): number {
  let mark = lane.mark;
  while (mark + 1 < lane.marks && lane.markFrom[mark + 1]! <= row) mark++;
  return lane.markUnit[mark]!;
}

/** Quantity of the line's rows up to `until`, each times the unit value of the mark that first reached it. */
export function valueAtMarks(lane: Lane, play: Play, until: number): number {
  const { ladder } = play;
  let sum = 0;
  let mark = lane.mark;
  for (let row = front(lane, play); row < until; mark++) {
    const end = mark + 1 < lane.marks ? Math.min(until, lane.markFrom[mark + 1]!) : until;
    if (end <= row) continue;
    sum += (quantityBefore(ladder, end) - quantityBefore(ladder, row)) * lane.markUnit[mark]!;
    row = end;
  }
  return sum;
}

/**
 * Gives every account that was ever reached a copy of its own, orders of this tick included: from here on all are queued or
 * on the ladder one by one.
 *
 * @param until end of the range that this tick wanted to close
 * @param scratch as long as the ladder
 */
export function tellApart(lane: Lane, turn: Turn, until: number, marks: number, scratch: Int32Array): void {
  const { play } = turn;
  const { queue } = lane;
  const start = front(lane, play);
  const end = known(lane, play);
  let count = 0;
  if (lane.part >= 0) scratch[count++] = lane.part;
  let place = queue.head;
  const queued = (rank: number) => {
    for (; place < queue.tail && (queue.rows[place] === -1 || queue.rank[place]! < rank); place++)
      if (waitsIn(queue, play, place)) scratch[count++] = queue.rows[place]!;
  };
  let part = lane.first;
  for (let row = start; row < lane.to; row++) {
    while (part + 1 < lane.last && lane.from[part + 1]! <= row) part++;
    queued(lane.rank[part]!);
    take(lane, play, row, marks);
    if (row < until) placeOrder(turn, row, play.quantity[row]!);
    scratch[count++] = row;
  }
  queued(Infinity);
  for (let row = lane.to; row < end; row++) take(lane, play, row, 0);
  refill(queue, play, scratch, count);
  clearLine(lane);
  lane.to = start;
  lane.part = -1;
  lane.nextPart = -1;
  if (lane.side > 0) play.nextLong = Math.max(start, end);
  else play.nextShort = Math.max(start, end);
}

/** Does anybody wait? */
export const isLaneWaiting = (lane: Lane, play: Play): boolean =>
  lane.to > front(lane, play) ||
  isPartOpen(lane.part, play) ||
  isPartOpen(lane.nextPart, play) ||
  isWaiting(lane.queue, play);

/** Does anybody wait whom a mark would reach? */
export function laneWouldReach(lane: Lane, play: Play, mark: number): boolean {
  const { part, nextPart } = lane;
  const row = front(lane, play);
  const trigger = play.ladder.trigger[row]!;
  if (lane.to > row && (lane.side > 0 ? mark <= trigger : mark >= trigger)) return true;
  if (isPartOpen(part, play) && isReached(play, part, mark)) return true;
  if (isPartOpen(nextPart, play) && isReached(play, nextPart, mark)) return true;
  return wouldReach(lane.queue, play, mark);
}
