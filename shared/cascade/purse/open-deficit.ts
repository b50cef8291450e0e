import { equityAt, type Isolated, isOpen, isTouched, STATE } from '../holders/isolated/isolated.ts';
import type { Side } from '../holders/isolated/side.ts';
import { COLUMN } from '../outcome.ts';
import { type Ledger, noteDeficit, rankDeficit } from './ledger.ts';

/**
 * Negative equity of accounts still open at the end of a path; returns its sum, positive.
 *
 * @param price at the end, and `unit` its unit value
 * @param isWaiting accounts are still in the hands of the mechanism
 */
export function bookOpen(
  isolated: Isolated,
  ledger: Ledger,
  price: number,
  unit: number,
  isWaiting: boolean,
): number {
  const { ladder } = isolated;
  let sum = 0;
  visitUnderWater(isolated, price, unit, isWaiting, (row, deficit) => {
    sum += deficit;
    noteDeficit(ledger, ladder.notional[row]!);
    if (!ladder.grouped) rankDeficit(ledger, deficit);
  });
  return sum;
}

/** Open accounts with negative equity at a price, and what each lacks. */
export function visitUnderWater(
  isolated: Isolated,
  price: number,
  unit: number,
  isWaiting: boolean,
  visit: (row: number, deficit: number) => void,
): void {
  const { ladder, state } = isolated;
  const look = (row: number) => {
    const equity = equityAt(isolated, row, unit);
    if (equity < 0) visit(row, -equity);
  };
  const rows = isWaiting ? isolated.touched : isolated.open;
  const count = isWaiting ? isolated.touchedCount : isolated.openCount;
  for (let k = 0; k < count; k++) if ((state[rows[k]!]! & STATE.CLOSED) === 0) look(rows[k]!);
  // An account is under water only beyond its trigger, so the ladder ends the search.
  for (const { sign, next, last } of isolated.sides)
    for (let row = next; row < last && sign * ladder.trigger[row]! >= sign * price; row++)
      if (!isTouched(isolated, row)) look(row);
}

/**
 * Two largest deficits where several accounts have one owner: what closing them cost, and what those still open lack at the
 * unit value of the end.
 *
 * @param sums scratch, one number an owner
 */
export function rankOwners(isolated: Isolated, ledger: Ledger, unit: number, sums: Float64Array): void {
  const { owners } = isolated.ladder;
  sums.fill(0, 0, owners);
  addDeficits(isolated, unit, sums);
  ledger[COLUMN.deficitFirst] = 0;
  ledger[COLUMN.deficitSecond] = 0;
  for (let k = 0; k < owners; k++) rankDeficit(ledger, sums[k]!);
}

/** Adds by owner what closing accounts cost beyond their collateral, and what those still open lack at the unit value of the end. */
export function addDeficits(isolated: Isolated, unit: number, sums: Float64Array): void {
  const { owner } = isolated.ladder;
  for (const side of isolated.sides) addClosings(isolated, side, sums);
  for (let k = 0; k < isolated.touchedCount; k++) {
    const row = isolated.touched[k]!;
    if ((isolated.state[row]! & STATE.CLOSED) !== 0) sums[owner[row]!]! += isolated.deficit[row]!;
    if (isOpen(isolated, row)) sums[owner[row]!]! += Math.max(0, -equityAt(isolated, row, unit));
  }
  for (const { next, last } of isolated.sides)
    for (let row = next; row < last; row++)
      if (!isTouched(isolated, row)) sums[owner[row]!]! += Math.max(0, -equityAt(isolated, row, unit));
}

/** Adds the deficits of ranges that were closed at one fill each. */
function addClosings({ ladder }: Isolated, side: Side, sums: Float64Array): void {
  const { owner, quantity, bankruptcy } = ladder;
  for (let k = 0; k < side.closings; k++)
    for (let row = side.closedFrom[k]!; row < side.closedTo[k]!; row++) {
      const left = side.sign * quantity[row]! * (side.closedUnit[k]! - bankruptcy[row]!);
      if (left < 0) sums[owner[row]!]! -= left;
    }
}
