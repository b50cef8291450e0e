import type { Mechanism } from '../mechanism.ts';
import { STATE } from '../play.ts';
import {
  createQueue,
  emptyQueue,
  isWaiting,
  join,
  listQueue,
  noticeFills,
  releaseCured,
  serve,
  wouldReach,
} from '../queue.ts';

/**
 * A queue, first in first out, of which at most a share of the depth is sold a second (model.md 4.4).
 * Comparable: Maker's cap on debt under auction, dYdX's 10 % of a position per account and block.
 *
 * @param velocity share per second of the volume that moves a rested price by `reach`
 * @param cure an account that is no longer reached leaves the queue
 */
export function rateLimited(velocity: number, reach: number, cure: boolean, capacity: number): Mechanism {
  const queue = createQueue(capacity);
  return {
    start: () => emptyQueue(queue),
    release({ play, mark }) {
      noticeFills(queue, play);
      if (cure) releaseCured(queue, play, mark);
    },
    // Without cure those who wait have left the ladder, and no mark reaches them.
    listReached: cure ? (play, into, count) => listQueue(queue, play, into, count) : undefined,
    wouldReach: cure ? (play, least, most) => wouldReach(queue, play, least, most) : undefined,
    act(turn) {
      const { play, depth, rules, active, activeCount } = turn;
      join(queue, play, active, activeCount, cure ? STATE.QUEUED : STATE.QUEUED | STATE.OFF_LADDER);
      const perTick = velocity * rules.tickSeconds * turn.scale;
      const sales = perTick * depth.volumeWithin(reach, 1);
      const purchases = perTick * depth.volumeWithin(reach, -1);
      serve(queue, turn, sales, purchases);
    },
    cures: cure,
    // Also with cure: whoever is no longer reached must give up the place in that very tick.
    pending: (play) => isWaiting(queue, play),
  };
}
