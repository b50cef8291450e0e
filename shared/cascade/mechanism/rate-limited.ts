import { type Isolated, STATE } from '../holders/isolated/isolated.ts';
import {
  createLane,
  emptyLane,
  isLaneWaiting,
  joinLane,
  laneWouldReach,
  noticeClosed,
  releaseLane,
} from '../holders/isolated/lane.ts';
import { listQueue } from '../holders/isolated/queue.ts';
import { bookRanges } from '../holders/isolated/ranges.ts';
import { meanMarkUnit, serveLane, tellLaneApart } from '../holders/isolated/serve.ts';
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
  // Without cure those who wait have left the ladder, and no mark reaches them.
  const bits = cure ? STATE.QUEUED : STATE.QUEUED | STATE.OFF_LADDER;
  const longs = createLane(1, bits, placeOf);
  const shorts = createLane(-1, bits, placeOf);
  const lanes = [longs, shorts];
  // Also with cure: whoever is no longer reached must give up the place in that very tick.
  const waiting = cure ? 'cures' : 'must-finish';
  return {
    start(isolated) {
      emptyLane(longs, isolated.longs);
      emptyLane(shorts, isolated.shorts);
    },
    release({ isolated, venue }) {
      for (const lane of lanes) {
        noticeClosed(lane, isolated);
        if (cure) releaseLane(lane, isolated, venue.mark);
      }
    },
    listReached: cure
      ? (isolated: Isolated) => {
          for (const { queue } of lanes) listQueue(queue, isolated);
        }
      : undefined,
    wouldReach: cure
      ? (isolated, { least, most }) =>
          laneWouldReach(longs, isolated, least) || laneWouldReach(shorts, isolated, most)
      : undefined,
    act(tick) {
      const { isolated, orders, venue } = tick;
      const perTick = velocity * venue.rules.tickSeconds * venue.scale;
      for (const lane of lanes) joinLane(lane, tick);
      for (const lane of lanes) {
        const { side } = lane;
        const toSpend = perTick * venue.depth.volumeWithin(reach, side.sign);
        const end = serveLane(lane, isolated, orders, toSpend);
        if (!isolated.inRanges) continue;
        side.to = end;
        side.triggerUnit = meanMarkUnit(lane, isolated, end);
      }
    },
    takesRanges: () => true,
    tellApart({ isolated, orders, ledger }) {
      bookRanges(isolated, ledger);
      for (const lane of lanes) tellLaneApart(lane, isolated, orders, scratch);
    },
    pending: (isolated) =>
      isLaneWaiting(longs, isolated) || isLaneWaiting(shorts, isolated) ? waiting : 'none',
  };
}
