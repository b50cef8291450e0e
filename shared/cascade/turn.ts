import type { Play } from './holders/isolated/play.ts';
import type { FundPeak } from './purse/fund-peak.ts';
import type { Ledger } from './purse/ledger.ts';
import type { Rules } from './rules.ts';
import type { Depth } from './venue/depth/depth.ts';

/** An order of at most this share of an account's original quantity is dropped; one that leaves no
 * more than it closes the account (model.md 0). */
export const NEGLIGIBLE = 1e-12;

/**
 * One tick in which somebody is reached: what the parts of step 4 to 8 (model.md 2.5) read and
 * write. Made once per engine; columns are as long as the ladder.
 */
export interface Turn {
  play: Play;
  ledger: Ledger;
  readonly fundPeak: FundPeak;
  rules: Rules;
  depth: Depth;
  tick: number;
  timeSeconds: number;
  fundamental: number;
  /** Pre-trade price and its unit value. */
  price: number;
  priceUnit: number;
  mark: number;
  markUnit: number;
  displaced: number;
  /** Depth scale in force, `theta`. */
  scale: number;
  /** A trace listens: it is told accounts in ladder order. */
  isTold: boolean;
  /** No account needs a copy because it is reached (range.ts): the mechanism takes up ranges of the ladder. */
  inRanges: boolean;
  /** Untouched rows from the ladder's pointers up to these are closed whole in this tick. */
  longsTo: number;
  shortsTo: number;
  /** Their quantity, signed by side, each times the unit value of the mark that first reached it. */
  valueAtMarks: number;
  /** Reached accounts; whoever needs them in ladder order sorts them. */
  readonly reached: Int32Array;
  reachedCount: number;
  /** Reached, cooled down, and not taken by anybody yet. */
  readonly active: Int32Array;
  activeCount: number;
  /** Market orders of this tick: one a row. */
  readonly orderRow: Int32Array;
  readonly orderQuantity: Float64Array;
  orderCount: number;
  /** Lots taken whole by auction takers, at the account's own ask. */
  readonly lotRow: Int32Array;
  readonly lotUnit: Float64Array;
  lotCount: number;
  /** What each side of the block gets, and what the depth pays for the rest (unit values). */
  saleUnit: number;
  purchaseUnit: number;
  restUnit: number;
  /** Parts of the orders of each side that were filled: 1 unless buyers, or sellers, ran out. */
  salesShare: number;
  purchasesShare: number;
  /** What the vault sells (> 0) or buys (< 0). */
  vaultOrder: number;
  /** Rows taken over by the backstop, for the trace. */
  readonly takenOver: Int32Array;
  takenOverCount: number;
  readonly fills: Fills;
}

/** Fills of a tick other than those of market orders, which share one unit a side, in the order they were made. */
export interface Fills {
  readonly row: Int32Array;
  readonly kind: Uint8Array;
  readonly quantity: Float64Array;
  readonly unit: Float64Array;
  count: number;
}

/** An ADL fill settles before the same account's market order. */
export const FILL = { ADL: 0, ADL_WINNER: 1, MARKET: 2, AUCTION: 3 } as const;

export const createFills = (capacity: number): Fills => ({
  row: new Int32Array(2 * capacity),
  kind: new Uint8Array(2 * capacity),
  quantity: new Float64Array(2 * capacity),
  unit: new Float64Array(2 * capacity),
  count: 0,
});

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
export function placeOrder(turn: Turn, row: number, quantity: number): void {
  const { play } = turn;
  const own = orderOf(play.ladder.quantity[row]!, play.quantity[row]!, quantity);
  if (own === 0) return;
  turn.orderRow[turn.orderCount] = row;
  turn.orderQuantity[turn.orderCount++] = own;
}
