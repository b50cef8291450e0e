import type { Ladder } from '../holders/isolated/ladder.ts';
import type { Tick } from '../tick.ts';
import { type Inventory, signOfOrder } from './inventory.ts';
import { type Ledger, noteDeficit, rankDeficit } from './ledger.ts';
import { visitUnderWater } from './open-deficit.ts';
import { accountOf, walletOfAccount } from './position.ts';
import { isLoss } from './work-off.ts';

/**
 * Under takeover an account owes what was lost on its orders, what those still open lose at the end, and what it lacks where
 * part of it is open: books who does, and the largest two sums of one owner (model.md 7). Returns what is still open.
 *
 * @param price at the end, and `unit` its unit value
 */
export function bookOwed({ isolated, ledger, purse, path }: Tick, price: number, unit: number): number {
  const { inventory } = purse;
  const { ladder } = isolated;
  if (purse.owed.length < ladder.count) purse.owed = new Float64Array(ladder.capacity);
  const { owed } = purse;
  owed.fill(0, 0, ladder.count);
  let open = 0;
  for (let order = 0; order < inventory.count; order++) {
    const loss = openLoss(inventory, order, unit);
    open += loss;
    const row = inventory.row[order]!;
    const own = inventory.lost[order]! + loss;
    if (row >= 0) owed[row]! += own;
    // Whose account another piece of the chain closed, an owner of its own; or one of a wallet, whose owner is looked for over all markets.
    else if (own > 0) {
      const quantity =
        path.crossed?.wallets.quantity[accountOf(row)] ?? inventory.carried[-1 - row]!.quantity;
      noteDeficit(ledger, quantity * ladder.startUnit);
      rankDeficit(ledger, own);
    }
  }
  visitUnderWater(isolated, price, unit, false, (row, deficit) => {
    owed[row]! += deficit;
    open += deficit;
  });
  for (let row = 0; row < ladder.count; row++) if (owed[row]! > 0) noteDeficit(ledger, ladder.notional[row]!);
  rankOwed(ladder, ledger, owed);
  return open;
}

function rankOwed({ count, grouped, owner, owners }: Ladder, ledger: Ledger, owed: Float64Array): void {
  if (!grouped) {
    for (let row = 0; row < count; row++) rankDeficit(ledger, owed[row]!);
    return;
  }
  const sums = new Float64Array(owners);
  for (let row = 0; row < count; row++) sums[owner[row]!]! += owed[row]!;
  for (const sum of sums) rankDeficit(ledger, sum);
}

/**
 * Owners of what was taken over in a market, and what each order has lost so far.
 *
 * @param unit where it is given: with what is left of it as if closed at this unit value
 */
export function visitLost(
  { isolated, purse: { inventory }, path: { crossed } }: Tick,
  unit: number | undefined,
  visit: (owner: number, lost: number) => void,
): void {
  for (let order = 0; order < inventory.count; order++) {
    const row = inventory.row[order]!;
    const owner =
      row >= 0
        ? isolated.ladder.owner[row]!
        : crossed!.wallets.owner[walletOfAccount(crossed!.wallets.first, accountOf(row))]!;
    const open = unit === undefined ? 0 : openLoss(inventory, order, unit);
    visit(owner, inventory.lost[order]! + open);
  }
}

/** What is left of an order loses at a unit value. */
function openLoss(inventory: Inventory, order: number, unit: number): number {
  const gain = signOfOrder(inventory, order) * (unit - inventory.unit[order]!);
  return isLoss(gain, inventory.unit[order]!) ? -inventory.held[order]! * gain : 0;
}
