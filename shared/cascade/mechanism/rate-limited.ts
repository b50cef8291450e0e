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
      const mayBeTaken = rules.adl.when === 'negative-equity';
      let kept = 0;
      let long = 0;
      for (let k = 0; k < length; k++) {
        const row = queue[k]!;
        const stays =
          (state[row]! & STATE.CLOSED) === 0 &&
          (!cure || (row < longs ? mark <= trigger[row]! : mark >= trigger[row]!)) &&
          !(mayBeTaken && orderedAt[row] === tick);
        if (!stays) {
          state[row]! &= ~STATE.QUEUED;
          continue;
        }
        queue[kept++] = row;
        if (row < longs) long++;
      }
      // With cure all who kept their place are active. Newcomers are the others, mostly touched last.
      length = cure ? activeCount : kept + activeCount;
      const places = cure ? STATE.QUEUED : STATE.QUEUED | STATE.OFF_LADDER;
      for (let k = activeCount, place = length; place > kept; ) {
        const row = active[--k]!;
        if ((state[row]! & STATE.QUEUED) !== 0) continue;
        state[row]! |= places;
        queue[--place] = row;
        if (row < longs) long++;
      }
      sortAsLadder(play, queue, kept, length);
      const perTick = velocity * rules.tickSeconds * turn.scale;
      let sales = perTick * depth.volumeWithin(reach, 1);
      let purchases = perTick * depth.volumeWithin(reach, -1);
      let short = length - long;
      for (let k = 0; (sales > 0 && long > 0) || (purchases > 0 && short > 0); k++) {
        const row = queue[k]!;
        const held = play.quantity[row]!;
        if (row < longs) {
          if (sales > 0) placeOrder(turn, row, Math.min(held, sales));
          sales -= held;
          long--;
        } else {
          if (purchases > 0) placeOrder(turn, row, Math.min(held, purchases));
          purchases -= held;
          short--;
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
