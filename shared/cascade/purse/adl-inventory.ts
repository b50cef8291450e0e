import { bookRanges } from '../holders/isolated/ranges.ts';
import { COLUMN } from '../outcome.ts';
import type { Tick } from '../tick.ts';
import { NEGLIGIBLE } from '../venue/block.ts';
import { takeFromWinners, weighWinners } from './adl.ts';
import { fundAllows } from './fund.ts';
import { type Inventory, openOrders, signOfOrder, valueAt } from './inventory.ts';
import { SUM } from './ledger.ts';
import { lessen } from './willingness.ts';
import { isLoss } from './work-off.ts';

/** What leaves the inventory: an order, how much of it, and what that loses at the mark. */
interface Removed {
  readonly order: number;
  readonly quantity: number;
  readonly loss: number;
}

/**
 * ADL under takeover (model.md 5.4): closes orders of the inventory against winners, at the mark and before the tick's fills.
 * `negative-equity`: every order that loses; else the worst per unit, the last one in part, until the fund carries the rest.
 */
export function closeInventory(tick: Tick): void {
  const { isolated, ledger, purse, venue } = tick;
  const { when } = venue.rules.adl;
  const { inventory } = purse;
  if (inventory.deleveraged.length > 0) inventory.deleveraged.length = 0;
  if (when === 'never' || openOrders(inventory) === 0) return;
  const allowed = fundAllows(tick);
  const short = when === 'negative-equity' ? Infinity : shortOf(tick, allowed);
  if (!(short > 0)) return;
  const losing = losingOrders(inventory, venue.markUnit);
  const removed = when === 'negative-equity' ? losing : worstUpTo(inventory, losing, short);
  if (removed.length === 0) return;
  if (isolated.inRanges) bookRanges(isolated, ledger); // winners are told apart
  for (const { sign } of isolated.sides) {
    const own = removed.filter(({ order }) => signOfOrder(inventory, order) === sign);
    if (own.length > 0) deleverageSide(tick, sign, own);
  }
}

/** Might the fund not carry the inventory at the mark? Told from running sums. */
export function mayDeleverage(tick: Tick): boolean {
  const { venue, purse } = tick;
  const { adl } = venue.rules;
  if (adl.when === 'never') return false;
  const { sales, purchases } = purse.inventory;
  const rough = fundAllows(tick) + valueAt(purse.inventory, venue.markUnit);
  return !(rough > DRIFT * (sales.units + purchases.units) * Math.abs(venue.markUnit));
}

/** Far more, as a share of the inventory, than its running sums can be off. */
const DRIFT = 1e-9;

/** What the fund lacks to carry the inventory at the mark, if anything: orders are added up anew. */
function shortOf(tick: Tick, allowed: number): number {
  if (!mayDeleverage(tick)) return 0;
  const { inventory } = tick.purse;
  const { held, unit, count } = inventory;
  const { markUnit } = tick.venue;
  let value = 0;
  for (let order = 0; order < count; order++)
    if (held[order] !== 0) value += signOfOrder(inventory, order) * held[order]! * (markUnit - unit[order]!);
  return -(allowed + value);
}

/** Open orders that lose at the mark, whole, by arrival. */
function losingOrders(inventory: Inventory, markUnit: number): Removed[] {
  const { held, unit, count } = inventory;
  const losing: Removed[] = [];
  for (let order = 0; order < count; order++) {
    const quantity = held[order]!;
    if (quantity === 0) continue;
    const gain = signOfOrder(inventory, order) * (markUnit - unit[order]!);
    if (isLoss(gain, unit[order]!)) losing.push({ order, quantity, loss: -quantity * gain });
  }
  return losing;
}

/** The largest losses per unit first, ties by arrival, until they make up what is short; the last one in part. */
function worstUpTo({ taken }: Inventory, losing: readonly Removed[], short: number): Removed[] {
  const negligible = NEGLIGIBLE * losing.reduce((sum, { loss }) => sum + loss, 0);
  const perUnit = ({ loss, quantity }: Removed) => loss / quantity;
  const removed: Removed[] = [];
  let left = short;
  for (const own of [...losing].sort((a, b) => perUnit(b) - perUnit(a) || a.order - b.order)) {
    if (!(left > negligible)) break;
    const part = left / perUnit(own);
    const whole = own.quantity - part <= NEGLIGIBLE * taken[own.order]!;
    removed.push(whole ? own : { ...own, quantity: part, loss: left });
    left -= own.loss;
  }
  return removed;
}

/** Closes what leaves one side against winners of the other; what finds none stays in its order. */
function deleverageSide(tick: Tick, sign: number, removed: readonly Removed[]): void {
  const { ledger, purse } = tick;
  const { inventory } = purse;
  const { unit, triggerUnit } = inventory;
  let pool = 0;
  let value = 0;
  let gap = 0;
  for (const { order, quantity, loss } of removed) {
    pool += quantity;
    value += quantity * unit[order]!;
    gap += loss;
  }
  const poolUnit = value / pool;
  const share = weighWinners(tick, sign, pool, poolUnit, gap);
  takeFromWinners(tick, sign, poolUnit);
  if (share === 0) return;
  ledger[COLUMN.lastSeconds] = ledger[SUM.now]!;
  for (const { order, quantity } of removed) {
    const units = quantity * share;
    ledger[COLUMN.adlNotional]! += units * Math.abs(unit[order]!);
    ledger[COLUMN.closeOutCost]! += units * sign * (triggerUnit[order]! - unit[order]!);
    lessen(inventory, order, units);
    inventory.deleveraged.push({ order, quantity: units });
  }
}
