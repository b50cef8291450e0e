import { NEGLIGIBLE } from '../../venue/block.ts';
import type { Isolated } from './isolated.ts';

/** What one tick asks to be closed of accounts, beside the ranges of `Side.to`. */
export interface Orders {
  /** Market orders: one a row. They are filled at the block's unit, in the order in which they were made. */
  readonly row: Int32Array;
  readonly quantity: Float64Array;
  count: number;
  /** Lots taken whole by auction takers, at the account's own ask. */
  readonly lotRow: Int32Array;
  readonly lotUnit: Float64Array;
  lotCount: number;
  /** What the vault sells (> 0) or buys (< 0). */
  vault: number;
  /** Rows taken over by the backstop or into the inventory, for the trace. */
  readonly takenOver: Int32Array;
  takenOverCount: number;
  readonly fills: Fills;
}

/** Fills that have a price of their own: of lots, and of ADL; in the order they were made. */
export interface Fills {
  readonly row: Int32Array;
  readonly kind: Uint8Array;
  readonly quantity: Float64Array;
  readonly unit: Float64Array;
  count: number;
}

/** An ADL fill settles before the same account's market order. */
export const FILL = { ADL: 0, ADL_WINNER: 1, MARKET: 2, AUCTION: 3, INVENTORY: 4, REDUCTION: 5 } as const;

export const createOrders = (capacity: number): Orders => ({
  row: new Int32Array(capacity),
  quantity: new Float64Array(capacity),
  count: 0,
  lotRow: new Int32Array(capacity),
  lotUnit: new Float64Array(capacity),
  lotCount: 0,
  vault: -0,
  takenOver: new Int32Array(capacity),
  takenOverCount: 0,
  fills: {
    row: new Int32Array(2 * capacity),
    kind: new Uint8Array(2 * capacity),
    quantity: new Float64Array(2 * capacity),
    unit: new Float64Array(2 * capacity),
    count: 0,
  },
});

/** Begins a tick. */
export function clearOrders(orders: Orders): void {
  orders.count = 0;
  orders.lotCount = 0;
  orders.vault = 0;
  orders.takenOverCount = 0;
  orders.fills.count = 0;
}

export function addFill(fills: Fills, row: number, kind: number, quantity: number, unit: number): void {
  const at = fills.count++;
  fills.row[at] = row;
  fills.kind[at] = kind;
  fills.quantity[at] = quantity;
  fills.unit[at] = unit;
}

/** What is ordered of an account when so much should be closed: nothing negligible, and a negligible rest along. */
export const orderOf = (had: number, held: number, quantity: number): number => {
  const negligible = NEGLIGIBLE * had;
  if (!(quantity > negligible)) return 0;
  return held - quantity <= negligible ? held : quantity;
};

/** Orders part of a row's quantity closed. */
export function placeOrder(orders: Orders, isolated: Isolated, row: number, quantity: number): void {
  const own = orderOf(isolated.ladder.quantity[row]!, isolated.quantity[row]!, quantity);
  if (own === 0) return;
  orders.row[orders.count] = row;
  orders.quantity[orders.count++] = own;
}
