import { sortAsLadder } from '../ladder-order.ts';
import type { Mechanism } from '../mechanism.ts';
import { STATE } from '../play.ts';
import { placeOrder } from '../turn.ts';

/**
 * A queue, first in first out, of which at most a share of the depth is sold a second (model.md 4.4).
 * Comparable: Maker's cap on debt under auction, dYdX's 10 % of a position per account and block.
 *
 * @param velocity share per second of the volume that moves a rested price by `reach`
 * @param cure an account that is no longer reached leaves the queue
 */
export function rateLimited(velocity: number, reach: number, cure: boolean, capacity: number): Mechanism {
  const queue = new Int32Array(capacity);
  let length = 0;
  return {
    start() {
      length = 0;
    },
    act(turn) {
      const { play, depth, rules, mark, tick, active, activeCount } = turn;
      const { state, trigger, orderedAt } = play;
      const { longs } = play.ladder;
      // Who was closed, lost to ADL or the vault, or cured, gives up the place.
      let kept = 0;
      for (let k = 0; k < length; k++) {
        const row = queue[k]!;
        const stays =
          (state[row]! & STATE.CLOSED) === 0 &&
          (!cure || (row < longs ? mark <= trigger[row]! : mark >= trigger[row]!)) &&
          orderedAt[row] !== tick;
        if (stays) queue[kept++] = row;
        else state[row]! &= ~STATE.QUEUED;
      }
      length = kept;
      const places = cure ? STATE.QUEUED : STATE.QUEUED | STATE.OFF_LADDER;
      for (let k = 0; k < activeCount; k++) {
        const row = active[k]!;
        if ((state[row]! & STATE.QUEUED) !== 0) continue;
        state[row]! |= places;
        queue[length++] = row;
      }
      sortAsLadder(play, queue, kept, length);
      const perTick = velocity * rules.tickSeconds * turn.scale;
      let sales = perTick * depth.volumeWithin(reach, 1);
      let purchases = perTick * depth.volumeWithin(reach, -1);
      for (let k = 0; k < length && (sales > 0 || purchases > 0); k++) {
        const row = queue[k]!;
        const held = play.quantity[row]!;
        if (row < longs) {
          if (sales > 0) placeOrder(turn, row, Math.min(held, sales));
          sales -= held;
        } else {
          if (purchases > 0) placeOrder(turn, row, Math.min(held, purchases));
          purchases -= held;
        }
      }
    },
    cures: cure,
    // Also with cure: whoever is no longer reached must give up the place in that very tick.
    pending(play) {
      for (let k = 0; k < length; k++) if ((play.state[queue[k]!]! & STATE.CLOSED) === 0) return true;
      return false;
    },
  };
}
