import { dirname, join } from 'node:path';
import { columnsFromCsv } from '../../shared/market/csv.ts';
import { pricesFromCsv } from '../../shared/market/import/prices.ts';
import { type Observed, observedOfPrices, observedOfRecord } from '../../shared/market/observed.ts';
import { parseRecord, rowsFileOf } from '../../shared/market/record.ts';

/** Reads a text by path, with its name for refusals. */
export type Reader = (file: string) => Promise<{ readonly name: string; readonly text: string }>;

/** What was observed, from a record of a market (JSON, with rows inside or as CSV beside it) or from prices alone (CSV). */
export async function readObserved(file: string, read: Reader): Promise<Observed> {
  const { name, text } = await read(file);
  if (/\.csv$/.test(name)) return observedOfPrices(name, pricesFromCsv(name, text, Number.POSITIVE_INFINITY));
  const rows = rowsFileOf(text);
  if (rows === undefined) return observedOfRecord(parseRecord(text));
  const csv = await read(join(dirname(file), rows));
  return observedOfRecord(parseRecord(text, columnsFromCsv(csv.name, csv.text)));
}
