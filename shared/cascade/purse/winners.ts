import { netProfit, WALLET } from '../holders/crossed/crossed.ts';
import { equityAt, type Isolated, isOpen, isReached, profitAt, STATE } from '../holders/isolated/isolated.ts';
import { createSorter, type Sorter, sortRows } from '../numbers/sort.ts';
import { COLUMN } from '../outcome.ts';
import type { Path, Tick } from '../tick.ts';
import {
  type AllocationPolicy,
  allocateProRata,
  allocateQueue,
  allocateWaterFilling,
  queueScore,
} from './allocate.ts';
import { accountOf, entryBy, equityBy, heldBy, profitBy, rankBy, visitAccounts } from './position.ts';

/** Accounts that ADL closes losers against; columns share their row. */
export interface Winners {
  readonly row: Int32Array;
  readonly held: Float64Array;
  readonly equity: Float64Array;
  readonly taken: Float64Array;
  readonly score: Float64Array;
  readonly order: Int32Array;
  readonly sorter: Sorter;
  count: number;
}

export const createWinners = (capacity: number): Winners => ({
  row: new Int32Array(capacity),
  held: new Float64Array(capacity),
  equity: new Float64Array(capacity),
  taken: new Float64Array(capacity),
  score: new Float64Array(capacity),
  order: new Int32Array(capacity),
  sorter: createSorter(capacity),
  count: 0,
});

/** Open accounts of a side that can give: in profit, not reached, without an order of their own, solvent at `poolUnit`. */
export function findWinners(tick: Tick, sign: number, poolUnit: number): void {
  const { isolated, purse, venue } = tick;
  const { winners } = purse;
  const { first, last } = sign > 0 ? isolated.longs : isolated.shorts;
  const { mark, markUnit } = venue;
  winners.count = 0;
  for (let row = first; row < last; row++) {
    if (!isOpen(isolated, row) || isBusy(isolated, row, mark)) continue;
    if (!(profitAt(isolated, row, markUnit) > 0) || !(equityAt(isolated, row, markUnit) > 0)) continue;
    if (!(equityAt(isolated, row, poolUnit) >= 0)) continue;
    add(tick, row);
  }
  const { crossed } = tick.path;
  visitAccounts(
    tick,
    sign,
    (state) => (state & WALLET.REACHED) === 0,
    (row) => {
      if (crossed!.adl[accountOf(row)]! > 0 || !(profitBy(tick, row) > 0)) return;
      const equity = equityBy(tick, row);
      const atPool = equity + sign * heldBy(tick, row) * (poolUnit - markUnit);
      if (equity > 0 && atPool >= 0) add(tick, row);
    },
  );
}

function add(tick: Tick, row: number): void {
  const { winners } = tick.purse;
  winners.row[winners.count] = row;
  winners.held[winners.count++] = heldBy(tick, row);
}

function isBusy(isolated: Isolated, row: number, mark: number): boolean {
  const { stamp, run, state, busyAt, moment } = isolated;
  if (stamp[row] !== run) return false;
  if (busyAt[row] === moment) return true;
  const own = state[row]!;
  const isOff = (own & STATE.OFF_LADDER) !== 0;
  if (!isOff && isReached(isolated, row, mark)) return true;
  // On auction; a queue without cure leaves the ladder too, but its members may still win.
  return isOff && (own & STATE.QUEUED) === 0;
}

/** Says in `taken` how much of `total` each winner gives. */
export function allocateToWinners(tick: Tick, policy: AllocationPolicy, total: number): void {
  const { purse, venue } = tick;
  const { winners } = purse;
  const { held, equity, order, score, taken, count } = winners;
  const { markUnit } = venue;
  if (policy === 'pro-rata') {
    allocateProRata(held, count, total, taken);
    return;
  }
  rank(tick, policy);
  sortRows(winners.sorter, score, order, count, true);
  if (policy === 'queue') {
    allocateQueue(held, order, count, total, taken);
    return;
  }
  const unit = Math.abs(markUnit);
  for (let j = 0; j < count; j++) {
    equity[j] = equityBy(tick, winners.row[j]!);
    held[j] = held[j]! * unit;
  }
  allocateWaterFilling(held, equity, order, count, total * unit, taken);
  for (let j = 0; j < count; j++) {
    held[j] = held[j]! / unit;
    taken[j] = Math.min(held[j]!, taken[j]! / unit);
  }
}

/** Scores by which winners are ranked, in account order, so that a stable sort leaves equal ones in it. */
function rank(tick: Tick, policy: AllocationPolicy): void {
  const { row, order, score, count } = tick.purse.winners;
  const unit = Math.abs(tick.venue.markUnit);
  for (let j = 0; j < count; j++) order[j] = j;
  order.subarray(0, count).sort((a, b) => rankBy(tick, row[a]!) - rankBy(tick, row[b]!));
  for (let k = 0; k < count; k++) {
    const own = row[order[k]!]!;
    const units = heldBy(tick, own);
    const leverage = (units * unit) / equityBy(tick, own);
    const entryValue = units * entryBy(tick, own);
    score[k] = policy === 'queue' ? queueScore(profitBy(tick, own) / entryValue, leverage) : leverage;
  }
}

/** Accounts, and wallets on the net of their markets, with profit when the first haircut falls: the base of its inequality. */
export function countWinners({ ticks, system, crossed }: Path): void {
  if (system[COLUMN.winners]! >= 0) return;
  let count = 0;
  for (const { isolated, venue } of ticks)
    for (let row = 0; row < isolated.ladder.count; row++)
      if (isOpen(isolated, row) && profitAt(isolated, row, venue.markUnit) > 0) count++;
  if (crossed) for (let w = 0; w < crossed.wallets.count; w++) if (netProfit(crossed, w) > 0) count++;
  system[COLUMN.winners] = count;
}
