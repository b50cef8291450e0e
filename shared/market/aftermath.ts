import * as z from 'zod/mini';
import { canonicalJson, sha256 } from './digest.ts';
import { above, atLeast, list, object, prose, whole } from './fields.ts';
import type { Prices } from './import/prices.ts';
import { parseJson, refuse } from './parse.ts';
import type { MarketRecord } from './record.ts';

/** Characters; ten years of hours. */
const MAX_CHARACTERS = 32_000_000;
const MOST_ROWS = 1_000_000;

const column = <T extends z.ZodMiniType>(value: T) => list(z.nullable(value), 1, MOST_ROWS);
const price = above(0);

const File = object({
  schema: z.literal('aftermath/1', 'must be aftermath/1'),
  source: prose(2_000),
  intervalSeconds: whole(1, 86_400, 'seconds'),
  /** End of each interval, seconds since 1970, ascending. */
  time: list(whole(0, 100_000_000_000, 'seconds since 1970'), 1, MOST_ROWS),
  open: list(price, 1, MOST_ROWS),
  low: list(price, 1, MOST_ROWS),
  high: list(price, 1, MOST_ROWS),
  liquidatedLong: column(atLeast(0)),
  liquidatedShort: column(atLeast(0)),
  fund: column(atLeast(0)),
  /** Largest size of venue price over index less 1 within the interval. */
  premium: column(atLeast(0)),
});

/**
 * What came after past reports, row `i` of each column: prices of the index, and where somebody knows it what was liquidated
 * (quantity), the fund at the end of the interval, and how far the venue left its index. Null where nobody does.
 */
export type Aftermath = Readonly<z.infer<typeof File>>;

const COLUMNS = ['open', 'low', 'high', 'liquidatedLong', 'liquidatedShort', 'fund', 'premium'] as const;

/** Reads the file that a sweep names by its digest. */
export function parseAftermath(text: string): Aftermath {
  const aftermath = parseJson('aftermath', File, text, MAX_CHARACTERS);
  const rows = aftermath.time.length;
  for (const name of COLUMNS)
    if (aftermath[name].length !== rows)
      refuse(`aftermath.${name}`, `have ${rows} rows`, aftermath[name].length);
  for (let i = 1; i < rows; i++) {
    const before = aftermath.time[i - 1]!;
    if (!(aftermath.time[i]! > before))
      refuse(`aftermath.time.${i}`, `be after the row before it, ${before}`, aftermath.time[i]);
  }
  return aftermath;
}

/** Its bytes as text, and what names them. */
export function aftermathText(aftermath: Aftermath): { readonly text: string; readonly sha256: string } {
  const text = canonicalJson(aftermath);
  return { text, sha256: sha256(text) };
}

/** Rows that end by a time; undefined where there is none. */
export function aftermathUntil(aftermath: Aftermath, seconds: number): Aftermath | undefined {
  const beyond = aftermath.time.findIndex((end) => end > seconds);
  if (beyond === 0) return undefined;
  const rows = beyond < 0 ? aftermath.time.length : beyond;
  const cut = { ...aftermath, time: aftermath.time.slice(0, rows) };
  for (const name of COLUMNS) Object.assign(cut, { [name]: aftermath[name].slice(0, rows) });
  return cut;
}

/** Of a record of a market (calibration.md 3.1). */
export function aftermathOfRecord({ rows, intervalSeconds, source }: MarketRecord): Aftermath {
  const known = (values: Float64Array) => Array.from(values, (own) => (Number.isNaN(own) ? null : own));
  return {
    schema: 'aftermath/1',
    source,
    intervalSeconds,
    time: [...rows.time],
    open: [...rows.open],
    low: [...rows.low],
    high: [...rows.high],
    liquidatedLong: known(rows.liquidatedLong),
    liquidatedShort: known(rows.liquidatedShort),
    fund: known(rows.fund),
    premium: Array.from(rows.premiumLow, (low, i) => {
      const size = Math.max(Math.abs(low), Math.abs(rows.premiumHigh[i]!));
      return Number.isNaN(size) ? null : size;
    }),
  };
}

/** Of prices alone: then only moves are scored. A bar that is missing is no row. */
export function aftermathOfPrices(source: string, prices: Prices): Aftermath {
  const { stepSeconds, startSeconds } = prices;
  const bars = [...prices.open.keys()].filter((bar) => !Number.isNaN(prices.open[bar]));
  const column = (values: Float64Array) => bars.map((bar) => values[bar]!);
  const nobodyKnows = Array<null>(bars.length).fill(null);
  return {
    schema: 'aftermath/1',
    source,
    intervalSeconds: stepSeconds,
    time: bars.map((bar) => startSeconds + (bar + 1) * stepSeconds),
    open: column(prices.open),
    low: column(prices.low),
    high: column(prices.high),
    liquidatedLong: nobodyKnows,
    liquidatedShort: nobodyKnows,
    fund: nobodyKnows,
    premium: nobodyKnows,
  };
}
