import type { Tick } from '../../tick.ts';
import { giveBack, type Isolated, isReached, STATE } from './isolated.ts';
import {
  createQueue,
  emptyQueue,
  isWaiting,
  join,
  noticeFills,
  type Queue,
  releaseCured,
  wouldReach,
} from './queue.ts';
import { endOfReach, endOfSide } from './reach.ts';
import { createSide, type Side } from './side.ts';

/**
 * Who waits on one side, first in first out: those whom something has happened to in a queue, all others in a line, which is
 * a stretch of the ladder. For whoever is reached later has the farther trigger, so untouched accounts wait in the order of
 * the ladder. They leave at its front, closed whole, or at its end, cured; the one at the front may get an order for a part,
 * and is on its own from then on. The line is cut where somebody joined the queue. Serving it: serve.ts.
 *
 * The line is the rows from the side's `next` to `to`; before that there is none.
 */
export interface Lane {
  side: Side;
  readonly queue: Queue;
  /** State of whoever is queued. */
  readonly bits: number;
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

/** @param placeOf as long as the ladder; sides may share it */
export const createLane = (sign: 1 | -1, bits: number, placeOf: Int32Array): Lane => ({
  side: createSide(sign, 0),
  queue: createQueue(sign, placeOf),
  bits,
  to: 0,
  newFrom: 0,
  // Pieces and marks begin at different rows of one side, in their order, so neither can be more than rows.
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

/** Begins a path. */
export function emptyLane(lane: Lane, side: Side): void {
  emptyQueue(lane.queue);
  lane.side = side;
  lane.to = side.next;
  lane.piece = 0;
  lane.pieces = 0;
  lane.mark = 0;
  lane.marks = 0;
  lane.begun = -1;
  lane.beginning = -1;
}

/** Notices what the orders of the last tick did. */
export function noticeClosed(lane: Lane, isolated: Isolated): void {
  noticeFills(lane.queue, isolated);
  if (lane.beginning >= 0) lane.begun = lane.beginning;
  lane.beginning = -1;
  if (!isOpenRow(lane.begun, isolated)) lane.begun = -1;
  const { next } = lane.side;
  if (lane.to < next) lane.to = next;
  while (lane.piece < lane.pieces && endOfPiece(lane, lane.piece) <= next) lane.piece++;
  while (lane.mark + 1 < lane.marks && lane.markFrom[lane.mark + 1]! <= next) lane.mark++;
}

export const endOfPiece = ({ from, pieces, to }: Lane, piece: number): number =>
  piece + 1 < pieces ? from[piece + 1]! : to;

const isOpenRow = (row: number, isolated: Isolated): boolean =>
  row >= 0 && (isolated.state[row]! & STATE.CLOSED) === 0;

/** Gives those that a mark no longer reaches back to the ladder. */
export function releaseLane(lane: Lane, isolated: Isolated, mark: number): void {
  releaseCured(lane.queue, isolated, mark);
  if (lane.begun >= 0 && !isReached(isolated, lane.begun, mark)) {
    giveBack(isolated, lane.begun);
    lane.begun = -1;
  }
  const { side } = lane;
  lane.to = endOfReach(isolated.ladder.trigger, side.next, lane.to, mark, side.sign > 0);
  while (lane.pieces > lane.piece && lane.from[lane.pieces - 1]! >= lane.to) lane.pieces--;
}

/** Lets join whom the mark of a tick reaches: active rows, and untouched ones, in the order of their triggers. */
export function joinLane(lane: Lane, { isolated, venue }: Tick): void {
  const { queue, side } = lane;
  const { ladder } = isolated;
  let place = join(queue, isolated, lane.bits);
  if (!isolated.inRanges) return;
  const end = endOfSide(ladder, side, lane.to, venue.mark);
  lane.newFrom = lane.to;
  for (; place < queue.tail && lane.to < end; place++)
    lengthen(lane, endBefore(lane, isolated, queue.rows[place]!, end), queue.rank[place]!);
  lengthen(lane, end, queue.joined);
  if (end <= side.known) return;
  lane.markFrom[lane.marks] = side.known;
  lane.markUnit[lane.marks++] = venue.markUnit;
  side.known = end;
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
function endBefore(lane: Lane, { ladder, trigger }: Isolated, queued: number, end: number): number {
  const own = trigger[queued]!;
  const account = ladder.account[queued]!;
  let row = endOfReach(ladder.trigger, lane.to, end, own, lane.side.sign > 0);
  while (row > lane.to && ladder.trigger[row - 1] === own && ladder.account[row - 1]! > account) row--;
  return row;
}

/** Does anybody wait? */
export const isLaneWaiting = (lane: Lane, isolated: Isolated): boolean =>
  lane.to > lane.side.next ||
  isOpenRow(lane.begun, isolated) ||
  isOpenRow(lane.beginning, isolated) ||
  isWaiting(lane.queue, isolated);

/** Does anybody wait whom a mark would reach? */
export function laneWouldReach(lane: Lane, isolated: Isolated, mark: number): boolean {
  const { side, begun, beginning } = lane;
  const { sign, next } = side;
  if (lane.to > next && sign * mark <= sign * isolated.ladder.trigger[next]!) return true;
  if (isOpenRow(begun, isolated) && isReached(isolated, begun, mark)) return true;
  if (isOpenRow(beginning, isolated) && isReached(isolated, beginning, mark)) return true;
  return wouldReach(lane.queue, isolated, mark);
}
