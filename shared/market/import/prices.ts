import { numberColumn, refuseRow, takeColumns } from '../columns.ts';
import { columnsFromCsv } from '../csv.ts';
import { ORDINARY_LEVELS, type Window } from '../history.ts';
import { refuse } from '../parse.ts';
import type { EstimatedPositions } from '../positions.ts';

/** Prices in bars of one length without a gap; row `i` of each column. */
export interface Prices {
  readonly stepSeconds: number;
  /** Start of the first bar, seconds since 1970. */
  readonly startSeconds: number;
  readonly open: Float64Array;
  readonly high: Float64Array;
  readonly low: Float64Array;
  readonly volume: Float64Array;
}

const TIME_NAMES = ['time', 'open_time_s', 'timestamp'];
const VOLUME_NAMES = ['volume', 'volumefrom', 'volume_base'];

/**
 * Bars from CSV with the columns time (or open_time_s, timestamp: seconds since 1970, start of the bar), open, high, low
 * and volume (or volumefrom, volume_base); other columns are ignored. Bars that end after `asOfSeconds` are left
 * out. A gap, a bar out of order or a low above its high is refused with its row; an open outside its
 * bar is not, because real feeds have them.
 */
export function pricesFromCsv(subject: string, text: string, asOfSeconds: number): Prices {
  const columns = columnsFromCsv(subject, text);
  const named = (names: readonly string[]) =>
    names.find((name) => columns[name]) ??
    refuse(subject, `have a column ${names.join(' or ')}`, Object.keys(columns).join(', '));
  const { count, at } = takeColumns(
    subject,
    {
      time: columns[named(TIME_NAMES)]!,
      open: columns[named(['open'])]!,
      high: columns[named(['high'])]!,
      low: columns[named(['low'])]!,
      volume: columns[named(VOLUME_NAMES)]!,
    },
    ['time', 'open', 'high', 'low', 'volume'],
  );
  const column = (name: 'open' | 'high' | 'low') =>
    numberColumn(subject, name, at[name], 'be a number > 0', (value) => value > 0);
  const time = numberColumn(subject, 'time', at.time, 'be whole seconds since 1970', Number.isSafeInteger);
  const open = column('open');
  const high = column('high');
  const low = column('low');
  const volume = numberColumn(subject, 'volume', at.volume, 'be a number >= 0', (value) => value >= 0);
  const stepSeconds = count > 1 ? time[1]! - time[0]! : 0;
  if (!(stepSeconds > 0)) refuse(subject, 'have at least two bars in order of time', `${count} rows`);
  for (let i = 0; i < count; i++) {
    const expected = time[0]! + i * stepSeconds;
    if (time[i] !== expected)
      refuseRow(subject, i, 'time', `follow the bar before it: be ${expected}`, time[i]);
    if (!(low[i]! <= high[i]!)) refuseRow(subject, i, 'low', `be at most the high, ${high[i]}`, low[i]);
  }
  const whole = Math.min(count, Math.floor((asOfSeconds - time[0]!) / stepSeconds));
  if (!(whole > 0)) refuse(subject, `have a bar that ends by ${asOfSeconds}`, `a first one at ${time[0]}`);
  const known = (values: Float64Array) => values.subarray(0, whole);
  return {
    stepSeconds,
    startSeconds: time[0]!,
    open: known(open),
    high: known(high),
    low: known(low),
    volume: known(volume),
  };
}

/** Groups of `seconds` that end with the last bar; what does not fill a group at the start is left out. */
function groupsOf(prices: Prices, seconds: number) {
  const { stepSeconds, open } = prices;
  const size = seconds / stepSeconds;
  if (!Number.isInteger(size)) refuse('window', `be a multiple of the bars, ${stepSeconds} s`, seconds);
  const count = Math.floor(open.length / size);
  return { size, count, first: open.length - count * size };
}

/** Enough for rank bounds of the 99 % quantile, and never so few that the worst moves are hidden. */
const KEPT_SHARE = 0.02;
const KEPT_LEAST = 60;

/**
 * Moves from the open inside non-overlapping windows of `seconds`, as fractions: the largest 2 % of the windows, at
 * least 60, largest first; and quantiles of all, at rank `ceil(n c)`.
 */
export function worstMoves(prices: Prices, seconds: number): Window {
  const { open, high, low } = prices;
  const { size, count, first } = groupsOf(prices, seconds);
  if (!(count > 0))
    refuse('history', `hold a window of ${seconds} s`, `${open.length * prices.stepSeconds} s`);
  const down = new Float64Array(count);
  const up = new Float64Array(count);
  for (let w = 0; w < count; w++) {
    const from = first + w * size;
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
  down.sort();
  up.sort();
  return {
    seconds,
    count,
    down: largest(down),
    up: largest(up),
    quantiles: { down: quantiles(down), up: quantiles(up) },
  };
}

/** The last `most` bars of `seconds`, for positions estimated from volume at price. */
export function barsOf(prices: Prices, seconds: number, most: number): EstimatedPositions['bars'] {
  const { startSeconds, stepSeconds, high, low, volume } = prices;
  const { size, count, first } = groupsOf(prices, seconds);
  const bars: EstimatedPositions['bars'] = { endTimeSeconds: [], low: [], high: [], volume: [] };
  for (let b = Math.max(0, count - most); b < count; b++) {
    const from = first + b * size;
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
