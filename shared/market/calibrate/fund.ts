import { type Contract, unitValue } from '../../cascade/margin/contract.ts';
import type { MarketRecord } from '../record.ts';
import type { Shown, Stretch } from './stretches.ts';

/** Moves below it make a calm stretch of time. */
export const CALM = 0.05;
const DAY_SECONDS = 86_400;

/** UTC days in which somebody knows the fund. */
export function daysWithFund({ rows }: MarketRecord): number {
  const days = new Set<number>();
  for (const [i, fund] of rows.fund.entries())
    if (!Number.isNaN(fund)) days.add(Math.floor(rows.time[i]! / DAY_SECONDS));
  return days.size;
}

/** What the fund gained per liquidated notional, from one known balance to the next, where the index moved little. */
export function recordedGrowth({ rows, contract }: MarketRecord): number {
  let gained = 0;
  let liquidated = 0;
  let before = -1;
  for (const [i, fund] of rows.fund.entries()) {
    if (Number.isNaN(fund)) continue;
    if (before >= 0 && spanMove(rows, before + 1, i) < CALM) {
      gained += fund - rows.fund[before]!;
      liquidated += liquidatedNotional(rows, before + 1, i, contract);
    }
    before = i;
  }
  return gained / liquidated;
}

type Rows = MarketRecord['rows'];

function spanMove({ open, low, high }: Rows, first: number, last: number): number {
  const lowest = low.subarray(first, last + 1).reduce((a, b) => Math.min(a, b));
  const highest = high.subarray(first, last + 1).reduce((a, b) => Math.max(a, b));
  return Math.max(1 - lowest / open[first]!, highest / open[first]! - 1);
}

function liquidatedNotional(rows: Rows, first: number, last: number, contract: Contract): number {
  let notional = 0;
  for (let i = first; i <= last; i++) {
    const units = rows.liquidatedLong[i]! + rows.liquidatedShort[i]!;
    notional += units * Math.abs(unitValue(contract, rows.close[i]!));
  }
  return notional;
}

/** The same of a replay, over the windows that start at one of `calm`. */
export function shownGrowth(shown: readonly Shown[], calm: ReadonlySet<number>): number {
  const own = shown.filter(({ startSeconds }) => calm.has(startSeconds));
  const gained = own.reduce((sum, { fundBefore, fundAfter }) => sum + fundAfter - fundBefore, 0);
  return gained / own.reduce((sum, { liquidated }) => sum + liquidated, 0);
}

/** How far the fund fell from a peak inside any one of the stretches. */
export const recordedFall = ({ rows }: MarketRecord, stretches: readonly Stretch[]): number =>
  Math.max(
    ...stretches.map(([from, to]) =>
      deepestFall([...rows.fund].filter((_, i) => rows.time[i]! >= from && rows.time[i]! <= to)),
    ),
  );

export const shownFall = (shown: readonly Shown[]): number =>
  deepestFall(shown.flatMap((own) => [own.fundBefore, own.fundLowest, own.fundAfter]));

/** Unknown balances are passed over. */
function deepestFall(funds: readonly number[]): number {
  let peak = -Infinity;
  let fall = 0;
  for (const fund of funds) {
    if (Number.isNaN(fund)) continue;
    peak = Math.max(peak, fund);
    fall = Math.max(fall, peak - fund);
  }
  return fall;
}
