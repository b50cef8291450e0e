import { type Ladder, quantityBefore } from './holders/isolated/ladder.ts';
import { equityAt, isOpen, isTouched, type Play, STATE } from './holders/isolated/play.ts';
import { unitValue } from './margin/contract.ts';
import { COLUMN, FLAG } from './outcome.ts';
import { noteDeficit, settleFund } from './purse/ledger.ts';
import type { Rules } from './rules.ts';
import type { Turn } from './turn.ts';
import { lagOf } from './venue/mark.ts';
import type { ShockPath } from './venue/shock.ts';

/** Ticks at which something was noted, rising, and what. */
export interface Records {
  count: number;
  tick: Int32Array;
  value: Float64Array;
}

/** Where a path stopped, beside the ledger. */
export interface End {
  /** New highs of `|p/F - 1|` after trades. */
  readonly own: Records;
  /** Liquidated notional so far, by tick. */
  readonly liquidated: Records;
  /** Extremes of all prices, pre- and post-trade, the end price included. */
  lowest: number;
  highest: number;
  ticks: number;
  /** `p_end`. */
  price: number;
  unfinished: boolean;
  /** Accounts are still in the hands of the mechanism. */
  isWaiting: boolean;
  ownerDeficit: Float64Array;
}

const CONSERVED = 1e-9;

/** Closes the books of a path and writes its outcome row (model.md 2.5 "End of path", 5.5, 7). */
export function writeOutcome(
  end: End,
  turn: Turn,
  path: ShockPath,
  depthScale: number,
  lastTick: number,
  row: Float64Array,
): void {
  const { play, ledger, rules, depth } = turn;
  const { ladder } = play;
  const { startPrice, tickSeconds } = rules;
  const { shock, factors } = path;
  const unit = unitValue(rules.contract, end.price);
  const startFundamental = startPrice * (1 + shock);

  closeVault(turn, unit, lastTick * tickSeconds);
  const openDeficit = settleOpen(turn, end, unit);
  if (ladder.grouped && ledger.deficit + openDeficit > 0) rankOwners(end, turn, unit);

  const moveFinal = end.price / startPrice - 1;
  const movePeak = peakMove(end, startPrice, shock);
  const first = ledger.firstSeconds;
  const innocent = ledger.accountsTriggered > 0 ? countInnocent(turn, path, lastTick) : NOBODY;
  const haircuts = unequal(play, ledger.winners);
  let flags = ledger.flags;
  if (shock === 0) flags |= FLAG.ZERO_SHOCK;
  if (end.unfinished) flags |= FLAG.UNFINISHED;
  if (innocent.bothSides) flags |= FLAG.BOTH_SIDES;
  const created = createdOf(turn, unit);
  const conservation = created.money / ladder.openInterest;
  if (!(conservation <= CONSERVED)) flags |= FLAG.NOT_CONSERVED;
  if (!(created.position <= CONSERVED * ladder.openQuantity)) flags |= FLAG.UNBALANCED;

  row[COLUMN.moveExogenous] = factors[Math.min(Math.max(end.ticks, 1), factors.length) - 1]! - 1;
  row[COLUMN.movePeak] = movePeak;
  row[COLUMN.moveFinal] = moveFinal;
  row[COLUMN.amplificationPeak] = shock === 0 ? 1 : movePeak / shock;
  row[COLUMN.amplificationFinal] = shock === 0 ? 1 : moveFinal / shock;
  const { own } = end;
  const ownPeak = own.count > 0 ? own.value[own.count - 1]! : 0;
  row[COLUMN.ownPeak] = ownPeak;
  row[COLUMN.firstSeconds] = first;
  // Liquidations that never moved the price (crossed, taken over, deleveraged) have no peak.
  const moved = first >= 0 && ownPeak > 0;
  row[COLUMN.halfSeconds] = moved ? timeOf(own, ownPeak / 2) * tickSeconds - first : -1;
  row[COLUMN.peakSeconds] = moved ? timeOf(own, ownPeak) * tickSeconds - first : -1;
  row[COLUMN.lastSeconds] = first < 0 ? -1 : ledger.lastSeconds - first;
  row[COLUMN.ratePeak] = largestRate(end.liquidated, tickSeconds) / ladder.openInterest;
  row[COLUMN.rounds] = ledger.rounds;
  row[COLUMN.ticks] = end.ticks;
  row[COLUMN.liquidatedNotional] = ledger.liquidatedNotional;
  row[COLUMN.liquidatedShare] = ledger.liquidatedQuantity / ladder.openQuantity;
  row[COLUMN.marketNotional] = ledger.marketNotional;
  row[COLUMN.beyondDepthShare] = ledger.marketVolume > 0 ? ledger.beyondVolume / ledger.marketVolume : 0;
  row[COLUMN.accountsTriggered] = ledger.accountsTriggered;
  row[COLUMN.accountsClosed] = ledger.accountsClosed;
  row[COLUMN.accountsInnocent] = innocent.accounts;
  row[COLUMN.branchingRatio] = innocent.quantity > 0 ? innocent.quantity / ledger.triggeredQuantity : 0;
  row[COLUMN.branchingStatic] = branchingStatic(ladder, depth, startFundamental, shock, depthScale);
  row[COLUMN.closeOutCost] = ledger.closeOutCost;
  row[COLUMN.accountsDeficit] = ledger.accountsDeficit;
  row[COLUMN.deficitNotional] = ledger.deficitNotional;
  row[COLUMN.deficit] = ledger.deficit;
  row[COLUMN.deficitFirst] = ledger.deficitFirst;
  row[COLUMN.deficitSecond] = ledger.deficitSecond;
  row[COLUMN.fundIn] = ledger.fundIn;
  row[COLUMN.fundDraw] = ledger.fundDraw;
  row[COLUMN.fundEnd] = ledger.fund;
  row[COLUMN.fundNeed] = ledger.fundNeed;
  row[COLUMN.adlNotional] = ledger.adlNotional;
  row[COLUMN.adlAccounts] = ledger.adlAccounts;
  row[COLUMN.adlHaircut] = ledger.adlHaircut;
  row[COLUMN.socialised] = ledger.socialised;
  row[COLUMN.badDebt] = ledger.badDebt;
  row[COLUMN.haircutTaken] = ledger.adlHaircut + ledger.socialised;
  row[COLUMN.haircutNeeded] = ledger.haircutNeeded;
  row[COLUMN.haircutWorst] = ledger.haircutWorst;
  row[COLUMN.haircutGini] = haircuts.gini;
  row[COLUMN.haircutHhi] = haircuts.hhi;
  row[COLUMN.winners] = Math.max(0, ledger.winners);
  row[COLUMN.fundEmptySeconds] = ledger.fundEmptySeconds;
  row[COLUMN.openDeficit] = openDeficit;
  row[COLUMN.takenOverNotional] = ledger.takenOverNotional;
  row[COLUMN.vaultPeak] = ledger.vaultPeak;
  const capital = rules.backstop ? rules.backstop.capital : 0;
  row[COLUMN.vaultProfit] = ledger.vaultCash + ledger.vaultPosition * unit - capital;
  row[COLUMN.takerProfit] = ledger.takerCash;
  row[COLUMN.clampedShare] = ladder.clampedShare;
  row[COLUMN.conservation] = conservation;
  row[COLUMN.flags] = flags;
}

/** A vault under water at the end is a deficit for the fund, then bad debt. */
function closeVault(turn: Turn, unit: number, horizonSeconds: number): void {
  const { ledger } = turn;
  const equity = ledger.vaultCash + ledger.vaultPosition * unit;
  if (!(equity < 0)) return;
  ledger.flags |= FLAG.VAULT_FAILED;
  ledger.vaultCash -= equity;
  ledger.tickDeficit = -equity;
  const rest = settleFund(ledger, horizonSeconds, FLAG.FUND_EMPTY);
  ledger.badDebt += rest;
  if (rest > 0) ledger.flags |= FLAG.BAD_DEBT;
}

/** Negative equity of accounts still open; returns its sum, positive. */
function settleOpen(turn: Turn, { price, isWaiting }: End, unit: number): number {
  const { play, ledger } = turn;
  const { ladder } = play;
  let sum = 0;
  const look = (row: number) => {
    const equity = equityAt(play, row, unit);
    if (!(equity < 0)) return;
    sum -= equity;
    ledger.accountsDeficit++;
    ledger.deficitNotional += ladder.notional[row]!;
    if (!ladder.grouped) noteDeficit(ledger, -equity);
  };
  const rows = isWaiting ? play.touched : play.open;
  const count = isWaiting ? play.touchedCount : play.openCount;
  for (let k = 0; k < count; k++) if ((play.state[rows[k]!]! & STATE.CLOSED) === 0) look(rows[k]!);
  // A long is under water only below its trigger, so the ladder ends the search; likewise for shorts.
  for (let row = play.nextLong; row < ladder.longs && ladder.trigger[row]! >= price; row++)
    if (!isTouched(play, row)) look(row);
  for (let row = play.nextShort; row < ladder.count && ladder.trigger[row]! <= price; row++)
    if (!isTouched(play, row)) look(row);
  return sum;
}

/** Two largest deficits where several accounts have one owner. */
function rankOwners(end: End, turn: Turn, unit: number): void {
  const { play, ledger } = turn;
  const { owner, owners, quantity, bankruptcy, longs } = play.ladder;
  if (end.ownerDeficit.length < owners) end.ownerDeficit = new Float64Array(owners);
  const sums = end.ownerDeficit.fill(0, 0, owners);
  for (let k = 0; k < play.closings; k++)
    for (let row = play.closedFrom[k]!; row < play.closedTo[k]!; row++) {
      const left = (row < longs ? 1 : -1) * quantity[row]! * (play.closedUnit[k]! - bankruptcy[row]!);
      if (left < 0) sums[owner[row]!]! -= left;
    }
  for (let k = 0; k < play.touchedCount; k++) {
    const row = play.touched[k]!;
    if ((play.state[row]! & STATE.DEFICIT) !== 0) sums[owner[row]!]! += play.deficit[row]!;
    if (isOpen(play, row)) sums[owner[row]!]! += Math.max(0, -equityAt(play, row, unit));
  }
  for (let row = play.nextLong; row < longs; row++)
    if (!isTouched(play, row)) sums[owner[row]!]! += Math.max(0, -equityAt(play, row, unit));
  for (let row = play.nextShort; row < play.ladder.count; row++)
    if (!isTouched(play, row)) sums[owner[row]!]! += Math.max(0, -equityAt(play, row, unit));
  ledger.deficitFirst = 0;
  ledger.deficitSecond = 0;
  for (let k = 0; k < owners; k++) noteDeficit(ledger, sums[k]!);
}

/** Most adverse move in the direction of the shock; 0 if never adverse. */
function peakMove(end: End, startPrice: number, shock: number): number {
  const down = Math.min(0, end.lowest / startPrice - 1);
  const up = Math.max(0, end.highest / startPrice - 1);
  if (shock < 0) return down;
  if (shock > 0) return up;
  return -down > up ? down : up;
}

/** Tick of the first record of at least this size; 0 if none. */
function timeOf(records: Records, size: number): number {
  for (let k = 0; k < records.count; k++) if (records.value[k]! >= size) return records.tick[k]!;
  return 0;
}

/** Most liquidated in any trailing 60 s, per minute, from running totals. */
function largestRate(records: Records, tickSeconds: number): number {
  // Ticks at t, t - dt, ... that lie within (t - 60, t].
  const window = Math.max(1, Math.ceil(60 / tickSeconds));
  let largest = 0;
  let from = 0;
  for (let k = 0; k < records.count; k++) {
    while (records.tick[from]! <= records.tick[k]! - window) from++;
    const before = from === 0 ? 0 : records.value[from - 1]!;
    largest = Math.max(largest, records.value[k]! - before);
  }
  return tickSeconds > 60 ? (largest * 60) / tickSeconds : largest;
}

interface Innocent {
  readonly accounts: number;
  readonly quantity: number;
  readonly bothSides: boolean;
}
const NOBODY: Innocent = { accounts: 0, quantity: 0, bothSides: false };

/**
 * Accounts that were triggered although the same path without any displaced volume would not have
 * reached their first trigger: the cascade's own victims.
 */
function countInnocent(turn: Turn, path: ShockPath, lastTick: number): Innocent {
  const { play, ledger, rules } = turn;
  const { ladder } = play;
  const [lowest, highest] = undisturbedMarks(rules, path, lastTick);
  if (ledger.adlAccounts === 0 && !(ledger.socialised > 0)) {
    // Nobody was touched before the mark came by: the triggered are the first rows of each side.
    const longsTo = Math.max(play.nextLong, play.knownLong);
    const shortsTo = Math.max(play.nextShort, play.knownShort);
    const long = firstBelow(ladder.trigger, 0, longsTo, lowest);
    const short = firstAbove(ladder.trigger, ladder.longs, shortsTo, highest);
    return {
      accounts: longsTo - long + (shortsTo - short),
      quantity:
        quantityBefore(ladder, longsTo) -
        quantityBefore(ladder, long) +
        (quantityBefore(ladder, shortsTo) - quantityBefore(ladder, short)),
      bothSides: longsTo > 0 && shortsTo > ladder.longs,
    };
  }
  let accounts = 0;
  let quantity = 0;
  let longs = 0;
  let shorts = 0;
  const look = (row: number) => {
    const long = row < ladder.longs;
    if (long) longs++;
    else shorts++;
    if (long ? lowest <= ladder.trigger[row]! : highest >= ladder.trigger[row]!) return;
    accounts++;
    quantity += ladder.quantity[row]!;
  };
  for (let row = 0; row < play.nextLong; row++) if (!isTouched(play, row)) look(row);
  for (let row = ladder.longs; row < play.nextShort; row++) if (!isTouched(play, row)) look(row);
  for (let k = 0; k < play.touchedCount; k++)
    if ((play.state[play.touched[k]!]! & STATE.TRIGGERED) !== 0) look(play.touched[k]!);
  return { accounts, quantity, bothSides: longs > 0 && shorts > 0 };
}

/** Extremes of the marks of a path on which nobody is ever liquidated. */
function undisturbedMarks(rules: Rules, path: ShockPath, lastTick: number): readonly [number, number] {
  const { startPrice, triggerRule } = rules;
  const { factors } = path;
  const lag = lagOf(triggerRule);
  const last = factors.length - 1;
  if (triggerRule.rule === 'last' || triggerRule.rule === 'lagged') {
    // No mark at all where the lag outlasts the horizon.
    const seen = Math.min(last + 1, lastTick - lag);
    const lowest = seen > 0 ? path.lowest[seen - 1]! : Infinity;
    const highest = seen > 0 ? path.highest[seen - 1]! : -Infinity;
    const low = startPrice * lowest;
    const high = startPrice * highest;
    return lag > 0 ? [Math.min(startPrice, low), Math.max(startPrice, high)] : [low, high];
  }
  let mark = startPrice;
  let lowest = Infinity;
  let highest = -Infinity;
  for (let n = 1; n <= lastTick; n++) {
    const input = startPrice * factors[Math.min(n - 1, last)]!;
    if (triggerRule.rule === 'ema') mark += triggerRule.weight * (input - mark);
    else {
      const most = triggerRule.capPerTick * mark;
      mark += Math.min(most, Math.max(-most, input - mark));
    }
    lowest = Math.min(lowest, mark);
    highest = Math.max(highest, mark);
  }
  return [lowest, highest];
}

/** First row in `[from, to)` of a falling column that is below `bound`. */
function firstBelow(column: Float64Array, from: number, to: number, bound: number): number {
  let low = from;
  let high = to;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (column[middle]! < bound) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** First row in `[from, to)` of a rising column that is above `bound`. */
function firstAbove(column: Float64Array, from: number, to: number, bound: number): number {
  let low = from;
  let high = to;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (column[middle]! > bound) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** Early warning (model.md 7): how far the next percent of ladder would move the price by itself. */
function branchingStatic(
  ladder: Ladder,
  depth: Turn['depth'],
  fundamental: number,
  shock: number,
  depthScale: number,
): number {
  const { trigger, longs, count } = ladder;
  if (shock > 0) {
    const from = firstAbove(trigger, longs, count, fundamental);
    const to = firstAbove(trigger, longs, count, 1.01 * fundamental);
    const quantity = quantityBefore(ladder, to) - quantityBefore(ladder, from);
    return Math.abs(1 - depth.factor(-quantity / depthScale, fundamental)) / 0.01;
  }
  // Triggers equal to F are reached already: the first row strictly below it.
  const from = firstBelow(trigger, 0, longs, fundamental);
  const to = firstBelow(trigger, 0, longs, 0.99 * fundamental);
  const quantity = quantityBefore(ladder, to) - quantityBefore(ladder, from);
  return Math.abs(1 - depth.factor(quantity / depthScale, fundamental)) / 0.01;
}

/** Gini and Herfindahl of a path's haircuts over all who had a profit when the first one fell. */
function unequal(play: Play, winners: number): { readonly gini: number; readonly hhi: number } {
  if (winners <= 0) return NO_HAIRCUTS;
  const own: number[] = [];
  let sum = 0;
  let squares = 0;
  for (let k = 0; k < play.touchedCount; k++) {
    const row = play.touched[k]!;
    const haircut = (play.state[row]! & STATE.HAIRCUT) === 0 ? 0 : play.haircut[row]!;
    if (!(haircut > 0)) continue;
    own.push(haircut);
    sum += haircut;
    squares += haircut * haircut;
  }
  if (!(sum > 0)) return NO_HAIRCUTS;
  own.sort((a, b) => a - b);
  // sum_ij |h_i - h_j| / (2 n^2 mean) over sorted values, the zeros of those not hit in front.
  const base = Math.max(winners, own.length);
  let weighted = 0;
  for (let k = 0; k < own.length; k++) weighted += (2 * (base - own.length + k + 1) - base - 1) * own[k]!;
  return { gini: weighted / (base * sum), hhi: squares / (sum * sum) };
}
const NO_HAIRCUTS = { gini: 0, hhi: 0 } as const;

/**
 * What a path made out of nothing (model.md 5.5): `|W_end - W_start|` at the end price, settlement currency, and
 * positions that appeared or vanished, in quantity.
 */
function createdOf(turn: Turn, unit: number): { readonly money: number; readonly position: number } {
  const { play, ledger, rules } = turn;
  const { touched, touchedCount, quantity, collateral, ladder } = play;
  const { longs, entryUnit, bankruptcy } = ladder;
  // Accounts nobody touched have the same equity in both; what was closed by range is in sums.
  let money = ledger.returnedCash - (ledger.closedPosition * unit - ledger.closedBankruptcy);
  let position = ledger.depthPosition + ledger.vaultPosition - ledger.closedPosition;
  for (let k = 0; k < touchedCount; k++) {
    const row = touched[k]!;
    const side = row < longs ? 1 : -1;
    const held = quantity[row]!;
    const had = ladder.quantity[row]!;
    money += collateral[row]! + side * (held * (unit - entryUnit[row]!) - had * (unit - bankruptcy[row]!));
    position += side * (held - had);
  }
  money += ledger.depthCash + ledger.depthPosition * unit;
  money += ledger.vaultCash + ledger.vaultPosition * unit - (rules.backstop ? rules.backstop.capital : 0);
  money += ledger.takerCash + (ledger.fund - rules.fund) - ledger.badDebt;
  return { money: Math.abs(money), position: Math.abs(position) };
}
