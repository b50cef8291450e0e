import {
  isOpen,
  noteHaircut,
  type Play,
  profitAt,
  renewTrigger,
  STATE,
  sideOf,
  touch,
} from '../holders/isolated/play.ts';
import { settleRanges } from '../holders/isolated/range.ts';
import { FLAG } from '../outcome.ts';
import { FILL, NEGLIGIBLE, type Turn } from '../turn.ts';
import { countWinners } from './adl.ts';
import { noteDeficit, noteLiquidated, settleFund } from './ledger.ts';

/**
 * Settles the fills of a tick, then the fund, then whoever pays the rest (model.md 5.2). ADL comes before the market,
 * and else fills are settled in the order in which they were made: what an account gets does not depend on others, so
 * that order shows in the last bits of sums only, and costs no sort.
 */
export function settle(turn: Turn): void {
  const { ledger } = turn;
  if (turn.fills.count > 0) settleFills(turn);
  if (turn.inRanges) settleRanges(turn); // before the orders, whose deficits it does not know
  if (turn.orderCount > 0) settleOrders(turn);
  const rest = settleFund(ledger, turn.timeSeconds, FLAG.FUND_EMPTY);
  if (rest > 0) payRest(turn, rest);
}

/** ADL and auctions: each has a price of its own, and no fee but where it closes. */
function settleFills(turn: Turn): void {
  const { play, ledger, fills } = turn;
  const { ladder, quantity, collateral } = play;
  for (let k = 0; k < fills.count; k++) {
    const row = fills.row[k]!;
    const kind = fills.kind[k]!;
    const unit = fills.unit[k]!;
    const units = fills.quantity[k]!;
    if (units === 0) continue;
    const side = sideOf(play, row);
    const value = units * Math.abs(unit);
    const left = quantity[row]! - units;
    const closes = left <= NEGLIGIBLE * ladder.quantity[row]!;
    collateral[row]! += side * units * (unit - ladder.entryUnit[row]!);
    quantity[row] = closes ? 0 : left;
    if (kind !== FILL.ADL_WINNER) {
      noteLiquidated(ledger, value, units, units * side * (play.triggerUnit[row]! - unit), closes ? 1 : 0);
      if (kind === FILL.ADL) {
        ledger.adlNotional += value;
        ledger.adlQuantity += units;
      }
    }
    if (!closes) renewTrigger(play, row, turn.mark);
    else if (kind === FILL.ADL)
      closeWith(play, row, 0); // exactly zero at its own bankruptcy price: rounding is no deficit
    else closeWith(play, row, settleClosed(turn, row, collateral[row]!, kind !== FILL.ADL_WINNER, value));
  }
}

/** Market orders: a unit a side, and a fee. One loop of its own, since this is where partial closes spend their time. */
function settleOrders(turn: Turn): void {
  const { play, ledger, markUnit, mark, rules, orderRow, orderQuantity, orderCount } = turn;
  const { saleUnit, purchaseUnit, salesShare, purchasesShare } = turn;
  const { ladder, quantity, collateral, triggerUnit } = play;
  const { longs, entryUnit } = ladder;
  const { feeRate } = rules;
  let notional = 0;
  let volume = 0;
  let closeOutCost = 0;
  let closed = 0;
  let fees = 0;
  for (let k = 0; k < orderCount; k++) {
    const row = orderRow[k]!;
    const long = row < longs;
    const side = long ? 1 : -1;
    const unit = long ? saleUnit : purchaseUnit;
    const units = orderQuantity[k]! * (long ? salesShare : purchasesShare);
    if (units === 0) continue;
    const value = units * Math.abs(unit);
    const entry = entryUnit[row]!;
    const held = quantity[row]!;
    const before = collateral[row]!;
    const left = held - units;
    const after = before + side * units * (unit - entry);
    notional += value;
    volume += units;
    closeOutCost += units * side * (triggerUnit[row]! - unit);
    if (left <= NEGLIGIBLE * ladder.quantity[row]!) {
      closed++;
      quantity[row] = 0;
      closeWith(play, row, settleClosed(turn, row, after, true, value));
      continue;
    }
    const gain = side * (markUnit - entry);
    const fee = Math.min(feeRate * value, Math.max(0, after + left * gain));
    fees += fee;
    quantity[row] = left;
    collateral[row] = after - fee;
    // Margin ratios before and after over the same mark: notional cancels, and quantities may be crossed.
    if ((after - fee + left * gain) * held < (before + held * gain) * left)
      ledger.flags |= FLAG.SELF_DEFEATING;
    renewTrigger(play, row, mark);
  }
  noteLiquidated(ledger, notional, volume, closeOutCost, closed);
  ledger.tickIn += fees;
}

function closeWith(play: Play, row: number, collateral: number): void {
  play.state[row]! |= STATE.CLOSED;
  play.collateral[row] = collateral;
}

/**
 * Books what a closed account leaves; returns what it keeps.
 *
 * @param isLiquidated pays a fee on the value of the fill, and loses its leftover where the fund takes it
 */
function settleClosed(
  turn: Turn,
  row: number,
  collateral: number,
  isLiquidated: boolean,
  value: number,
): number {
  const { play, ledger, rules } = turn;
  if (collateral < 0) {
    ledger.tickDeficit -= collateral;
    ledger.accountsDeficit++;
    ledger.deficitNotional += play.ladder.notional[row]!;
    play.deficit[row] = -collateral;
    play.state[row]! |= STATE.DEFICIT;
    if (!play.ladder.grouped) noteDeficit(ledger, -collateral);
    return 0;
  }
  if (!isLiquidated) return collateral;
  const kept = rules.leftover === 'fund' ? 0 : collateral - Math.min(rules.feeRate * value, collateral);
  ledger.tickIn += collateral - kept;
  return kept;
}

/** Socialised loss where the venue has it, then bad debt. */
function payRest(turn: Turn, rest: number): void {
  const { ledger } = turn;
  let left = rest;
  if (turn.rules.socialised) left -= socialise(turn, rest);
  ledger.badDebt += left;
  if (left > 0) ledger.flags |= FLAG.BAD_DEBT;
}

/** Every open account in profit at the mark pays the same share of its profit; returns the sum. */
function socialise(turn: Turn, rest: number): number {
  const { play, ledger, markUnit } = turn;
  const { count } = play.ladder;
  let profits = 0;
  for (let row = 0; row < count; row++)
    if (isOpen(play, row)) profits += Math.max(0, profitAt(play, row, markUnit));
  ledger.haircutNeeded += Math.min(rest, profits);
  if (!(profits > 0)) return 0;
  countWinners(turn);
  const share = Math.min(1, rest / profits);
  let paid = 0;
  for (let row = 0; row < count; row++) {
    if (!isOpen(play, row)) continue;
    const profit = profitAt(play, row, markUnit);
    if (!(profit > 0)) continue;
    touch(play, row);
    const own = share * profit;
    play.collateral[row]! -= own;
    noteHaircut(play, row, own);
    renewTrigger(play, row, turn.mark);
    paid += own;
  }
  ledger.haircutWorst = Math.max(ledger.haircutWorst, share);
  ledger.socialised += paid;
  return share < 1 ? rest : paid;
}
