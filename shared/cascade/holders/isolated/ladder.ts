import type { Accounts } from '../../margin/accounts.ts';
import { type Contract, unitValue } from '../../margin/contract.ts';
import type { Tiers } from '../../margin/tiers.ts';
import { bankruptcyUnit, triggerPrice } from '../../margin/trigger.ts';
import { createSorter, type Sorter, sortRows } from '../../numbers/sort.ts';
import type { Runs } from './runs.ts';

/**
 * Accounts in the order in which a moving price reaches their triggers: longs by trigger price
 * descending, then shorts ascending, equal ones by account number. Row `i` of every column; the rows
 * of longs are `[0, longs)`, those of shorts `[longs, count)`. Accounts that no price reaches stand
 * at the end of their side.
 */
export interface Ladder {
  readonly capacity: number;
  count: number;
  longs: number;
  contract: Contract;
  /** Mark at the start, `p0`. */
  startPrice: number;
  tiers: Tiers;
  /** Several accounts may belong to one owner. */
  grouped: boolean;
  owners: number;
  /** Larger side's quantity times `|u(p0)|`, settlement currency. */
  openInterest: number;
  /** Larger side's quantity. */
  openQuantity: number;
  /** Share of quantity that the cushion rule raised; for the caller to state. */
  clampedShare: number;
  readonly account: Int32Array;
  readonly owner: Int32Array;
  /** Mark at which equity meets maintenance; -Infinity (long) or Infinity (short) for never. */
  readonly trigger: Float64Array;
  readonly quantity: Float64Array;
  readonly entryUnit: Float64Array;
  readonly collateral: Float64Array;
  /** Unit value at which equity is zero. */
  readonly bankruptcy: Float64Array;
  /** Notional at `p0`. */
  readonly notional: Float64Array;
  /** Notional at `p0` of one unit, `|u(p0)|`. */
  startUnit: number;
  /**
   * Sums over all rows before row `i`, from `BEFORE.width * i` on: quantity, and quantity times bankruptcy
   * unit signed by side. One row longer than the columns; in one column, for whoever asks for one asks
   * for both.
   */
  readonly before: Float64Array;
  /** Room for them, and whether they are those of the present rows (runs.ts). */
  runs: Runs | null;
  hasRuns: boolean;
  readonly sorter: Sorter;
  readonly keys: Float64Array;
  /** By account number. */
  readonly triggerOf: Float64Array;
  readonly rows: Int32Array;
}

/** Places of the sums in `before`. */
export const BEFORE = { width: 2, value: 1 } as const;

/** Quantity of all rows before `row`. */
export const quantityBefore = ({ before }: Ladder, row: number): number => before[BEFORE.width * row]!;

/** Quantity times bankruptcy unit, signed by side, of all rows before `row`. */
export const valueBefore = ({ before }: Ladder, row: number): number =>
  before[BEFORE.width * row + BEFORE.value]!;

const NO_TIERS: Tiers = {
  floor: new Float64Array(0),
  rate: new Float64Array(0),
  deduction: new Float64Array(0),
  maxLeverage: new Float64Array(0),
  jumping: false,
};

/** Room for `capacity` accounts; fill it as often as you like. */
export const createLadder = (capacity: number): Ladder => ({
  capacity,
  count: 0,
  longs: 0,
  contract: 'linear',
  startPrice: 0,
  startUnit: 0,
  tiers: NO_TIERS,
  grouped: false,
  owners: 0,
  openInterest: 0,
  openQuantity: 0,
  clampedShare: 0,
  account: new Int32Array(capacity),
  owner: new Int32Array(capacity),
  trigger: new Float64Array(capacity),
  quantity: new Float64Array(capacity),
  entryUnit: new Float64Array(capacity),
  collateral: new Float64Array(capacity),
  bankruptcy: new Float64Array(capacity),
  notional: new Float64Array(capacity),
  before: new Float64Array(BEFORE.width * (capacity + 1)),
  runs: null,
  hasRuns: false,
  sorter: createSorter(capacity),
  keys: new Float64Array(capacity),
  triggerOf: new Float64Array(capacity),
  rows: new Int32Array(capacity),
});

/**
 * Sorts accounts into a ladder. O(n); allocates nothing.
 *
 * @param startPrice mark at the start, `p0`
 */
export function fillLadder(
  ladder: Ladder,
  accounts: Accounts,
  tiers: Tiers,
  contract: Contract,
  startPrice: number,
): void {
  const { count, side, quantity, entryPrice, collateral, owner } = accounts;
  if (count > ladder.capacity)
    throw new RangeError(`accounts must fit the ladder of ${ladder.capacity}, got ${count}`);
  ladder.count = count;
  ladder.hasRuns = false;
  ladder.contract = contract;
  ladder.startPrice = startPrice;
  ladder.tiers = tiers;
  const longs = fillSide(ladder, accounts, 1, 0);
  ladder.longs = longs;
  fillSide(ladder, accounts, -1, longs);

  const startUnit = Math.abs(unitValue(contract, startPrice));
  ladder.startUnit = startUnit;
  let grouped = false;
  let lastOwner = -1;
  let volume = 0;
  let value = 0;
  const { before } = ladder;
  for (let row = 0; row < count; row++) {
    const i = ladder.account[row]!;
    const units = quantity[i]!;
    const own = bankruptcyUnit(contract, side[i]!, units, entryPrice[i]!, collateral[i]!);
    ladder.owner[row] = owner[i]!;
    ladder.quantity[row] = units;
    ladder.entryUnit[row] = unitValue(contract, entryPrice[i]!);
    ladder.collateral[row] = collateral[i]!;
    ladder.bankruptcy[row] = own;
    ladder.notional[row] = units * startUnit;
    const at = BEFORE.width * row;
    before[at] = volume;
    before[at + BEFORE.value] = value;
    volume += units;
    value += side[i]! * units * own;
    if (owner[i] !== i) grouped = true;
    if (owner[i]! > lastOwner) lastOwner = owner[i]!;
  }
  before[BEFORE.width * count] = volume;
  before[BEFORE.width * count + BEFORE.value] = value;
  ladder.grouped = grouped;
  ladder.owners = lastOwner + 1;
  const long = quantityBefore(ladder, longs);
  ladder.openQuantity = Math.max(long, volume - long);
  ladder.openInterest = ladder.openQuantity * startUnit;
}

/** Writes account numbers and triggers of one side from row `start` on; returns how many. */
function fillSide(ladder: Ladder, accounts: Accounts, wanted: 1 | -1, start: number): number {
  const { contract, tiers, startPrice, sorter, keys, rows, trigger, account, triggerOf } = ladder;
  const { count, side, quantity, entryPrice, collateral } = accounts;
  let found = 0;
  for (let i = 0; i < count; i++) {
    if (side[i] !== wanted) continue;
    const units = quantity[i]!;
    const price = triggerPrice(contract, tiers, wanted, units, entryPrice[i]!, collateral[i]!, startPrice);
    triggerOf[i] = price;
    keys[found] = Math.max(price, 0); // a long that is never reached comes last, at 0
    rows[found] = i;
    found++;
  }
  sortRows(sorter, keys, rows, found, wanted > 0);
  for (let k = 0; k < found; k++) {
    const i = rows[k]!;
    account[start + k] = i;
    trigger[start + k] = triggerOf[i]!;
  }
  return found;
}
