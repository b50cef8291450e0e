import { NEGLIGIBLE, placeOrder, type Turn } from '../../turn.ts';
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

/**
 * Who waits on one side, first in first out: those whom something has happened to in a queue, all others in a line, which is
 * a stretch of the ladder. For whoever is reached later has the farther trigger, so untouched accounts wait in the order of
 * the ladder. They leave at its front, closed whole, or at its end, cured; the one at the front may get an order for a part,
 * and is on its own from then on. The line is cut where somebody joined the queue.
 *
 * The line is the rows from the ladder's pointer (`nextLong`, `nextShort`) to `to`; before that pointer there is none.
 */
export interface Lane {
  readonly side: 1 | -1;
  readonly queue: Queue;
  to: number;
  /** First row that the present tick has added to the line. */
  newFrom: number;
  /** First row of each piece between cuts, and how many had joined the queue before it. Pieces in use are `[piece, pieces)`. */
  readonly from: Int32Array;
  readonly rank: Float64Array;
  piece: number;
  pieces: number;
  /** Rows from `markFrom` on were first reached at a mark of this unit value. In use are `[mark, marks)`. */
  readonly markFrom: Int32Array;
  readonly markUnit: Float64Array;
  mark: number;
  marks: number;
  /** Row that was at the front and of which a part is closed: it goes on first. And whose first part this tick wants; -1 if none. */
  begun: number;
  beginning: number;
}

// Pieces and marks begin at different rows of one side, in their order, so neither can be more than rows.
export const createLane = (side: 1 | -1, placeOf: Int32Array): Lane => ({
  side,
  queue: createQueue(side, placeOf),
  to: 0,
  newFrom: 0,
  from: new Int32Array(placeOf.length),
  rank: new Float64Array(placeOf.length),
  piece: 0,
  pieces: 0,
  markFrom: new Int32Array(placeOf.length),
  markUnit: new Float64Array(placeOf.length),
  mark: 0,
  marks: 0,
  begun: -1,
  beginning: -1,
});

/** First row that was never reached. */
const known = ({ side }: Lane, play: Play): number => (side > 0 ? play.knownLong : play.knownShort);

const front = ({ side }: Lane, play: Play): number => (side > 0 ? play.nextLong : play.nextShort);

/** Begins a path. */
export function emptyLane(lane: Lane, play: Play): void {
  emptyQueue(lane.queue);
  lane.to = front(lane, play);
  lane.piece = 0;
  lane.pieces = 0;
  lane.mark = 0;
  lane.marks = 0;
  lane.begun = -1;
  lane.beginning = -1;
}

/** Notices what the orders of the last tick did. */
export function noticeClosed(lane: Lane, play: Play): void {
  noticeFills(lane.queue, play);
  if (lane.beginning >= 0) lane.begun = lane.beginning;
  lane.beginning = -1;
  if (!isOpenRow(lane.begun, play)) lane.begun = -1;
  const row = front(lane, play);
  if (lane.to < row) lane.to = row;
  while (lane.piece < lane.pieces && endOfPiece(lane, lane.piece) <= row) lane.piece++;
  while (lane.mark + 1 < lane.marks && lane.markFrom[lane.mark + 1]! <= row) lane.mark++;
}

const endOfPiece = ({ from, pieces, to }: Lane, piece: number): number =>
  piece + 1 < pieces ? from[piece + 1]! : to;

const isOpenRow = (row: number, play: Play): boolean => row >= 0 && (play.state[row]! & STATE.CLOSED) === 0;

/** Gives those that a mark no longer reaches back to the ladder. */
export function releaseLane(lane: Lane, play: Play, mark: number): void {
  releaseCured(lane.queue, play, mark);
  if (lane.begun >= 0 && !isReached(play, lane.begun, mark)) {
    giveBack(play, lane.begun);
    lane.begun = -1;
  }
  lane.to = endOfReach(play.ladder.trigger, front(lane, play), lane.to, mark, lane.side > 0);
  while (lane.pieces > lane.piece && lane.from[lane.pieces - 1]! >= lane.to) lane.pieces--;
}

/**
 * Lets join whom the mark of a tick reaches: rows of `turn.active`, and untouched ones, in the order of their triggers.
 *
 * @param bits of the state of whoever is queued
 */
export function joinLane(lane: Lane, turn: Turn, bits: number): void {
  const { play, active, activeCount } = turn;
  const { queue } = lane;
  let place = join(queue, play, active, activeCount, bits);
  if (!turn.inRanges) return;
  const end = endOfSide(play.ladder, lane.to, turn.mark, lane.side);
  lane.newFrom = lane.to;
  for (; place < queue.tail && lane.to < end; place++)
    lengthen(lane, endBefore(lane, play, queue.rows[place]!, end), queue.rank[place]!);
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
  if (lane.piece === lane.pieces || lane.rank[lane.pieces - 1] !== rank) {
    lane.from[lane.pieces] = lane.to;
    lane.rank[lane.pieces++] = rank;
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
export function serveLane(lane: Lane, turn: Turn, toSpend: number, bits: number): number {
  const { play } = turn;
  const { quantity, ladder } = play;
  const { queue, begun } = lane;
  let left = toSpend;
  if (begun >= 0 && left > 0) {
    placeOrder(turn, begun, Math.min(quantity[begun]!, left));
    left -= quantity[begun]!;
  }
  let place = queue.head;
  let piece = lane.piece;
  let row = front(lane, play);
  while (left > 0) {
    while (place < queue.tail && !waitsIn(queue, play, place)) place++;
    const inLine = row < lane.to;
    if (place < queue.tail && (!inLine || queue.rank[place]! < lane.rank[piece]!)) {
      const queued = queue.rows[place++]!;
      placeOrder(turn, queued, Math.min(quantity[queued]!, left));
      left -= quantity[queued]!;
    } else if (inLine) {
      const end = endOfPiece(lane, piece++);
      const until = endWithin(ladder, row, end, left);
      left -= quantityBefore(ladder, until) - quantityBefore(ladder, row);
      row = until;
      if (until === end) continue;
      if (left > negligibleAt(ladder, row)) {
        lane.beginning = row;
        take(lane, play, row, bits);
        placeOrder(turn, row, left);
      }
      break;
    } else break;
  }
  queue.orderedTo = place;
  return row;
}

/** What is nothing beside sums that long: they are only so exact. */
const negligibleAt = (ladder: Ladder, row: number): number =>
  NEGLIGIBLE * Math.max(ladder.quantity[row]!, quantityBefore(ladder, row));

/** First row from `from` on that a quantity does not suffice for. Doubling steps first: it is near. */
function endWithin(ladder: Ladder, from: number, to: number, quantity: number): number {
  const most = quantityBefore(ladder, from) + quantity + negligibleAt(ladder, from);
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
function take(lane: Lane, play: Play, row: number, bits: number): void {
  touch(play, row);
  play.state[row]! |= STATE.TRIGGERED | bits;
  let { mark } = lane;
  while (mark + 1 < lane.marks && lane.markFrom[mark + 1]! <= row) mark++;
  play.triggerUnit[row] = lane.markUnit[mark]!;
}

/** Quantity of the line's rows up to `until`, each times the unit value of the mark that first reached it. */
export function valueAtMarks(lane: Lane, play: Play, until: number): number {
  const { ladder } = play;
  let sum = 0;
  let { mark } = lane;
  for (let row = front(lane, play); row < until; mark++) {
    const end = mark + 1 < lane.marks ? Math.min(until, lane.markFrom[mark + 1]!) : until;
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
export function tellApart(lane: Lane, turn: Turn, until: number, bits: number, scratch: Int32Array): void {
  const { play } = turn;
  const { queue } = lane;
  const end = known(lane, play);
  let count = 0;
  if (lane.begun >= 0) scratch[count++] = lane.begun;
  let place = queue.head;
  const queued = (rank: number) => {
    for (; place < queue.tail && (queue.rows[place] === -1 || queue.rank[place]! < rank); place++)
      if (waitsIn(queue, play, place)) scratch[count++] = queue.rows[place]!;
  };
  let { piece } = lane;
  for (let row = front(lane, play); row < lane.to; row++) {
    while (endOfPiece(lane, piece) <= row) piece++;
    queued(lane.rank[piece]!);
    take(lane, play, row, bits);
    if (row >= lane.newFrom) play.busyAt[row] = play.moment;
    if (row < until) placeOrder(turn, row, play.quantity[row]!);
    scratch[count++] = row;
  }
  queued(Infinity);
  for (let row = lane.to; row < end; row++) take(lane, play, row, 0);
  refill(queue, play, scratch, count);
  lane.pieces = lane.piece;
  lane.begun = -1;
  lane.beginning = -1;
  if (lane.side > 0) play.nextLong = end;
  else play.nextShort = end;
}

/** Does anybody wait? */
export const isLaneWaiting = (lane: Lane, play: Play): boolean =>
  lane.to > front(lane, play) ||
  isOpenRow(lane.begun, play) ||
  isOpenRow(lane.beginning, play) ||
  isWaiting(lane.queue, play);

/** Does anybody wait whom a mark would reach? */
export function laneWouldReach(lane: Lane, play: Play, mark: number): boolean {
  const { side, begun, beginning } = lane;
  const row = front(lane, play);
  const trigger = play.ladder.trigger[row]!;
  if (lane.to > row && (side > 0 ? mark <= trigger : mark >= trigger)) return true;
  if (isOpenRow(begun, play) && isReached(play, begun, mark)) return true;
  if (isOpenRow(beginning, play) && isReached(play, beginning, mark)) return true;
  return wouldReach(lane.queue, play, mark);
}
