import { type ColumnData, parquetRead } from 'hyparquet';
import { refuse } from '../../shared/market/parse.ts';
import { compressors } from './codecs.ts';
import { decimalsOf } from './parquet-decimals.ts';
import { type Ceiling, type ColumnChunk, type Group, soundFooter, type Wanted } from './parquet-footer.ts';
import { checkContents } from './parquet-runs.ts';

/** Columns of one file by name; row `i` of each belongs together. */
export interface Table {
  readonly rows: number;
  readonly numbers: ReadonlyMap<string, Float64Array>;
  readonly texts: ReadonlyMap<string, readonly (string | null)[]>;
  readonly lists: ReadonlyMap<string, readonly Float64Array[]>;
  /** Names of columns that nobody wanted. */
  readonly others: readonly string[];
}

/**
 * Reads the wanted columns of a Parquet file, one row group after the other, numbers as doubles. Refuses,
 * with subject, rule and value, what is not Parquet, claims more than the ceiling or than its bytes can mean, lacks or
 * adds a column, or holds a number that is not finite. All that a decoder allocates or repeats by what the file says is
 * held against the bytes that are there before it does so.
 */
export async function readParquet(
  subject: string,
  bytes: Uint8Array,
  wanted: readonly Wanted[],
  ceiling: Ceiling,
): Promise<Table> {
  const { rows, columns, others, groups } = soundFooter(subject, bytes, wanted, ceiling);

  /** One column of one row group at a time: what is decoded is large, what is kept is small. */
  async function readColumn(name: string, holds: Kept): Promise<Sink['values']> {
    const sink = createSink(subject, { name, holds }, rows);
    let start = 0;
    for (const group of groups) {
      const filled = await readChunk(subject, bytes, group, columns.get(name)!.name, (chunk, first) =>
        sink.take(chunk, start + first),
      );
      if (filled !== group.rows)
        refuse(`${subject} column ${name}`, `have ${group.rows} rows in each group`, filled);
      start += group.rows;
    }
    sink.check();
    return sink.values;
  }

  const table = { numbers: new Map(), texts: new Map(), lists: new Map() };
  for (const { name, holds: own } of wanted) {
    const type = columns.get(name)?.type;
    if (type === undefined) continue;
    const holds = own === 'either' ? (type === 'BYTE_ARRAY' ? 'texts' : 'numbers') : own;
    table[holds === 'names' ? 'texts' : holds].set(name, await readColumn(name, holds));
  }
  return { rows, ...table, others };
}

type Kept = Exclude<Wanted['holds'], 'either'>;

/** Decodes a column of a row group, whose pages were found sound; answers with the number of its rows. */
async function readChunk(
  subject: string,
  bytes: Uint8Array,
  { rows, chunks }: Group,
  name: string,
  take: Sink['take'],
): Promise<number> {
  const own = chunks.get(name)!;
  const decimals = decimalsOf(own.column.elements);
  let filled = 0;
  try {
    await parquetRead({
      file: {
        byteLength: bytes.byteLength,
        slice: (from: number, to = bytes.byteLength) => copyOf(bytes, from, to),
      },
      // As if there were nothing else in the file.
      metadata: {
        version: 1,
        schema: [{ name: 'root', num_children: 1 }, ...(decimals ?? own.column).elements],
        num_rows: BigInt(rows),
        row_groups: [
          {
            columns: [{ meta_data: own.about, file_offset: 0n }],
            num_rows: BigInt(rows),
            total_byte_size: own.about.total_uncompressed_size,
          },
        ],
        metadata_length: 0,
      },
      columns: [name],
      compressors: compressorsOf(own),
      parsers: { stringFromBytes: (text) => text && UTF8.decode(text) },
      utf8: decimals === null, // else bytes without a meaning are texts
      rowEnd: rows,
      onChunk: ({ columnData, rowStart }: ColumnData) => {
        take(decimals ? Array.from(columnData, decimals.numberOf) : columnData, rowStart);
        filled += columnData.length;
      },
    });
  } catch (error) {
    throw new RangeError(`${subject} must be readable Parquet, got ${(error as Error).message}`);
  }
  return filled;
}

const UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** A copy of its own, also of Node's buffers, whose `slice` is none. */
const copyOf = (bytes: Uint8Array, from: number, to: number): ArrayBuffer =>
  new Uint8Array(bytes.subarray(from, to)).buffer;

/** Unfolds the pages of a chunk, which come in their order, and looks into each before it is decoded. */
function compressorsOf({ column, pages }: ColumnChunk) {
  const packed = pages.filter(({ isPacked }) => isPacked).values();
  return Object.fromEntries(
    Object.entries(compressors).map(([codec, decompress]) => [
      codec,
      (input: Uint8Array, length: number) => {
        const page = packed.next().value;
        const { repetition = 0, definition = 0 } = page?.levelBytes ?? {};
        const wanted = page && page.decoded - repetition - definition;
        if (!page || length !== wanted)
          throw new RangeError(`a page of ${wanted} bytes must come, got ${length}`);
        const unfolded = decompress(input, length);
        checkContents(page, column.levels, unfolded);
        return unfolded;
      },
    ]),
  );
}

interface Sink {
  readonly values: Float64Array | (string | null)[] | Float64Array[];
  /** Must not throw: the reader would lose the error. */
  take(chunk: ArrayLike<unknown>, first: number): void;
  /** Refuses what came in. */
  check(): void;
}

function createSink(
  subject: string,
  { name, holds }: { readonly name: string; readonly holds: Kept },
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
