import { COLUMN, FLAG } from '../../outcome.ts';
import { noteDeficit, noteLiquidated, raise, rankDeficit, SUM } from '../../purse/ledger.ts';
import { settleInventory } from '../../purse/work-off.ts';
import type { Tick } from '../../tick.ts';
import { NEGLIGIBLE } from '../../venue/block.ts';
import { endRow, renewTrigger, signOf } from './isolated.ts';
import { FILL } from './orders.ts';
import { settleRanges } from './ranges.ts';

/**
 * Step 8 of a tick: settles its fills, and leaves what the fund takes in and pays (model.md 5.2). ADL comes before the
 * market, and else fills are settled in the order in which they were made: what an account gets does not depend on others,
 * so that order shows in the last bits of sums only, and costs no sort.
 */
export function settle(tick: Tick): void {
  const { isolated, orders } = tick;
  if (orders.fills.count > 0) settleFills(tick);
  if (isolated.mechanism.takesOver) settleInventory(tick);
  else if (isolated.inRanges) settleRanges(tick); // before the orders, whose deficits it does not know
  if (orders.count > 0) settleOrders(tick);
}

/** ADL and auctions: each has a price of its own, and no fee but where it closes. */
function settleFills(tick: Tick): void {
  const { isolated, ledger, venue } = tick;
  const { fills } = tick.orders;
  const { ladder, quantity, collateral } = isolated;
  for (let k = 0; k < fills.count; k++) {
    const row = fills.row[k]!;
    const kind = fills.kind[k]!;
    const unit = fills.unit[k]!;
    const units = fills.quantity[k]!;
    if (units === 0) continue;
    const sign = signOf(isolated, row);
    const value = units * Math.abs(unit);
    const left = quantity[row]! - units;
    const closes = left <= NEGLIGIBLE * ladder.quantity[row]!;
    collateral[row]! += sign * units * (unit - ladder.entryUnit[row]!);
    quantity[row] = closes ? 0 : left;
    if (kind !== FILL.ADL_WINNER) {
      noteLiquidated(ledger, value, units, units * sign * (isolated.triggerUnit[row]! - unit));
      if (closes) ledger[COLUMN.accountsClosed]!++;
      if (kind === FILL.ADL) ledger[COLUMN.adlNotional]! += value;
    }
    if (!closes) renewTrigger(isolated, row, venue.mark);
    else if (kind === FILL.ADL)
      endRow(isolated, row, 0, 0); // exactly zero at its own bankruptcy price: rounding is no deficit
    else settleClosed(tick, row, collateral[row]!, kind === FILL.ADL_WINNER ? NaN : value);
  }
}

/** Market orders: a unit a side, and a fee. One loop of its own, since this is where partial closes spend their time. */
function settleOrders(tick: Tick): void {
  const { isolated, ledger, venue, block, orders } = tick;
  const { mark, markUnit } = venue;
  const { saleUnit, purchaseUnit, salesShare, purchasesShare } = block;
  const { ladder, quantity, collateral, triggerUnit } = isolated;
  const { longs, entryUnit } = ladder;
  const { feeRate } = venue.rules;
  let notional = 0;
  let volume = 0;
  let closeOutCost = 0;
  let closed = 0;
  let fees = 0;
  for (let k = 0; k < orders.count; k++) {
    const row = orders.row[k]!;
    const long = row < longs;
    const sign = long ? 1 : -1;
    const unit = long ? saleUnit : purchaseUnit;
    const units = orders.quantity[k]! * (long ? salesShare : purchasesShare);
    if (units === 0) continue;
    const value = units * Math.abs(unit);
    const entry = entryUnit[row]!;
    const held = quantity[row]!;
    const before = collateral[row]!;
    const left = held - units;
    const after = before + sign * units * (unit - entry);
    notional += value;
    volume += units;
    closeOutCost += units * sign * (triggerUnit[row]! - unit);
    if (left <= NEGLIGIBLE * ladder.quantity[row]!) {
      closed++;
      quantity[row] = 0;
      settleClosed(tick, row, after, value);
      continue;
    }
    const gain = sign * (markUnit - entry);
    const fee = Math.min(feeRate * value, Math.max(0, after + left * gain));
    fees += fee;
    quantity[row] = left;
    collateral[row] = after - fee;
    // Margin ratios before and after over the same mark: notional cancels, and quantities may be crossed.
    if ((after - fee + left * gain) * held < (before + held * gain) * left)
      raise(ledger, FLAG.SELF_DEFEATING);
    renewTrigger(isolated, row, mark);
  }
  noteLiquidated(ledger, notional, volume, closeOutCost);
  ledger[COLUMN.accountsClosed]! += closed;
  ledger[SUM.tickIn]! += fees;
}

/**
 * Books what a closed account leaves.
 *
 * @param value of the fill, for its fee and where the leftover goes; NaN of an account that is not liquidated, which pays no
 *   fee and keeps what is left
 */
function settleClosed(
  { isolated, ledger, venue }: Tick,
  row: number,
  collateral: number,
  value: number,
): void {
  const { feeRate, leftover } = venue.rules;
  if (collateral < 0) {
    ledger[SUM.tickDeficit]! -= collateral;
    noteDeficit(ledger, isolated.ladder.notional[row]!);
    if (!isolated.ladder.grouped) rankDeficit(ledger, -collateral);
    endRow(isolated, row, 0, -collateral);
    return;
  }
  if (Number.isNaN(value)) {
    endRow(isolated, row, collateral, 0);
    return;
  }
  const kept = leftover === 'fund' ? 0 : collateral - Math.min(feeRate * value, collateral);
  ledger[SUM.tickIn]! += collateral - kept;
  endRow(isolated, row, kept, 0);
}
