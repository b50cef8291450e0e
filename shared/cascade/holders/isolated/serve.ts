import { NEGLIGIBLE } from '../../venue/block.ts';
import { type Isolated, STATE, touch } from './isolated.ts';
import { type Ladder, quantityBefore } from './ladder.ts';
import { endOfPiece, type Lane } from './lane.ts';
import { type Orders, placeOrder } from './orders.ts';
import { refill, waitsIn } from './queue.ts';

/**
 * Orders from the front of a lane while somebody waits and there is quantity to spend. Those of the line whom it suffices for
 * are closed as a range, up to the row returned.
 */
export function serveLane(lane: Lane, isolated: Isolated, orders: Orders, toSpend: number): number {
  const { quantity, ladder } = isolated;
  const { queue, begun } = lane;
  let left = toSpend;
  if (begun >= 0 && left > 0) {
    placeOrder(orders, isolated, begun, Math.min(quantity[begun]!, left));
    left -= quantity[begun]!;
  }
  let place = queue.head;
  let piece = lane.piece;
  let row = lane.side.next;
  while (left > 0) {
    while (place < queue.tail && !waitsIn(queue, isolated, place)) place++;
    const inLine = row < lane.to;
    if (place < queue.tail && (!inLine || queue.rank[place]! < lane.rank[piece]!)) {
      const queued = queue.rows[place++]!;
      placeOrder(orders, isolated, queued, Math.min(quantity[queued]!, left));
      left -= quantity[queued]!;
    } else if (inLine) {
      const end = endOfPiece(lane, piece++);
      const until = endWithin(ladder, row, end, left);
      left -= quantityBefore(ladder, until) - quantityBefore(ladder, row);
      row = until;
      if (until === end) continue;
      if (left > negligibleAt(ladder, row)) {
        lane.beginning = row;
        take(lane, isolated, row, lane.bits);
        placeOrder(orders, isolated, row, left);
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
function take(lane: Lane, isolated: Isolated, row: number, bits: number): void {
  touch(isolated, row);
  isolated.state[row]! |= STATE.TRIGGERED | bits;
  let { mark } = lane;
  while (mark + 1 < lane.marks && lane.markFrom[mark + 1]! <= row) mark++;
  isolated.triggerUnit[row] = lane.markUnit[mark]!;
}

/** Mean unit value of the marks that first reached the line's rows up to `until`, by quantity; 0 if there are none. */
export function meanMarkUnit(lane: Lane, { ladder }: Isolated, until: number): number {
  const { next } = lane.side;
  if (until === next) return 0;
  let sum = 0;
  let { mark } = lane;
  let row = next;
  for (; row < until; mark++) {
    const end = mark + 1 < lane.marks ? Math.min(until, lane.markFrom[mark + 1]!) : until;
    if (row === next && end === until) return lane.markUnit[mark]!;
    sum += (quantityBefore(ladder, end) - quantityBefore(ladder, row)) * lane.markUnit[mark]!;
    row = end;
  }
  return sum / (quantityBefore(ladder, until) - quantityBefore(ladder, next));
}

/**
 * Gives every account of a lane that was ever reached a copy of its own, orders of this tick included: from here on all are
 * queued or on the ladder one by one.
 *
 * @param scratch as long as the ladder
 */
export function tellLaneApart(lane: Lane, isolated: Isolated, orders: Orders, scratch: Int32Array): void {
  const { queue, side } = lane;
  let count = 0;
  if (lane.begun >= 0) scratch[count++] = lane.begun;
  let place = queue.head;
  const queued = (rank: number) => {
    for (; place < queue.tail && (queue.rows[place] === -1 || queue.rank[place]! < rank); place++)
      if (waitsIn(queue, isolated, place)) scratch[count++] = queue.rows[place]!;
  };
  let { piece } = lane;
  for (let row = side.next; row < lane.to; row++) {
    while (endOfPiece(lane, piece) <= row) piece++;
    queued(lane.rank[piece]!);
    take(lane, isolated, row, lane.bits);
    if (row >= lane.newFrom) isolated.busyAt[row] = isolated.moment;
    if (row < side.to) placeOrder(orders, isolated, row, isolated.quantity[row]!);
    scratch[count++] = row;
  }
  queued(Infinity);
  for (let row = lane.to; row < side.known; row++) take(lane, isolated, row, 0);
  refill(queue, isolated, scratch, count);
  lane.pieces = lane.piece;
  lane.begun = -1;
  lane.beginning = -1;
  side.next = side.known;
  side.to = side.next;
}
