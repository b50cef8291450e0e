import { type ColumnData, parquetRead } from 'hyparquet';
import { refuse } from '../../shared/market/parse.ts';
import { compressors } from './codecs.ts';
import { type Ceiling, columnType, soundFooter, type Wanted } from './parquet-footer.ts';

/** Columns of one file by name; row `i` of each belongs together. */
export interface Table {
  readonly rows: number;
  readonly numbers: ReadonlyMap<string, Float64Array>;
  readonly texts: ReadonlyMap<string, readonly (string | null)[]>;
  readonly lists: ReadonlyMap<string, readonly Float64Array[]>;
}

/**
 * Reads the wanted columns of a Parquet file, one row group after the other, numbers as doubles. Refuses,
 * with subject, rule and value, what is not Parquet, claims more than the ceiling, lacks or adds a column,
 * or holds a number that is not finite. Headers and sizes are checked before a page is decoded; damage inside
 * a page is found by the decoder, which may be slow about it: what comes from outside has its digest checked
 * before it comes here.
 */
export async function readParquet(
  subject: string,
  bytes: Uint8Array,
  wanted: readonly Wanted[],
  ceiling: Ceiling,
): Promise<Table> {
  const metadata = soundFooter(subject, bytes, wanted, ceiling);
  const rows = Number(metadata.num_rows);
  const file = {
    byteLength: bytes.byteLength,
    slice: (from: number, to = bytes.byteLength) => copyOf(bytes, from, to),
  };
  const groups = metadata.row_groups.map((group) => Number(group.num_rows));

  /** One column of one row group at a time: what is decoded is large, what is kept is small. */
  async function readColumn(column: Wanted, holds: keyof typeof table | 'names'): Promise<Sink['values']> {
    const sink = createSink(subject, { name: column.name, holds }, rows);
    let rowStart = 0;
    for (const groupRows of groups) {
      const rowEnd = rowStart + groupRows;
      let filled = 0;
      const onChunk = ({ columnData, rowStart: first }: ColumnData) => {
        sink.take(columnData, first);
        filled += columnData.length;
      };
      try {
        await parquetRead({
          file,
          metadata,
          columns: [column.name],
          compressors: bounded(ceiling),
          rowStart,
          rowEnd,
          onChunk,
        });
      } catch (error) {
        throw new RangeError(`${subject} must be readable Parquet, got ${(error as Error).message}`);
      }
      if (filled !== groupRows)
        refuse(`${subject} column ${column.name}`, `have ${groupRows} rows in each group`, filled);
      rowStart = rowEnd;
    }
    sink.check();
    return sink.values;
  }

  const table = { numbers: new Map(), texts: new Map(), lists: new Map() };
  for (const column of wanted) {
    const type = columnType(metadata, column.name);
    if (type === undefined) continue;
    const holds = column.holds === 'either' ? (type === 'BYTE_ARRAY' ? 'texts' : 'numbers') : column.holds;
    table[holds === 'names' ? 'texts' : holds].set(column.name, await readColumn(column, holds));
  }
  return { rows, ...table };
}

/** A copy of its own, also of Node's buffers, whose `slice` is none. */
const copyOf = (bytes: Uint8Array, from: number, to: number): ArrayBuffer =>
  new Uint8Array(bytes.subarray(from, to)).buffer;

interface Sink {
  readonly values: Float64Array | (string | null)[] | Float64Array[];
  /** Must not throw: the reader would lose the error. */
  take(chunk: ArrayLike<unknown>, first: number): void;
  /** Refuses what came in. */
  check(): void;
}

function createSink(
  subject: string,
  { name, holds }: { readonly name: string; readonly holds: Exclude<Wanted['holds'], 'either'> },
  rows: number,
): Sink {
  let broken: { readonly row: number; readonly got: unknown } | undefined;
  const check = (rule: string) => () => {
    if (broken) refuse(`${subject} row ${broken.row + 1} ${name}`, rule, broken.got);
  };
  const asNumber = (value: unknown, row: number): number => {
    const number = typeof value === 'bigint' ? Number(value) : value;
    if (typeof number === 'number' && Number.isFinite(number) && Math.abs(number) <= MAX_NUMBER)
      return number;
    if (!broken || row < broken.row) broken = { row, got: value };
    return 0;
  };
  if (holds === 'numbers') {
    const values = new Float64Array(rows);
    const take = (chunk: ArrayLike<unknown>, first: number) => {
      for (let i = 0; i < chunk.length; i++) values[first + i] = asNumber(chunk[i], first + i);
    };
    return { values, take, check: check('be a finite number') };
  }
  if (holds === 'texts' || holds === 'names') {
    const values = new Array<string | null>(rows).fill(null);
    const take = (chunk: ArrayLike<unknown>, first: number) => {
      for (let i = 0; i < chunk.length; i++) {
        const value = chunk[i];
        if (typeof value === 'string') values[first + i] = value;
        else if (holds === 'names' && (typeof value === 'bigint' || Number.isInteger(value)))
          values[first + i] = String(value);
        else if (value !== null && value !== undefined && !broken) broken = { row: first + i, got: value };
      }
    };
    return { values, take, check: check('be a text') };
  }
  const values: Float64Array[] = [];
  const take = (chunk: ArrayLike<unknown>, first: number) => {
    for (let i = 0; i < chunk.length; i++) {
      const list = chunk[i];
      const isList = Array.isArray(list);
      values[first + i] =
        isList && list.length > 0 ? Float64Array.from(list, (value) => asNumber(value, first + i)) : EMPTY;
      if (!isList && !broken) broken = { row: first + i, got: list };
    }
  };
  return { values, take, check: check('be a list of finite numbers') };
}

const EMPTY = new Float64Array(0);
/** Doubles count exactly up to here, and no quantity of any market is beyond. */
const MAX_NUMBER = 1e300;

/** Refuses a page that would unfold beyond the limit, before anything is allocated for it. */
const bounded = ({ maxBytes }: Ceiling) =>
  Object.fromEntries(
    Object.entries(compressors).map(([codec, decompress]) => [
      codec,
      (input: Uint8Array, length: number) => {
        if (!(length <= maxBytes)) throw new RangeError(`a page of ${length} bytes, more than ${maxBytes}`);
        return decompress(input, length);
      },
    ]),
  );
