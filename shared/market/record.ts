import * as z from 'zod/mini';
import { type Columns, decimal, refuseRow, takeColumns } from './columns.ts';
import {
  above,
  atLeast,
  between,
  described,
  lawful,
  list,
  MarketId,
  object,
  oneOf,
  prose,
  text,
  whole,
} from './fields.ts';
import { checked, parseJson, refuse } from './parse.ts';

/** What was observed of a market, row `i` of each column: calibration.md 3.1. */
export interface Rows {
  /** End of the interval, seconds since 1970, ascending. */
  readonly time: Float64Array;
  /** Of the index, quote currency per coin. */
  readonly open: Float64Array;
  readonly low: Float64Array;
  readonly high: Float64Array;
  readonly close: Float64Array;
  /** Quantity, as the market counts open interest. */
  readonly liquidatedLong: Float64Array;
  readonly liquidatedShort: Float64Array;
  /** Money at the end of the interval; NaN where nobody knows. */
  readonly fund: Float64Array;
  /** Venue price over index less 1, extremes of the interval; NaN where nobody knows. */
  readonly premiumLow: Float64Array;
  readonly premiumHigh: Float64Array;
}

export interface MarketRecord {
  readonly market: string;
  readonly contract: 'linear' | 'inverse';
  readonly intervalSeconds: number;
  readonly openInterest: {
    readonly points: readonly (readonly [time: number, quantity: number])[];
    readonly uncertainty: number;
  };
  /** [end time, low, high, volume], oldest first. */
  readonly bars: readonly (readonly [time: number, low: number, high: number, volume: number])[];
  readonly rows: Rows;
  readonly source: string;
  readonly known: string;
}

/** Characters of record.json; a year of minutes belongs into a file of columns. */
const MAX_CHARACTERS = 64_000_000;
const DAY = 86_400;
/** Bars go back at least so far before the first row. */
const LEAST_BARS_DAYS = 10;
/** Of neighbouring rows, in intervals. */
const LONGEST_GAP = 3;
const WINDOW_SECONDS = 14_400;

const CsvFile = text(
  'must be a file name of a-z, 0-9, dot, - and _ that ends in .csv',
  /^[a-z0-9][a-z0-9._-]{0,60}\.csv$/,
);
const time = atLeast(0, 'seconds since 1970');
const price = above(0);
const KNOWN = ['time', 'open', 'low', 'high', 'close', 'liquidatedLong', 'liquidatedShort'] as const;
const WHERE_KNOWN = ['fund', 'premiumLow', 'premiumHigh'] as const;

const maybe = <T extends z.ZodMiniType>(schema: T) => z.exactOptional(z.nullable(schema));

const Row = object({
  time: described('end of the interval', time),
  open: described('of the index, quote currency per coin', price),
  low: price,
  high: price,
  close: price,
  liquidatedLong: described('quantity of longs liquidated in the interval', atLeast(0)),
  liquidatedShort: atLeast(0),
  fund: described('money at the end of the interval, where known', maybe(atLeast(0))),
  premiumLow: described('lowest venue price over index - 1 in the interval, where known', maybe(above(-1))),
  premiumHigh: described('highest, the same', maybe(above(-1))),
});

const File = object({
  schema: z.literal('record/1', 'must be record/1'),
  market: MarketId,
  contract: oneOf(['linear', 'inverse']),
  intervalSeconds: described(
    'length of a row',
    whole(60, WINDOW_SECONDS, 'seconds').check(
      lawful(function* (own) {
        if (WINDOW_SECONDS % own !== 0)
          yield { path: [], rule: `must divide ${WINDOW_SECONDS} seconds`, got: own };
      }),
    ),
  ),
  openInterest: object({
    points: described(
      '[time, quantity per side], linear in between',
      list(z.tuple([time, above(0)], 'must be [time, quantity]'), 1, 100_000),
    ),
    uncertainty: described('a fraction: 0.3 where the true one may be a third off', between(0, 0.99)),
  }),
  bars: described(
    '[end time, low, high, volume], from 10 days before the first row, oldest first',
    list(z.tuple([time, price, price, atLeast(0)], 'must be [time, low, high, volume]'), 2, 100_000),
  ),
  rows: described('what was observed', z.exactOptional(list(Row, 1, 1_000_000))),
  file: described('or the CSV file beside this one that holds it', z.exactOptional(CsvFile)),
  source: described('where all this comes from', prose(2_000)),
  known: described('what the feed leaves out', prose(2_000)),
}).check(
  lawful(function* ({ rows, file, openInterest, bars }) {
    if ((rows === undefined) === (file === undefined)) {
      yield { path: [], rule: 'must have either rows or file', got: rows ? 'both' : 'neither' };
    }
    for (const [i, [at]] of openInterest.points.entries()) {
      const before = openInterest.points[i - 1]?.[0] ?? -1;
      const rule = `must be after the point before it, ${before}`;
      if (!(at > before)) yield { path: ['openInterest', 'points', i, 0], rule, got: at };
    }
    for (const [i, [at, low, high]] of bars.entries()) {
      const before = bars[i - 1]?.[0] ?? -1;
      const rule = `must be after the bar before it, ${before}`;
      if (!(at > before)) yield { path: ['bars', i, 0], rule, got: at };
      if (!(high >= low)) yield { path: ['bars', i, 2], rule: `must be at least the low, ${low}`, got: high };
    }
  }),
);
type File = z.infer<typeof File>;

/** The file that a record's rows are in, if it does not hold them itself. */
export const rowsFileOf = (content: string): string | undefined =>
  parseJson('record', File, content, MAX_CHARACTERS).file;

/**
 * Reads record.json; throws a RangeError `subject must rule, got value`.
 *
 * @param columns of the file that it names, if it names one
 */
export function parseRecord(content: string, columns?: Columns): MarketRecord {
  const { rows, file, schema: _, ...record } = parseJson('record', File, content, MAX_CHARACTERS);
  if (file !== undefined && columns === undefined) refuse('record.file', 'be loaded', file);
  const subject = file ?? 'record.rows';
  const observed = rows ? rowsFromObjects(rows) : rowsFromColumns(subject, columns!);
  checkRows(subject, observed, record.intervalSeconds);
  checkBars(record.bars, observed, record.intervalSeconds);
  return { ...record, rows: observed };
}

/** The published schema; rules between fields are ours alone. */
export const recordJsonSchema = () => ({
  $id: 'record/1',
  title: 'Record of a market for leverage-cascade, version 1',
  ...z.toJSONSchema(File),
});

function rowsFromObjects(rows: NonNullable<File['rows']>): Rows {
  const column = (name: keyof Rows) => Float64Array.from(rows, (row) => row[name] ?? NaN);
  return {
    time: column('time'),
    open: column('open'),
    low: column('low'),
    high: column('high'),
    close: column('close'),
    liquidatedLong: column('liquidatedLong'),
    liquidatedShort: column('liquidatedShort'),
    fund: column('fund'),
    premiumLow: column('premiumLow'),
    premiumHigh: column('premiumHigh'),
  };
}

/** An empty field is what nobody knows; so is a column that is not there. */
function rowsFromColumns(subject: string, columns: Columns): Rows {
  const { count, at } = takeColumns(subject, columns, KNOWN, WHERE_KNOWN);
  const given = Object.entries(at);
  const rows = Array.from({ length: count }, (_, i) => {
    const fields = given.map(([name, column]) => [name, fieldOf(column[i])]);
    return checked(`${subject} row ${i + 1}`, Row, Object.fromEntries(fields));
  });
  return rowsFromObjects(rows);
}

/** What is no number stays as it is, for the refusal to show. */
function fieldOf(value: unknown): unknown {
  if (value === '') return null;
  const number = decimal(value);
  return Number.isNaN(number) ? value : number;
}

/** What one column demands of another, and one row of the next. */
function checkRows(subject: string, rows: Rows, intervalSeconds: number): void {
  const longest = LONGEST_GAP * intervalSeconds;
  for (let i = 0; i < rows.time.length; i++) {
    const before = rows.time[i - 1] ?? rows.time[i]! - intervalSeconds;
    const step = rows.time[i]! - before;
    const least = Math.min(rows.open[i]!, rows.close[i]!);
    const most = Math.max(rows.open[i]!, rows.close[i]!);
    const [low, high] = [rows.premiumLow[i]!, rows.premiumHigh[i]!];
    if (!(step > 0)) refuseRow(subject, i, 'time', `be after the row before it, ${before}`, rows.time[i]);
    if (!(step <= longest)) {
      const rule = `be at most three intervals, ${longest} s, after the row before it, ${before}`;
      refuseRow(subject, i, 'time', rule, rows.time[i]);
    }
    if (!(rows.low[i]! <= least))
      refuseRow(subject, i, 'low', `be at most open and close, ${least}`, rows.low[i]);
    if (!(rows.high[i]! >= most))
      refuseRow(subject, i, 'high', `be at least open and close, ${most}`, rows.high[i]);
    if (high < low) refuseRow(subject, i, 'premiumHigh', `be at least premiumLow, ${low}`, high);
  }
}

/** Positions are estimated at the start of every window: from bars that reach back far enough, and so far. */
function checkBars(bars: MarketRecord['bars'], { time: ends }: Rows, intervalSeconds: number): void {
  const length = bars[1]![0] - bars[0]![0];
  const first = bars[0]![0] - length;
  const start = ends[0]! - intervalSeconds;
  const latest = start - LEAST_BARS_DAYS * DAY;
  if (!(first <= latest)) {
    refuse(
      'record.bars.0.0',
      `belong to a bar that begins ${LEAST_BARS_DAYS} days before the first row, by ${latest}`,
      first,
    );
  }
  const last = bars[bars.length - 1]![0];
  const until = ends[ends.length - 1]! - DAY;
  if (!(last >= until)) refuse('record.bars', `go on until a day before the last row, ${until}`, last);
}
