import { refuseRow } from '../columns.ts';
import type { Say } from '../csv.ts';
import { utcOf } from '../days.ts';
import { ORDINARY_LEVELS, type Window } from '../history.ts';
import { refuse } from '../parse.ts';
import type { EstimatedPositions } from '../positions.ts';
import { priceRows } from './price-rows.ts';
import type { VenueTable } from './table.ts';
import { withTail } from './window-tail.ts';

/** Prices in bars of one length; row `i` of each column, NaN where the bar is missing. */
export interface Prices {
  readonly stepSeconds: number;
  /** Start of the first bar, seconds since 1970. */
  readonly startSeconds: number;
  readonly open: Float64Array;
  readonly high: Float64Array;
  readonly low: Float64Array;
  readonly volume: Float64Array;
  /** Of the last bar, or what is nearest to it where the file has none. */
  readonly lastClose: number;
}

/**
 * Bars of one length, newest or oldest first. Bars that end after `asOfSeconds` are left out; missing ones are counted. A bar
 * twice with other numbers, or out of step, is refused with its row.
 */
export function pricesOf(file: VenueTable, asOfSeconds: number, say: Say = () => {}): Prices {
  const subject = file.name;
  const { time: times, isTimeOfEnd, open, high, low, close, volume } = priceRows(file, say);
  const rows = rowsInOrder(subject, times, [open, high, low], say);
  const stepSeconds = stepOf(subject, times, rows);
  const time = isTimeOfEnd ? times.map((end) => end - stepSeconds) : times;

  const start = time[rows[0]!]!;
  const slot = (row: number) => (time[row]! - start) / stepSeconds;
  const whole = Math.floor((asOfSeconds - start) / stepSeconds);
  const known = rows.filter((row) => slot(row) < whole);
  if (known.length === 0) {
    const first = `a first one at ${utcOf(start)}${hint(start, asOfSeconds)}`;
    refuse(subject, `have a bar that ends by asOf, ${utcOf(asOfSeconds)}`, first);
  }
  const count = slot(known.at(-1)!) + 1;
  sayGaps(subject, { bars: rows.length, known: known.length, count }, stepSeconds, say);
  sayAge(subject, asOfSeconds - start - count * stepSeconds, stepSeconds, say);
  const spread = (values: Float64Array): Float64Array => {
    const all = new Float64Array(count).fill(NaN);
    for (const row of known) all[slot(row)] = values[row]!;
    return all;
  };
  const last = known.at(-1)!;
  return {
    stepSeconds,
    startSeconds: start,
    open: spread(open),
    high: spread(high),
    low: spread(low),
    volume: spread(volume),
    lastClose: close?.[last] ?? open[last]!,
  };
}

const hint = (start: number, asOfSeconds: number): string =>
  start > 10 * asOfSeconds ? ': times must count seconds, milli-, micro- or nanoseconds since 1970' : '';

function sayAge(subject: string, seconds: number, stepSeconds: number, say: Say): void {
  // Whoever wants all bars has no night that they could be too old for.
  if (!(seconds >= stepSeconds && seconds < Infinity)) return;
  const age =
    seconds < 172_800 ? `${Math.round(seconds / 3_600)} hours` : `${Math.round(seconds / 86_400)} days`;
  say(`${subject}: the last bar ends ${age} before asOf`);
}

/** Row numbers, oldest first; a row that repeats the one before it, number by number, is dropped. */
function rowsInOrder(
  subject: string,
  time: Float64Array,
  values: readonly Float64Array[],
  say: Say,
): number[] {
  const rows = Array.from(time.keys()).filter((row) => !Number.isNaN(time[row]));
  if (rows.length > 1 && time[rows[0]!]! > time[rows.at(-1)!]!) {
    rows.reverse();
    say(`${subject}: newest first, turned round`);
  }
  const kept = rows.filter((row, i) => {
    const before = rows[i - 1];
    if (before === undefined || time[row]! > time[before]!) return true;
    const same = time[row] === time[before] && values.every((own) => own[row] === own[before]);
    return same
      ? false
      : refuseRow(subject, row, 'time', `be after the bar before it, ${time[before]}`, time[row]);
  });
  const dropped = rows.length - kept.length;
  if (dropped > 0) say(`${subject}: ${dropped} bars stand twice, counted once`);
  return kept;
}

/** The commonest distance of neighbours; all must stand on its steps. */
function stepOf(subject: string, time: Float64Array, rows: readonly number[]): number {
  if (rows.length < 2) refuse(subject, 'have at least two bars', `${rows.length} rows`);
  let step = Infinity;
  for (let i = 1; i < rows.length; i++) step = Math.min(step, time[rows[i]!]! - time[rows[i - 1]!]!);
  for (const row of rows) {
    if ((time[row]! - time[rows[0]!]!) % step !== 0)
      refuseRow(subject, row, 'time', `stand in steps of ${step} s`, time[row]);
  }
  return step;
}

function sayGaps(
  subject: string,
  { bars, known, count }: { readonly bars: number; readonly known: number; readonly count: number },
  stepSeconds: number,
  say: Say,
): void {
  if (bars > known) say(`${subject}: ${bars - known} bars that end after asOf are left out`);
  if (count > known)
    say(
      `${subject}: ${count - known} of ${count} bars of ${stepSeconds} s are missing; windows across them are left out`,
    );
}

/** Groups of `seconds` that end with the last bar; what does not fill a group at the start, and groups with a gap, are left out. */
function groupsOf(prices: Prices, seconds: number) {
  const { stepSeconds, open } = prices;
  const size = seconds / stepSeconds;
  if (!Number.isInteger(size))
    refuse(
      `bars for windows of ${seconds} s`,
      `be a whole part of that, an hour or less`,
      `bars of ${stepSeconds} s`,
    );
  const first = open.length % size;
  const starts: number[] = [];
  for (let from = first; from + size <= open.length; from += size) {
    if (!open.subarray(from, from + size).some(Number.isNaN)) starts.push(from);
  }
  return { size, starts };
}

/** Enough for rank bounds of the 99 % quantile, and never so few that the worst moves are hidden. */
const KEPT_SHARE = 0.02;
const KEPT_LEAST = 60;

/**
 * Moves from the open inside non-overlapping windows of `seconds`, as fractions: the largest 2 % of the windows, at
 * least 60, largest first; quantiles of all, at rank `ceil(n c)`; and the tail, where there are enough.
 */
export function worstMoves(prices: Prices, seconds: number, say: Say = () => {}): Window {
  const { open, high, low } = prices;
  const { size, starts } = groupsOf(prices, seconds);
  const count = starts.length;
  if (!(count > 0))
    refuse('history', `hold a window of ${seconds} s`, `${open.length * prices.stepSeconds} s`);
  const down = new Float64Array(count);
  const up = new Float64Array(count);
  for (const [w, from] of starts.entries()) {
    const start = open[from]!;
    for (let i = from; i < from + size; i++) {
      down[w] = Math.max(down[w]!, (start - low[i]!) / start);
      up[w] = Math.max(up[w]!, (high[i]! - start) / start);
    }
  }
  const kept = Math.min(count, Math.max(KEPT_LEAST, Math.ceil(KEPT_SHARE * count)));
  const largest = (moves: Float64Array) => Array.from(moves.subarray(count - kept)).reverse();
  // Ranks in hundredths: whole numbers, which doubles do not round.
  const quantiles = (moves: Float64Array) =>
    ORDINARY_LEVELS.map((level) => moves[Math.ceil((Math.round(100 * level) * count) / 100) - 1]!);
  const inOrder = { down: down.slice(), up: up.slice() };
  down.sort();
  up.sort();
  const window = {
    seconds,
    count,
    down: largest(down),
    up: largest(up),
    quantiles: { down: quantiles(down), up: quantiles(up) },
  };
  return withTail(window, inOrder.down, inOrder.up, say);
}

/** The last `most` bars of `seconds`, for positions estimated from volume at price. */
export function barsOf(prices: Prices, seconds: number, most: number): EstimatedPositions['bars'] {
  const { startSeconds, stepSeconds, high, low, volume } = prices;
  const { size, starts } = groupsOf(prices, seconds);
  const bars: EstimatedPositions['bars'] = { endTimeSeconds: [], low: [], high: [], volume: [] };
  for (const from of starts.slice(-most)) {
    let lowest = Infinity;
    let highest = -Infinity;
    let traded = 0;
    for (let i = from; i < from + size; i++) {
      lowest = Math.min(lowest, low[i]!);
      highest = Math.max(highest, high[i]!);
      traded += volume[i]!;
    }
    bars.endTimeSeconds.push(startSeconds + (from + size) * stepSeconds);
    bars.low.push(lowest);
    bars.high.push(highest);
    bars.volume.push(traded);
  }
  return bars;
}
