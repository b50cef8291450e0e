import { COLUMN, FLAG } from '../outcome.ts';
import type { Tick } from '../tick.ts';
import { NEGLIGIBLE, priceFilled } from '../venue/block.ts';
import type { Depth } from '../venue/depth/depth.ts';
import type { Venue } from '../venue/venue.ts';
import { type Inventory, NOBODY, type Queue } from './inventory.ts';
import { raise, SUM } from './ledger.ts';
import { ease, mostWilling, noteLess } from './willingness.ts';

/** An order filled to its own limit waits at it: so much beyond the price counts as at it. */
const AT = 1e-12;

/**
 * Step 7 of a tick for orders with limits (model.md 4.8): sales and purchases that are content with the price cross at it,
 * and what is left of the larger side meets the depth, the most willing first, each as far as its limit allows. The vault
 * comes first, at any price. Leaves the block priced, and the vault's order as it was filled.
 */
export function workOff(tick: Tick): void {
  const { venue, purse, orders, block } = tick;
  const { inventory } = purse;
  const { sales, purchases } = inventory;
  ease(inventory, venue.tick);
  begin(sales, orders.vault);
  begin(purchases, -orders.vault);
  // Sides take turns by who has offered less, until that one has nobody any more: it is filled whole.
  let less = lesser(inventory);
  for (
    let order = eligible(inventory, less, venue);
    order !== NOBODY;
    order = eligible(inventory, less, venue)
  ) {
    fill(inventory, less, order, inventory.held[order]!);
    less = lesser(inventory);
  }
  const more = less === sales ? purchases : sales;
  const toDepth = fillLarger(tick, more, less.filled);
  block.salesShare = 1;
  block.purchasesShare = 1;
  block.sales = sales.filled;
  block.purchases = purchases.filled;
  block.net = more.sign * toDepth;
  priceFilled(venue, block);
}

const lesser = ({ sales, purchases }: Inventory): Queue =>
  purchases.filled <= sales.filled ? purchases : sales;

/** @param vault what it offers on this side, if above 0 */
function begin(queue: Queue, vault: number): void {
  queue.fills = 0;
  queue.filled = Math.max(0, vault);
}

/** The most willing order of a side if it is content with the price. */
function eligible(inventory: Inventory, queue: Queue, { price }: Venue): number {
  if (queue.open === 0) return NOBODY;
  const order = mostWilling(inventory, queue);
  if (order === NOBODY) return NOBODY;
  const { limit } = queue;
  const isContent = queue.sign > 0 ? limit <= price * (1 + AT) : limit >= price * (1 - AT);
  return isContent ? order : NOBODY;
}

function fill({ held }: Inventory, queue: Queue, order: number, quantity: number): void {
  held[order]! -= quantity;
  queue.fillOrder[queue.fills] = order;
  queue.fillUnits[queue.fills++] = quantity;
  queue.filled += quantity;
}

/**
 * Fills the larger side beyond what crosses: up to and including the first order that is not filled whole. Returns what goes
 * to the depth, added up order by order: a difference of sums would leave rounding where all crosses.
 */
function fillLarger(tick: Tick, queue: Queue, crossed: number): number {
  const { venue, purse, orders } = tick;
  const { inventory } = purse;
  const { held, taken } = inventory;
  let toDepth = 0;
  // Whoever came last may not be filled whole; all before were, by what crosses alone.
  if (queue.fills > 0) {
    const own = queue.fillUnits[--queue.fills]!;
    held[queue.fillOrder[queue.fills]!]! += own;
    queue.filled -= own;
  }
  const vault = queue.sign * orders.vault;
  if (vault > crossed) {
    const limit = queue.sign > 0 ? 0 : Infinity;
    queue.filled = fillOf(vault, vault, crossed, roomTo(venue, queue.sign, limit));
    orders.vault = queue.sign * queue.filled;
    toDepth = beyond(queue.filled, vault, crossed);
    if (queue.filled < vault) {
      noteExhausted(tick, queue.sign, limit);
      return toDepth;
    }
  }
  for (
    let order = eligible(inventory, queue, venue);
    order !== NOBODY;
    order = eligible(inventory, queue, venue)
  ) {
    const { limit } = queue;
    const own = held[order]!;
    const left = crossed - queue.filled;
    const units = fillOf(own, taken[order]!, left, roomTo(venue, queue.sign, limit));
    toDepth += beyond(units, taken[order]!, left);
    if (units > 0) fill(inventory, queue, order, units);
    if (units < own) {
      noteExhausted(tick, queue.sign, limit);
      return toDepth;
    }
  }
  return toDepth;
}

/** What of a fill does not cross; a crumb does. */
function beyond(units: number, taken: number, left: number): number {
  const rest = units - Math.max(0, left);
  return rest > NEGLIGIBLE * taken ? rest : 0;
}

/**
 * How much of an order is filled: `min(q, X + G - z)`, with a crumb dropped and a negligible rest along.
 *
 * @param left `X - z`: what still crosses
 * @param room `G`
 */
function fillOf(held: number, taken: number, left: number, room: number): number {
  const negligible = NEGLIGIBLE * taken;
  let units = Math.max(0, Math.min(held, left + room));
  if (units <= negligible) units = Math.max(0, Math.min(held, left)); // what crosses is never dropped
  return held - units <= negligible ? held : units;
}

/** `G`: quantity that the depth takes of a side while the price is at the limit or better. */
export function roomTo({ depth, displaced, index, scale }: Venue, sign: number, limit: number): number {
  const to = sign * depth.volumeTo(limit / index, sign, index);
  const room = Math.min(to, mostOf(depth, sign)) - sign * displaced;
  return room > NEGLIGIBLE * knownOf(depth, sign) ? room * scale : 0;
}

const mostOf = (depth: Depth, sign: number): number => (sign > 0 ? depth.mostBids : depth.mostAsks);

/** Volume that rounding is measured against; none for a law without an end. */
function knownOf(depth: Depth, sign: number): number {
  const known = Math.min(mostOf(depth, sign), sign > 0 ? depth.visibleBids : depth.visibleAsks);
  return known === Infinity ? 0 : known;
}

/** Was it the end of the levels, and not the limit, that ended a fill? */
function noteExhausted({ venue, ledger }: Tick, sign: number, limit: number): void {
  const { depth, index } = venue;
  const most = mostOf(depth, sign);
  if (most === Infinity) return;
  const last = depth.factor(sign * most, index);
  if (sign * (last - limit / index) >= 0) raise(ledger, FLAG.DEPTH_EXHAUSTED);
}

/** Step 8: what was filled above bankruptcy is the fund's gain, what was filled below a deficit of its account. */
export function settleInventory(tick: Tick): void {
  const { purse, block, ledger, venue } = tick;
  const { inventory } = purse;
  settleSide(tick, inventory.sales, block.saleUnit);
  settleSide(tick, inventory.purchases, block.purchaseUnit);
  const { sales, purchases } = inventory;
  const { markUnit } = venue;
  const value = (sales.units + purchases.units) * Math.abs(markUnit);
  const loss = sales.worth - sales.units * markUnit + (purchases.units * markUnit - purchases.worth);
  if (value > ledger[COLUMN.inventoryPeak]!) ledger[COLUMN.inventoryPeak] = value;
  if (loss > ledger[COLUMN.inventoryLossPeak]!) ledger[COLUMN.inventoryLossPeak] = loss;
}

function settleSide({ purse, ledger }: Tick, queue: Queue, fillUnit: number): void {
  if (queue.fills === 0) return;
  const { inventory } = purse;
  const { unit, triggerUnit, lost } = inventory;
  const { sign, fillOrder, fillUnits } = queue;
  let gains = 0;
  let losses = 0;
  let cost = 0;
  for (let k = 0; k < queue.fills; k++) {
    const order = fillOrder[k]!;
    const units = fillUnits[k]!;
    const gain = sign * (fillUnit - unit[order]!);
    if (gain > 0) gains += units * gain;
    else if (isLoss(gain, unit[order]!)) {
      losses -= units * gain;
      lost[order]! -= units * gain;
    }
    cost += units * sign * (triggerUnit[order]! - fillUnit);
    noteLess(inventory, queue, order, units);
  }
  ledger[SUM.tickIn]! += gains;
  ledger[SUM.tickDeficit]! += losses;
  ledger[COLUMN.closeOutCost]! += cost;
  ledger[COLUMN.lastSeconds] = ledger[SUM.now]!;
}

/** Is what a unit of an order brings above its bankruptcy a loss, and not rounding? */
export const isLoss = (gain: number, unit: number): boolean => -gain > NEGLIGIBLE * Math.abs(unit);
