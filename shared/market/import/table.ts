import type { Columns } from '../columns.ts';
import { columnsFromCsv, type Say } from '../csv.ts';
import { looksLike } from '../looks-like.ts';
import { readJson, refuse } from '../parse.ts';

/** A venue's file: its name, for refusals and sources, and its text. */
export interface VenueFile {
  readonly name: string;
  readonly text: string;
}

/** A file of rows: CSV, JSON or JSON lines as text, or what was Parquet as columns. */
export type VenueTable = VenueFile | { readonly name: string; readonly columns: Columns };

const MAX_CHARACTERS = 256_000_000;

/** Names the columns of rows that have no names. */
export type NameColumns = (row: (index: number) => readonly unknown[], count: number) => readonly string[];

/**
 * Rows as columns: of CSV in any dialect; of JSON, the longest list of objects, or of lists where `nameless` names their
 * places, or lists of one length side by side; of JSON lines.
 */
export function columnsOf(file: VenueTable, say: Say, nameless?: NameColumns): Columns {
  if ('columns' in file) return file.columns;
  const { name, text } = file;
  const start = text.trimStart();
  if (/^[[{]/.test(start)) return columnsFromJson(name, jsonValue(name, start), say, nameless);
  if (/^<|^PK/.test(start))
    refuse(name, 'be rows as CSV or JSON', `${start.slice(0, 40)}${looksLike(start)}`);
  const width = nameless && widthOfNumbers(text);
  const csv = columnsFromCsv(
    name,
    text,
    (note) => say(`${name}: ${note}`),
    width === undefined ? undefined : places(width),
  );
  if (!nameless || width === undefined) return csv;
  const fields = Object.values(csv);
  const names = nameless((i) => fields.map((field) => field[i]), fields[0]!.length);
  say(`${name} has no header: its columns are taken for ${names.join(', ')}`);
  return Object.fromEntries(names.map((column, k) => [column, fields[k] ?? []]));
}

const places = (width: number): string[] => Array.from({ length: width }, (_place, k) => `column ${k + 1}`);

/** Fields of a first line of numbers only, of which at least five: that is a row, and no header. */
function widthOfNumbers(text: string): number | undefined {
  const line = text
    .replace(/^\ufeff/, '')
    .split('\n', 1)[0]!
    .trim();
  const fields = line.replace(/"/g, '').split(/[,;\t|]/);
  const isRow = fields.length >= 5 && fields.slice(0, 5).every((field) => /^[\d.:TZ -]+$/.test(field));
  return isRow ? fields.length : undefined;
}

/** A value of JSON, or of each line one. */
export function jsonValue(name: string, text: string): unknown {
  const lines = text.split('\n', 2);
  const isLines = lines.length > 1 && /^\{.*\}$|^\[.*\]$/.test(lines[0]!.trim()) && lines[1]!.trim() !== '';
  if (!isLines) return readJson(name, text, MAX_CHARACTERS);
  return text
    .split('\n')
    .flatMap((line, i) => (line.trim() === '' ? [] : [readJson(`${name} line ${i + 1}`, line, 1_000_000)]));
}

type Rows = readonly unknown[];

function columnsFromJson(name: string, value: unknown, say: Say, nameless?: NameColumns): Columns {
  const lists = listsIn(value, 'the file').sort((a, b) => b.rows.length - a.rows.length);
  const [longest, ...others] = lists;
  if (!longest)
    return (
      sideBySide(value) ?? refuse(name, 'hold a list of rows', `JSON with the fields ${fieldsOf([value])}`)
    );
  const alike = others.filter(({ rows }) => fieldsOf(rows) === fieldsOf(longest.rows));
  if (alike.length > 0)
    refuse(
      name,
      'hold one list of rows',
      `${lists.length}: ${[longest, ...alike].map((own) => own.at).join(', ')}`,
    );
  if (others.length > 0)
    say(`${name}: rows are those under ${longest.at}, not ${others.map(({ at }) => at).join(', ')}`);
  return columnsFromRows(name, longest.rows, nameless);
}

const fieldsOf = ([row]: Rows): string =>
  typeof row !== 'object' || row === null || Array.isArray(row) ? 'none' : Object.keys(row).join(', ');

/** Lists of objects or of lists, and under which name each stands. */
function listsIn(value: unknown, at: string, depth = 0): { readonly at: string; readonly rows: Rows }[] {
  const isRow = (row: unknown) => typeof row === 'object' && row !== null;
  if (Array.isArray(value) && value.length > 0 && value.every(isRow)) return [{ at, rows: value }];
  if (depth > 4 || typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, field]) => listsIn(field, name, depth + 1));
}

/**
 * Lists of numbers or texts of one length, three or more in one object: each is a column. So are pandas' objects that count
 * their rows.
 */
function sideBySide(value: unknown, depth = 0): Columns | undefined {
  if (depth > 4 || typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const lists = Object.entries(value).flatMap(([name, field]) => {
    const isCounted = typeof field === 'object' && field !== null && Object.keys(field)[0] === '0';
    return isCounted ? [[name, Object.values(field)] as const] : [];
  });
  const isWhole = lists.every(([, list]) => list.length === lists[0]![1].length);
  if (lists.length >= 3 && isWhole) return Object.fromEntries(lists);
  for (const field of Object.values(value)) {
    const found = sideBySide(field, depth + 1);
    if (found) return found;
  }
  return undefined;
}

function columnsFromRows(name: string, rows: Rows, nameless?: NameColumns): Columns {
  if (rows.every((row): row is Rows => Array.isArray(row))) {
    if (!nameless) refuse(name, 'have rows with names: objects, or CSV with a header', 'lists');
    const names = nameless((i) => rows[i]!, rows.length);
    return Object.fromEntries(names.map((column, k) => [column, rows.map((row) => row[k])]));
  }
  const names = new Set(rows.flatMap((row) => Object.keys(row as object)));
  return Object.fromEntries(
    [...names].map((column) => [column, rows.map((row) => Reflect.get(row as object, column))]),
  );
}
