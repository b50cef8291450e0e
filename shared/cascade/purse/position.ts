import { fullEquity, profitOfAccount, WALLET } from '../holders/crossed/crossed.ts';
import {
  bankruptcyOf,
  equityAt,
  noteHaircut,
  profitAt,
  quantityOf,
  STATE,
  signOf,
  touch,
} from '../holders/isolated/isolated.ts';
import { addFill, FILL } from '../holders/isolated/orders.ts';
import type { Tick } from '../tick.ts';

// What ADL asks of whoever it may close: a row of the ladder, or a crossed account, whose number is written as -1 less itself.

export const positionOf = (account: number): number => -1 - account;
export const accountOf = (position: number): number => -1 - position;

export const signOfPosition = ({ isolated, path: { crossed } }: Tick, row: number): number =>
  row < 0 ? crossed!.wallets.side[accountOf(row)]! : signOf(isolated, row);

export const heldBy = ({ isolated, path: { crossed } }: Tick, row: number): number =>
  row < 0 ? crossed!.quantity[accountOf(row)]! : quantityOf(isolated, row);

/** At the start. */
export const hadBy = ({ isolated, path: { crossed } }: Tick, row: number): number =>
  row < 0 ? crossed!.wallets.quantity[accountOf(row)]! : isolated.ladder.quantity[row]!;

/** Unit value at which nothing is left of the account, or of its reached wallet (contagion.md 2.4). */
export const bankruptcyBy = ({ isolated, path: { crossed } }: Tick, row: number): number =>
  row < 0 ? crossed!.bankruptcy[accountOf(row)]! : bankruptcyOf(isolated, row);

export const profitBy = ({ isolated, venue, path: { crossed } }: Tick, row: number): number =>
  row < 0
    ? profitOfAccount(crossed!, accountOf(row), venue.markUnit)
    : profitAt(isolated, row, venue.markUnit);

/** Equity at the marks, of a crossed account that of its whole wallet. */
export function equityBy({ isolated, venue, path: { crossed } }: Tick, row: number): number {
  if (row >= 0) return equityAt(isolated, row, venue.markUnit);
  return fullEquity(crossed!, walletOfAccount(crossed!.wallets.first, accountOf(row)), crossed!.units);
}

/** Entry value of a unit, in size. */
export const entryBy = ({ isolated, path: { crossed } }: Tick, row: number): number =>
  Math.abs(row < 0 ? crossed!.entryUnit[accountOf(row)]! : isolated.ladder.entryUnit[row]!);

/** Accounts by number, then crossed ones. */
export const rankBy = ({ isolated }: Tick, row: number): number =>
  row < 0 ? isolated.ladder.count + accountOf(row) : isolated.ladder.account[row]!;

/** The wallet whose rows an account's is among. */
export function walletOfAccount(first: Int32Array, account: number): number {
  let low = 0;
  let high = first.length - 1;
  while (high - low > 1) {
    const middle = (low + high) >>> 1;
    if (first[middle]! <= account) low = middle;
    else high = middle;
  }
  return low;
}

/** Closes part of a loser at its own bankruptcy, and orders the rest in the market. */
export function closeLoser(tick: Tick, row: number, filled: number, back: number): void {
  const { isolated, orders } = tick;
  const { crossed } = tick.path;
  if (row < 0) {
    const account = accountOf(row);
    crossed!.adl[account] = filled;
    crossed!.adlUnit[account] = crossed!.bankruptcy[account]!;
    crossed!.ordered[account] = back;
    return;
  }
  if (filled > 0) addFill(orders.fills, row, FILL.ADL, filled, bankruptcyOf(isolated, row));
  if (back === 0) return;
  orders.row[orders.count] = row;
  orders.quantity[orders.count++] = back;
}

/** Closes part of a winner, with what that costs it against the mark; is it the first part of its account? */
export function closeWinner(tick: Tick, row: number, units: number, unit: number, haircut: number): boolean {
  const { isolated, orders } = tick;
  const { crossed } = tick.path;
  if (row < 0) {
    const account = accountOf(row);
    const w = walletOfAccount(crossed!.wallets.first, account);
    if (!crossed!.busy.includes(w)) crossed!.busy.push(w);
    crossed!.adl[account] = units;
    crossed!.adlUnit[account] = unit;
    crossed!.haircut[w]! += haircut;
    const isFirst = crossed!.isDeleveraged[account] === 0;
    crossed!.isDeleveraged[account] = 1;
    return isFirst;
  }
  touch(isolated, row);
  const isFirst = (isolated.state[row]! & STATE.DELEVERAGED) === 0;
  isolated.state[row]! |= STATE.DELEVERAGED;
  noteHaircut(isolated, row, haircut);
  isolated.busyAt[row] = isolated.moment;
  addFill(orders.fills, row, FILL.ADL_WINNER, units, unit);
  return isFirst;
}

/** Crossed accounts of a side of this market that a wallet's state, its order and its quantity say are asked for. */
export function visitAccounts(
  { path: { crossed }, market }: Tick,
  sign: number,
  isAsked: (state: number, ordered: number, held: number) => boolean,
  visit: (row: number) => void,
): void {
  if (!crossed) return;
  const { wallets, state, ordered, quantity } = crossed;
  for (let w = 0; w < wallets.count; w++) {
    if ((state[w]! & WALLET.OPEN) === 0) continue;
    for (let a = wallets.first[w]!; a < wallets.first[w + 1]!; a++)
      if (wallets.market[a] === market && wallets.side[a] === sign && quantity[a]! > 0)
        if (isAsked(state[w]!, ordered[a]!, quantity[a]!)) visit(positionOf(a));
  }
}
