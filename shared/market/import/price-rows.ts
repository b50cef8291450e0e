import { bare, type Columns, decimal, refuseRow, takeColumns } from '../columns.ts';
import type { Say } from '../csv.ts';
import { counted } from '../inspect/finding.ts';
import { refuse, shown } from '../parse.ts';
import { columnsOf, type NameColumns, type VenueTable } from './table.ts';
import { readTime } from './times.ts';

/** Bars as a file has them, in its order; NaN where a row has no prices. */
export interface PriceRows {
  /** Seconds since 1970. */
  readonly time: Float64Array;
  /** BitMEX writes when a bar ends, all others when it starts. */
  readonly isTimeOfEnd: boolean;
  readonly open: Float64Array;
  readonly high: Float64Array;
  readonly low: Float64Array;
  readonly close: Float64Array | undefined;
  readonly volume: Float64Array;
}

const OTHER_NAMES = {
  time: [
    ...['opentimes', 'opentime', 'timestamp', 'unix', 'ts', 'starttime', 'startedat', 'start'],
    ...['t', 'ticks', 'datetime', 'date'],
  ],
  open: ['o', 'openprice'],
  high: ['h', 'highprice', 'max'],
  low: ['l', 'lowprice', 'min'],
  close: ['c', 'closeprice'],
  volume: ['volumefrom', 'volumebase', 'basevolume', 'basetokenvolume', 'vol', 'v'],
  symbol: ['instrument', 'market', 'pair', 'ticker'],
};
const POSITIVE = 'be a number > 0';

/**
 * Bars from CSV or JSON with the columns time, open, high, low, close and volume, under these names or those that exchanges
 * use; without names, in an order that their numbers allow. Other columns are passed over. A row without open, high and low is
 * a missing bar. A low above its high is refused with its row; an open outside its bar is not, because real feeds have them.
 */
export function priceRows(file: VenueTable, say: Say): PriceRows {
  const subject = file.name;
  const columns = withTime(subject, columnsOf(file, say, orderOf(subject, say)), say);
  const { count, at, ignored } = takeColumns(
    subject,
    columns,
    ['time', 'open', 'high', 'low', 'volume'],
    ['close', 'symbol'],
    { ...OTHER_NAMES, volume: [...OTHER_NAMES.volume, ...volumesIn(Object.keys(columns))] },
  );
  if (ignored.length > 0) say(`${subject}: columns passed over: ${ignored.join(', ')}`);
  const markets = [...new Set(Array.from(at.symbol ?? []))];
  if (markets.length > 1) refuse(subject, 'hold prices of one market', markets.slice(0, 5).join(', '));
  const bare = Array.from({ length: count }, (_row, i) =>
    [at.open[i], at.high[i], at.low[i]].every(isNothing),
  );
  const without = bare.filter(Boolean).length;
  if (without > 0) say(`${subject}: ${counted(without, 'row')} without prices left out`);
  const numbers = (name: 'open' | 'high' | 'low' | 'close' | 'volume', rule = POSITIVE, least = SMALLEST) =>
    Float64Array.from(at[name]!, (given, i) => {
      const value = bare[i] ? NaN : decimal(given);
      return bare[i] || (value >= least && value < Infinity)
        ? value
        : refuseRow(subject, i, name, rule, given);
    });
  const rows = {
    open: numbers('open'),
    high: numbers('high'),
    low: numbers('low'),
    volume: numbers('volume', 'be a number >= 0', 0),
    close: at.close && numbers('close'),
  };
  for (const [i, own] of rows.low.entries())
    if (own > rows.high[i]!) refuseRow(subject, i, 'low', `be at most the high, ${rows.high[i]}`, own);
  const isTimeOfEnd = ['foreignNotional', 'homeNotional'].every((name) => columns[name] !== undefined);
  if (isTimeOfEnd) say(`${subject}: as BitMEX writes them, times are those at which bars end`);
  return { ...rows, isTimeOfEnd, time: timesOf(subject, at.time, bare, say) };
}

/** The smallest price > 0. */
const SMALLEST = Number.MIN_VALUE;

const isNothing = (value: unknown): boolean =>
  value === undefined || value === null || Number.isNaN(value) || /^(nan|null|)$/i.test(String(value));

/** A first column without a name that holds times is what pandas writes of an index. */
function withTime(subject: string, columns: Columns, say: Say): Columns {
  const { '': nameless, ...named } = columns;
  const isKnown = Object.keys(named).some((name) => ['time', ...OTHER_NAMES.time].includes(bare(name)));
  if (isKnown || nameless === undefined || !(readTime(nameless[0]).seconds > YEAR_1973)) return columns;
  say(`${subject}: the column without a name is taken for time`);
  return { time: nameless, ...named };
}

/** No index that counts rows comes up to here. */
const YEAR_1973 = 1e8;

/** Columns that begin with "volume", those in quote currency last. */
const volumesIn = (names: readonly string[]): string[] =>
  names
    .map(bare)
    .filter((name) => name.startsWith('volume'))
    .sort((a, b) => Number(QUOTED.test(a)) - Number(QUOTED.test(b)));
const QUOTED = /(usd[tc]?|eur|quote|to)$/;

function timesOf(
  subject: string,
  column: ArrayLike<unknown>,
  bare: readonly boolean[],
  say: Say,
): Float64Array {
  const units = new Set<string>();
  const time = Float64Array.from(column, (value, i) => {
    if (bare[i]) return NaN;
    const { seconds, unit } = readTime(value);
    if (!Number.isInteger(seconds))
      refuseRow(
        subject,
        i,
        'time',
        'be whole seconds since 1970, milli-, micro- or nanoseconds, or ISO 8601',
        value,
      );
    units.add(unit);
    return seconds;
  });
  if (units.size > 1) refuse(`${subject} time`, 'be in one unit', [...units].join(' and '));
  const [unit] = units;
  if (unit !== undefined && unit !== 'seconds') say(`${subject}: times are in ${unit}`);
  return time;
}

/** In which order venues write bars without names; which one it is, their numbers tell. */
const ORDERS: readonly (readonly string[])[] = [
  ['time', 'open', 'high', 'low', 'close', 'vwap', 'volume', 'count'], // Kraken
  ['time', 'open', 'high', 'low', 'close', 'volume'], // most
  ['time', 'low', 'high', 'open', 'close', 'volume'], // Coinbase
  ['time', 'open', 'close', 'high', 'low', 'volume'], // KuCoin, Bitfinex
  ['time', 'interval', 'last', 'open', 'high', 'low', 'close', 'volume'], // Phemex
];
const USUAL = ORDERS[1]!;
/** Feeds have bars whose open or close lies outside, but few. */
const MOST_BARS = 0.9;
const LOOKED_AT = 10_000;

/** The first order in which bars hold their open and close, and their average price where they have one. */
const orderOf =
  (subject: string, say: Say): NameColumns =>
  (rowAt, count) => {
    const rows = Array.from({ length: Math.min(count, LOOKED_AT) }, (_row, i) => rowAt(i).map(decimal));
    const order = ORDERS.find(
      (names) => rows.filter((row) => isBar(names, row)).length >= MOST_BARS * rows.length,
    );
    if (!order) refuse(subject, `have rows in the order ${USUAL.join(', ')}, or names`, shown(rowAt(0)));
    if (order !== USUAL) say(`${subject}: rows without names are taken for ${order.join(', ')}`);
    return order;
  };

function isBar(names: readonly string[], row: readonly number[]): boolean {
  const [low, high] = [row[names.indexOf('low')]!, row[names.indexOf('high')]!];
  const within = ['open', 'close', ...(names.includes('vwap') ? ['vwap'] : [])];
  const isLong = names.includes('vwap') ? row.length === names.length : row.length >= names.length;
  return (
    isLong && within.every((name) => low <= row[names.indexOf(name)]! && row[names.indexOf(name)]! <= high)
  );
}
