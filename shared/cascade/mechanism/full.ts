import { placeOrder } from '../turn.ts';
import type { Mechanism } from './mechanism.ts';

/** Closes everything at once (model.md 4.1). */
export const full: Mechanism = {
  start() {},
  act(turn) {
    for (let k = 0; k < turn.activeCount; k++) {
      const row = turn.active[k]!;
      placeOrder(turn, row, turn.play.quantity[row]!);
    }
  },
  pending: () => false,
  cures: false,
};
