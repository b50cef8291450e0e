import { type ColumnMetaData, type FileMetaData, parquetMetadata, type RowGroup } from 'hyparquet';
import { columnCalled } from '../../shared/market/columns.ts';
import { refuse } from '../../shared/market/parse.ts';
import { type Page, pagesOf } from './parquet-pages.ts';
import { type TopColumn, topColumns } from './parquet-schema.ts';
import { readStruct } from './thrift.ts';

/** A column that a reader knows what to do with. */
export interface Wanted {
  readonly name: string;
  /** Names: texts, or whole numbers as texts. Either: numbers or texts, as the file has them. */
  readonly holds: 'numbers' | 'texts' | 'lists' | 'names' | 'either';
  /** May be missing from the file; an absent column is absent from the table. */
  readonly optional?: boolean;
  /** What else it may be called, by tools that people use; without them, it is called as we write it. */
  readonly others?: readonly string[];
}

/** What a file may claim before a page of it is decoded. */
export interface Ceiling {
  readonly maxRows: number;
  /** Decoded size, bytes. */
  readonly maxBytes: number;
  /** Columns that nobody asks for: refused, unless they come from tools that add their own. */
  readonly others?: 'refused' | 'ignored';
}

const MAX_FOOTER_BYTES = 1 << 20;
const CODECS: readonly string[] = ['UNCOMPRESSED', 'SNAPPY', 'GZIP', 'BROTLI', 'ZSTD', 'LZ4_RAW'];
const NUMBERS: readonly string[] = ['DOUBLE', 'FLOAT', 'INT32', 'INT64', 'DECIMAL'];
const TYPES: Readonly<Record<Wanted['holds'], readonly string[]>> = {
  numbers: NUMBERS,
  texts: ['BYTE_ARRAY'],
  lists: ['list'],
  names: ['BYTE_ARRAY', 'INT32', 'INT64'],
  either: [...NUMBERS, 'BYTE_ARRAY'],
};

const WORDS: Readonly<Record<Wanted['holds'], string>> = {
  numbers: 'numbers',
  texts: 'texts',
  lists: 'lists of numbers',
  names: 'texts or whole numbers',
  either: 'numbers or texts',
};

/** A column of a row group: where its bytes are, and the pages that they are cut into. */
export interface ColumnChunk {
  readonly column: TopColumn;
  readonly about: ColumnMetaData;
  readonly pages: readonly Page[];
}

export interface Group {
  readonly rows: number;
  /** Of the wanted columns that the file has, by name. */
  readonly chunks: ReadonlyMap<string, ColumnChunk>;
}

/** What a file says about itself, of the columns that are wanted. */
export interface Footer {
  readonly rows: number;
  /** The wanted ones that are there, by the name that they are wanted under. */
  readonly columns: ReadonlyMap<string, TopColumn>;
  /** Names of those that nobody wants. */
  readonly others: readonly string[];
  readonly groups: readonly Group[];
}

/** Reads what a file says about itself, if it can be true and stays within the ceiling; no page is decoded for it. */
export function soundFooter(
  subject: string,
  bytes: Uint8Array,
  wanted: readonly Wanted[],
  ceiling: Ceiling,
): Footer {
  const metadata = metadataOf(subject, bytes);
  const rows = Number(metadata.num_rows);
  if (!(rows >= 1 && rows <= ceiling.maxRows)) refuse(`${subject} rows`, `be 1 to ${ceiling.maxRows}`, rows);
  const inGroups = metadata.row_groups.reduce((sum, group) => sum + Number(group.num_rows), 0);
  const isWhole = metadata.row_groups.every(({ num_rows }) => num_rows > 0n);
  if (!isWhole || inGroups !== rows) refuse(`${subject} row groups`, `hold ${rows} rows`, inGroups);
  const { columns, others } = wantedColumns(subject, metadata, wanted, ceiling);
  const chunks = metadata.row_groups.map((group) => chunksOf(subject, group, columns));
  checkSizes(subject, bytes, chunks.flat(), ceiling);
  let left = ceiling.maxBytes;
  const groups = metadata.row_groups.map(({ num_rows }, k): Group => {
    const own = chunks[k]!.map(({ column, about }): [string, ColumnChunk] => {
      const pages = checkedPages(subject, bytes, { column, about }, left);
      left -= pages.reduce((sum, { decoded }) => sum + decoded, 0);
      return [column.name, { column, about, pages }];
    });
    return { rows: Number(num_rows), chunks: new Map(own) };
  });
  return { rows, columns, others, groups };
}

/** The metadata, once its parts are counted: the library makes an object of each. */
function metadataOf(subject: string, bytes: Uint8Array): FileMetaData {
  const magic = (at: number) => String.fromCharCode(...bytes.subarray(at, at + 4));
  if (!(bytes.byteLength >= 12 && magic(0) === 'PAR1' && magic(bytes.byteLength - 4) === 'PAR1')) {
    refuse(subject, 'begin and end with PAR1', `${bytes.byteLength} bytes that do not`);
  }
  const end = bytes.byteLength - 8;
  const length = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint32(end, true);
  const most = Math.min(MAX_FOOTER_BYTES, end - 4);
  if (!(length <= most)) refuse(`${subject} footer`, `be at most ${most} bytes`, length);
  const footer = bytes.subarray(end - length, end);
  try {
    readStruct({ bytes: footer, at: 0, parts: 1_000 + Math.floor(length / 5) });
    return parquetMetadata(bytes, { geoparquet: false });
  } catch (error) {
    throw new RangeError(`${subject} must be readable Parquet, got ${(error as Error).message}`);
  }
}

function wantedColumns(
  subject: string,
  metadata: FileMetaData,
  wanted: readonly Wanted[],
  { others = 'refused' }: Ceiling,
): Pick<Footer, 'columns' | 'others'> {
  const there = new Map(topColumns(subject, metadata).map((column) => [column.name, column]));
  for (const name of there.keys()) {
    if (others === 'refused' && !wanted.some((column) => column.name === name)) {
      refuse(subject, `have the columns ${wanted.map((column) => column.name).join(', ')} only`, name);
    }
  }
  const columns = new Map<string, TopColumn>();
  for (const { name, holds, optional, others: otherNames } of wanted) {
    const called = otherNames ? columnCalled(subject, name, [...there.keys()], otherNames) : name;
    const column = called === undefined ? undefined : there.get(called);
    if (!column && !optional) refuse(subject, `have the column ${name}`, [...there.keys()].join(', '));
    if (!column) continue;
    if (!TYPES[holds].includes(column.type))
      refuse(`${subject} column ${name}`, `hold ${WORDS[holds]}`, column.type);
    columns.set(name, column);
  }
  const taken = new Set([...columns.values()].map((column) => column.name));
  return { columns, others: [...there.keys()].filter((name) => !taken.has(name)) };
}

type Described = Pick<ColumnChunk, 'column' | 'about'>;

/** The chunks of a row group that are to be read: one a column. */
function chunksOf(
  subject: string,
  { columns: chunks, num_rows: rows }: RowGroup,
  columns: ReadonlyMap<string, TopColumn>,
): Described[] {
  const byName = new Map([...columns.values()].map((column) => [column.name, column]));
  const found = chunks.flatMap(({ meta_data: about, file_path: elsewhere }): Described[] => {
    if (!about) return refuse(subject, 'describe its columns', 'none');
    const column = byName.get(about.path_in_schema[0]!);
    if (!column) return [];
    if (elsewhere !== undefined) refuse(subject, 'hold its columns itself', elsewhere);
    if (!CODECS.includes(about.codec))
      refuse(`${subject} codec`, `be one of ${CODECS.join(', ')}`, about.codec);
    const path = column.elements.map(({ name }) => name);
    if (about.path_in_schema.join('/') !== path.join('/'))
      refuse(
        `${subject} column ${column.name}`,
        `be called ${path.join('/')}`,
        about.path_in_schema.join('/'),
      );
    if (column.type !== 'list' && about.num_values !== rows)
      refuse(`${subject} column ${column.name}`, `have ${rows} rows in each group`, about.num_values);
    return [{ column, about }];
  });
  if (new Set(found.map(({ column }) => column)).size !== columns.size || found.length !== columns.size)
    refuse(`${subject} row groups`, `have each of ${[...columns.keys()].join(', ')} once`, found.length);
  return found;
}

/** What the file claims, against what is there. */
function checkSizes(
  subject: string,
  bytes: Uint8Array,
  chunks: readonly Described[],
  { maxBytes }: Ceiling,
): void {
  let stored = 0;
  let decoded = 0;
  for (const { about } of chunks) {
    stored += Number(about.total_compressed_size);
    decoded += Math.max(Number(about.total_uncompressed_size), 8 * Number(about.num_values));
  }
  if (!(stored <= bytes.byteLength))
    refuse(`${subject} columns`, `lie beside each other in ${bytes.byteLength} bytes`, stored);
  if (!(decoded <= maxBytes)) refuse(`${subject} decoded size`, `be at most ${maxBytes} bytes`, decoded);
}

function checkedPages(
  subject: string,
  bytes: Uint8Array,
  { column, about }: Described,
  maxBytes: number,
): Page[] {
  const first = Number(about.dictionary_page_offset || about.data_page_offset);
  const end = first + Number(about.total_compressed_size);
  const own = `${subject} column ${column.name}`;
  if (!(4 <= first && first <= end && end <= bytes.byteLength)) {
    refuse(own, `lie within ${bytes.byteLength} bytes`, `${first} to ${end}`);
  }
  try {
    return pagesOf(bytes.subarray(first, end), {
      values: Number(about.num_values),
      maxBytes,
      isPacked: about.codec !== 'UNCOMPRESSED',
      levels: column.levels,
    });
  } catch (error) {
    refuse(own, 'have sound pages', (error as Error).message);
  }
}
