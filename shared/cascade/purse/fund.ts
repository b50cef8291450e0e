import { COLUMN, FLAG } from '../outcome.ts';
import type { Path, Tick } from '../tick.ts';
import { highestFund } from './fund-peak.ts';
import { type Ledger, raise, SUM } from './ledger.ts';

/** Begins a tick in which somebody acts: what its deficits may take is one sum for all markets, whose order they use it up in. */
export function openFund({ ticks, system }: Path): void {
  const allowed = fundAllows(ticks[0]!);
  system[SUM.fundAllowed] = allowed;
  system[SUM.fundLeft] = allowed;
  system[SUM.socialisedShare] = 0;
}

/** The fund takes in what the tick brought and pays what it can (model.md 5.2); returns what is left, `R`. */
export function settleFund(ledger: Ledger): number {
  const inflow = ledger[SUM.tickIn]!;
  ledger[COLUMN.fundEnd]! += inflow;
  ledger[COLUMN.fundIn]! += inflow;
  ledger[SUM.tickIn] = 0;
  return ledger[SUM.tickDeficit] === 0 ? 0 : payDeficit(ledger);
}

function payDeficit(ledger: Ledger): number {
  const deficit = ledger[SUM.tickDeficit]!;
  ledger[SUM.tickDeficit] = 0;
  const fund = ledger[COLUMN.fundEnd]!;
  const draw = Math.min(fund, deficit);
  ledger[COLUMN.fundEnd] = fund - draw;
  ledger[COLUMN.fundDraw]! += draw;
  ledger[COLUMN.deficit]! += deficit;
  const need = ledger[COLUMN.deficit]! - ledger[COLUMN.fundIn]!;
  if (need > ledger[COLUMN.fundNeed]!) ledger[COLUMN.fundNeed] = need;
  const rest = deficit - draw;
  if (rest > 0) {
    raise(ledger, FLAG.FUND_EMPTY);
    if (ledger[COLUMN.fundEmptySeconds]! < 0) ledger[COLUMN.fundEmptySeconds] = ledger[SUM.now]!;
  }
  return rest;
}

/** What nobody pays. */
export function bookBadDebt(ledger: Ledger, amount: number): void {
  if (!(amount > 0)) return;
  ledger[COLUMN.badDebt]! += amount;
  raise(ledger, FLAG.BAD_DEBT);
}

/**
 * What the deficits of a tick may take from the fund before winners pay. `fund-empty`: all of it.
 * `fund-drawdown` (Bybit; model.md 5.3): what leaves the fund no more than `drawdown` below its highest balance of
 * the window, and nothing once it is there: with 0.30, a pool of 1,000,000 at its peak bears 300,000 of a loss of
 * 350,000, and profits 50,000. What finds no winner draws on the rest of the fund all the same.
 */
export function fundAllows({ path: { system }, purse, venue }: Tick): number {
  const { adl } = venue.rules;
  const fund = system[COLUMN.fundEnd]!;
  if (adl.when !== 'fund-drawdown') return fund;
  const peak = highestFund(purse.fundPeak, venue.tick, adl.windowTicks);
  return Math.max(0, fund - (1 - adl.drawdown) * peak);
}
