import { triggerPrice } from '../../margin/trigger.ts';
import type { Mechanism } from '../../mechanism/mechanism.ts';
import { type Closing, createClosing } from './closing.ts';
import { createLadder, type Ladder } from './ladder.ts';
import { createSide, type Side, startSide } from './side.ts';

/**
 * Bits of an account's state in a path. `OFF_LADDER`: on auction, or queued without cure; no mark
 * reaches it any more.
 */
export const STATE = {
  CLOSED: 1,
  TRIGGERED: 2,
  QUEUED: 4,
  OFF_LADDER: 8,
  /** Had its first step; its cool-down may last. */
  STEPPED: 16,
  DELEVERAGED: 32,
  /** It has an entry in `haircut`. */
  HAIRCUT: 64,
  /** It was reduced before; whoever reduces knows when (mechanism/reductions.ts). */
  REDUCED: 128,
} as const;

/**
 * Accounts with a collateral of their own as a path changes them. Most are never touched, so the ladder stays as it is and a
 * row is copied here when something first happens to it; `stamp` tells whose copy counts. Rows before a side's `next` without
 * a copy were closed by range (ranges.ts).
 */
export interface Isolated {
  ladder: Ladder;
  readonly longs: Side;
  readonly shorts: Side;
  /** Both of them. */
  readonly sides: readonly Side[];
  run: number;
  readonly stamp: Int32Array;
  readonly quantity: Float64Array;
  readonly collateral: Float64Array;
  readonly trigger: Float64Array;
  /** `u` of the mark that first reached the account. */
  readonly triggerUnit: Float64Array;
  /** Time at which a cool-down ends, seconds; counts only where `state` says so, as `haircut` does. */
  readonly ready: Float64Array;
  /** What closing cost beyond the collateral; of closed accounts only. */
  readonly deficit: Float64Array;
  readonly haircut: Float64Array;
  /** Ticks stepped through so far, of all paths. */
  moment: number;
  /** Moment in which the row last had something of its own under way, as far as ADL must know. */
  readonly busyAt: Float64Array;
  readonly state: Uint16Array;
  /** Touched rows, in the order of touching. */
  readonly touched: Int32Array;
  touchedCount: number;
  /** Touched rows that are still open and in nobody's hands. */
  readonly open: Int32Array;
  openCount: number;
  mechanism: Mechanism;
  /** No account needs a copy because it is reached: the mechanism takes up ranges of the ladder (ranges.ts). */
  inRanges: boolean;
  /** Rows that ranges had reached in the last round, and what those of this tick leave behind. */
  knownCount: number;
  readonly closing: Closing;
  /** Accounts that the mark of the tick reaches; whoever needs them in ladder order sorts them. */
  readonly reached: Int32Array;
  reachedCount: number;
  /** Reached, cooled down, and not taken by anybody yet. */
  readonly active: Int32Array;
  activeCount: number;
}

const NOBODY: Mechanism = { start() {}, act() {}, pending: () => 'none' };

/** Room for paths over ladders of up to `capacity` rows. */
export function createIsolated(capacity: number): Isolated {
  const longs = createSide(1, capacity);
  const shorts = createSide(-1, capacity);
  return { longs, shorts, sides: [longs, shorts], ...createColumns(capacity) };
}

const createColumns = (capacity: number): Omit<Isolated, 'longs' | 'shorts' | 'sides'> => ({
  ladder: createLadder(0),
  run: 0,
  stamp: new Int32Array(capacity),
  quantity: new Float64Array(capacity),
  collateral: new Float64Array(capacity),
  trigger: new Float64Array(capacity),
  triggerUnit: new Float64Array(capacity),
  ready: new Float64Array(capacity),
  deficit: new Float64Array(capacity),
  haircut: new Float64Array(capacity),
  moment: 0,
  busyAt: new Float64Array(capacity),
  state: new Uint16Array(capacity),
  touched: new Int32Array(capacity),
  touchedCount: 0,
  open: new Int32Array(capacity),
  openCount: 0,
  mechanism: NOBODY,
  inRanges: false,
  knownCount: 0,
  closing: createClosing(),
  reached: new Int32Array(capacity),
  reachedCount: 0,
  active: new Int32Array(capacity),
  activeCount: 0,
});

/** Begins a path: every account as the ladder has it. */
export function startIsolated(isolated: Isolated, ladder: Ladder, mechanism: Mechanism): void {
  isolated.ladder = ladder;
  isolated.mechanism = mechanism;
  isolated.run++;
  isolated.touchedCount = 0;
  isolated.openCount = 0;
  isolated.knownCount = 0;
  for (const side of isolated.sides) startSide(side, ladder);
  mechanism.start(isolated);
}

export const isTouched = (isolated: Isolated, row: number): boolean => isolated.stamp[row] === isolated.run;

/** Gives a row a copy of its own, once. */
export function touch(isolated: Isolated, row: number): void {
  if (isolated.stamp[row] === isolated.run) return;
  const { ladder } = isolated;
  isolated.stamp[row] = isolated.run;
  isolated.quantity[row] = ladder.quantity[row]!;
  isolated.collateral[row] = ladder.collateral[row]!;
  isolated.trigger[row] = ladder.trigger[row]!;
  isolated.state[row] = 0;
  isolated.touched[isolated.touchedCount++] = row;
  isolated.open[isolated.openCount++] = row;
}

export const sideOf = ({ longs, shorts, ladder }: Isolated, row: number): Side =>
  row < ladder.longs ? longs : shorts;

export const signOf = ({ ladder }: Isolated, row: number): number => (row < ladder.longs ? 1 : -1);

export function isOpen(isolated: Isolated, row: number): boolean {
  if (isolated.stamp[row] === isolated.run) return (isolated.state[row]! & STATE.CLOSED) === 0;
  return row >= sideOf(isolated, row).next;
}

export const quantityOf = (isolated: Isolated, row: number): number =>
  isTouched(isolated, row) ? isolated.quantity[row]! : isolated.ladder.quantity[row]!;

export const collateralOf = (isolated: Isolated, row: number): number =>
  isTouched(isolated, row) ? isolated.collateral[row]! : isolated.ladder.collateral[row]!;

/** Profit of a row at a unit value, settlement currency. */
export const profitAt = (isolated: Isolated, row: number, unit: number): number =>
  signOf(isolated, row) * quantityOf(isolated, row) * (unit - isolated.ladder.entryUnit[row]!);

export const equityAt = (isolated: Isolated, row: number, unit: number): number =>
  collateralOf(isolated, row) + profitAt(isolated, row, unit);

/** Unit value at which a row's equity is zero, as it stands now. */
export const bankruptcyOf = (isolated: Isolated, row: number): number =>
  isolated.ladder.entryUnit[row]! -
  (signOf(isolated, row) * collateralOf(isolated, row)) / quantityOf(isolated, row);

/** Computes the trigger of a touched row anew, after its quantity or collateral changed. */
export function renewTrigger(isolated: Isolated, row: number, mark: number): void {
  const { ladder } = isolated;
  const { contract } = ladder;
  const entryUnit = ladder.entryUnit[row]!;
  const entryPrice = contract === 'linear' ? entryUnit : -1 / entryUnit;
  isolated.trigger[row] = triggerPrice(
    contract,
    ladder.tiers,
    signOf(isolated, row),
    isolated.quantity[row]!,
    entryPrice,
    isolated.collateral[row]!,
    mark,
  );
}

/** Is a mark at or beyond the row's trigger? Touched rows only. */
export const isReached = (isolated: Isolated, row: number, mark: number): boolean =>
  row < isolated.ladder.longs ? mark <= isolated.trigger[row]! : mark >= isolated.trigger[row]!;

/** Puts a row that waits in a mechanism's queue among the open ones again. */
export function giveBack(isolated: Isolated, row: number): void {
  isolated.state[row]! &= ~STATE.QUEUED;
  isolated.open[isolated.openCount++] = row;
}

/** A touched row ends, with what its owner keeps and what closing it cost beyond its collateral. */
export function endRow(isolated: Isolated, row: number, kept: number, deficit: number): void {
  isolated.state[row]! |= STATE.CLOSED;
  isolated.collateral[row] = kept;
  isolated.deficit[row] = deficit;
}

/** Adds to what a touched row has lost of its profit to others' deficits. */
export function noteHaircut(isolated: Isolated, row: number, amount: number): void {
  if ((isolated.state[row]! & STATE.HAIRCUT) === 0) isolated.haircut[row] = 0;
  isolated.state[row]! |= STATE.HAIRCUT;
  isolated.haircut[row]! += amount;
}

const GONE = STATE.CLOSED | STATE.QUEUED | STATE.OFF_LADDER;

/** After a tick: drops from the open list who is closed or in a mechanism's hands, and finds the nearest triggers again. */
export function refreshOpen(isolated: Isolated): void {
  const { longs, shorts } = isolated;
  longs.nearest = -Infinity;
  shorts.nearest = -Infinity;
  if (isolated.openCount > 0) keepOpen(isolated);
  nextOnLadder(isolated, longs);
  nextOnLadder(isolated, shorts);
}

function keepOpen(isolated: Isolated): void {
  const { open, state, trigger, ladder, longs, shorts } = isolated;
  let kept = 0;
  let nearestLong = -Infinity;
  let nearestShort = -Infinity;
  for (let k = 0; k < isolated.openCount; k++) {
    const row = open[k]!;
    if ((state[row]! & GONE) !== 0) continue;
    open[kept++] = row;
    if (row < ladder.longs) nearestLong = Math.max(nearestLong, trigger[row]!);
    else nearestShort = Math.max(nearestShort, -trigger[row]!);
  }
  isolated.openCount = kept;
  longs.nearest = nearestLong;
  shorts.nearest = nearestShort;
}

/** Moves a side's pointer over copied rows, to the next one that the ladder itself gives. */
function nextOnLadder({ stamp, run, ladder }: Isolated, side: Side): void {
  while (side.next < side.last && stamp[side.next] === run) side.next++;
  if (side.next >= side.last) return;
  const own = side.sign * ladder.trigger[side.next]!;
  if (own > side.nearest) side.nearest = own;
}
