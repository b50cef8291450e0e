import { fundAllows } from './adl.ts';
import { type Closing, closeRows, createClosing } from './closing.ts';
import { settleFund } from './ledger.ts';
import { FLAG } from './outcome.ts';
import { noteClosing } from './play.ts';
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
  const { trigger, quantityBefore } = ladder;
  const fromLong = play.nextLong;
  const fromShort = play.nextShort;
  const toLong = endOfReach(trigger, fromLong, ladder.longs, mark, true);
  const toShort = endOfReach(trigger, fromShort, ladder.count, mark, false);
  const sold = quantityBefore[toLong]! - quantityBefore[fromLong]!;
  const bought = quantityBefore[toShort]! - quantityBefore[fromShort]!;
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
  closeRows(ladder, fromLong, toLong, 1, saleUnit, rules.feeRate, sums);
  closeRows(ladder, fromShort, toShort, -1, purchaseUnit, rules.feeRate, sums);
  if (rules.adl.when !== 'never' && sums.deficit > fundAllows(turn)) return NaN;

  const soldValue = sold * Math.abs(saleUnit);
  const boughtValue = bought * Math.abs(purchaseUnit);
  ledger.liquidatedNotional += soldValue + boughtValue;
  ledger.tickLiquidated += soldValue + boughtValue;
  ledger.liquidatedQuantity += sold + bought;
  ledger.closeOutCost += sold * (turn.markUnit - saleUnit) + bought * (purchaseUnit - turn.markUnit);
  const closed = toLong - fromLong + (toShort - fromShort);
  ledger.accountsTriggered += closed;
  ledger.accountsClosed += closed;
  ledger.triggeredQuantity += sold + bought;
  ledger.rounds++;
  ledger.flags |= FLAG.TRIGGERED;
  ledger.accountsDeficit += sums.deficits;
  ledger.deficitNotional += sums.deficitNotional;
  ledger.deficitFirst = sums.first;
  ledger.deficitSecond = sums.second;
  const { bankruptcyBefore } = ladder;
  ledger.closedPosition += sold - bought;
  ledger.closedBankruptcy +=
    bankruptcyBefore[toLong]! -
    bankruptcyBefore[fromLong]! -
    (bankruptcyBefore[toShort]! - bankruptcyBefore[fromShort]!);
  const toFund = rules.leftover === 'fund';
  ledger.returnedCash += toFund ? 0 : sums.rest;
  ledger.tickIn = sums.fees + (toFund ? sums.rest : 0);
  ledger.tickDeficit = sums.deficit;
  const badDebt = settleFund(ledger, turn.timeSeconds, FLAG.FUND_EMPTY);
  ledger.badDebt += badDebt;
  if (badDebt > 0) ledger.flags |= FLAG.BAD_DEBT;

  noteClosing(play, fromLong, toLong, saleUnit);
  noteClosing(play, fromShort, toShort, purchaseUnit);
  play.nextLong = toLong;
  play.nextShort = toShort;
  if (net !== 0) meetDepth(turn, net);
  return net;
}

/**
 * First row from `from` on that a mark does not reach, on the side of longs (triggers falling) or of
 * shorts. Doubling steps first: the end is near, wherever in the ladder the path stands.
 */
export function endOfReach(
  trigger: Float64Array,
  from: number,
  to: number,
  mark: number,
  falls: boolean,
): number {
  let low = from;
  let step = 1;
  while (low + step <= to && (falls ? mark <= trigger[low + step - 1]! : mark >= trigger[low + step - 1]!)) {
    low += step;
    step *= 2;
  }
  let high = Math.min(to, low + step - 1);
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (falls ? mark <= trigger[middle]! : mark >= trigger[middle]!) low = middle + 1;
    else high = middle;
  }
  return low;
}
