import {
  type ColumnData,
  type ColumnMetaData,
  type FileMetaData,
  parquetMetadata,
  parquetRead,
} from 'hyparquet';
import { compressors } from './codecs.ts';
import { checkPages } from './parquet-pages.ts';

/** A column that a reader knows what to do with. */
export interface Wanted {
  readonly name: string;
  readonly holds: 'numbers' | 'texts' | 'lists';
  /** May be missing from the file; an absent column is absent from the table. */
  readonly optional?: boolean;
}

/** Columns of one file by name; row `i` of each belongs together. */
export interface Table {
  readonly rows: number;
  readonly numbers: ReadonlyMap<string, Float64Array>;
  readonly texts: ReadonlyMap<string, readonly (string | null)[]>;
  readonly lists: ReadonlyMap<string, readonly Float64Array[]>;
}

/** What a file may claim before a page of it is decoded. */
export interface Limits {
  readonly maxRows: number;
  /** Decoded size, bytes. */
  readonly maxBytes: number;
}

const MAX_FOOTER_BYTES = 1 << 20;
const CODECS: readonly string[] = ['UNCOMPRESSED', 'SNAPPY', 'GZIP', 'BROTLI', 'ZSTD', 'LZ4_RAW'];
const NUMBERS: readonly string[] = ['DOUBLE', 'FLOAT', 'INT32', 'INT64'];

/**
 * Reads the wanted columns of a Parquet file, one row group after the other, numbers as doubles. Refuses,
 * with subject, rule and value, what is not Parquet, claims more than the limits, lacks or adds a column,
 * or holds a number that is not finite. Headers and sizes are checked before a page is decoded; damage inside
 * a page is found by the decoder, which may be slow about it: what comes from outside has its digest checked
 * before it comes here.
 */
export async function readParquet(
  subject: string,
  bytes: Uint8Array,
  wanted: readonly Wanted[],
  limits: Limits,
): Promise<Table> {
  const metadata = soundMetadata(subject, bytes, wanted, limits);
  const rows = Number(metadata.num_rows);
  const file = {
    byteLength: bytes.byteLength,
    slice: (from: number, to = bytes.byteLength) => copyOf(bytes, from, to),
  };
  const groups = metadata.row_groups.map((group) => Number(group.num_rows));

  /** One column of one row group at a time: what is decoded is large, what is kept is small. */
  async function readColumn(column: Wanted): Promise<Sink['values']> {
    const sink = createSink(subject, column, rows);
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
          compressors: bounded(limits),
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
    if (columnType(metadata, column.name) === undefined) continue;
    table[column.holds].set(column.name, await readColumn(column));
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

function createSink(subject: string, { name, holds }: Wanted, rows: number): Sink {
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
  if (holds === 'texts') {
    const values = new Array<string | null>(rows).fill(null);
    const take = (chunk: ArrayLike<unknown>, first: number) => {
      for (let i = 0; i < chunk.length; i++) {
        const value = chunk[i];
        if (typeof value === 'string') values[first + i] = value;
        else if (value !== null && value !== undefined && !broken) broken = { row: first + i, got: value };
      }
    };
    return { values, take, check: check('be a text') };
  }
  const values: Float64Array[] = [];
  const take = (chunk: ArrayLike<unknown>, first: number) => {
    for (let i = 0; i < chunk.length; i++) {
      const list = chunk[i];
      values[first + i] = Array.isArray(list)
        ? Float64Array.from(list, (value) => asNumber(value, first + i))
        : EMPTY;
      if (!Array.isArray(list) && !broken) broken = { row: first + i, got: list };
    }
  };
  return { values, take, check: check('be a list of finite numbers') };
}

const EMPTY = new Float64Array(0);
/** Doubles count exactly up to here, and no quantity of any market is beyond. */
const MAX_NUMBER = 1e300;

function soundMetadata(
  subject: string,
  bytes: Uint8Array,
  wanted: readonly Wanted[],
  { maxRows, maxBytes }: Limits,
): FileMetaData {
  const magic = (at: number) => String.fromCharCode(...bytes.subarray(at, at + 4));
  if (!(bytes.byteLength >= 12 && magic(0) === 'PAR1' && magic(bytes.byteLength - 4) === 'PAR1')) {
    refuse(subject, 'begin and end with PAR1', `${bytes.byteLength} bytes that do not`);
  }
  const footer = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint32(
    bytes.byteLength - 8,
    true,
  );
  if (!(footer <= MAX_FOOTER_BYTES))
    refuse(`${subject} footer`, `be at most ${MAX_FOOTER_BYTES} bytes`, footer);

  let metadata: FileMetaData;
  try {
    metadata = parquetMetadata(bytes);
  } catch (error) {
    throw new RangeError(`${subject} must be readable Parquet, got ${(error as Error).message}`);
  }
  const rows = Number(metadata.num_rows);
  if (!(rows >= 1 && rows <= maxRows)) refuse(`${subject} rows`, `be 1 to ${maxRows}`, rows);
  const inGroups = metadata.row_groups.reduce((sum, group) => sum + Number(group.num_rows), 0);
  const isWhole = metadata.row_groups.every(({ num_rows }) => num_rows > 0n);
  if (!isWhole || inGroups !== rows) refuse(`${subject} row groups`, `hold ${rows} rows`, inGroups);

  for (const name of topColumns(metadata)) {
    if (!wanted.some((column) => column.name === name)) {
      refuse(subject, `have the columns ${wanted.map((column) => column.name).join(', ')} only`, name);
    }
  }
  for (const { name, holds, optional } of wanted) {
    const type = columnType(metadata, name);
    if (type === undefined && !optional) refuse(subject, `have a column ${name}`, 'none');
    if (type === undefined) continue;
    const right =
      holds === 'lists'
        ? type === 'list'
        : holds === 'texts'
          ? type === 'BYTE_ARRAY'
          : NUMBERS.includes(type);
    if (!right) refuse(`${subject} column ${name}`, `hold ${holds}`, type);
  }

  let decoded = 0;
  for (const { meta_data: chunk } of metadata.row_groups.flatMap(({ columns }) => columns)) {
    if (!chunk) refuse(subject, 'describe its columns', 'none');
    if (!CODECS.includes(chunk.codec))
      refuse(`${subject} codec`, `be one of ${CODECS.join(', ')}`, chunk.codec);
    decoded += Math.max(Number(chunk.total_uncompressed_size), 8 * Number(chunk.num_values));
  }
  if (!(decoded <= maxBytes)) refuse(`${subject} decoded size`, `be at most ${maxBytes} bytes`, decoded);
  for (const { meta_data: chunk } of metadata.row_groups.flatMap(({ columns }) => columns)) {
    checkChunk(subject, bytes, chunk!, maxBytes);
  }
  return metadata;
}

function checkChunk(subject: string, bytes: Uint8Array, chunk: ColumnMetaData, maxBytes: number): void {
  const first = Number(chunk.dictionary_page_offset || chunk.data_page_offset);
  const end = first + Number(chunk.total_compressed_size);
  const column = `${subject} column ${chunk.path_in_schema[0]}`;
  if (!(4 <= first && first <= end && end <= bytes.byteLength)) {
    refuse(column, `lie within ${bytes.byteLength} bytes`, `${first} to ${end}`);
  }
  try {
    checkPages(bytes.subarray(first, end), Number(chunk.num_values), maxBytes);
  } catch (error) {
    refuse(column, 'have sound pages', (error as Error).message);
  }
}

/** Names of the columns below the root, in file order. */
function topColumns({ schema }: FileMetaData): string[] {
  const names: string[] = [];
  for (let i = 1; i < schema.length; i = afterElement(schema, i)) names.push(schema[i]!.name);
  return names;
}

/** Physical type of a flat column, `list` for one with children, undefined if there is none. */
function columnType({ schema }: FileMetaData, name: string): string | undefined {
  for (let i = 1; i < schema.length; i = afterElement(schema, i)) {
    const element = schema[i]!;
    if (element.name === name) return element.num_children ? 'list' : element.type;
  }
  return undefined;
}

/** The schema is a tree written depth first; this is where the next sibling stands. */
function afterElement(schema: FileMetaData['schema'], at: number): number {
  let next = at + 1;
  for (let child = 0; child < (schema[at]?.num_children ?? 0); child++) next = afterElement(schema, next);
  return next;
}

/** Refuses a page that would unfold beyond the limit, before anything is allocated for it. */
const bounded = ({ maxBytes }: Limits) =>
  Object.fromEntries(
    Object.entries(compressors).map(([codec, decompress]) => [
      codec,
      (input: Uint8Array, length: number) => {
        if (!(length <= maxBytes)) throw new RangeError(`a page of ${length} bytes, more than ${maxBytes}`);
        return decompress(input, length);
      },
    ]),
  );

function refuse(subject: string, rule: string, got: unknown): never {
  throw new RangeError(`${subject} must ${rule}, got ${typeof got === 'string' ? got : String(got)}`);
}
