/** A column of a table: text, doubles or whole numbers; null where a number is unknown. */
export interface Column {
  readonly name: string;
  readonly kind: 'text' | 'number' | 'integer';
  readonly values: ArrayLike<string | number | null>;
}

/** What a CSV and a Parquet file are both written from: one source, one order of rows. */
export interface Table {
  readonly name: string;
  readonly rows: number;
  readonly columns: readonly Column[];
}

type Value = string | number | boolean | null;
type Kind = Column['kind'];

/** How the columns of a table are read from its rows, in order. */
export type Layout<R> = readonly (readonly [name: string, kind: Kind, of: (row: R) => Value])[];

export function tableOf<R>(name: string, rows: readonly R[], layout: Layout<R>): Table {
  const columns = layout.map(([column, kind, of]) => ({
    name: column,
    kind,
    values: rows.map((row) => plain(of(row))),
  }));
  return { name, rows: rows.length, columns };
}

const plain = (value: Value): string | number | null => (typeof value === 'boolean' ? String(value) : value);
