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
    data: [...checked(column)],
    nullable: true,
  }));
  return new Uint8Array(
    parquetWriteBuffer({ columnData, codec: 'SNAPPY', rowGroupSize: 100_000, createdBy: 'leverage-cascade' }),
  );
}

function* checked({ name, kind, values }: Column): Generator<string | number | null> {
  for (let row = 0; row < values.length; row++) {
    const value = values[row] ?? null;
    if (kind === 'integer' && typeof value === 'number' && (value | 0) !== value) {
      throw new RangeError(`${name} of row ${row} must be a whole number of 32 bits, got ${value}`);
    }
    yield typeof value === 'number' ? value + 0 : value;
  }
}
