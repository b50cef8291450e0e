import { fillDepth } from '../holders/isolated/execute.ts';
import { bankruptcyOf, equityAt, STATE, signOf } from '../holders/isolated/isolated.ts';
import { addFill, FILL } from '../holders/isolated/orders.ts';
import { unitValue } from '../margin/contract.ts';
import { tierAt } from '../margin/tiers.ts';
import { patientLimit } from '../purse/inventory.ts';
import { roomTo } from '../purse/work-off.ts';
import type { Tick } from '../tick.ts';
import { priceFilled } from '../venue/block.ts';
import { reprice, shift } from '../venue/venue.ts';

/** Requests of one tick; columns share their row. */
interface Requests {
  readonly row: Int32Array;
  readonly units: Float64Array;
  readonly limit: Float64Array;
  readonly order: Int32Array;
  count: number;
}

/**
 * Before the venue takes an account over, a fill-or-kill order in its name: down to below the floor of its tier at every price
 * up to bankruptcy, if the depth takes that at its bankruptcy price or better (model.md 4.8 "Reducing", after BitMEX 2020).
 *
 * @param most reductions of one account
 * @returns leaves an order of every account that is reduced, and the others active
 */
export function reduceWhoMay(most: number, capacity: number): (tick: Tick) => void {
  /** Tick of the last reduction of a row, and how many there were; counts where `state` says so. */
  const reducedIn = new Int32Array(capacity);
  const times = new Int32Array(capacity);
  const requests: Requests = {
    row: new Int32Array(capacity),
    units: new Float64Array(capacity),
    limit: new Float64Array(capacity),
    order: new Int32Array(capacity),
    count: 0,
  };
  return (tick) => {
    const { isolated, orders, venue } = tick;
    const { active, state } = isolated;
    const mayAsk = (row: number) =>
      (state[row]! & STATE.REDUCED) === 0 || (reducedIn[row] !== venue.tick - 1 && times[row]! < most);
    for (const { sign } of isolated.sides) {
      requests.count = 0;
      for (let k = 0; k < isolated.activeCount; k++)
        if (signOf(isolated, active[k]!) === sign && mayAsk(active[k]!)) request(tick, active[k]!, requests);
      if (requests.count > 0) enter(tick, sign, requests);
    }
    for (let k = 0; k < orders.count; k++) {
      const row = orders.row[k]!;
      times[row] = (state[row]! & STATE.REDUCED) === 0 ? 1 : times[row]! + 1;
      reducedIn[row] = venue.tick;
      state[row]! |= STATE.REDUCED;
    }
    let kept = 0;
    for (let k = 0; k < isolated.activeCount; k++) {
      const row = active[k]!;
      if ((state[row]! & STATE.REDUCED) === 0 || reducedIn[row] !== venue.tick) active[kept++] = row;
    }
    isolated.activeCount = kept;
  };
}

/** Asks for a reduction of an account above the first tier that has something left at the mark. */
function request({ isolated, venue }: Tick, row: number, requests: Requests): void {
  const { quantity, ladder } = isolated;
  const { tiers, contract } = ladder;
  const { markUnit } = venue;
  const held = quantity[row]!;
  const tier = tierAt(tiers, held * Math.abs(markUnit) * (1 - 1e-9));
  if (tier === 0 || !(equityAt(isolated, row, markUnit) > 0)) return;
  const bankruptcy = bankruptcyOf(isolated, row);
  const at = requests.count++;
  requests.row[at] = row;
  requests.units[at] = held - tiers.floor[tier]! / Math.max(Math.abs(markUnit), Math.abs(bankruptcy));
  requests.limit[at] = patientLimit(contract, signOf(isolated, row), bankruptcy);
}

/** Orders those that the depth takes after the more willing ones, each at its own bankruptcy price or better. */
function enter({ orders, venue }: Tick, sign: number, { row, units, limit, order, count }: Requests): void {
  for (let k = 0; k < count; k++) order[k] = k;
  // Requests came in ladder order, and equal ones stay in it.
  order.subarray(0, count).sort((a, b) => (limit[a] === limit[b] ? a - b : sign * (limit[a]! - limit[b]!)));
  let before = 0;
  for (let k = 0; k < count; k++) {
    const own = order[k]!;
    if (!(before + units[own]! <= roomTo(venue, sign, limit[own]!))) continue;
    before += units[own]!;
    orders.row[orders.count] = row[own]!;
    orders.quantity[orders.count++] = units[own]!;
  }
}

/** Step 7 of those reductions: a block of their own, before the inventory's, which begins where they leave the price. */
export function tradeReductions(tick: Tick): void {
  const { isolated, orders, venue, block } = tick;
  if (orders.count === 0) return;
  block.sales = 0;
  block.purchases = 0;
  for (let k = 0; k < orders.count; k++) {
    if (signOf(isolated, orders.row[k]!) > 0) block.sales += orders.quantity[k]!;
    else block.purchases += orders.quantity[k]!;
  }
  block.salesShare = 1;
  block.purchasesShare = 1;
  block.net = block.sales - block.purchases;
  priceFilled(venue, block);
  for (let k = 0; k < orders.count; k++) {
    const row = orders.row[k]!;
    const unit = signOf(isolated, row) > 0 ? block.saleUnit : block.purchaseUnit;
    addFill(orders.fills, row, FILL.REDUCTION, orders.quantity[k]!, unit);
  }
  orders.count = 0;
  if (block.net === 0) return;
  fillDepth(tick);
  // The price moves for those who come after it within the tick; nobody else sees it.
  shift(venue, block);
  reprice(venue);
  venue.priceUnit = unitValue(venue.rules.contract, venue.price);
}
