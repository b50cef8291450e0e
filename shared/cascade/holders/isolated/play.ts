import { unitValue } from '../../margin/contract.ts';
import { triggerPrice } from '../../margin/tiers.ts';
import { createLadder, type Ladder } from './ladder.ts';

/**
 * Bits of an account's state in a path. `OFF_LADDER`: on auction, or queued without cure; no mark
 * reaches it any more.
 */
export const STATE = {
  CLOSED: 1,
  TRIGGERED: 2,
  QUEUED: 4,
  OFF_LADDER: 8,
  STEPPED: 16,
  DELEVERAGED: 32,
  /** Its cool-down may last. */
  COOLING: 64,
  /** It has an entry in `deficit`, in `haircut`. */
  DEFICIT: 128,
  HAIRCUT: 256,
} as const;

/**
 * Accounts as a path changes them. Most are never touched, so the ladder stays as it is and a row is
 * copied here when something first happens to it; `stamp` tells whose copy counts. Rows before
 * `nextLong` (or `nextShort`) without a copy were closed by range (range.ts, lane.ts).
 */
export interface Play {
  ladder: Ladder;
  run: number;
  nextLong: number;
  nextShort: number;
  /** Untouched rows before these were reached once, though the pointers may not have passed them (lane.ts). */
  knownLong: number;
  knownShort: number;
  readonly stamp: Int32Array;
  readonly quantity: Float64Array;
  readonly collateral: Float64Array;
  readonly trigger: Float64Array;
  /** `u` of the mark that first reached the account. */
  readonly triggerUnit: Float64Array;
  /** Time at which a cool-down ends, seconds; this and the next two count only where `state` says so. */
  readonly ready: Float64Array;
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
  /** Ranges closed at one fill (range.ts): first row, row after the last, unit value. */
  readonly closedFrom: Int32Array;
  readonly closedTo: Int32Array;
  readonly closedUnit: Float64Array;
  closings: number;
  /** Nearest triggers among touched open rows that wait on the ladder. */
  nearestLong: number;
  nearestShort: number;
}

/** Room for paths over ladders of up to `capacity` rows. */
export const createPlay = (capacity: number): Play => ({
  ladder: createLadder(0),
  run: 0,
  nextLong: 0,
  nextShort: 0,
  knownLong: 0,
  knownShort: 0,
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
  // Every range closes at least one row, so there are never more of them than rows.
  closedFrom: new Int32Array(capacity),
  closedTo: new Int32Array(capacity),
  closedUnit: new Float64Array(capacity),
  closings: 0,
  nearestLong: -Infinity,
  nearestShort: Infinity,
});

/** Begins a path: every account as the ladder has it. */
export function startPlay(play: Play, ladder: Ladder): void {
  play.ladder = ladder;
  play.run++;
  play.nextLong = 0;
  play.nextShort = ladder.longs;
  play.knownLong = 0;
  play.knownShort = ladder.longs;
  play.touchedCount = 0;
  play.openCount = 0;
  play.closings = 0;
  play.nearestLong = -Infinity;
  play.nearestShort = Infinity;
}

export const isTouched = (play: Play, row: number): boolean => play.stamp[row] === play.run;

/** Gives a row a copy of its own, once. */
export function touch(play: Play, row: number): void {
  if (play.stamp[row] === play.run) return;
  const { ladder } = play;
  play.stamp[row] = play.run;
  play.quantity[row] = ladder.quantity[row]!;
  play.collateral[row] = ladder.collateral[row]!;
  play.trigger[row] = ladder.trigger[row]!;
  play.state[row] = 0;
  play.touched[play.touchedCount++] = row;
  play.open[play.openCount++] = row;
}

/**
 * Touches the rows of one side from `from` on that a mark reaches, up to `to`; returns the first that it does not. For
 * those that were not touched yet this is the first mark.
 */
export function touchReached(play: Play, from: number, to: number, mark: number, markUnit: number): number {
  const { ladder, stamp, run, quantity, collateral, trigger, triggerUnit, state, touched, open } = play;
  const falls = from < ladder.longs;
  let { touchedCount, openCount } = play;
  let row = from;
  for (; row < to; row++) {
    const own = ladder.trigger[row]!;
    if (falls ? !(mark <= own) : !(mark >= own)) break;
    if (stamp[row] === run) continue;
    stamp[row] = run;
    quantity[row] = ladder.quantity[row]!;
    collateral[row] = ladder.collateral[row]!;
    trigger[row] = own;
    triggerUnit[row] = markUnit;
    state[row] = STATE.TRIGGERED;
    touched[touchedCount++] = row;
    open[openCount++] = row;
  }
  play.touchedCount = touchedCount;
  play.openCount = openCount;
  return row;
}

export const isLong = (play: Play, row: number): boolean => row < play.ladder.longs;

export const sideOf = (play: Play, row: number): number => (row < play.ladder.longs ? 1 : -1);

export function isOpen(play: Play, row: number): boolean {
  if (play.stamp[row] === play.run) return (play.state[row]! & STATE.CLOSED) === 0;
  return row < play.ladder.longs ? row >= play.nextLong : row >= play.nextShort;
}

export const quantityOf = (play: Play, row: number): number =>
  play.stamp[row] === play.run ? play.quantity[row]! : play.ladder.quantity[row]!;

export const collateralOf = (play: Play, row: number): number =>
  play.stamp[row] === play.run ? play.collateral[row]! : play.ladder.collateral[row]!;

/** Profit of a row at a unit value, settlement currency. */
export const profitAt = (play: Play, row: number, unit: number): number =>
  sideOf(play, row) * quantityOf(play, row) * (unit - play.ladder.entryUnit[row]!);

export const equityAt = (play: Play, row: number, unit: number): number =>
  collateralOf(play, row) + profitAt(play, row, unit);

/** Unit value at which a row's equity is zero, as it stands now. */
export const bankruptcyOf = (play: Play, row: number): number =>
  play.ladder.entryUnit[row]! - (sideOf(play, row) * collateralOf(play, row)) / quantityOf(play, row);

/** Computes the trigger of a touched row anew, after its quantity or collateral changed. */
export function renewTrigger(play: Play, row: number, mark: number): void {
  const { ladder } = play;
  const { contract } = ladder;
  const entryUnit = ladder.entryUnit[row]!;
  const entryPrice = contract === 'linear' ? entryUnit : -1 / entryUnit;
  play.trigger[row] = triggerPrice(
    contract,
    ladder.tiers,
    sideOf(play, row),
    play.quantity[row]!,
    entryPrice,
    play.collateral[row]!,
    mark,
  );
}

/** Is a mark at or beyond the row's trigger? Touched rows only. */
export const isReached = (play: Play, row: number, mark: number): boolean =>
  row < play.ladder.longs ? mark <= play.trigger[row]! : mark >= play.trigger[row]!;

const GONE = STATE.CLOSED | STATE.QUEUED | STATE.OFF_LADDER;

/** Drops from the open list who is closed or in a mechanism's hands, and finds the nearest triggers again. */
export function refreshOpen(play: Play): void {
  const { open, state, trigger } = play;
  const longs = play.ladder.longs;
  let kept = 0;
  let nearestLong = -Infinity;
  let nearestShort = Infinity;
  for (let k = 0; k < play.openCount; k++) {
    const row = open[k]!;
    if ((state[row]! & GONE) !== 0) continue;
    open[kept++] = row;
    if (row < longs) nearestLong = Math.max(nearestLong, trigger[row]!);
    else nearestShort = Math.min(nearestShort, trigger[row]!);
  }
  play.openCount = kept;
  play.nearestLong = nearestLong;
  play.nearestShort = nearestShort;
}

/** Moves the pointer over copied rows, so that it names the next row the ladder itself would give. */
export function skipTouched(play: Play): void {
  const { ladder, stamp, run } = play;
  while (play.nextLong < ladder.longs && stamp[play.nextLong] === run) play.nextLong++;
  while (play.nextShort < ladder.count && stamp[play.nextShort] === run) play.nextShort++;
}

/** Highest trigger of an open long and lowest of an open short, auctions left out. */
export const nearestLong = (play: Play): number =>
  play.nextLong < play.ladder.longs
    ? Math.max(play.nearestLong, play.ladder.trigger[play.nextLong]!)
    : play.nearestLong;

export const nearestShort = (play: Play): number =>
  play.nextShort < play.ladder.count
    ? Math.min(play.nearestShort, play.ladder.trigger[play.nextShort]!)
    : play.nearestShort;

export const notionalAt = (play: Play, row: number, price: number): number =>
  quantityOf(play, row) * Math.abs(unitValue(play.ladder.contract, price));

/** Adds to what a touched row has lost of its profit to others' deficits. */
export function noteHaircut(play: Play, row: number, amount: number): void {
  if ((play.state[row]! & STATE.HAIRCUT) === 0) play.haircut[row] = 0;
  play.state[row]! |= STATE.HAIRCUT;
  play.haircut[row]! += amount;
}

/** Remembers a range closed at one fill, so that deficits can be told by owner afterwards. */
export function noteClosing(play: Play, from: number, to: number, unit: number): void {
  if (from === to) return;
  play.closedFrom[play.closings] = from;
  play.closedTo[play.closings] = to;
  play.closedUnit[play.closings++] = unit;
}
