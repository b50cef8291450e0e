import type { Mechanism } from '../mechanism.ts';
import { equityAt } from '../play.ts';
import { maintenanceMargin } from '../tiers.ts';
import { placeOrder } from '../turn.ts';

/**
 * Closes just enough that a fill at the mark leaves a margin ratio of `multiple` times maintenance
 * (model.md 4.2): notional `x = (tau N - e) / (tau - fee)`.
 *
 * @param multiple of the account's maintenance rate, > 1
 * @param minNotional a smaller rest is closed along, settlement currency
 */
export const targetMargin = (multiple: number, minNotional: number): Mechanism => ({
  start() {},
  act(turn) {
    const { play, rules, markUnit } = turn;
    const unit = Math.abs(markUnit);
    for (let k = 0; k < turn.activeCount; k++) {
      const row = turn.active[k]!;
      const held = play.quantity[row]!;
      const notional = held * unit;
      const close = notionalToClose(
        notional,
        equityAt(play, row, markUnit),
        (multiple * maintenanceMargin(play.ladder.tiers, notional)) / notional,
        rules.feeRate,
        minNotional,
      );
      placeOrder(turn, row, close === notional ? held : close / unit);
    }
  },
  pending: () => false,
  cures: false,
});

/** Notional whose sale at the mark restores the margin ratio `target`; all of it if nothing less does. */
export function notionalToClose(
  notional: number,
  equity: number,
  target: number,
  feeRate: number,
  minNotional: number,
): number {
  if (equity <= 0 || target <= feeRate) return notional;
  const close = (target * notional - equity) / (target - feeRate);
  return close >= notional || notional - close < minNotional ? notional : close;
}
