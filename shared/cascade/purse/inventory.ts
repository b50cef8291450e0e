import { type Contract, priceOfUnit } from '../margin/contract.ts';
import { createHeap, type Heap, push } from '../numbers/heap.ts';
import { createPowers, log, type Powers } from '../numbers/math.ts';
import { createSorter, type Sorter, sortRows } from '../numbers/sort.ts';
import type { Rules } from '../rules.ts';
import type { OpenOrder } from './carry.ts';

/**
 * What the venue has taken over and not closed yet (model.md 4.8): one order an account, numbered by arrival. The orders
 * that one side of a tick brings are a batch, sorted by willingness once. Limits of a batch are eased alike, so that its
 * order stays, and a side is a heap of the heads of its patient batches and one of those that are eased: a tick costs a
 * look at two heads, and what it fills.
 *
 * Orders by number: `row` in the ladder (`-1 - k` of the `k`-th one that a path began with), what is left of it and was
 * taken in all, `u_b`, limit while patient (a price), unit value of the mark that triggered its account, what has been lost
 * on it, and its batch.
 */
export interface Inventory {
  row: Int32Array;
  held: Float64Array;
  taken: Float64Array;
  unit: Float64Array;
  limit: Float64Array;
  triggerUnit: Float64Array;
  lost: Float64Array;
  batch: Int32Array;
  count: number;
  /** Orders in the places of their batch, the most willing first. */
  line: Int32Array;
  /** Scratch for sorting it. */
  keys: Float64Array;
  sorter: Sorter;
  /** Batches by number, too: side, tick of the takeover, places in `line`, and the first one not known to be empty. */
  batchSign: Int8Array;
  batchSince: Int32Array;
  batchNext: Int32Array;
  batchEnd: Int32Array;
  batches: number;
  /** Batches before this one are past their patience. */
  patientFrom: number;
  readonly sales: Queue;
  readonly purchases: Queue;
  contract: Contract;
  /** Ticks of patience, and the factor `g` on a limit in each one after that, with its logarithm. */
  patience: number;
  keep: number;
  logKeep: number;
  readonly powers: Powers;
  /** Ticks of ease that an order may see at most. */
  mostEased: number;
  tick: number;
  /** What the path began with (carry.ts), and signed by side: its quantity, and that times `u_b`. */
  carried: readonly OpenOrder[];
  carriedUnits: number;
  carriedWorth: number;
  /** What ADL closed in the present tick. */
  readonly deleveraged: { readonly order: number; readonly quantity: number }[];
}

/** One side's open orders. */
export interface Queue {
  readonly sign: 1 | -1;
  readonly patient: Heap;
  readonly eased: Heap;
  /** Open orders, what is left of them, and that times `u_b`. */
  open: number;
  units: number;
  worth: number;
  /** Limit in force of the order that was found the most willing. */
  limit: number;
  /** Fills of the present tick: orders and quantities, and their sum with what the vault sells or buys. */
  fillOrder: Int32Array;
  fillUnits: Float64Array;
  fills: number;
  filled: number;
}

export const NOBODY = -1;

const createQueue = (sign: 1 | -1): Queue => ({
  sign,
  patient: createHeap(),
  eased: createHeap(),
  open: 0,
  units: -0,
  worth: -0,
  limit: -0,
  fillOrder: new Int32Array(0),
  fillUnits: new Float64Array(0),
  fills: 0,
  filled: -0,
});

/** Has no room yet: most paths take nothing over. */
export const createInventory = (): Inventory => ({
  row: new Int32Array(0),
  held: new Float64Array(0),
  taken: new Float64Array(0),
  unit: new Float64Array(0),
  limit: new Float64Array(0),
  triggerUnit: new Float64Array(0),
  lost: new Float64Array(0),
  batch: new Int32Array(0),
  count: 0,
  line: new Int32Array(0),
  keys: new Float64Array(0),
  sorter: createSorter(0),
  batchSign: new Int8Array(0),
  batchSince: new Int32Array(0),
  batchNext: new Int32Array(0),
  batchEnd: new Int32Array(0),
  batches: 0,
  patientFrom: 0,
  sales: createQueue(1),
  purchases: createQueue(-1),
  contract: 'linear',
  patience: 0,
  keep: -0,
  logKeep: -0,
  powers: createPowers(),
  mostEased: 0,
  tick: 0,
  carried: [],
  carriedUnits: -0,
  carriedWorth: -0,
  deleveraged: [],
});

/** Begins a path: nothing taken over yet. */
export function startInventory(inventory: Inventory, { contract, mechanism }: Rules, lastTick: number): void {
  inventory.count = 0;
  inventory.batches = 0;
  inventory.patientFrom = 0;
  inventory.tick = 0;
  inventory.carried = [];
  inventory.carriedUnits = 0;
  inventory.carriedWorth = 0;
  inventory.contract = contract;
  for (const queue of [inventory.sales, inventory.purchases]) {
    queue.patient.count = 0;
    queue.eased.count = 0;
    queue.open = 0;
    queue.units = 0;
    queue.worth = 0;
    queue.fills = 0;
  }
  if (mechanism.name !== 'takeover') return;
  inventory.mostEased = lastTick + 1;
  inventory.keep = 1 - mechanism.easePerTick;
  inventory.logKeep = log(inventory.keep);
  // A limit that never moves stays what it was: nobody has to be moved for that.
  inventory.patience = mechanism.easePerTick > 0 ? mechanism.patienceTicks : Infinity;
}

export const openOrders = ({ sales, purchases }: Inventory): number => sales.open + purchases.open;

/** `sum s q (u - u_b)` over the open orders: what they would bring at a unit value. */
export const valueAt = ({ sales, purchases }: Inventory, unit: number): number =>
  sales.units * unit - sales.worth - (purchases.units * unit - purchases.worth);

/** The same of those that the path began with. */
export const carriedAt = ({ carriedUnits, carriedWorth }: Inventory, unit: number): number =>
  carriedUnits * unit - carriedWorth;

export const queueOf = ({ sales, purchases }: Inventory, sign: number): Queue =>
  sign > 0 ? sales : purchases;

export const signOfOrder = ({ batch, batchSign }: Inventory, order: number): 1 | -1 =>
  batchSign[batch[order]!]! > 0 ? 1 : -1;

/** Makes room for more orders; beforehand, so that adding one is only writing. */
export function reserve(inventory: Inventory, more: number): void {
  const needed = inventory.count + more;
  if (inventory.row.length >= needed) return;
  const size = Math.max(2 * inventory.row.length, needed);
  inventory.row = longer(inventory.row, new Int32Array(size));
  inventory.batch = longer(inventory.batch, new Int32Array(size));
  inventory.line = longer(inventory.line, new Int32Array(size));
  for (const name of ['held', 'taken', 'unit', 'limit', 'triggerUnit', 'lost', 'keys'] as const)
    inventory[name] = longer(inventory[name], new Float64Array(size));
  inventory.sorter = createSorter(size);
  for (const queue of [inventory.sales, inventory.purchases]) {
    queue.fillOrder = longer(queue.fillOrder, new Int32Array(size));
    queue.fillUnits = longer(queue.fillUnits, new Float64Array(size));
  }
}

function longer<Column extends Int8Array | Int32Array | Float64Array>(from: Column, into: Column): Column {
  into.set(from);
  return into;
}

/** Adds an order to the batch that `closeBatch` will close. */
export function addOrder(
  inventory: Inventory,
  row: number,
  quantity: number,
  unit: number,
  triggerUnit: number,
): void {
  const order = inventory.count++;
  inventory.row[order] = row;
  inventory.held[order] = quantity;
  inventory.taken[order] = quantity;
  inventory.unit[order] = unit;
  inventory.triggerUnit[order] = triggerUnit;
  inventory.lost[order] = 0;
}

/** The price `b` of a bankruptcy unit value; where there is none any price will do: 0 (sales), Infinity (purchases). */
export function patientLimit(contract: Contract, sign: number, unit: number): number {
  const price = priceOfUnit(contract, unit);
  return price > 0 && price < Infinity ? price : sign > 0 ? 0 : Infinity;
}

/** Makes the orders from `from` on a batch of one side. */
export function closeBatch(inventory: Inventory, sign: 1 | -1, from: number, since: number): void {
  const { count, held, unit, limit, batch, line, contract } = inventory;
  if (from === count) return;
  const own = inventory.batches++;
  if (own === inventory.batchSince.length) growBatches(inventory);
  const queue = queueOf(inventory, sign);
  let { units, worth } = queue;
  for (let order = from; order < count; order++) {
    limit[order] = patientLimit(contract, sign, unit[order]!);
    batch[order] = own;
    line[order] = order;
    units += held[order]!;
    worth += held[order]! * unit[order]!;
  }
  queue.units = units;
  queue.worth = worth;
  queue.open += count - from;
  inventory.batchSign[own] = sign;
  inventory.batchSince[own] = since;
  inventory.batchNext[own] = from;
  inventory.batchEnd[own] = count;
  sortLine(inventory, sign, from, count);
  push(queue.patient, own, sign * limit[line[from]!]!);
}

function growBatches(inventory: Inventory): void {
  const size = Math.max(64, 2 * inventory.batchSince.length);
  inventory.batchSign = longer(inventory.batchSign, new Int8Array(size));
  for (const name of ['batchSince', 'batchNext', 'batchEnd'] as const)
    inventory[name] = longer(inventory[name], new Int32Array(size));
}

/** So few orders are sorted faster by insertion. */
const FEW_ORDERS = 24;

/** The most willing first: sales by rising limit, purchases by falling; equal ones by arrival. */
export function sortLine(inventory: Inventory, sign: number, from: number, to: number): void {
  const { line, limit, keys, sorter } = inventory;
  if (to - from > FEW_ORDERS) {
    for (let place = from; place < to; place++) keys[place - from] = limit[line[place]!]!;
    sortRows(sorter, keys, line.subarray(from, to), to - from, sign < 0);
    return;
  }
  for (let place = from + 1; place < to; place++) {
    const order = line[place]!;
    const own = sign * limit[order]!;
    let at = place;
    for (; at > from && sign * limit[line[at - 1]!]! > own; at--) line[at] = line[at - 1]!;
    line[at] = order;
  }
}
