import { quantityBefore } from '../holders/isolated/ladder.ts';
import {
  createLane,
  emptyLane,
  isLaneWaiting,
  joinLane,
  laneWouldReach,
  noticeClosed,
  releaseLane,
  serveLane,
  tellApart,
  valueAtMarks,
} from '../holders/isolated/lane.ts';
import { STATE } from '../holders/isolated/play.ts';
import { listQueue } from '../holders/isolated/queue.ts';
import { noteTriggered } from '../purse/ledger.ts';
import type { Mechanism } from './mechanism.ts';

/**
 * A queue, first in first out, of which at most a share of the depth is sold a second (model.md 4.4).
 * Comparable: Maker's cap on debt under auction, dYdX's 10 % of a position per account and block.
 *
 * @param velocity share per second of the volume that moves a rested price by `reach`
 * @param cure an account that is no longer reached leaves the queue
 */
export function rateLimited(velocity: number, reach: number, cure: boolean, capacity: number): Mechanism {
  const placeOf = new Int32Array(capacity);
  const scratch = new Int32Array(capacity);
  const longs = createLane(1, placeOf);
  const shorts = createLane(-1, placeOf);
  // Without cure those who wait have left the ladder, and no mark reaches them.
  const bits = cure ? STATE.QUEUED : STATE.QUEUED | STATE.OFF_LADDER;
  return {
    start(play) {
      emptyLane(longs, play);
      emptyLane(shorts, play);
    },
    release({ play, mark }) {
      noticeClosed(longs, play);
      noticeClosed(shorts, play);
      if (!cure) return;
      releaseLane(longs, play, mark);
      releaseLane(shorts, play, mark);
    },
    listReached: cure
      ? (play, into, count) => listQueue(shorts.queue, play, into, listQueue(longs.queue, play, into, count))
      : undefined,
    wouldReach: cure
      ? (play, least, most) => laneWouldReach(longs, play, least) || laneWouldReach(shorts, play, most)
      : undefined,
    act(turn) {
      const { play, depth, rules } = turn;
      const { knownLong, knownShort, ladder } = play;
      joinLane(longs, turn, bits);
      joinLane(shorts, turn, bits);
      noteTriggered(
        turn.ledger,
        play.knownLong - knownLong + (play.knownShort - knownShort),
        quantityBefore(ladder, play.knownLong) -
          quantityBefore(ladder, knownLong) +
          (quantityBefore(ladder, play.knownShort) - quantityBefore(ladder, knownShort)),
      );
      const perTick = velocity * rules.tickSeconds * turn.scale;
      const sales = perTick * depth.volumeWithin(reach, 1);
      const purchases = perTick * depth.volumeWithin(reach, -1);
      const longsTo = serveLane(longs, turn, sales, bits);
      const shortsTo = serveLane(shorts, turn, purchases, bits);
      if (!turn.inRanges) return;
      turn.longsTo = longsTo;
      turn.shortsTo = shortsTo;
      turn.valueAtMarks = valueAtMarks(longs, play, longsTo) - valueAtMarks(shorts, play, shortsTo);
    },
    tellApart(turn) {
      tellApart(longs, turn, turn.longsTo, bits, scratch);
      tellApart(shorts, turn, turn.shortsTo, bits, scratch);
    },
    cures: cure,
    // Also with cure: whoever is no longer reached must give up the place in that very tick.
    pending: (play) => isLaneWaiting(longs, play) || isLaneWaiting(shorts, play),
  };
}
