import { equityAt } from '../holders/isolated/isolated.ts';
import { COLUMN, FLAG } from '../outcome.ts';
import type { Tick } from '../tick.ts';
import { NEGLIGIBLE } from '../venue/block.ts';
import { raise, SUM } from './ledger.ts';
import {
  bringForward,
  deficitsWithout,
  dropFirst,
  findClosingOrders,
  findUnderWater,
  rankWorstFirst,
  removeOrders,
} from './losers.ts';
import {
  bankruptcyBy,
  closeLoser,
  closeWinner,
  hadBy,
  heldBy,
  profitBy,
  signOfPosition,
} from './position.ts';
import { allocateToWinners, countWinners, findWinners } from './winners.ts';

/**
 * `negative-equity` (Hyperliquid): every reached account that is under water leaves the active ones,
 * cooling or not, and waits for its winners.
 */
export const takeNegativeEquity = (tick: Tick): void => findUnderWater(tick);

/** Deleverages what `takeNegativeEquity` found, longs first. */
export function settleNegativeEquity(tick: Tick): void {
  const { isolated, purse } = tick;
  const { losers } = purse;
  noteOrders(tick);
  for (const { sign } of isolated.sides) {
    const count = bringForward(losers, (row) => signOfPosition(tick, row) === sign);
    deleverage(tick, sign, count);
    dropFirst(losers, count);
  }
}

/**
 * `fund-empty` (BitMEX, dYdX) and `fund-drawdown` (Bybit): of the orders that close an account, the worst are taken
 * out until the fund carries what is left (model.md 5.4). Longs, then shorts with what the longs leave of the fund.
 */
export function takeBeyondFund(tick: Tick): void {
  const { purse, isolated, path } = tick;
  const { losers } = purse;
  const { system } = path;
  for (const { sign } of isolated.sides) {
    findClosingOrders(tick, sign);
    if (losers.count === 0) continue;
    const all = deficitsWithout(tick, sign, 0);
    const allowed = system[SUM.fundAllowed]!;
    if (all <= allowed) {
      system[SUM.fundAllowed] = allowed - all;
      continue;
    }
    rankWorstFirst(tick, sign);
    let low = 1;
    let high = losers.count;
    // Fewer orders fill better and leave fewer deficits: the smallest sufficient number by bisection.
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (deficitsWithout(tick, sign, middle) <= allowed) high = middle;
      else low = middle + 1;
    }
    system[SUM.fundAllowed] = allowed - deficitsWithout(tick, sign, low);
    noteOrders(tick);
    removeOrders(tick, low);
    deleverage(tick, sign, low);
  }
}

/** Closes the first `count` losers of one side against winners of the other, at the pool's mean bankruptcy unit. */
function deleverage(tick: Tick, sign: number, count: number): void {
  if (count === 0) return;
  const { losers } = tick.purse;
  let pool = 0;
  let value = 0;
  let gap = 0;
  for (let k = 0; k < count; k++) {
    const row = losers.row[k]!;
    const units = losers.quantity[k]!;
    pool += units;
    value += units * bankruptcyBy(tick, row);
    gap += Math.max(0, -equityLeft(tick, row));
  }
  const poolUnit = value / pool;
  const share = weighWinners(tick, sign, pool, poolUnit, gap);
  closeLosers(tick, count, share);
  takeFromWinners(tick, sign, poolUnit);
}

/**
 * Finds who is closed against a pool of losers of one side, and how much each gives; returns the share of the pool that is
 * filled: 0 where nobody gives.
 *
 * @param gap negative equity of the pool at the mark
 */
export function weighWinners(tick: Tick, sign: number, pool: number, poolUnit: number, gap: number): number {
  const { ledger, purse, venue, path } = tick;
  const { adl } = venue.rules;
  const { winners } = purse;
  const { system } = path;
  if (adl.when === 'never') return 0;
  findWinners(tick, -sign, poolUnit);
  let held = 0;
  let profit = 0;
  for (let j = 0; j < winners.count; j++) {
    held += winners.held[j]!;
    profit += profitBy(tick, winners.row[j]!);
  }
  // Winners who lack no more than rounding are enough: a negligible rest is closed along.
  const short = pool - held > NEGLIGIBLE * pool;
  const total = Math.min(pool, held);
  allocateToWinners(tick, adl.policy, total);
  if (total > 0) {
    raise(ledger, FLAG.ADL);
    countWinners(path);
    system[COLUMN.haircutNeeded]! += Math.min(Math.max(0, gap - system[SUM.fundLeft]!), profit);
  }
  system[SUM.fundLeft] = Math.max(0, system[SUM.fundLeft]! - gap);
  if (short) raise(ledger, FLAG.ADL_SHORT);
  return short ? total / pool : 1;
}

/** Fills what each winner gives against the losers of a side. */
export function takeFromWinners(tick: Tick, sign: number, poolUnit: number): void {
  const { winners } = tick.purse;
  for (let j = 0; j < winners.count; j++) if (winners.taken[j]! > 0) takeFrom(tick, -sign, j, poolUnit);
}

/** Fills a share of the first losers at their own bankruptcy; what finds no winner goes back to the block. */
function closeLosers(tick: Tick, count: number, share: number): void {
  const { losers } = tick.purse;
  const { crossed } = tick.path;
  for (let k = 0; k < count; k++) {
    const row = losers.row[k]!;
    const units = losers.quantity[k]!;
    const rest = units * (1 - share);
    const back = rest > NEGLIGIBLE * hadBy(tick, row) ? rest : 0;
    closeLoser(tick, row, share > 0 ? units - back : 0, back);
  }
  crossed?.holders.addUp(crossed, tick.market);
}

/** Fills what the winner in a place gives, and books what that costs it against the mark. */
function takeFrom(tick: Tick, sign: number, place: number, unit: number): void {
  const { ledger, purse, venue, path } = tick;
  const { system } = path;
  const { row: rows, taken, held } = purse.winners;
  const row = rows[place]!;
  const units = taken[place]!;
  const profit = profitBy(tick, row);
  const haircut = Math.max(0, sign * units * (venue.markUnit - unit));
  const whole = held[place]! - units <= NEGLIGIBLE * hadBy(tick, row);
  if (closeWinner(tick, row, whole ? held[place]! : units, unit, haircut)) ledger[COLUMN.adlAccounts]!++;
  ledger[COLUMN.adlHaircut]! += haircut;
  system[COLUMN.haircutWorst] = Math.max(system[COLUMN.haircutWorst]!, haircut / profit);
}

/** Equity of a loser at the mark; of a crossed account its part of the wallet's. */
const equityLeft = (tick: Tick, row: number): number =>
  row < 0
    ? signOfPosition(tick, row) * heldBy(tick, row) * (tick.venue.markUnit - bankruptcyBy(tick, row))
    : equityAt(tick.isolated, row, tick.venue.markUnit);

/** Whoever has an order of its own gives to nobody. */
function noteOrders({ isolated, orders }: Tick): void {
  for (let k = 0; k < orders.count; k++) isolated.busyAt[orders.row[k]!] = isolated.moment;
}
