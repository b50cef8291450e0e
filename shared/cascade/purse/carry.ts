import { addOrder, closeBatch, type Inventory, reserve, signOfOrder } from './inventory.ts';

/** An open order of the inventory as it passes from one piece of a chain to the next. */
export interface OpenOrder {
  readonly side: 1 | -1;
  /** Left of it, and taken over in all. */
  readonly quantity: number;
  readonly takenOver: number;
  readonly bankruptcyUnit: number;
  /** Unit value of the mark that triggered its account. */
  readonly triggerUnit: number;
  /** Ticks since the takeover. */
  readonly age: number;
}

/** Begins a path with the orders of an earlier piece; their accounts are no longer in the ladder. */
export function carryIn(inventory: Inventory, orders: readonly OpenOrder[], lastTick: number): void {
  reserve(inventory, orders.length);
  for (const [k, { side, quantity, takenOver, bankruptcyUnit, triggerUnit, age }] of orders.entries()) {
    addOrder(inventory, -1 - k, quantity, bankruptcyUnit, triggerUnit);
    inventory.taken[k] = takenOver;
    inventory.mostEased = Math.max(inventory.mostEased, lastTick + age + 1);
    closeBatch(inventory, side, k, -age);
    inventory.carriedUnits += side * quantity;
    inventory.carriedWorth += side * quantity * bankruptcyUnit;
  }
  inventory.carried = orders;
}

/** What is open at the end of a tick, by arrival. */
export function openOrdersAt(inventory: Inventory, tick: number): OpenOrder[] {
  const { held, taken, unit, triggerUnit, batch, batchSince, count } = inventory;
  return Array.from({ length: count }, (_, order) => order)
    .filter((order) => held[order]! > 0)
    .map((order) => ({
      side: signOfOrder(inventory, order),
      quantity: held[order]!,
      takenOver: taken[order]!,
      bankruptcyUnit: unit[order]!,
      triggerUnit: triggerUnit[order]!,
      age: tick - batchSince[batch[order]!]!,
    }));
}
