import { parquetWriteBuffer } from 'hyparquet-writer';
import type { Column, Table } from './table.ts';

const TYPES = { text: 'STRING', number: 'DOUBLE', integer: 'INT32' } as const;

/**
 * One Parquet file, compressed with the snappy that hyparquet-writer brings in JavaScript: the platform's
 * zlib may give other bytes on another machine.
 */
export function toParquet({ columns }: Table): Uint8Array {
  const columnData = columns.map((column) => ({
    name: column.name,
    type: TYPES[column.kind],
    data: dataOf(column),
    nullable: true,
  }));
  return new Uint8Array(
    parquetWriteBuffer({ columnData, codec: 'SNAPPY', rowGroupSize: 100_000, createdBy: 'leverage-cascade' }),
  );
}

/** Columns of paths are long and never null: they stay columns of numbers. */
function dataOf({ name, kind, values }: Column): Float64Array | Int32Array | (string | number | null)[] {
  if (!(values instanceof Float64Array))
    return Array.from(values, (value, row) => checked(name, kind, row, value));
  for (let row = 0; row < values.length; row++) checked(name, kind, row, values[row]!);
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
