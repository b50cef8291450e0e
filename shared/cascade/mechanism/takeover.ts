import { bankruptcyOf, endRow, type Isolated, renewTrigger } from '../holders/isolated/isolated.ts';
import { type Ladder, quantityBefore } from '../holders/isolated/ladder.ts';
import { sortAsLadder } from '../holders/isolated/ladder-order.ts';
import { orderOf } from '../holders/isolated/orders.ts';
import { noteRound } from '../holders/isolated/ranges.ts';
import { endOfSide } from '../holders/isolated/reach.ts';
import type { Side } from '../holders/isolated/side.ts';
import { tierAt } from '../margin/tiers.ts';
import { COLUMN } from '../outcome.ts';
import { addOrder, closeBatch, type Inventory, NOBODY, reserve } from '../purse/inventory.ts';
import { noteLiquidated, SUM } from '../purse/ledger.ts';
import { join } from '../purse/willingness.ts';
import type { MechanismSpec } from '../rules.ts';
import type { Tick } from '../tick.ts';
import type { Mechanism } from './mechanism.ts';
import { reduceWhoMay } from './reductions.ts';

type Terms = Extract<MechanismSpec, { name: 'takeover' }>;

/**
 * The venue takes whoever is reached over at the bankruptcy price and works the position off at that price or better (model.md
 * 4.8, after BitMEX): no money moves, an order of the inventory takes the account's place (purse/inventory.ts).
 */
export function takeover(terms: Terms, capacity: number): Mechanism {
  /** Last order of an account, under `take`; what another path left here is told by its row. */
  const orderOfRow = terms.stepDown === 'take' ? new Int32Array(capacity) : null;
  const reduce =
    terms.stepDown === 'reduce' ? reduceWhoMay(terms.mostReductions ?? Infinity, capacity) : null;
  return {
    start() {},
    takesOver: true,
    takesRanges: ({ tiers }: Ladder) => terms.stepDown === 'none' || tiers.floor.length === 1,
    act(tick) {
      const { isolated } = tick;
      if (isolated.inRanges) {
        takeRanges(tick);
        return;
      }
      const { active, busyAt, moment } = isolated;
      sortAsLadder(isolated, active, 0, isolated.activeCount);
      for (let k = 0; k < isolated.activeCount; k++) busyAt[active[k]!] = moment; // reached: it gives to nobody
      reduce?.(tick);
      takeActive(tick, orderOfRow);
    },
    pending: () => 'none',
  };
}

/** Takes over the untouched accounts that the mark reaches. */
export function takeRanges(tick: Tick): void {
  const { isolated, venue, ledger } = tick;
  const { longs, shorts } = isolated;
  if (venue.mark <= longs.nearest) takeRange(tick, longs);
  if (-venue.mark <= shorts.nearest) takeRange(tick, shorts);
  noteRound(isolated, ledger);
}

/** Those of one side. */
function takeRange({ isolated, purse, venue, ledger }: Tick, side: Side): void {
  const { ladder } = isolated;
  const { quantity, bankruptcy } = ladder;
  const { inventory } = purse;
  const { mark, markUnit } = venue;
  const from = side.next;
  const to = endOfSide(ladder, side, from, mark);
  const first = inventory.count;
  reserve(inventory, to - from);
  for (let row = from; row < to; row++) addOrder(inventory, row, quantity[row]!, bankruptcy[row]!, markUnit);
  closeBatch(inventory, side.sign, first, venue.tick);
  // What is the same however they are sold is booked with the ranges.
  const units = quantityBefore(ladder, to) - quantityBefore(ladder, from);
  const value = units * Math.abs(markUnit);
  ledger[COLUMN.takenOverNotional]! += value;
  ledger[COLUMN.liquidatedNotional]! += value;
  ledger[SUM.tickLiquidated]! += value;
  ledger[SUM.liquidatedSoFar]! += units;
  side.next = to;
  side.known = to;
  side.to = to;
  side.nearest = to < side.last ? side.sign * ladder.trigger[to]! : -Infinity;
}

/** Takes over the active accounts, longs first, each side as a batch. */
function takeActive(tick: Tick, orderOfRow: Int32Array | null): void {
  const { isolated, purse, venue } = tick;
  const { inventory } = purse;
  const { active, activeCount, ladder } = isolated;
  reserve(inventory, activeCount);
  let k = 0;
  for (const { sign } of isolated.sides) {
    const first = inventory.count;
    for (; k < activeCount && (sign < 0 || active[k]! < ladder.longs); k++)
      takeRow(tick, active[k]!, orderOfRow);
    closeBatch(inventory, sign, first, venue.tick);
  }
}

function takeRow(
  { isolated, purse, venue, ledger, orders }: Tick,
  row: number,
  orderOfRow: Int32Array | null,
): void {
  const { quantity, collateral, ladder, triggerUnit } = isolated;
  const { inventory } = purse;
  const held = quantity[row]!;
  const units = orderOfRow ? orderOf(ladder.quantity[row]!, held, partToTake(isolated, row)) : held;
  if (units === 0) return;
  const bankruptcy = bankruptcyOf(isolated, row);
  const value = units * Math.abs(venue.markUnit);
  noteLiquidated(ledger, value, units, 0);
  ledger[COLUMN.takenOverNotional]! += value;
  orders.takenOver[orders.takenOverCount++] = row;
  const open = orderOfRow ? openOrderOf(inventory, row, orderOfRow[row]!) : NOBODY;
  if (open !== NOBODY) join(inventory, open, units, bankruptcy);
  else {
    if (orderOfRow) orderOfRow[row] = inventory.count;
    addOrder(inventory, row, units, bankruptcy, triggerUnit[row]!);
  }
  if (units === held) {
    ledger[COLUMN.accountsClosed]!++;
    quantity[row] = 0;
    endRow(isolated, row, 0, 0);
    return;
  }
  const sign = row < ladder.longs ? 1 : -1;
  collateral[row]! += sign * units * (bankruptcy - ladder.entryUnit[row]!);
  quantity[row] = held - units;
  renewTrigger(isolated, row, venue.mark);
}

const openOrderOf = ({ row: rows, held, count }: Inventory, row: number, order: number): number =>
  order < count && rows[order] === row && held[order]! > 0 ? order : NOBODY;

/**
 * Down to the floor of its tier at the mark that triggered it, everything in the first: one whole tier a tick, where at the
 * present mark a drifting price would hand over crumbs. A position on a floor belongs below it.
 */
function partToTake({ quantity, triggerUnit, ladder }: Isolated, row: number): number {
  const { tiers } = ladder;
  const held = quantity[row]!;
  const unit = Math.abs(triggerUnit[row]!);
  const tier = tierAt(tiers, held * unit * (1 - 1e-9));
  return tier === 0 ? held : held - tiers.floor[tier]! / unit;
}
