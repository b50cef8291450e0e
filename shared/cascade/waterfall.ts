import { countWinners } from './adl.ts';
import { noteDeficit, settleFund } from './ledger.ts';
import { FLAG } from './outcome.ts';
import { isOpen, noteHaircut, profitAt, renewTrigger, STATE, touch } from './play.ts';
import { settleRanges } from './range.ts';
import { FILL, type Fills, NEGLIGIBLE, type Turn } from './turn.ts';

/**
 * Settles the fills of a tick, then the fund, then whoever pays the rest (model.md 5.2). ADL comes before the market,
 * and else fills are settled in the order in which they were made: what an account gets does not depend on others, so
 * that order shows in the last bits of sums only, and costs no sort.
 */
export function settle(turn: Turn): void {
  const { fills, ledger, orderRow, orderQuantity, orderCount } = turn;
  if (fills.count > 0) settleFills(turn, fills.row, fills.quantity, fills.count, fills);
  if (turn.inRanges) settleRanges(turn); // before the orders, whose deficits it does not know
  if (orderCount > 0) settleFills(turn, orderRow, orderQuantity, orderCount, null);
  const rest = settleFund(ledger, turn.timeSeconds, FLAG.FUND_EMPTY);
  if (rest > 0) payRest(turn, rest);
}

/** @param fills kinds and units of what is settled; null for market orders, of which each side has one unit */
function settleFills(
  turn: Turn,
  rows: Int32Array,
  quantities: Float64Array,
  count: number,
  fills: Fills | null,
): void {
  const { play, ledger, markUnit, mark, rules, saleUnit, purchaseUnit, salesShare, purchasesShare } = turn;
  const { ladder, quantity, collateral, state, triggerUnit } = play;
  const { longs, entryUnit } = ladder;
  const { feeRate } = rules;
  let liquidatedNotional = 0;
  let liquidatedQuantity = 0;
  let closeOutCost = 0;
  let feesOfOpen = 0;
  for (let k = 0; k < count; k++) {
    const row = rows[k]!;
    const long = row < longs;
    const side = long ? 1 : -1;
    const kind = fills ? fills.kind[k]! : FILL.MARKET;
    const unit = fills ? fills.unit[k]! : long ? saleUnit : purchaseUnit;
    const units = fills ? quantities[k]! : quantities[k]! * (long ? salesShare : purchasesShare);
    if (units === 0) continue;
    const value = units * Math.abs(unit);
    const entry = entryUnit[row]!;
    const held = quantity[row]!;
    const before = collateral[row]!;
    const left = held - units;
    const closed = left <= NEGLIGIBLE * ladder.quantity[row]!;
    collateral[row] = before + side * units * (unit - entry);
    quantity[row] = closed ? 0 : left;

    if (kind !== FILL.ADL_WINNER) {
      liquidatedNotional += value;
      liquidatedQuantity += units;
      closeOutCost += units * side * (triggerUnit[row]! - unit);
      if (closed) ledger.accountsClosed++;
      if (kind === FILL.ADL) {
        ledger.adlNotional += value;
        ledger.adlQuantity += units;
      }
    }
    if (closed) {
      state[row]! |= STATE.CLOSED;
      settleClosed(turn, row, kind, value);
      continue;
    }
    if (kind === FILL.MARKET || kind === FILL.AUCTION) {
      const gain = side * (markUnit - entry);
      const equity = collateral[row]! + left * gain;
      const fee = Math.min(feeRate * value, Math.max(0, equity));
      collateral[row]! -= fee;
      feesOfOpen += fee;
      // Margin ratios before and after over the same mark: notional cancels, and quantities may be crossed.
      if ((collateral[row]! + left * gain) * held < (before + held * gain) * left)
        ledger.flags |= FLAG.SELF_DEFEATING;
    }
    renewTrigger(play, row, mark);
  }
  ledger.liquidatedNotional += liquidatedNotional;
  ledger.tickLiquidated += liquidatedNotional;
  ledger.liquidatedQuantity += liquidatedQuantity;
  ledger.closeOutCost += closeOutCost;
  ledger.tickIn += feesOfOpen;
}

function settleClosed(turn: Turn, row: number, kind: number, value: number): void {
  const { play, ledger, rules } = turn;
  const collateral = play.collateral[row]!;
  if (kind === FILL.ADL) {
    play.collateral[row] = 0; // exactly zero at its own bankruptcy price: rounding is no deficit
  } else if (collateral < 0) {
    ledger.tickDeficit -= collateral;
    ledger.accountsDeficit++;
    ledger.deficitNotional += play.ladder.notional[row]!;
    play.deficit[row] = -collateral;
    play.state[row]! |= STATE.DEFICIT;
    if (!play.ladder.grouped) noteDeficit(ledger, -collateral);
    play.collateral[row] = 0;
  } else if (kind !== FILL.ADL_WINNER) {
    const fee = Math.min(rules.feeRate * value, collateral);
    const kept = rules.leftover === 'fund' ? 0 : collateral - fee;
    ledger.tickIn += collateral - kept;
    play.collateral[row] = kept;
  }
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
