import { parquetWriteBuffer } from 'hyparquet-writer';
import {
  PATH_COLUMNS,
  type PathColumn,
  type ShardResult,
  SUMMARY_COLUMNS,
  type SummaryColumn,
} from './results.ts';
import { type Label, labelText, sealBytes } from './seal.ts';

/** Columns of a shard's Parquet object: one row per cell, a list per path column (empty where none are kept). */
export const listColumn = (name: PathColumn): string => `paths_${name}`;
/** Whole numbers by definition. */
const INTEGER_COLUMNS: readonly SummaryColumn[] = [
  'cell',
  'planned',
  'done',
  'failed',
  'firstFailed',
  'failing',
];

/**
 * The bytes of a shard: same cells, same label, same bytes, on every machine, because nothing here asks the platform
 * (the codec is the writer's own). Throws where a number is not finite. The label stands among the file's own words, so
 * that any reader of Parquet reads the file.
 */
export function shardToParquet({ cells, paths }: ShardResult, label: Label): Uint8Array {
  const scalars = SUMMARY_COLUMNS.map((name) => ({
    name,
    data: cells.map((cell) => finite(name, cell.cell, cell[name])),
  }));
  const lists = PATH_COLUMNS.map((name) => ({
    name: listColumn(name),
    // Made when the writer comes to the column, and dropped after it: all at once they are large.
    get data() {
      return cells.map(({ cell }) => finiteList(name, cell, paths.get(cell)?.[name]));
    },
  }));
  const bytes = parquetWriteBuffer({
    columnData: [...scalars, ...lists],
    schema: SCHEMA,
    createdBy: 'leverage-cascade',
    kvMetadata: [{ key: 'label', value: labelText(label) }],
    rowGroupSize: 1_000_000,
  });
  return sealBytes(new Uint8Array(bytes), label);
}

const REQUIRED = 'REQUIRED';

const SCHEMA = [
  { name: 'root', num_children: SUMMARY_COLUMNS.length + PATH_COLUMNS.length },
  ...SUMMARY_COLUMNS.map((name) => ({
    name,
    type: INTEGER_COLUMNS.includes(name) ? ('INT32' as const) : ('DOUBLE' as const),
    repetition_type: REQUIRED as 'REQUIRED',
  })),
  ...PATH_COLUMNS.flatMap((name) => [
    {
      name: listColumn(name),
      repetition_type: REQUIRED as 'REQUIRED',
      converted_type: 'LIST' as const,
      num_children: 1,
    },
    { name: 'list', repetition_type: 'REPEATED' as const, num_children: 1 },
    { name: 'element', type: 'DOUBLE' as const, repetition_type: REQUIRED as 'REQUIRED' },
  ]),
];

function finiteList(name: string, cell: number, values: Float64Array | undefined): number[] {
  if (values === undefined) return [];
  for (let i = 0; i < values.length; i++) finite(name, cell, values[i]!);
  return Array.from(values);
}

function finite(name: string, cell: number, value: number): number {
  if (Number.isFinite(value)) return value;
  throw new RangeError(`${name} of cell ${cell} must be finite, got ${value}`);
}
