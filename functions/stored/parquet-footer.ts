import { type ColumnMetaData, type FileMetaData, parquetMetadata } from 'hyparquet';
import { refuse } from '../../shared/market/parse.ts';
import { checkPages } from './parquet-pages.ts';

/** A column that a reader knows what to do with. */
export interface Wanted {
  readonly name: string;
  readonly holds: 'numbers' | 'texts' | 'lists';
  /** May be missing from the file; an absent column is absent from the table. */
  readonly optional?: boolean;
}

/** What a file may claim before a page of it is decoded. */
export interface Ceiling {
  readonly maxRows: number;
  /** Decoded size, bytes. */
  readonly maxBytes: number;
  /** Columns that nobody wants may be there, and are passed over: in tables of our own. */
  readonly mayHoldMore?: boolean;
}

const MAX_FOOTER_BYTES = 1 << 20;
const CODECS: readonly string[] = ['UNCOMPRESSED', 'SNAPPY', 'GZIP', 'BROTLI', 'ZSTD', 'LZ4_RAW'];
const NUMBERS: readonly string[] = ['DOUBLE', 'FLOAT', 'INT32', 'INT64'];

/** What a file says about itself, if it can be true and stays within the ceiling; no page is decoded for it. */
export function soundFooter(
  subject: string,
  bytes: Uint8Array,
  wanted: readonly Wanted[],
  { maxRows, maxBytes, mayHoldMore = false }: Ceiling,
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
    if (!mayHoldMore && !wanted.some((column) => column.name === name)) {
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
export function columnType({ schema }: FileMetaData, name: string): string | undefined {
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
