import type { MarketRecord } from '../record.ts';

export type SideName = 'long' | 'short';
export const SIDES = ['long', 'short'] as const;

/** Four hours of a record, on UTC boundaries. */
export interface Window {
  /** Seconds since 1970. */
  readonly start: number;
  /** Of the index. */
  readonly open: number;
  readonly low: number;
  readonly high: number;
  /** Quantity per side at the start. */
  readonly openInterest: number;
  /** Quantity liquidated. */
  readonly liquidated: Readonly<Record<SideName, number>>;
}

export const WINDOW_SECONDS = 14_400;
/** Share of its rows that a window may miss. */
const MAY_MISS = 0.05;

/** Windows of a record in order of time, and how many were dropped because rows are missing: calibration.md 3.2. */
export function windowsOf(record: MarketRecord): { readonly windows: Window[]; readonly dropped: number } {
  const { rows, intervalSeconds, openInterest } = record;
  // By the middle of a row, so that an interval that ends on a boundary belongs to what it measures.
  const windowAt = (row: number) => Math.floor((rows.time[row]! - intervalSeconds / 2) / WINDOW_SECONDS);
  const needed = (WINDOW_SECONDS / intervalSeconds) * (1 - MAY_MISS);
  const windows: Window[] = [];
  let dropped = 0;
  for (let first = 0, next = 0; first < rows.time.length; first = next) {
    const number = windowAt(first);
    while (next < rows.time.length && windowAt(next) === number) next++;
    if (next - first < needed) {
      dropped++;
      continue;
    }
    const start = number * WINDOW_SECONDS;
    windows.push({
      start,
      open: rows.open[first]!,
      low: rows.low.subarray(first, next).reduce((a, b) => Math.min(a, b)),
      high: rows.high.subarray(first, next).reduce((a, b) => Math.max(a, b)),
      openInterest: openInterestAt(openInterest.points, start),
      liquidated: {
        long: sum(rows.liquidatedLong.subarray(first, next)),
        short: sum(rows.liquidatedShort.subarray(first, next)),
      },
    });
  }
  return { windows, dropped };
}

/** How far the index went against a side inside a window, a fraction of its open. */
export const adverseMove = ({ open, low, high }: Window, side: SideName): number =>
  side === 'long' ? 1 - low / open : high / open - 1;

/** Observed share of a side that was liquidated. */
export const liquidatedShare = ({ liquidated, openInterest }: Window, side: SideName): number =>
  liquidated[side] / openInterest;

/** Linear between the points, as at the next one outside of them. */
export function openInterestAt(points: MarketRecord['openInterest']['points'], time: number): number {
  const after = points.findIndex(([at]) => at >= time);
  if (after < 0) return points[points.length - 1]![1];
  const [at, quantity] = points[after]!;
  const before = points[after - 1];
  if (before === undefined) return quantity;
  return before[1] + ((quantity - before[1]) * (time - before[0])) / (at - before[0]);
}

const sum = (values: Float64Array): number => values.reduce((total, own) => total + own, 0);
