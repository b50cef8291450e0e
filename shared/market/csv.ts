import { CsvError, parse } from 'csv-parse/sync';
import type { Columns } from './columns.ts';
import { looksLike } from './looks-like.ts';
import { refuse } from './parse.ts';

/** Venues have a few dozen. */
const MOST_COLUMNS = 1_000;

/**
 * Told what a reader took for granted, or left out, in a sentence without its end; and, where every report is to say it too,
 * under which name among the assumptions.
 */
export type Say = (
  note: string,
  assumption?: {
    readonly id: string;
    readonly of: 'market' | 'tiers' | 'positions' | 'depth';
    readonly basis: 'published' | 'guessed';
  },
) => void;

interface Found {
  header: string[] | undefined;
  readonly columns: string[][];
  rows: number;
  broken: { readonly row: number; readonly got: string } | undefined;
}

/**
 * CSV text with a header as columns of text. Row 1 is the first after the header. Quotes as in RFC 4180;
 * a row with too few or too many fields, or a quote that never closes, is refused with its number:
 * that is how a truncated file looks. Fields part at commas, semicolons, tabs or bars, whichever the header has most of, or as
 * a first line `sep=;` says; with any but commas a decimal comma is a point. An address above the header, lines
 * that begin with `#`, rows of nothing and commas at the end are passed over.
 *
 * About 2.5 s and 800 MB for 1,000,000 rows of five fields; Parquet takes a tenth of both.
 *
 * @param first the names of the columns, where the file has no header
 */
export function columnsFromCsv(
  subject: string,
  text: string,
  say: Say = () => {},
  first?: readonly string[],
): Columns {
  const { body, delimiter } = dialectOf(text);
  const found: Found = { header: first && [...first], columns: [], rows: 0, broken: undefined };
  for (const _name of first ?? []) found.columns.push([]);
  const options = {
    bom: true,
    delimiter,
    comment: '#',
    comment_no_infix: true,
    relax_column_count: true,
    skip_empty_lines: true,
    trim: true,
    max_record_size: 100_000,
    on_record: (record: string[]) => takeRecord(found, record),
  };
  try {
    parse(body, options);
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const row = typeof error.records === 'number' ? error.records : 0;
    refuse(`${subject} row ${row}`, 'be a whole CSV row', `${error.message}${looksLike(text)}`);
  }
  const { header, columns, broken } = found;
  if (header === undefined) refuse(subject, 'have a header', 'an empty file');
  if (broken) refuse(`${subject} row ${broken.row}`, 'be a whole CSV row', `${broken.got}${looksLike(text)}`);
  if (!(header.length <= MOST_COLUMNS))
    refuse(subject, `have at most ${MOST_COLUMNS} columns`, header.length);
  const twice = header.find((name, k) => name !== '' && header.indexOf(name) < k);
  if (twice !== undefined) refuse(subject, 'name each column once', twice);
  if (delimiter !== ',') pointsForCommas(header, columns, say);
  // Of columns without a name, the first stays.
  return Object.fromEntries(
    header.flatMap((name, k) => (header.indexOf(name) < k ? [] : [[name, columns[k]!] as const])),
  );
}

function takeRecord(found: Found, record: string[]): null {
  const { header, columns } = found;
  if (record.every((field) => field === '')) return null;
  if (header === undefined) {
    while (record.at(-1) === '') record.pop();
    found.header = record;
    for (const _name of record) columns.push([]);
    return null;
  }
  found.rows++;
  const isWhole =
    record.length >= header.length && record.slice(header.length).every((field) => field === '');
  if (!isWhole) {
    found.broken ??= { row: found.rows, got: `${record.length} fields, not ${header.length}` };
    return null;
  }
  for (let k = 0; k < columns.length; k++) columns[k]!.push(record[k]!);
  return null;
}

const DELIMITERS = [',', ';', '\t', '|'];
const ADDRESS = /^["']?https?:\/\/\S*$/i;

/** What follows the lines above the header, and what its fields part at. */
function dialectOf(text: string): { readonly body: string; readonly delimiter: string } {
  let body = text.startsWith('\ufeff') ? text.slice(1) : text;
  let said: string | undefined;
  for (;;) {
    const end = body.indexOf('\n');
    const line = (end < 0 ? body : body.slice(0, end)).trim();
    const separator = /^"?sep=(.)"?$/i.exec(line)?.[1];
    if (separator) said = separator;
    else if (end < 0 || !(line === '' || line.startsWith('#') || ADDRESS.test(line.replace(/[,;\t|]+$/, ''))))
      return { body, delimiter: said ?? commonest(line) };
    body = body.slice(end + 1);
  }
}

function commonest(line: string): string {
  const bare = line.replace(/"[^"]*"/g, '');
  const count = (delimiter: string) => bare.split(delimiter).length;
  return DELIMITERS.reduce((best, own) => (count(own) > count(best) ? own : best));
}

const WITH_COMMA = /^[+-]?\d*,\d+(?:[eE][+-]?\d+)?$/;
const PLAIN = /^[+-]?\d*(?:,\d+)?(?:[eE][+-]?\d+)?$/;

/** Where fields do not part at commas, a column of numbers with commas has them for points. */
function pointsForCommas(header: readonly string[], columns: string[][], say: Say): void {
  const changed = columns.flatMap((column, k) => {
    if (!column.some((field) => WITH_COMMA.test(field)) || !column.every((field) => PLAIN.test(field)))
      return [];
    columns[k] = column.map((field) => field.replace(',', '.'));
    return [header[k]!];
  });
  if (changed.length > 0) say(`the commas in ${changed.join(', ')} are decimal ones`);
}
