import { orderOf } from '../holders/isolated/orders.ts';
import { maintenanceMargin } from '../margin/tiers.ts';
import type { Mechanism } from './mechanism.ts';

/**
 * Closes just enough that a fill at the mark leaves a margin ratio of `multiple` times maintenance
 * (model.md 4.2): notional `x = (tau N - e) / (tau - fee)`.
 *
 * @param multiple of the account's maintenance rate, > 1
 * @param minNotional a smaller rest is closed along, settlement currency
 */
export const targetMargin = (multiple: number, minNotional: number): Mechanism => ({
  start() {},
  act({ isolated, orders, venue }) {
    const { active, activeCount, quantity, collateral, ladder } = isolated;
    const { entryUnit, longs, tiers } = ladder;
    const { markUnit } = venue;
    const { feeRate } = venue.rules;
    const unit = Math.abs(markUnit);
    let { count } = orders;
    for (let k = 0; k < activeCount; k++) {
      const row = active[k]!;
      const held = quantity[row]!;
      const notional = held * unit;
      const side = row < longs ? 1 : -1;
      const equity = collateral[row]! + side * held * (markUnit - entryUnit[row]!);
      const required = multiple * maintenanceMargin(tiers, notional);
      const share = shareToClose(notional, equity, required, feeRate, minNotional);
      const own = orderOf(ladder.quantity[row]!, held, held * share);
      if (own === 0) continue;
      orders.row[count] = row;
      orders.quantity[count++] = own;
    }
    orders.count = count;
  },
  pending: () => 'none',
});

/**
 * Share of a position whose sale at the mark restores a margin ratio `tau`; 1 if nothing less does. Of the notional
 * `x = (tau N - e) / (tau - fee)`, over `N` and with `tau N` kept whole, so that one division does.
 *
 * @param required `tau N`, settlement currency
 */
export function shareToClose(
  notional: number,
  equity: number,
  required: number,
  feeRate: number,
  minNotional: number,
): number {
  const fee = feeRate * notional;
  if (equity <= 0 || required <= fee) return 1;
  const share = (required - equity) / (required - fee);
  return share >= 1 || notional - share * notional < minNotional ? 1 : share;
}
