import { COLUMN, FLAG } from '../outcome.ts';
import type { Path, Tick } from '../tick.ts';
import { carriedAt, valueAt } from './inventory.ts';
import { raise, SUM } from './ledger.ts';

/** Share of what is held, as positions or collateral, that rounding may make or lose. */
const CONSERVED = 1e-9;

/**
 * Adds what one market made out of nothing: money, `W_end - W_start` of model.md 5.5 at the end price, and checks that no positions
 * appeared or vanished.
 *
 * @param unit unit value of the end price
 */
export function addMoney(tick: Tick, unit: number): void {
  const { isolated, ledger, purse, openQuantity, path } = tick;
  const { system, crossed } = path;
  const { touched, touchedCount, quantity, collateral, ladder } = isolated;
  const { longs, entryUnit, bankruptcy } = ladder;
  const { inventory } = purse;
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
  // The fund of markets that share one is in no ledger of theirs.
  money +=
    ledger[COLUMN.takerProfit]! +
    (ledger[COLUMN.fundEnd]! - ledger[SUM.fundStart]!) -
    ledger[COLUMN.badDebt]!;
  money += valueAt(inventory, unit) - carriedAt(inventory, unit);
  position += inventory.sales.units - inventory.purchases.units - inventory.carriedUnits;
  let held = openQuantity;
  if (crossed) {
    position += crossed.moved[tick.market]!;
    held += crossed.pledged[tick.market]!;
  }
  system[SUM.made]! += money;
  if (!(Math.abs(position) <= CONSERVED * held)) raise(ledger, FLAG.UNBALANCED);
}

/** Writes what all markets made, as a share of open interest. */
export function checkMoney({ ticks, system }: Path): void {
  let openInterest = 0;
  for (const tick of ticks) openInterest += tick.openInterest;
  const made = Math.abs(system[SUM.made]!);
  // Where wallets are hedged altogether nothing is open, and nothing may be made.
  const share = made === 0 ? 0 : made / openInterest;
  system[COLUMN.conservation] = share;
  if (!(share <= CONSERVED)) raise(system, FLAG.NOT_CONSERVED);
}
