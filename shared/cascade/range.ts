import { fundAllows } from './adl.ts';
import { type Closing, closeRows, createClosing } from './closing.ts';
import { quantityBefore, valueBefore } from './ladder.ts';
import { type Ledger, settleFund } from './ledger.ts';
import { FLAG } from './outcome.ts';
import { noteClosing, type Play } from './play.ts';
import { endOfSide } from './reach.ts';
import { meetDepth } from './step.ts';
import { priceBlock, roomFor, type Turn } from './turn.ts';

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
  const { saleUnit, purchaseUnit } = turn;

  sums.deficit = 0;
  sums.deficits = 0;
  sums.deficitNotional = 0;
  sums.fees = 0;
  sums.rest = 0;
  sums.first = ledger.deficitFirst;
  sums.second = ledger.deficitSecond;
  if (toLong > fromLong) closeRows(ladder, fromLong, toLong, 1, saleUnit, rules.feeRate, sums);
  if (toShort > fromShort) closeRows(ladder, fromShort, toShort, -1, purchaseUnit, rules.feeRate, sums);
  if (rules.adl.when !== 'never' && sums.deficit > fundAllows(turn)) return NaN;

  const soldValue = sold * Math.abs(saleUnit);
  const boughtValue = bought * Math.abs(purchaseUnit);
  ledger.liquidatedNotional += soldValue + boughtValue;
  ledger.tickLiquidated += soldValue + boughtValue;
  ledger.closeOutCost += sold * (turn.markUnit - saleUnit) + bought * (purchaseUnit - turn.markUnit);
  ledger.rounds++;
  if (sums.deficits > 0) {
    ledger.accountsDeficit += sums.deficits;
    ledger.deficitNotional += sums.deficitNotional;
    ledger.deficitFirst = sums.first;
    ledger.deficitSecond = sums.second;
  }
  const toFund = rules.leftover === 'fund';
  ledger.returnedCash += toFund ? 0 : sums.rest;
  ledger.tickIn = sums.fees + (toFund ? sums.rest : 0);
  ledger.tickDeficit = sums.deficit;
  const badDebt = settleFund(ledger, turn.timeSeconds, FLAG.FUND_EMPTY);
  ledger.badDebt += badDebt;
  if (badDebt > 0) ledger.flags |= FLAG.BAD_DEBT;

  if (ladder.grouped) {
    noteClosing(play, fromLong, toLong, saleUnit);
    noteClosing(play, fromShort, toShort, purchaseUnit);
  }
  play.nextLong = toLong;
  play.nextShort = toShort;
  if (net !== 0) meetDepth(turn, net);
  return net;
}

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
  ledger.closedBankruptcy +=
    valueBefore(ladder, nextLong) + (valueBefore(ladder, nextShort) - valueBefore(ladder, longs));
}
