import type { ColumnKind, Fields, ObjectShape, Of } from '../risk/shapes/shape.ts';

/** A column of a table: text, doubles or whole numbers; null where a number is unknown. */
export interface Column {
  readonly name: string;
  readonly kind: ColumnKind;
  readonly values: ArrayLike<string | number | null>;
}

/** What a CSV and a Parquet file are both written from: one source, one order of rows. */
export interface Table {
  readonly name: string;
  readonly rows: number;
  /** The columns of rows `[from, to)`: a table of a million rows is never there as a whole. */
  columns(from: number, to: number): readonly Column[];
}

/** Rows that need not all exist at once. */
export interface Sequence<R> {
  readonly length: number;
  at(index: number): R | undefined;
}

type Value = string | number | boolean | null;

/** How the columns of a table are read from its rows, in order. */
export type Layout<R> = readonly (readonly [name: string, kind: ColumnKind, of: (row: R) => Value])[];

/** Every field of a shape as a column of its own, in the shape's order. */
export const columnsOf = <F extends Fields>({
  fields,
}: ObjectShape<F>): Layout<{ readonly [K in keyof F]: Of<F[K]> & Value }> =>
  Object.entries(fields).map(([name, { column }]) => {
    if (column === null)
      throw new RangeError(`${name} must be plain to be a column, got an object or a list`);
    return [name, column, (row) => row[name]!];
  });

export const tableOf = <R>(name: string, rows: Sequence<R>, layout: Layout<R>): Table => ({
  name,
  rows: rows.length,
  columns(from, to) {
    const part = Array.from({ length: to - from }, (_, i) => rows.at(from + i)!);
    return layout.map(([column, kind, of]) => ({
      name: column,
      kind,
      values: part.map((row) => plain(of(row))),
    }));
  },
});

/** A table of columns that are all at hand. */
export const tableOfColumns = (name: string, columns: readonly Column[]): Table => ({
  name,
  rows: columns[0]!.values.length,
  columns: (from, to) => columns.map((column) => ({ ...column, values: part(column.values, from, to) })),
});

const part = (values: Column['values'], from: number, to: number): Column['values'] =>
  values instanceof Float64Array ? values.subarray(from, to) : Array.prototype.slice.call(values, from, to);

const plain = (value: Value): string | number | null => (typeof value === 'boolean' ? String(value) : value);
