import { COLUMN, FLAG } from '../../outcome.ts';
import { type Ledger, raise, SUM } from '../../purse/ledger.ts';
import type { Tick } from '../../tick.ts';
import { type Closing, closeRows, openClosing } from './closing.ts';
import { equityAt, type Isolated, sideOf } from './isolated.ts';
import { quantityBefore, valueBefore } from './ladder.ts';
import type { Side } from './side.ts';

// Untouched accounts that a tick closes whole are a range a side of the ladder, from `next` up to `to`: what they leave
// behind comes from sums over the ladder, and none of them needs a copy. What is the same at any fill is booked once, when
// ranges end: with the path, or where accounts must be told apart.

/** Quantity of the rows that a tick closes by range. */
export const quantityToClose = ({ ladder }: Isolated, { next, to }: Side): number =>
  quantityBefore(ladder, to) - quantityBefore(ladder, next);

/**
 * May the ranges that a mechanism wants closed be closed so, at the prices of this tick's block? Not where buyers end, nor
 * where ADL chooses among accounts. If so, `settleRanges` follows.
 */
export function canCloseRanges(tick: Tick): boolean {
  const { isolated, block, ledger, venue } = tick;
  const { closing } = isolated;
  if (block.salesShare !== 1 || block.purchasesShare !== 1) return false;
  openClosing(closing, ledger);
  closeRange(tick, isolated.longs, block.saleUnit);
  closeRange(tick, isolated.shorts, block.purchaseUnit);
  if (venue.rules.adl.when === 'never') return true;
  const { system } = tick.path;
  const deficits = closing.deficit + deficitOfOrders(tick);
  if (!(deficits <= system[SUM.fundAllowed]!)) return false;
  system[SUM.fundAllowed]! -= deficits;
  return true;
}

function closeRange({ isolated, venue }: Tick, side: Side, unit: number): void {
  const { closing } = isolated;
  if (side.to === side.next) return;
  closing.fill = side.sign * unit;
  closing.fee = venue.rules.feeRate * Math.abs(unit);
  closeRows(isolated.ladder, side, side.next, side.to, closing);
}

/** What the orders that close an account leave as deficits. */
function deficitOfOrders({ isolated, orders, block }: Tick): number {
  let sum = 0;
  for (let k = 0; k < orders.count; k++) {
    const row = orders.row[k]!;
    if (orders.quantity[k] !== isolated.quantity[row]) continue;
    const unit = row < isolated.ladder.longs ? block.saleUnit : block.purchaseUnit;
    sum += Math.max(0, -equityAt(isolated, row, unit));
  }
  return sum;
}

/** Closes whole the ranges that `canCloseRanges` has looked at. */
export function settleRanges({ isolated, ledger, block, venue }: Tick): void {
  const { longs, shorts, ladder, closing } = isolated;
  const { saleUnit, purchaseUnit } = block;
  noteRound(isolated, ledger);
  const sold = quantityToClose(isolated, longs);
  const bought = quantityToClose(isolated, shorts);
  const value = sold * Math.abs(saleUnit) + bought * Math.abs(purchaseUnit);
  const cost = sold * (longs.triggerUnit - saleUnit) + bought * (purchaseUnit - shorts.triggerUnit);
  if (ladder.grouped) {
    noteClosing(longs, saleUnit);
    noteClosing(shorts, purchaseUnit);
  }
  longs.next = longs.to;
  shorts.next = shorts.to;
  ledger[COLUMN.liquidatedNotional]! += value;
  ledger[SUM.tickLiquidated]! += value;
  ledger[SUM.liquidatedSoFar]! += sold + bought;
  ledger[COLUMN.closeOutCost]! += cost;
  bookClosing(closing, ledger, venue.rules.leftover === 'fund');
}

/** Books what the rows of a tick's ranges leave behind. */
export function bookClosing(closing: Closing, ledger: Ledger, toFund: boolean): void {
  if (closing.deficits > 0) {
    ledger[COLUMN.accountsDeficit]! += closing.deficits;
    ledger[COLUMN.deficitNotional]! += closing.deficitNotional;
    ledger[COLUMN.deficitFirst] = closing.first;
    ledger[COLUMN.deficitSecond] = closing.second;
    ledger[SUM.tickDeficit]! += closing.deficit;
  }
  ledger[SUM.returnedCash]! += toFund ? 0 : closing.rest;
  ledger[SUM.tickIn]! += closing.fees + (toFund ? closing.rest : 0);
}

/** Remembers a range closed at one fill, so that deficits can be told by owner afterwards. */
export function noteClosing(side: Side, unit: number): void {
  if (side.to === side.next) return;
  side.closedFrom[side.closings] = side.next;
  side.closedTo[side.closings] = side.to;
  side.closedUnit[side.closings++] = unit;
}

/** Is this tick a round: were rows of a range reached for the first time? */
export function noteRound(isolated: Isolated, ledger: Ledger): void {
  const { longs, shorts } = isolated;
  const count = longs.known - longs.first + (shorts.known - shorts.first);
  if (count === isolated.knownCount) return;
  isolated.knownCount = count;
  ledger[COLUMN.rounds]!++;
}

/**
 * Ranges end here: books what needs no fill. Whoever a mark has reached is a row before `known`; whoever was closed is one
 * before `next` without a copy.
 */
export function bookRanges(isolated: Isolated, ledger: Ledger): void {
  noteRound(isolated, ledger);
  isolated.inRanges = false;
  const { ladder } = isolated;
  let reached = 0;
  let closed = 0;
  let position = 0;
  let worth = 0;
  for (const { sign, first, next, known } of isolated.sides) {
    ledger[COLUMN.accountsTriggered]! += known - first;
    ledger[COLUMN.accountsClosed]! += next - first;
    const units = quantityBefore(ladder, next) - quantityBefore(ladder, first);
    reached += quantityBefore(ladder, known) - quantityBefore(ladder, first);
    closed += units;
    position += sign * units;
    worth += valueBefore(ladder, next) - valueBefore(ladder, first);
  }
  if (reached > 0) raise(ledger, FLAG.TRIGGERED);
  ledger[SUM.triggeredQuantity]! += reached;
  ledger[SUM.liquidatedQuantity]! += closed;
  ledger[SUM.closedPosition]! += position;
  ledger[SUM.closedBankruptcy]! += worth;
  for (let k = 0; k < isolated.touchedCount; k++) takeBack(isolated, ledger, isolated.touched[k]!);
}

/** Rows with a copy are booked by themselves. */
function takeBack(isolated: Isolated, ledger: Ledger, row: number): void {
  const { ladder } = isolated;
  const { sign, next } = sideOf(isolated, row);
  if (row >= next) return;
  const units = ladder.quantity[row]!;
  ledger[COLUMN.accountsClosed]!--;
  ledger[SUM.liquidatedQuantity]! -= units;
  ledger[SUM.closedPosition]! -= sign * units;
  ledger[SUM.closedBankruptcy]! -= sign * units * ladder.bankruptcy[row]!;
}
