import type { MarketRecord } from '../record.ts';

export type SideName = 'long' | 'short';
export const SIDES = ['long', 'short'] as const;

/** A stretch of a record on UTC boundaries: of four hours where settings are fitted. */
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

/** The rows `[from, to)` of a window. */
export interface Span {
  /** Seconds since 1970. */
  readonly start: number;
  readonly from: number;
  readonly to: number;
}

/**
 * Windows of `seconds`, a multiple of the record's interval, on UTC boundaries, in order of time; and how many were dropped
 * because rows are missing: calibration.md 3.2.
 */
export function spansOf(
  { rows, intervalSeconds }: MarketRecord,
  seconds: number,
): { readonly spans: Span[]; readonly dropped: number } {
  // By the middle of a row, so that an interval that ends on a boundary belongs to what it measures.
  const windowAt = (row: number) => Math.floor((rows.time[row]! - intervalSeconds / 2) / seconds);
  const needed = (seconds / intervalSeconds) * (1 - MAY_MISS);
  const spans: Span[] = [];
  let dropped = 0;
  for (let from = 0, to = 0; from < rows.time.length; from = to) {
    const number = windowAt(from);
    while (to < rows.time.length && windowAt(to) === number) to++;
    if (to - from < needed) dropped++;
    else spans.push({ start: number * seconds, from, to });
  }
  return { spans, dropped };
}

/** Windows of four hours of a record, and how many were dropped. */
export function windowsOf(record: MarketRecord): { readonly windows: Window[]; readonly dropped: number } {
  const { spans, dropped } = spansOf(record, WINDOW_SECONDS);
  return { windows: spans.map((span) => windowOf(record, span)), dropped };
}

/** What the record says of a window. */
export const windowOf = ({ rows, openInterest }: MarketRecord, { start, from, to }: Span): Window => ({
  start,
  open: rows.open[from]!,
  low: rows.low.subarray(from, to).reduce((a, b) => Math.min(a, b)),
  high: rows.high.subarray(from, to).reduce((a, b) => Math.max(a, b)),
  openInterest: openInterestAt(openInterest.points, start),
  liquidated: {
    long: sum(rows.liquidatedLong.subarray(from, to)),
    short: sum(rows.liquidatedShort.subarray(from, to)),
  },
});

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
