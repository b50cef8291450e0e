import { dirname, join } from 'node:path';
import { type Aftermath, aftermathOfPrices, aftermathOfRecord } from '../../shared/market/aftermath.ts';
import { columnsFromCsv } from '../../shared/market/csv.ts';
import { pricesOf } from '../../shared/market/import/prices.ts';
import { parseRecord, rowsFileOf } from '../../shared/market/record.ts';

/** Reads a text by path, with its name for refusals. */
export type Reader = (file: string) => Promise<{ readonly name: string; readonly text: string }>;

/** What came after past reports, from a record of a market (JSON, with rows inside or as CSV beside it) or from prices alone (CSV). */
export async function readAftermath(file: string, read: Reader): Promise<Aftermath> {
  const own = await read(file);
  const { name, text } = own;
  if (/\.csv$/.test(name)) return aftermathOfPrices(name, pricesOf(own, Infinity));
  const rows = rowsFileOf(text);
  if (rows === undefined) return aftermathOfRecord(parseRecord(text));
  const csv = await read(join(dirname(file), rows));
  return aftermathOfRecord(parseRecord(text, columnsFromCsv(csv.name, csv.text)));
}
