import { STATE } from '../holders/isolated/play.ts';
import { tierAt } from '../margin/tiers.ts';
import { placeOrder } from '../turn.ts';
import type { Mechanism } from './mechanism.ts';

/**
 * A share first, the rest after a cool-down if the trigger is still reached (model.md 4.3); small
 * accounts at once. Hyperliquid documents 100,000 USD, 0.2 and 30 s.
 *
 * @param threshold notional up to which everything is closed at once, settlement currency
 */
export const steppedShare = (threshold: number, firstShare: number, coolDownSeconds: number): Mechanism => ({
  start() {},
  act(turn) {
    const { play } = turn;
    const unit = Math.abs(turn.markUnit);
    for (let k = 0; k < turn.activeCount; k++) {
      const row = turn.active[k]!;
      const held = play.quantity[row]!;
      if (held * unit <= threshold || (play.state[row]! & STATE.STEPPED) !== 0) {
        placeOrder(turn, row, held);
      } else {
        placeOrder(turn, row, firstShare * held);
        play.state[row]! |= STATE.STEPPED | STATE.COOLING;
        play.ready[row] = turn.timeSeconds + coolDownSeconds;
      }
    }
  },
  pending: () => false,
  cures: false,
});

/**
 * Down to the floor of the present tier, one tier a tick; everything in the first (model.md 4.3, after
 * BitMEX's step down its risk limits, 2020). A position on a floor belongs below it.
 */
export const steppedTier = (): Mechanism => ({
  start() {},
  act(turn) {
    const { play } = turn;
    const { tiers } = play.ladder;
    const unit = Math.abs(turn.markUnit);
    for (let k = 0; k < turn.activeCount; k++) {
      const row = turn.active[k]!;
      const held = play.quantity[row]!;
      const notional = held * unit;
      const tier = tierAt(tiers, notional * (1 - 1e-9));
      placeOrder(turn, row, tier === 0 ? held : (notional - tiers.floor[tier]!) / unit);
    }
  },
  pending: () => false,
  cures: false,
});
