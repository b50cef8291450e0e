import { tradeReductions } from '../../mechanism/reductions.ts';
import { settleNegativeEquity, takeBeyondFund, takeNegativeEquity } from '../../purse/adl.ts';
import { closeInventory } from '../../purse/adl-inventory.ts';
import { takeOver, unwinding } from '../../purse/backstop.ts';
import { SUM } from '../../purse/ledger.ts';
import { workOff } from '../../purse/work-off.ts';
import type { Tick } from '../../tick.ts';
import { priceBlock } from '../../venue/block.ts';
import { clearOrders } from './orders.ts';
import { canCloseRanges, quantityToClose } from './ranges.ts';
import { collectReached, reachNobody } from './reached.ts';

/**
 * Steps 4 to 6 of a tick (model.md 2.5): who is reached, who takes over, what the mechanism asks to be closed, and what ADL
 * takes out of that; with the block that it is traded in priced.
 */
export function want(tick: Tick): void {
  const { isolated, orders, ledger, venue } = tick;
  const { mechanism } = isolated;
  const { adl, backstop } = venue.rules;
  isolated.moment++;
  clearOrders(orders);
  mechanism.release?.(tick);
  if (isolated.inRanges && isolated.openCount === 0) reachNobody(isolated);
  else collectReached(tick);
  const vaultBefore = ledger[SUM.vaultPosition]!;
  if (adl.when === 'negative-equity' && !mechanism.takesOver) takeNegativeEquity(tick);
  if (backstop) takeOver(tick, backstop);
  mechanism.act(tick);
  if (mechanism.takesOver) {
    if (backstop) orders.vault = unwinding(tick, backstop, vaultBefore);
    workInventory(tick);
    return;
  }
  if (isolated.inRanges) {
    priceOrders(tick);
    if (canCloseRanges(tick)) return;
    mechanism.tellApart!(tick);
  }
  if (backstop) orders.vault = unwinding(tick, backstop, vaultBefore);
  if (adl.when === 'negative-equity') settleNegativeEquity(tick);
  if (adl.when === 'fund-empty' || adl.when === 'fund-drawdown') takeBeyondFund(tick);
  priceOrders(tick);
}

/** The block of a venue that takes accounts over: ADL, reductions, then its orders, and before them the vault's or collateral at any price. */
function workInventory(tick: Tick): void {
  const { orders, block, market } = tick;
  const { crossed } = tick.path;
  if (crossed) orders.vault = crossed.holders.collateralIn(crossed, market);
  closeInventory(tick);
  tradeReductions(tick);
  workOff(tick);
  if (!crossed) return;
  crossed.holders.noteCollateral(crossed, market, orders.vault, block);
  orders.vault = 0;
}

/** Adds up what is sold and bought, and prices the block. */
function priceOrders(tick: Tick): void {
  const { isolated, orders, venue, block, path } = tick;
  block.sales = 0;
  block.purchases = 0;
  block.lotsSold = 0;
  block.lotsBought = 0;
  if (orders.vault > 0) block.sales = orders.vault;
  else if (orders.vault < 0) block.purchases = -orders.vault;
  if (orders.count > 0) addOrders(tick);
  if (orders.lotCount > 0) addLots(tick);
  if (isolated.inRanges) {
    block.sales += quantityToClose(isolated, isolated.longs);
    block.purchases += quantityToClose(isolated, isolated.shorts);
  }
  path.crossed?.holders.joinBlock(path.crossed, tick.market, block);
  priceBlock(venue, block);
}

function addOrders({ isolated, orders, block }: Tick): void {
  const { longs } = isolated.ladder;
  const { row, quantity, count } = orders;
  let { sales, purchases } = block;
  for (let k = 0; k < count; k++) {
    if (row[k]! < longs) sales += quantity[k]!;
    else purchases += quantity[k]!;
  }
  block.sales = sales;
  block.purchases = purchases;
}

function addLots({ isolated, orders, block }: Tick): void {
  const { longs } = isolated.ladder;
  for (let k = 0; k < orders.lotCount; k++) {
    const row = orders.lotRow[k]!;
    if (row < longs) block.lotsSold += isolated.quantity[row]!;
    else block.lotsBought += isolated.quantity[row]!;
  }
  block.sales += block.lotsSold;
  block.purchases += block.lotsBought;
}
