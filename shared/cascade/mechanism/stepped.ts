import { STATE } from '../holders/isolated/isolated.ts';
import { placeOrder } from '../holders/isolated/orders.ts';
import { tierAt } from '../margin/tiers.ts';
import { SUM } from '../purse/ledger.ts';
import type { Mechanism } from './mechanism.ts';

/**
 * A share first, the rest after a cool-down if the trigger is still reached (model.md 4.3); small
 * accounts at once. Hyperliquid documents 100,000 USD, 0.2 and 30 s.
 *
 * @param threshold notional up to which everything is closed at once, settlement currency
 */
export const steppedShare = (threshold: number, firstShare: number, coolDownSeconds: number): Mechanism => ({
  start() {},
  act({ isolated, orders, venue, ledger }) {
    const unit = Math.abs(venue.markUnit);
    for (let k = 0; k < isolated.activeCount; k++) {
      const row = isolated.active[k]!;
      const held = isolated.quantity[row]!;
      if (held * unit <= threshold || (isolated.state[row]! & STATE.STEPPED) !== 0) {
        placeOrder(orders, isolated, row, held);
      } else {
        placeOrder(orders, isolated, row, firstShare * held);
        isolated.state[row]! |= STATE.STEPPED;
        isolated.ready[row] = ledger[SUM.now]! + coolDownSeconds;
      }
    }
  },
  pending: () => 'none',
});

/**
 * Down to the floor of the present tier, one tier a tick; everything in the first (model.md 4.3, after
 * BitMEX's step down its risk limits, 2020). A position on a floor belongs below it.
 */
export const steppedTier = (): Mechanism => ({
  start() {},
  act({ isolated, orders, venue }) {
    const { tiers } = isolated.ladder;
    const unit = Math.abs(venue.markUnit);
    for (let k = 0; k < isolated.activeCount; k++) {
      const row = isolated.active[k]!;
      const held = isolated.quantity[row]!;
      const notional = held * unit;
      const tier = tierAt(tiers, notional * (1 - 1e-9));
      placeOrder(orders, isolated, row, tier === 0 ? held : (notional - tiers.floor[tier]!) / unit);
    }
  },
  pending: () => 'none',
});
