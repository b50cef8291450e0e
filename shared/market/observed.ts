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
  schema: z.literal('observed/1', 'must be observed/1'),
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
export type Observed = Readonly<z.infer<typeof File>>;

const COLUMNS = ['open', 'low', 'high', 'liquidatedLong', 'liquidatedShort', 'fund', 'premium'] as const;

/** Reads the file that a sweep names by its digest. */
export function parseObserved(text: string): Observed {
  const observed = parseJson('observed', File, text, MAX_CHARACTERS);
  const rows = observed.time.length;
  for (const name of COLUMNS)
    if (observed[name].length !== rows)
      refuse(`observed.${name}`, `have ${rows} rows`, observed[name].length);
  for (let i = 1; i < rows; i++) {
    const before = observed.time[i - 1]!;
    if (!(observed.time[i]! > before))
      refuse(`observed.time.${i}`, `be after the row before it, ${before}`, observed.time[i]);
  }
  return observed;
}

/** Its bytes as text, and what names them. */
export function observedText(observed: Observed): { readonly text: string; readonly sha256: string } {
  const text = canonicalJson(observed);
  return { text, sha256: sha256(text) };
}

/** Rows that end by a time; undefined where there is none. */
export function observedUntil(observed: Observed, seconds: number): Observed | undefined {
  const beyond = observed.time.findIndex((end) => end > seconds);
  if (beyond === 0) return undefined;
  const rows = beyond < 0 ? observed.time.length : beyond;
  const cut = { ...observed, time: observed.time.slice(0, rows) };
  for (const name of COLUMNS) Object.assign(cut, { [name]: observed[name].slice(0, rows) });
  return cut;
}

/** Of a record of a market (calibration.md 3.1). */
export function observedOfRecord({ rows, intervalSeconds, source }: MarketRecord): Observed {
  const known = (values: Float64Array) => Array.from(values, (own) => (Number.isNaN(own) ? null : own));
  return {
    schema: 'observed/1',
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

/** Of prices alone: then only moves are scored. */
export function observedOfPrices(source: string, prices: Prices): Observed {
  const { stepSeconds, startSeconds, open, high, low } = prices;
  const nobodyKnows = Array<null>(open.length).fill(null);
  return {
    schema: 'observed/1',
    source,
    intervalSeconds: stepSeconds,
    time: Array.from(open, (_, i) => startSeconds + (i + 1) * stepSeconds),
    open: [...open],
    low: [...low],
    high: [...high],
    liquidatedLong: nobodyKnows,
    liquidatedShort: nobodyKnows,
    fund: nobodyKnows,
    premium: nobodyKnows,
  };
}
