import {
  bankruptcyOf,
  equityAt,
  isOpen,
  isReached,
  noteHaircut,
  profitAt,
  quantityOf,
  STATE,
  touch,
} from '../holders/isolated/play.ts';
import { createSorter, type Sorter, sortRows } from '../numbers/sort.ts';
import { FLAG } from '../outcome.ts';
import { addFill, FILL, NEGLIGIBLE, type Turn } from '../turn.ts';
import { priceBlock, roomFor } from '../venue/block.ts';
import { allocateProRata, allocateQueue, allocateWaterFilling, queueScore } from './allocate.ts';
import { highestFund } from './fund-peak.ts';

/** Scratch of auto-deleveraging; columns share their row. */
export interface Adl {
  readonly loser: Int32Array;
  readonly loserQuantity: Float64Array;
  loserCount: number;
  readonly winner: Int32Array;
  readonly held: Float64Array;
  readonly equity: Float64Array;
  readonly taken: Float64Array;
  readonly score: Float64Array;
  readonly order: Int32Array;
  readonly sorter: Sorter;
  /** What the first side's gap leaves of what the fund may pay for the second's in a tick (`haircutNeeded`). */
  fundLeft: number;
}

export const createAdl = (capacity: number): Adl => ({
  loser: new Int32Array(capacity),
  loserQuantity: new Float64Array(capacity),
  loserCount: 0,
  winner: new Int32Array(capacity),
  held: new Float64Array(capacity),
  equity: new Float64Array(capacity),
  taken: new Float64Array(capacity),
  score: new Float64Array(capacity),
  order: new Int32Array(capacity),
  sorter: createSorter(capacity),
  fundLeft: 0,
});

/**
 * `negative-equity` (Hyperliquid): every reached account that is under water leaves the active ones,
 * cooling or not, and waits in `adl` for its winners.
 */
export function takeNegativeEquity(adl: Adl, turn: Turn): void {
  const { play, markUnit } = turn;
  adl.loserCount = 0;
  for (let k = 0; k < turn.reachedCount; k++) {
    const row = turn.reached[k]!;
    if (!(equityAt(play, row, markUnit) < 0)) continue;
    adl.loser[adl.loserCount] = row;
    adl.loserQuantity[adl.loserCount++] = play.quantity[row]!;
    play.busyAt[row] = play.moment;
    if ((play.state[row]! & STATE.QUEUED) === 0) continue;
    // Whoever waits in a queue gives up the place.
    play.state[row]! &= ~STATE.QUEUED;
    play.open[play.openCount++] = row;
  }
  let kept = 0;
  for (let k = 0; k < turn.activeCount; k++) {
    const row = turn.active[k]!;
    if (play.busyAt[row] !== play.moment) turn.active[kept++] = row;
  }
  turn.activeCount = kept;
}

/** Deleverages what `takeNegativeEquity` found, longs first. */
export function settleNegativeEquity(adl: Adl, turn: Turn): void {
  const { longs } = turn.play.ladder;
  adl.fundLeft = turn.ledger.fund;
  noteOrders(turn);
  for (const side of [1, -1]) {
    let count = 0;
    const all = adl.loserCount;
    const from = side > 0 ? 0 : longs;
    const to = side > 0 ? longs : turn.play.ladder.count;
    for (let k = 0; k < all; k++) {
      const row = adl.loser[k]!;
      if (row < from || row >= to) continue;
      // Those of this side to the front; the other side's keep their order behind.
      const quantity = adl.loserQuantity[k]!;
      adl.loser.copyWithin(count + 1, count, k);
      adl.loserQuantity.copyWithin(count + 1, count, k);
      adl.loser[count] = row;
      adl.loserQuantity[count++] = quantity;
    }
    deleverage(adl, turn, side, count);
    adl.loser.copyWithin(0, count, all);
    adl.loserQuantity.copyWithin(0, count, all);
    adl.loserCount = all - count;
  }
}

/**
 * What the deficits of a tick may take from the fund before winners pay. `fund-empty`: all of it.
 * `fund-drawdown` (Bybit; model.md 5.3): what leaves the fund no more than `drawdown` below its highest balance of
 * the window, and nothing once it is there: with 0.30, a pool of 1,000,000 at its peak bears 300,000 of a loss of
 * 350,000, and profits 50,000. What finds no winner draws on the rest of the fund all the same.
 */
export function fundAllows(turn: Turn): number {
  const { ledger, rules, tick } = turn;
  const { adl } = rules;
  if (adl.when !== 'fund-drawdown') return ledger.fund;
  const peak = highestFund(turn.fundPeak, tick, adl.windowTicks);
  return Math.max(0, ledger.fund - (1 - adl.drawdown) * peak);
}

/**
 * `fund-empty` (BitMEX, dYdX) and `fund-drawdown` (Bybit): of the orders that close an account, the worst are taken
 * out until the fund carries what is left (model.md 5.4). Longs, then shorts with what the longs leave of the fund.
 */
export function takeBeyondFund(adl: Adl, turn: Turn): void {
  let allowed = fundAllows(turn);
  adl.fundLeft = allowed;
  for (const side of [1, -1]) {
    const count = closingOrders(adl, turn, side);
    if (count === 0) continue;
    const all = deficitsWithout(adl, turn, side, 0, count);
    if (all <= allowed) {
      allowed -= all;
      continue;
    }
    rankWorstFirst(adl, turn, side, count);
    let low = 1;
    let high = count;
    // Fewer orders fill better and leave fewer deficits: the smallest sufficient number by bisection.
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (deficitsWithout(adl, turn, side, middle, count) <= allowed) high = middle;
      else low = middle + 1;
    }
    allowed -= deficitsWithout(adl, turn, side, low, count);
    noteOrders(turn);
    removeOrders(adl, turn, low);
    deleverage(adl, turn, side, low);
  }
}

/** Closing orders of a side into `adl.loser`, their bankruptcy units into `adl.score`. */
function closingOrders(adl: Adl, turn: Turn, side: number): number {
  const { play } = turn;
  const { longs } = play.ladder;
  let count = 0;
  for (let k = 0; k < turn.orderCount; k++) {
    const row = turn.orderRow[k]!;
    const units = turn.orderQuantity[k]!;
    if (row < longs !== side > 0 || units !== play.quantity[row]) continue;
    adl.loser[count] = row;
    adl.loserQuantity[count] = units;
    adl.score[count++] = bankruptcyOf(play, row);
  }
  return count;
}

/** Puts the worst bankruptcy price first (highest unit for longs, lowest for shorts), ties by account. */
function rankWorstFirst(adl: Adl, turn: Turn, side: number, count: number): void {
  const { play } = turn;
  const { account } = play.ladder;
  adl.loser.subarray(0, count).sort((a, b) => {
    const difference = side * (bankruptcyOf(play, b) - bankruptcyOf(play, a));
    return difference || account[a]! - account[b]!;
  });
  for (let k = 0; k < count; k++) {
    const row = adl.loser[k]!;
    adl.loserQuantity[k] = play.quantity[row]!;
    adl.score[k] = bankruptcyOf(play, row);
  }
}

/** What one side's closing orders without the first `removed` would leave as deficits. */
function deficitsWithout(adl: Adl, turn: Turn, side: number, removed: number, count: number): number {
  let own = 0;
  let other = 0;
  const { longs } = turn.play.ladder;
  for (let k = 0; k < turn.orderCount; k++) {
    if (turn.orderRow[k]! < longs === side > 0) own += turn.orderQuantity[k]!;
    else other += turn.orderQuantity[k]!;
  }
  for (let k = 0; k < turn.lotCount; k++) {
    const row = turn.lotRow[k]!;
    if (row < longs === side > 0) own += turn.play.quantity[row]!;
    else other += turn.play.quantity[row]!;
  }
  if (turn.vaultOrder * side > 0) own += Math.abs(turn.vaultOrder);
  else other += Math.abs(turn.vaultOrder);
  for (let k = 0; k < removed; k++) own -= adl.loserQuantity[k]!;
  // What the depth has no room for is not filled, so it does not make the fill worse either.
  own = Math.min(own, other + roomFor(turn, side));
  priceBlock(turn, side > 0 ? own : other, side > 0 ? other : own);
  const fill = side > 0 ? turn.saleUnit : turn.purchaseUnit;
  let deficits = 0;
  for (let k = removed; k < count; k++)
    deficits += Math.max(0, side * adl.loserQuantity[k]! * (adl.score[k]! - fill));
  return deficits;
}

function removeOrders(adl: Adl, turn: Turn, removed: number): void {
  const { orderRow, orderQuantity } = turn;
  const gone = new Set(adl.loser.subarray(0, removed));
  let kept = 0;
  for (let k = 0; k < turn.orderCount; k++) {
    if (gone.has(orderRow[k]!)) continue;
    orderRow[kept] = orderRow[k]!;
    orderQuantity[kept++] = orderQuantity[k]!;
  }
  turn.orderCount = kept;
}

/** Closes the first `count` losers of one side against winners of the other. */
function deleverage(adl: Adl, turn: Turn, side: number, count: number): void {
  if (count === 0) return;
  const { play, ledger, markUnit, fills } = turn;
  let pool = 0;
  let value = 0;
  let gap = 0;
  for (let k = 0; k < count; k++) {
    const row = adl.loser[k]!;
    const units = adl.loserQuantity[k]!;
    pool += units;
    value += units * bankruptcyOf(play, row);
    gap += Math.max(0, -equityAt(play, row, markUnit));
  }
  const poolUnit = value / pool;
  const winners = findWinners(adl, turn, -side, poolUnit);
  let held = 0;
  let profit = 0;
  for (let j = 0; j < winners; j++) {
    held += adl.held[j]!;
    profit += profitAt(play, adl.winner[j]!, markUnit);
  }
  // Winners who lack no more than rounding are enough: a negligible rest is closed along.
  const short = pool - held > NEGLIGIBLE * pool;
  const total = Math.min(pool, held);
  const share = short ? total / pool : 1;
  allocate(adl, turn, winners, total);
  if (total > 0) {
    ledger.flags |= FLAG.ADL;
    countWinners(turn);
    ledger.haircutNeeded += Math.min(Math.max(0, gap - adl.fundLeft), profit);
  }
  adl.fundLeft = Math.max(0, adl.fundLeft - gap);
  for (let k = 0; k < count; k++) {
    const row = adl.loser[k]!;
    const units = adl.loserQuantity[k]!;
    // What finds no winner goes back to the block.
    const back = units * (1 - share);
    const asksAgain = back > NEGLIGIBLE * play.ladder.quantity[row]!;
    if (total > 0) addFill(fills, row, FILL.ADL, asksAgain ? units - back : units, bankruptcyOf(play, row));
    if (!asksAgain) continue;
    turn.orderRow[turn.orderCount] = row;
    turn.orderQuantity[turn.orderCount++] = back;
  }
  if (short) ledger.flags |= FLAG.ADL_SHORT;
  for (let j = 0; j < winners; j++) {
    const taken = adl.taken[j]!;
    if (!(taken > 0)) continue;
    const row = adl.winner[j]!;
    const own = profitAt(play, row, markUnit);
    const haircut = Math.max(0, -side * taken * (markUnit - poolUnit));
    touch(play, row);
    if ((play.state[row]! & STATE.DELEVERAGED) === 0) {
      play.state[row]! |= STATE.DELEVERAGED;
      ledger.adlAccounts++;
    }
    noteHaircut(play, row, haircut);
    play.busyAt[row] = play.moment;
    ledger.adlHaircut += haircut;
    ledger.haircutWorst = Math.max(ledger.haircutWorst, haircut / own);
    const whole = adl.held[j]! - taken <= NEGLIGIBLE * play.ladder.quantity[row]!;
    addFill(fills, row, FILL.ADL_WINNER, whole ? adl.held[j]! : taken, poolUnit);
  }
}

/** Whoever has an order of its own gives to nobody. */
function noteOrders({ play, orderRow, orderCount }: Turn): void {
  for (let k = 0; k < orderCount; k++) play.busyAt[orderRow[k]!] = play.moment;
}

/** Open accounts of a side that can give: in profit, not reached, without an order of their own. */
function findWinners(adl: Adl, turn: Turn, side: number, poolUnit: number): number {
  const { play, mark, markUnit } = turn;
  const { longs, count } = play.ladder;
  let found = 0;
  for (let row = side > 0 ? 0 : longs; row < (side > 0 ? longs : count); row++) {
    if (!isOpen(play, row)) continue;
    if (play.stamp[row] === play.run) {
      const off = (play.state[row]! & STATE.OFF_LADDER) !== 0;
      if (play.busyAt[row] === play.moment || (!off && isReached(play, row, mark))) continue;
      // On auction; a queue without cure leaves the ladder too, but its members may still win.
      if ((play.state[row]! & (STATE.OFF_LADDER | STATE.QUEUED)) === STATE.OFF_LADDER) continue;
    }
    if (!(profitAt(play, row, markUnit) > 0) || !(equityAt(play, row, markUnit) > 0)) continue;
    if (!(equityAt(play, row, poolUnit) >= 0)) continue;
    adl.winner[found] = row;
    adl.held[found++] = quantityOf(play, row);
  }
  return found;
}

function allocate(adl: Adl, turn: Turn, winners: number, total: number): void {
  const { play, markUnit } = turn;
  const { adl: rule } = turn.rules;
  if (rule.when === 'never') return;
  if (rule.policy === 'pro-rata') {
    allocateProRata(adl.held, winners, total, adl.taken);
    return;
  }
  const unit = Math.abs(markUnit);
  // Rows of equal score stand in account order, because the sort is stable.
  for (let j = 0; j < winners; j++) adl.order[j] = j;
  adl.order
    .subarray(0, winners)
    .sort((a, b) => play.ladder.account[adl.winner[a]!]! - play.ladder.account[adl.winner[b]!]!);
  for (let k = 0; k < winners; k++) {
    const row = adl.winner[adl.order[k]!]!;
    const units = quantityOf(play, row);
    const leverage = (units * unit) / equityAt(play, row, markUnit);
    const entryValue = units * Math.abs(play.ladder.entryUnit[row]!);
    adl.score[k] =
      rule.policy === 'queue' ? queueScore(profitAt(play, row, markUnit) / entryValue, leverage) : leverage;
  }
  sortRows(adl.sorter, adl.score, adl.order, winners, true);
  if (rule.policy === 'queue') {
    allocateQueue(adl.held, adl.order, winners, total, adl.taken);
    return;
  }
  for (let j = 0; j < winners; j++) {
    adl.equity[j] = equityAt(play, adl.winner[j]!, markUnit);
    adl.held[j] = adl.held[j]! * unit;
  }
  allocateWaterFilling(adl.held, adl.equity, adl.order, winners, total * unit, adl.taken);
  for (let j = 0; j < winners; j++) {
    adl.held[j] = adl.held[j]! / unit;
    adl.taken[j] = Math.min(adl.held[j]!, adl.taken[j]! / unit);
  }
}

/** Accounts with profit when the first haircut falls: the base of its inequality. */
export function countWinners(turn: Turn): void {
  const { play, ledger, markUnit } = turn;
  if (ledger.winners >= 0) return;
  ledger.winners = 0;
  for (let row = 0; row < play.ladder.count; row++)
    if (isOpen(play, row) && profitAt(play, row, markUnit) > 0) ledger.winners++;
}
