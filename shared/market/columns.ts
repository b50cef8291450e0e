import { refuse, shown } from './parse.ts';
import { isSized, SIZED } from './sizes.ts';

/** What a Parquet reader (numbers, bigints) or a CSV reader (texts) hands over; all of one length. */
export type Columns = Readonly<Record<string, ArrayLike<unknown>>>;

/** Columns that were asked for, under our names. */
export interface Taken<R extends string, O extends string> {
  readonly count: number;
  readonly at: Record<R, ArrayLike<unknown>> & Partial<Record<O, ArrayLike<unknown>>>;
  /** Columns that nobody asked for. */
  readonly ignored: readonly string[];
}

/** Other names of a column, in lower case, without blanks, dots, dashes and underscores. */
export type OtherNames = Readonly<Record<string, readonly string[]>>;

/**
 * Takes the named columns, in whatever case and with whatever between their words; `required` must be there. Others are
 * passed over, and named for whoever says so.
 */
export function takeColumns<R extends string, O extends string = never>(
  subject: string,
  columns: Columns,
  required: readonly R[],
  optional: readonly O[] = [],
  others: OtherNames = {},
): Taken<R, O> {
  const given = Object.keys(columns);
  const shownNames = (names: readonly string[]) => names.map((name) => name || 'one without a name');
  const found = new Map<string, string>();
  for (const name of [...required, ...optional]) {
    const own = columnCalled(subject, name, given, others[name] ?? []);
    if (own !== undefined) found.set(name, own);
  }
  for (const name of required) {
    if (!found.has(name)) refuse(subject, `have the column ${name}`, shownNames(given).join(', '));
  }
  const at = Object.fromEntries([...found].map(([name, column]) => [name, columns[column]!]));
  const count = at[required[0]!]!.length;
  if (!(count > 0)) refuse(subject, 'have at least one row', count);
  for (const [name, { length }] of Object.entries(at)) {
    if (length !== count) refuse(`${subject} column ${name}`, `have ${count} rows as the others`, length);
  }
  const taken = new Set(found.values());
  return {
    count,
    at: at as Taken<R, O>['at'],
    ignored: shownNames(given.filter((name) => !taken.has(name))),
  };
}

/**
 * The column of a name: as it is written, or the first of it and its other names that a column has without case and what parts
 * words; where `t` and `T` are two columns, the one that is written so.
 */
export function columnCalled(
  subject: string,
  name: string,
  given: readonly string[],
  others: readonly string[],
): string | undefined {
  if (given.includes(name)) return name;
  for (const known of [bare(name), ...others]) {
    const own = given.filter((column) => bare(column) === known);
    if (own.includes(known)) return known;
    if (own.length > 1) refuse(subject, `have one column ${name}`, own.join(', '));
    if (own.length === 1) return own[0];
  }
  return undefined;
}

export const bare = (name: string): string => name.toLowerCase().replace(/[\s._-]/g, '');

/**
 * A column of numbers, each of which must satisfy `holds` and have a size that the snapshot itself may hold; the refusal names the
 * row, 1 for the first. A `Float64Array` is checked and returned as it is, not copied.
 */
export function numberColumn(
  subject: string,
  name: string,
  column: ArrayLike<unknown>,
  rule: string,
  holds: (value: number) => boolean,
): Float64Array {
  const numbers = column instanceof Float64Array ? column : new Float64Array(column.length);
  for (let i = 0; i < numbers.length; i++) {
    const value = decimal(column[i]);
    if (!(Number.isFinite(value) && holds(value))) refuseRow(subject, i, name, rule, column[i]);
    if (!isSized(value)) refuseRow(subject, i, name, SIZED, column[i]);
    numbers[i] = value;
  }
  return numbers;
}

/** Refuses one value of a column: `subject row n column must rule, got value`. */
export function refuseRow(subject: string, index: number, name: string, rule: string, got: unknown): never {
  refuse(`${subject} row ${index + 1} ${name}`, rule, shown(got));
}

const DECIMAL = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/;

/** The one reader of numbers in texts: plain decimals, no blanks, no hexadecimals; NaN for anything else. */
export function decimal(value: unknown): number {
  if (typeof value === 'number') return value;
  if (typeof value === 'string') return DECIMAL.test(value) ? Number(value) : NaN;
  return typeof value === 'bigint' ? Number(value) : NaN;
}
