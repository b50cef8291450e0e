import { refuse, shown } from './parse.ts';

/** What a Parquet reader (numbers, bigints) or a CSV reader (texts) hands over; all of one length. */
export type Columns = Readonly<Record<string, ArrayLike<unknown>>>;

/** Takes the named columns; `required` must be there, and no column that nobody asked for. */
export function takeColumns<R extends string, O extends string = never>(
  subject: string,
  columns: Columns,
  required: readonly R[],
  optional: readonly O[] = [],
): {
  readonly count: number;
  readonly at: Record<R, ArrayLike<unknown>> & Partial<Record<O, ArrayLike<unknown>>>;
} {
  const known: readonly string[] = [...required, ...optional];
  const given = Object.keys(columns);
  for (const name of required) {
    if (!given.includes(name)) refuse(subject, `have the column ${name}`, given.join(', '));
  }
  for (const name of given) {
    if (!known.includes(name)) refuse(subject, `have the columns ${known.join(', ')} and nothing else`, name);
  }
  const count = columns[required[0]!]!.length;
  if (!(count > 0)) refuse(subject, 'have at least one row', count);
  for (const name of given) {
    const { length } = columns[name]!;
    if (length !== count) refuse(`${subject} column ${name}`, `have ${count} rows as the others`, length);
  }
  return { count, at: columns as Record<R, ArrayLike<unknown>> & Partial<Record<O, ArrayLike<unknown>>> };
}

/**
 * A column of numbers, each of which must satisfy `holds`; the refusal names the row, 1 for the first.
 * A `Float64Array` is checked and returned as it is, not copied.
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
