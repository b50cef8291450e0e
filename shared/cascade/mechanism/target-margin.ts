import type { Mechanism } from '../mechanism.ts';
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
    const { play, rules, markUnit, active, activeCount } = turn;
    const { quantity, collateral, ladder } = play;
    const { entryUnit, longs, tiers } = ladder;
    const { feeRate } = rules;
    const unit = Math.abs(markUnit);
    for (let k = 0; k < activeCount; k++) {
      const row = active[k]!;
      const held = quantity[row]!;
      const notional = held * unit;
      const side = row < longs ? 1 : -1;
      const equity = collateral[row]! + side * held * (markUnit - entryUnit[row]!);
      const target = (multiple * maintenanceMargin(tiers, notional)) / notional;
      const close = notionalToClose(notional, equity, target, feeRate, minNotional);
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
