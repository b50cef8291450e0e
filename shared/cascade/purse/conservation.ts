import type { Isolated } from '../holders/isolated/isolated.ts';
import { COLUMN, FLAG } from '../outcome.ts';
import { carriedAt, type Inventory, valueAt } from './inventory.ts';
import { type Ledger, raise, SUM } from './ledger.ts';

/** Share of open interest that rounding may make or lose. */
const CONSERVED = 1e-9;

/**
 * What a path made out of nothing (model.md 5.5): money, `|W_end - W_start|` at the end price over open interest, and
 * positions that appeared or vanished.
 *
 * @param unit unit value of the end price
 */
export function checkConservation(
  isolated: Isolated,
  ledger: Ledger,
  inventory: Inventory,
  unit: number,
): void {
  const { touched, touchedCount, quantity, collateral, ladder } = isolated;
  const { longs, entryUnit, bankruptcy } = ladder;
  const closed = ledger[SUM.closedPosition]!;
  // Accounts nobody touched have the same equity in both; what was closed by range is in sums.
  let money = ledger[SUM.returnedCash]! - (closed * unit - ledger[SUM.closedBankruptcy]!);
  let position = ledger[SUM.depthPosition]! + ledger[SUM.vaultPosition]! - closed;
  for (let k = 0; k < touchedCount; k++) {
    const row = touched[k]!;
    const sign = row < longs ? 1 : -1;
    const held = quantity[row]!;
    const had = ladder.quantity[row]!;
    money += collateral[row]! + sign * (held * (unit - entryUnit[row]!) - had * (unit - bankruptcy[row]!));
    position += sign * (held - had);
  }
  money += ledger[SUM.depthCash]! + ledger[SUM.depthPosition]! * unit;
  money += ledger[COLUMN.vaultProfit]!;
  money +=
    ledger[COLUMN.takerProfit]! +
    (ledger[COLUMN.fundEnd]! - ledger[SUM.fundStart]!) -
    ledger[COLUMN.badDebt]!;
  money += valueAt(inventory, unit) - carriedAt(inventory, unit);
  position += inventory.sales.units - inventory.purchases.units - inventory.carriedUnits;
  const share = Math.abs(money) / ladder.openInterest;
  ledger[COLUMN.conservation] = share;
  if (!(share <= CONSERVED)) raise(ledger, FLAG.NOT_CONSERVED);
  if (!(Math.abs(position) <= CONSERVED * ladder.openQuantity)) raise(ledger, FLAG.UNBALANCED);
}
