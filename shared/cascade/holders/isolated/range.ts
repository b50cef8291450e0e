import { FLAG } from '../../outcome.ts';
import { fundAllows } from '../../purse/adl.ts';
import { type Ledger, settleFund } from '../../purse/ledger.ts';
import type { Turn } from '../../turn.ts';
import { meetDepth, priceBlock, roomFor } from '../../venue/block.ts';
import { type Closing, closeRows, createClosing } from './closing.ts';
import { type Ladder, quantityBefore, valueBefore } from './ladder.ts';
import { equityAt, isLong, noteClosing, type Play } from './play.ts';
import { endOfSide } from './reach.ts';

const sums: Closing = createClosing();

/**
 * Steps 4 to 8 of a tick for `full` where no row needs a copy: what a mark reaches is one range a
 * side of the ladder, closed whole at one fill.
 *
 * @returns what went to the depth (> 0 sold), or NaN, with nothing changed, if rows must be told
 *   apart: deficits beyond the fund where ADL chooses among accounts, or a block that buyers cannot take
 */
export function closeRange(turn: Turn): number {
  const { play, ledger, rules, mark } = turn;
  const { ladder } = play;
  const fromLong = play.nextLong;
  const fromShort = play.nextShort;
  const toLong = endOfSide(ladder, fromLong, mark, 1);
  const toShort = endOfSide(ladder, fromShort, mark, -1);
  const sold = quantityBefore(ladder, toLong) - quantityBefore(ladder, fromLong);
  const bought = quantityBefore(ladder, toShort) - quantityBefore(ladder, fromShort);
  const net = sold - bought;
  if (Math.abs(net) > roomFor(turn, net > 0 ? 1 : -1)) return NaN;
  priceBlock(turn, sold, bought);
  closeSides(turn, fromLong, toLong, fromShort, toShort);
  if (rules.adl.when !== 'never' && sums.deficit > fundAllows(turn)) return NaN;

  bookSides(turn, sold, bought);
  ledger.closeOutCost +=
    sold * (turn.markUnit - turn.saleUnit) + bought * (turn.purchaseUnit - turn.markUnit);
  ledger.rounds++;
  const badDebt = settleFund(ledger, turn.timeSeconds, FLAG.FUND_EMPTY);
  ledger.badDebt += badDebt;
  if (badDebt > 0) ledger.flags |= FLAG.BAD_DEBT;
  if (ladder.grouped) noteClosings(turn, toLong, toShort);
  play.nextLong = toLong;
  play.nextShort = toShort;
  if (net !== 0) meetDepth(turn, net);
  return net;
}

/** Adds up in `sums` what the rows of two ranges leave behind at the fills of this tick. */
function closeSides(turn: Turn, fromLong: number, toLong: number, fromShort: number, toShort: number): void {
  const { play, ledger, rules } = turn;
  const { ladder } = play;
  sums.deficit = 0;
  sums.deficits = 0;
  sums.deficitNotional = 0;
  sums.fees = 0;
  sums.rest = 0;
  sums.first = ledger.deficitFirst;
  sums.second = ledger.deficitSecond;
  if (toLong > fromLong) closeRows(ladder, fromLong, toLong, 1, turn.saleUnit, rules.feeRate, sums);
  if (toShort > fromShort) closeRows(ladder, fromShort, toShort, -1, turn.purchaseUnit, rules.feeRate, sums);
}

/** Remembers who was closed at the fills of this tick: from the ladder's pointers to these rows. */
function noteClosings({ play, saleUnit, purchaseUnit }: Turn, toLong: number, toShort: number): void {
  noteClosing(play, play.nextLong, toLong, saleUnit);
  noteClosing(play, play.nextShort, toShort, purchaseUnit);
}

/** Books `sums`, and that so much was sold and bought. */
function bookSides(turn: Turn, sold: number, bought: number): void {
  const { ledger, rules } = turn;
  const value = sold * Math.abs(turn.saleUnit) + bought * Math.abs(turn.purchaseUnit);
  ledger.liquidatedNotional += value;
  ledger.tickLiquidated += value;
  if (sums.deficits > 0) {
    ledger.accountsDeficit += sums.deficits;
    ledger.deficitNotional += sums.deficitNotional;
    ledger.deficitFirst = sums.first;
    ledger.deficitSecond = sums.second;
  }
  const toFund = rules.leftover === 'fund';
  ledger.returnedCash += toFund ? 0 : sums.rest;
  ledger.tickIn += sums.fees + (toFund ? sums.rest : 0);
  ledger.tickDeficit += sums.deficit;
}

/**
 * May the ranges that a mechanism wants closed be closed so, at the prices of this tick? Not where buyers end, nor where ADL
 * chooses among accounts. If so, `settleRanges` follows.
 */
export function canCloseRanges(turn: Turn): boolean {
  const { play, rules } = turn;
  if (turn.salesShare !== 1 || turn.purchasesShare !== 1) return false;
  closeSides(turn, play.nextLong, turn.longsTo, play.nextShort, turn.shortsTo);
  return rules.adl.when === 'never' || sums.deficit + deficitOfOrders(turn) <= fundAllows(turn);
}

/** What the orders that close an account leave as deficits. */
function deficitOfOrders({
  play,
  orderRow,
  orderQuantity,
  orderCount,
  saleUnit,
  purchaseUnit,
}: Turn): number {
  let sum = 0;
  for (let k = 0; k < orderCount; k++) {
    const row = orderRow[k]!;
    if (orderQuantity[k] !== play.quantity[row]) continue;
    sum += Math.max(0, -equityAt(play, row, isLong(play, row) ? saleUnit : purchaseUnit));
  }
  return sum;
}

/** Closes whole the ranges that `canCloseRanges` has looked at. */
export function settleRanges(turn: Turn): void {
  const { play, ledger, longsTo, shortsTo } = turn;
  const { ladder, nextLong, nextShort } = play;
  if (longsTo === nextLong && shortsTo === nextShort) return;
  const sold = quantityBefore(ladder, longsTo) - quantityBefore(ladder, nextLong);
  const bought = quantityBefore(ladder, shortsTo) - quantityBefore(ladder, nextShort);
  bookSides(turn, sold, bought);
  if (ladder.grouped) noteClosings(turn, longsTo, shortsTo);
  ledger.closeOutCost += turn.valueAtMarks - (sold * turn.saleUnit - bought * turn.purchaseUnit);
  ledger.liquidatedQuantity += sold + bought;
  ledger.accountsClosed += longsTo - nextLong + (shortsTo - nextShort);
  ledger.closedPosition += sold - bought;
  ledger.closedBankruptcy += valueOfRows(ladder, nextLong, longsTo, nextShort, shortsTo);
  play.nextLong = longsTo;
  play.nextShort = shortsTo;
}

/** What two ranges of rows were worth at their own bankruptcies, signed by side. */
const valueOfRows = (
  ladder: Ladder,
  fromLong: number,
  toLong: number,
  fromShort: number,
  toShort: number,
): number =>
  valueBefore(ladder, toLong) -
  valueBefore(ladder, fromLong) +
  (valueBefore(ladder, toShort) - valueBefore(ladder, fromShort));

/** Books, once, what needs no fill: all ranges closed so far on a path are the rows that its pointers have passed. */
export function bookRanges(play: Play, ledger: Ledger): void {
  const { ladder, nextLong, nextShort } = play;
  const { longs } = ladder;
  const sold = quantityBefore(ladder, nextLong);
  const bought = quantityBefore(ladder, nextShort) - quantityBefore(ladder, longs);
  const closed = nextLong + nextShort - longs;
  ledger.liquidatedQuantity += sold + bought;
  ledger.accountsTriggered += closed;
  ledger.accountsClosed += closed;
  ledger.triggeredQuantity += sold + bought;
  if (closed > 0) ledger.flags |= FLAG.TRIGGERED;
  ledger.closedPosition += sold - bought;
  ledger.closedBankruptcy += valueOfRows(ladder, 0, nextLong, longs, nextShort);
}
