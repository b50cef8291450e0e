import { CsvError, parse } from 'csv-parse/sync';
import type { Columns } from './columns.ts';
import { refuse } from './parse.ts';

/** Venues have a few dozen. */
const MOST_COLUMNS = 1_000;

/**
 * CSV text with a header as columns of text. Row 1 is the first after the header. Quotes as in RFC 4180;
 * a row with too few or too many fields, or a quote that never closes, is refused with its number:
 * that is how a truncated file looks.
 *
 * About 2.5 s and 800 MB for 1,000,000 rows of five fields; Parquet takes a tenth of both.
 */
export function columnsFromCsv(subject: string, text: string): Columns {
  let header: string[] | undefined;
  let columns: string[][] = [];
  const onRecord = (record: string[]) => {
    if (header === undefined) {
      header = record;
      columns = record.map(() => []);
    } else {
      for (let k = 0; k < columns.length; k++) columns[k]!.push(record[k]!);
    }
    return null;
  };
  try {
    parse(text, { bom: true, skip_empty_lines: true, max_record_size: 100_000, on_record: onRecord });
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const row = typeof error.records === 'number' ? error.records : 0;
    refuse(`${subject} row ${row}`, 'be a whole CSV row', error.message);
  }
  if (header === undefined) refuse(subject, 'have a header', 'an empty file');
  if (!(header.length <= MOST_COLUMNS))
    refuse(subject, `have at most ${MOST_COLUMNS} columns`, header.length);
  const twice = header.find((name, k) => header!.indexOf(name) < k);
  if (twice !== undefined) refuse(subject, 'name each column once', twice);
  return Object.fromEntries(header.map((name, k) => [name, columns[k]!]));
}
