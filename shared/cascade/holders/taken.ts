import type { Intervention } from '../intervention.ts';
import { COLUMN } from '../outcome.ts';
import { addOrder, closeBatch, reserve } from '../purse/inventory.ts';
import { noteLiquidated, SUM } from '../purse/ledger.ts';
import { accountOf, positionOf } from '../purse/position.ts';
import type { Path, Tick } from '../tick.ts';
import { walletOf } from './crossed/columns.ts';
import { type Crossed, type ToldWallets, WALLET } from './crossed/crossed.ts';
import { renewState } from './crossed/renew-state.ts';
import { bankruptcyUnits, standingOf } from './crossed/wallet.ts';

/**
 * Takeover of wallets (contagion.md 6.2): the venue takes all accounts of a reached one into the inventories of their markets, at their
 * bankruptcy values, with its cash and its assets. No money moves: what is left of the wallet is worth exactly nothing.
 */
export const takeWallets: Intervention = {
  isAnonymous: true,
  act(path) {
    const { ticks, crossed } = path;
    if (!crossed) return;
    const isReached = (w: number) => (crossed.state[w]! & WALLET.REACHED) !== 0;
    const taken = crossed.busy.filter(isReached);
    if (taken.length === 0) return;
    const others = crossed.busy.filter((w) => !isReached(w));
    crossed.busy.splice(0, Infinity, ...others);
    for (const w of taken) markBankruptcies(crossed, w);
    for (const tick of ticks) for (const sign of [1, -1] as const) takeSide(tick, crossed, taken, sign);
    for (const w of taken) end(crossed, w);
  },
  payFirst(path) {
    noteInventory(path);
    if (path.crossed?.told) for (const tick of path.ticks) tellWorked(tick, path.crossed.told);
  },
};

function markBankruptcies(crossed: Crossed, w: number): void {
  const { markets, marks } = crossed;
  const wallet = walletOf(crossed, w);
  const { fullEquity, maintenance } = standingOf(wallet, markets, marks);
  const units = bankruptcyUnits(wallet, markets, marks, fullEquity, maintenance);
  crossed.bankruptcy.set(units, crossed.wallets.first[w]!);
}

/** The accounts of one side of a market, as a batch. */
function takeSide(tick: Tick, crossed: Crossed, taken: readonly number[], sign: 1 | -1): void {
  const { purse, venue, ledger, market } = tick;
  const { inventory } = purse;
  const { wallets, quantity, bankruptcy, triggerUnit, entryUnit, startUnits, loss, cash } = crossed;
  const from = inventory.count;
  for (const w of taken) {
    reserve(inventory, wallets.first[w + 1]! - wallets.first[w]!);
    for (let a = wallets.first[w]!; a < wallets.first[w + 1]!; a++) {
      const units = quantity[a]!;
      if (wallets.market[a] !== market || wallets.side[a] !== sign || units === 0) continue;
      const unit = bankruptcy[a]!;
      const value = units * Math.abs(venue.markUnit);
      addOrder(inventory, positionOf(a), units, unit, triggerUnit[a]!);
      noteLiquidated(ledger, value, units, 0);
      ledger[COLUMN.takenOverNotional]! += value;
      ledger[SUM.crossedNotional]! += value;
      loss[a]! += sign * units * (startUnits[market]! - unit);
      cash[w]! += sign * units * (unit - entryUnit[a]!);
      quantity[a] = 0;
    }
  }
  closeBatch(inventory, sign, from, venue.tick);
}

/** What its assets are worth is owed; without any, nothing is, whatever rounding leaves. */
function end(crossed: Crossed, w: number): void {
  const { firstAsset } = crossed.wallets;
  if (crossed.amount.subarray(firstAsset[w]!, firstAsset[w + 1]!).every((own) => own === 0))
    crossed.cash[w] = 0;
  renewState(crossed, w);
}

/** What all inventories are worth at the marks after a tick's fills, and lose. */
function noteInventory({ ticks, system }: Path): void {
  let value = 0;
  let loss = 0;
  for (const { purse, venue } of ticks) {
    const { sales, purchases } = purse.inventory;
    value += (sales.units + purchases.units) * Math.abs(venue.markUnit);
    loss += sales.worth - sales.units * venue.markUnit + purchases.units * venue.markUnit - purchases.worth;
  }
  system[COLUMN.inventoryPeak] = Math.max(system[COLUMN.inventoryPeak]!, value);
  system[COLUMN.inventoryLossPeak] = Math.max(system[COLUMN.inventoryLossPeak]!, loss);
}

/** Fills of orders that were crossed accounts: of ADL at their bankruptcies, and worked off. */
function tellWorked({ purse, block }: Tick, told: ToldWallets): void {
  const { row, unit, deleveraged, sales, purchases } = purse.inventory;
  const fills: ToldWallets['fills'] = told.fills;
  for (const { order, quantity } of deleveraged)
    if (row[order]! < 0)
      fills.push({ account: accountOf(row[order]!), kind: 'adl', quantity, unit: unit[order]! });
  for (const queue of [sales, purchases])
    for (let k = 0; k < queue.fills; k++) {
      const own = row[queue.fillOrder[k]!]!;
      const quantity = queue.fillUnits[k]!;
      if (own >= 0 || quantity === 0) continue;
      const price = queue.sign > 0 ? block.saleUnit : block.purchaseUnit;
      fills.push({ account: accountOf(own), kind: 'inventory', quantity, unit: price });
    }
  fills.sort((one, other) => one.account - other.account || (one.kind < other.kind ? -1 : 1));
}
