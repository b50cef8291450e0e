// What an order of the inventory asks for (model.md 4.8), told from its limit.
import { expect, it } from 'vitest';
import { carryIn, openOrdersAt } from '../../shared/cascade/purse/carry.ts';
import {
  addOrder,
  closeBatch,
  createInventory,
  type Inventory,
  reserve,
  startInventory,
} from '../../shared/cascade/purse/inventory.ts';
import { ease, join, limitOf, mostWilling } from '../../shared/cascade/purse/willingness.ts';
import type { Rules } from '../../shared/cascade/rules.ts';
import { plainRules } from './ladders.ts';

const EASE = 0.1;
const rules: Rules = plainRules(100, {
  mechanism: { name: 'takeover', patienceTicks: 3, easePerTick: EASE, stepDown: 'none' },
});

function started(): Inventory {
  const inventory = createInventory();
  startInventory(inventory, rules, 50);
  return inventory;
}

it('of an account taken over in parts: the mean bankruptcy price of what is left and what came later', () => {
  const inventory = started();
  reserve(inventory, 1);
  addOrder(inventory, 0, 30, 96, 100);
  closeBatch(inventory, 1, 0, 1);
  join(inventory, 0, 10, 88);
  expect(inventory.unit[0]).toBe((30 * 96 + 10 * 88) / 40);
  expect(limitOf(inventory, 0)).toBe(94);
  expect(inventory.sales).toMatchObject({ open: 1, units: 40, worth: 40 * 94 });
});

it('of an order that another piece of a chain began: patience counts from the takeover', () => {
  const order = { side: 1, quantity: 4, takenOver: 10, bankruptcyUnit: 96, triggerUnit: 98, age: 5 } as const;
  const inventory = started();
  carryIn(inventory, [order], 50);
  ease(inventory, 1);
  expect(mostWilling(inventory, inventory.sales)).toBe(0);
  expect(inventory.sales.limit).toBeCloseTo(96 * (1 - EASE) ** 3, 12); // six ticks, three of them patient
  expect(openOrdersAt(inventory, 1)).toEqual([{ ...order, age: 6 }]);
});
