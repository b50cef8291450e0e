import { WALLET } from '../holders/crossed/crossed.ts';
import { bankruptcyOf, equityAt, giveBack, STATE } from '../holders/isolated/isolated.ts';
import type { Tick } from '../tick.ts';
import { priceBlock } from '../venue/block.ts';
import { accountOf, bankruptcyBy, heldBy, rankBy, visitAccounts } from './position.ts';

/** Accounts that ADL closes, or may close; columns share their row. */
export interface Losers {
  readonly row: Int32Array;
  readonly quantity: Float64Array;
  readonly bankruptcy: Float64Array;
  count: number;
}

export const createLosers = (capacity: number): Losers => ({
  row: new Int32Array(capacity),
  quantity: new Float64Array(capacity),
  bankruptcy: new Float64Array(capacity),
  count: 0,
});

/** Every reached account under water at the mark; it leaves the active ones, cooling or not, and any queue. */
export function findUnderWater(tick: Tick): void {
  const { isolated, purse, venue } = tick;
  const { losers } = purse;
  const { active, reached, busyAt, moment, state, quantity } = isolated;
  losers.count = 0;
  for (let k = 0; k < isolated.reachedCount; k++) {
    const row = reached[k]!;
    if (!(equityAt(isolated, row, venue.markUnit) < 0)) continue;
    losers.row[losers.count] = row;
    losers.quantity[losers.count++] = quantity[row]!;
    busyAt[row] = moment;
    if ((state[row]! & STATE.QUEUED) !== 0) giveBack(isolated, row);
  }
  let kept = 0;
  for (let k = 0; k < isolated.activeCount; k++)
    if (busyAt[active[k]!] !== moment) active[kept++] = active[k]!;
  isolated.activeCount = kept;
  for (const sign of [1, -1])
    visitAccounts(
      tick,
      sign,
      (state) => (state & WALLET.UNDER_WATER) !== 0,
      (row) => {
        losers.row[losers.count] = row;
        losers.quantity[losers.count++] = heldBy(tick, row);
      },
    );
}

/** Moves those of one side to the front, in their order; returns how many. */
export function bringForward(losers: Losers, isOfSide: (row: number) => boolean): number {
  let count = 0;
  for (let k = 0; k < losers.count; k++) {
    const row = losers.row[k]!;
    if (!isOfSide(row)) continue;
    const quantity = losers.quantity[k]!;
    losers.row.copyWithin(count + 1, count, k);
    losers.quantity.copyWithin(count + 1, count, k);
    losers.row[count] = row;
    losers.quantity[count++] = quantity;
  }
  return count;
}

/** Forgets the first so many. */
export function dropFirst(losers: Losers, count: number): void {
  losers.row.copyWithin(0, count, losers.count);
  losers.quantity.copyWithin(0, count, losers.count);
  losers.count -= count;
}

/** Orders of one side that close an account. */
export function findClosingOrders(tick: Tick, sign: number): void {
  const { isolated, orders, purse } = tick;
  const { losers } = purse;
  const { longs } = isolated.ladder;
  losers.count = 0;
  for (let k = 0; k < orders.count; k++) {
    const row = orders.row[k]!;
    const units = orders.quantity[k]!;
    if (row < longs !== sign > 0 || units !== isolated.quantity[row]) continue;
    losers.row[losers.count] = row;
    losers.quantity[losers.count] = units;
    losers.bankruptcy[losers.count++] = bankruptcyOf(isolated, row);
  }
  visitAccounts(
    tick,
    sign,
    (state, ordered) => (state & WALLET.CLOSES) !== 0 && ordered > 0,
    (row) => {
      losers.row[losers.count] = row;
      losers.quantity[losers.count] = heldBy(tick, row);
      losers.bankruptcy[losers.count++] = bankruptcyBy(tick, row);
    },
  );
}

/** Puts the worst bankruptcy price first (highest unit for longs, lowest for shorts), ties by account. */
export function rankWorstFirst(tick: Tick, sign: number): void {
  const { losers } = tick.purse;
  losers.row.subarray(0, losers.count).sort((a, b) => {
    const difference = sign * (bankruptcyBy(tick, b) - bankruptcyBy(tick, a));
    return difference || rankBy(tick, a) - rankBy(tick, b);
  });
  for (let k = 0; k < losers.count; k++) {
    const row = losers.row[k]!;
    losers.quantity[k] = heldBy(tick, row);
    losers.bankruptcy[k] = bankruptcyBy(tick, row);
  }
}

/** What one side's closing orders without the first `removed` would leave as deficits. */
export function deficitsWithout(tick: Tick, sign: number, removed: number): number {
  const { isolated, orders, purse, venue } = tick;
  const { losers, trial } = purse;
  const { longs } = isolated.ladder;
  let own = 0;
  let other = 0;
  for (let k = 0; k < orders.count; k++) {
    if (orders.row[k]! < longs === sign > 0) own += orders.quantity[k]!;
    else other += orders.quantity[k]!;
  }
  for (let k = 0; k < orders.lotCount; k++) {
    const row = orders.lotRow[k]!;
    if (row < longs === sign > 0) own += isolated.quantity[row]!;
    else other += isolated.quantity[row]!;
  }
  if (orders.vault * sign > 0) own += Math.abs(orders.vault);
  else other += Math.abs(orders.vault);
  const { crossed } = tick.path;
  if (crossed) {
    own += (sign > 0 ? crossed.sales : crossed.purchases)[tick.market]!;
    other += (sign > 0 ? crossed.purchases : crossed.sales)[tick.market]!;
  }
  for (let k = 0; k < removed; k++) own -= losers.quantity[k]!;
  // What the depth has no room for is not filled, so it does not make the fill worse either.
  trial.sales = sign > 0 ? own : other;
  trial.purchases = sign > 0 ? other : own;
  priceBlock(venue, trial);
  const fill = sign > 0 ? trial.saleUnit : trial.purchaseUnit;
  let deficits = 0;
  for (let k = removed; k < losers.count; k++)
    deficits += Math.max(0, sign * losers.quantity[k]! * (losers.bankruptcy[k]! - fill));
  return deficits;
}

/** Takes the orders of the first so many out of the block. */
export function removeOrders({ orders, purse, path: { crossed }, market }: Tick, removed: number): void {
  const { losers } = purse;
  const gone = new Set(losers.row.subarray(0, removed));
  let kept = 0;
  for (let k = 0; k < orders.count; k++) {
    if (gone.has(orders.row[k]!)) continue;
    orders.row[kept] = orders.row[k]!;
    orders.quantity[kept++] = orders.quantity[k]!;
  }
  orders.count = kept;
  if (!crossed) return;
  for (const row of gone) if (row < 0) crossed.ordered[accountOf(row)] = 0;
  crossed.holders.addUp(crossed, market);
}
