import { parquetWriteBuffer } from 'hyparquet-writer';
import { type Label, labelText, sealBytes } from './seal.ts';

/** Rows of walks `from` and after, one after another. */
export interface WalkRows {
  readonly from: number;
  /** Numbers of a row. */
  readonly width: number;
  readonly rows: Float64Array;
}

/** Columns of the Parquet object of a shard whose walks come to a row each: the number of the walk, and its numbers. */
export const WALK_COLUMN = 'walk';
export const ROW_COLUMN = 'row';

const REQUIRED = 'REQUIRED' as const;
const SCHEMA = [
  { name: 'root', num_children: 2 },
  { name: WALK_COLUMN, type: 'INT32' as const, repetition_type: REQUIRED },
  { name: ROW_COLUMN, repetition_type: REQUIRED, converted_type: 'LIST' as const, num_children: 1 },
  { name: 'list', repetition_type: 'REPEATED' as const, num_children: 1 },
  { name: 'element', type: 'DOUBLE' as const, repetition_type: REQUIRED },
];

/**
 * The bytes of a shard: same rows, same label, same bytes, as those of a sweep of one market are (shard-parquet.ts). The list of a
 * walk that came to nothing is empty: a row in which a number is not finite says nothing.
 */
export function rowsToParquet({ from, width, rows }: WalkRows, label: Label): Uint8Array {
  const count = rows.length / width;
  const bytes = parquetWriteBuffer({
    columnData: [
      { name: WALK_COLUMN, data: Array.from({ length: count }, (_, i) => from + i) },
      {
        name: ROW_COLUMN,
        data: Array.from({ length: count }, (_, i) => {
          const row = rows.subarray(i * width, (i + 1) * width);
          return row.every(Number.isFinite) ? Array.from(row) : [];
        }),
      },
    ],
    schema: SCHEMA,
    createdBy: 'leverage-cascade',
    kvMetadata: [{ key: 'label', value: labelText(label) }],
    rowGroupSize: 1_000_000,
  });
  return sealBytes(new Uint8Array(bytes), label);
}
