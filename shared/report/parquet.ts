import { ByteWriter, ParquetWriter, schemaFromColumnData } from 'hyparquet-writer';
import type { Column, Table } from './table.ts';

const TYPES = { text: 'STRING', number: 'DOUBLE', integer: 'INT32' } as const;
/** What a writer holds at a time, several times over; a file of smaller groups is hardly larger. */
const ROWS_PER_GROUP = 20_000;

/**
 * One Parquet file, compressed with the snappy that hyparquet-writer brings in JavaScript: the platform's
 * zlib may give other bytes on another machine. One row group in memory at a time.
 */
export function toParquet(table: Table): Uint8Array {
  const dataOf = (from: number, to: number) =>
    table.columns(from, to).map((column) => ({
      name: column.name,
      type: TYPES[column.kind],
      data: checkedData(column, from),
      nullable: true,
    }));
  const bytes = new ByteWriter();
  const schema = schemaFromColumnData({ columnData: dataOf(0, 0) });
  const file = new ParquetWriter({ writer: bytes, schema, codec: 'SNAPPY', createdBy: 'leverage-cascade' });
  for (let from = 0; from < table.rows; from += ROWS_PER_GROUP) {
    const columnData = dataOf(from, Math.min(from + ROWS_PER_GROUP, table.rows));
    file.write({ columnData, rowGroupSize: ROWS_PER_GROUP });
  }
  file.finish();
  return bytes.getBytes().slice();
}

/** Columns of paths are long and never null: they stay columns of numbers. */
function checkedData(
  { name, kind, values }: Column,
  from: number,
): Float64Array | Int32Array | (string | number | null)[] {
  if (!(values instanceof Float64Array))
    return Array.from(values, (value, i) => checked(name, kind, from + i, value));
  for (let i = 0; i < values.length; i++) checked(name, kind, from + i, values[i]!);
  return kind === 'integer' ? Int32Array.from(values) : values.map((value) => value + 0);
}

function checked(
  name: string,
  kind: Column['kind'],
  row: number,
  value: string | number | null,
): string | number | null {
  if (typeof value !== 'number') return value;
  if (kind === 'integer' && (value | 0) !== value) {
    throw new RangeError(`${name} of row ${row} must be a whole number of 32 bits, got ${value}`);
  }
  if (!(value - value === 0))
    throw new RangeError(`${name} of row ${row} must be finite or null, got ${value}`);
  return value + 0;
}
