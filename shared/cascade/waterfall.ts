import { countWinners } from './adl.ts';
import { noteDeficit, settleFund } from './ledger.ts';
import { FLAG } from './outcome.ts';
import { equityAt, isOpen, profitAt, renewTrigger, STATE, sideOf, touch } from './play.ts';
import { FILL, NEGLIGIBLE, type Turn } from './turn.ts';

/**
 * Settles the fills of a tick, then the fund, then whoever pays the rest (model.md 5.2). Fills are settled in the
 * order in which they were made, an account's ADL fill before its market fill: what an account gets does not depend
 * on others, so that order shows in the last bits of sums only, and costs no sort.
 */
export function settle(turn: Turn): void {
  for (let k = 0; k < turn.fills.count; k++) settleFill(turn, k);
  const rest = settleFund(turn.ledger, turn.timeSeconds, FLAG.FUND_EMPTY);
  if (rest > 0) payRest(turn, rest);
}

function settleFill(turn: Turn, at: number): void {
  const { fills, play, ledger, rules } = turn;
  const row = fills.row[at]!;
  const kind = fills.kind[at]!;
  const units = fills.quantity[at]!;
  const unit = fills.unit[at]!;
  const side = sideOf(play, row);
  const value = units * Math.abs(unit);
  const own = kind !== FILL.ADL_WINNER;

  const ratioBefore = own ? equityAt(play, row, turn.markUnit) / play.quantity[row]! : 0;
  play.collateral[row]! += side * units * (unit - play.ladder.entryUnit[row]!);
  const left = play.quantity[row]! - units;
  const closed = left <= NEGLIGIBLE * play.ladder.quantity[row]!;
  play.quantity[row] = closed ? 0 : left;

  if (own) {
    ledger.liquidatedNotional += value;
    ledger.tickLiquidated += value;
    ledger.liquidatedQuantity += units;
    ledger.closeOutCost += units * side * (play.triggerUnit[row]! - unit);
    if (kind === FILL.ADL) {
      ledger.adlNotional += value;
      ledger.adlQuantity += units;
    }
  }
  if (closed) {
    play.state[row]! |= STATE.CLOSED;
    if (own) ledger.accountsClosed++;
    settleClosed(turn, row, kind, value);
    return;
  }
  if (kind === FILL.MARKET || kind === FILL.AUCTION) {
    const equity = equityAt(play, row, turn.markUnit);
    const fee = Math.min(rules.feeRate * value, Math.max(0, equity));
    play.collateral[row]! -= fee;
    ledger.tickIn += fee;
    // Both ratios are over the same mark, so notional cancels and quantity serves.
    if (equityAt(play, row, turn.markUnit) / play.quantity[row]! < ratioBefore)
      ledger.flags |= FLAG.SELF_DEFEATING;
  }
  renewTrigger(play, row, turn.mark);
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
    play.haircut[row]! += own;
    renewTrigger(play, row, turn.mark);
    paid += own;
  }
  ledger.haircutWorst = Math.max(ledger.haircutWorst, share);
  ledger.socialised += paid;
  return share < 1 ? rest : paid;
}
