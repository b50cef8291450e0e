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

/**
 * Rows as columns: of CSV in any dialect; of JSON, the longest list of objects, or of lists where `first` names their
 * places; of JSON lines.
 *
 * @param first names of the columns in order, for rows without names
 */
export function columnsOf(file: VenueTable, say: Say, first?: readonly string[]): Columns {
  if ('columns' in file) return file.columns;
  const { name, text } = file;
  const start = text.trimStart();
  if (/^[[{]/.test(start)) return columnsFromRows(name, jsonRows(name, start), first);
  const headless = first && startsWithNumbers(text) ? first : undefined;
  if (headless) say(`${name} has no header: its columns are taken for ${headless.join(', ')}`);
  return columnsFromCsv(name, text, (note) => say(`${name}: ${note}`), headless);
}

/** A first line of numbers only, at least five, is a row. */
function startsWithNumbers(text: string): boolean {
  const line = text
    .replace(/^\ufeff/, '')
    .split('\n', 1)[0]!
    .trim();
  const fields = line.replace(/"/g, '').split(/[,;\t|]/);
  return fields.length >= 5 && fields.slice(0, 5).every((field) => /^[\d.:TZ -]+$/.test(field));
}

/** Each line an object, or one value that holds rows. */
function jsonRows(name: string, text: string): readonly unknown[] {
  const lines = text.split('\n', 2);
  const isLines = lines.length > 1 && /^\{.*\}$|^\[.*\]$/.test(lines[0]!.trim()) && lines[1]!.trim() !== '';
  if (isLines) {
    return text
      .split('\n')
      .flatMap((line, i) => (line.trim() === '' ? [] : [readJson(`${name} line ${i + 1}`, line, 1_000_000)]));
  }
  return longestList(readJson(name, text, MAX_CHARACTERS)) ?? refuse(name, 'hold a list of rows', 'none');
}

function longestList(value: unknown, depth = 0): readonly unknown[] | undefined {
  const isRow = (row: unknown) => typeof row === 'object' && row !== null;
  if (Array.isArray(value) && value.length > 0 && value.every(isRow)) return value;
  if (depth > 4 || typeof value !== 'object' || value === null) return undefined;
  return Object.values(value)
    .map((field) => longestList(field, depth + 1))
    .reduce((best, own) => ((own?.length ?? 0) > (best?.length ?? 0) ? own : best), undefined);
}

function columnsFromRows(name: string, rows: readonly unknown[], first?: readonly string[]): Columns {
  if (rows.every(Array.isArray)) {
    if (!first) refuse(name, 'have rows with names: objects, or CSV with a header', 'lists');
    return Object.fromEntries(first.map((column, k) => [column, rows.map((row) => (row as unknown[])[k])]));
  }
  const names = new Set(rows.flatMap((row) => Object.keys(row as object)));
  return Object.fromEntries(
    [...names].map((column) => [column, rows.map((row) => Reflect.get(row as object, column))]),
  );
}

/** A venue's answer as JSON; what is no JSON is called by its name. */
export function venueJson(subject: string, text: string, maxCharacters: number): unknown {
  if (!/^\s*[[{]/.test(text)) {
    const kind = looksLike(text) || ': it looks like CSV or other text';
    refuse(subject, 'be the JSON that the venue answered', `${text.slice(0, 40)}${kind}`);
  }
  return readJson(subject, text, maxCharacters);
}
