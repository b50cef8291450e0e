/**
 * Walks the page headers of a column chunk before anything is decoded: a reader that believes a damaged
 * header may run in circles or ask for gigabytes. Headers are Thrift structs in the compact protocol
 * (github.com/apache/parquet-format, PageHeader); of them only whole numbers matter here.
 *
 * @throws RangeError with what must hold; the caller names the file and the column
 */
export function checkPages(chunk: Uint8Array, values: number, maxPageBytes: number): void {
  const reader: Reader = { bytes: chunk, at: 0 };
  let found = 0;
  while (reader.at < chunk.length) {
    const header = readStruct(reader, 0);
    const type = numberOf(header, PAGE_TYPE);
    const stored = numberOf(header, STORED_BYTES);
    const decoded = numberOf(header, DECODED_BYTES);
    if (!(0 <= stored && reader.at + stored <= chunk.length)) {
      throw new RangeError(`a page must end within its column chunk, got ${stored} bytes`);
    }
    if (!(0 <= decoded && decoded <= maxPageBytes)) {
      throw new RangeError(`a page must unfold to at most ${maxPageBytes} bytes, got ${decoded}`);
    }
    const own = numberOf(header.get(HEADER_OF[type] ?? -1), VALUES);
    if (!(0 <= own && own <= values))
      throw new RangeError(`a page must hold at most ${values} values, got ${own}`);
    if (type !== DICTIONARY) found += own;
    reader.at += stored;
  }
  if (found !== values) throw new RangeError(`pages must hold ${values} values, got ${found}`);
}

const PAGE_TYPE = 1;
const DECODED_BYTES = 2;
const STORED_BYTES = 3;
const VALUES = 1;
const DICTIONARY = 2;
/** Which field of the page header holds the counts, by page type: data, dictionary, data of version 2. */
const HEADER_OF: Readonly<Record<number, number>> = { 0: 5, 2: 7, 3: 8 };

interface Reader {
  readonly bytes: Uint8Array;
  at: number;
}
type Field = number | Struct | undefined;
interface Struct extends Map<number, Field> {}

const numberOf = (struct: Field, field: number): number => {
  const value = struct instanceof Map ? struct.get(field) : undefined;
  return typeof value === 'number' ? value : Number.NaN;
};

function readStruct(reader: Reader, depth: number): Struct {
  if (depth > 8) throw new RangeError('a page header must nest at most 8 deep, got more');
  const fields: Struct = new Map();
  for (let field = 0; ; ) {
    const byte = nextByte(reader);
    if (byte === 0) return fields;
    field = byte >> 4 === 0 ? readWhole(reader) : field + (byte >> 4);
    fields.set(field, readField(reader, byte & 15, depth));
  }
}

/** Types of the compact protocol. */
function readField(reader: Reader, type: number, depth: number): Field {
  switch (type) {
    case 1: // true
    case 2: // false
      return undefined;
    case 3:
      nextByte(reader);
      return undefined;
    case 4:
    case 5:
    case 6:
      return readWhole(reader);
    case 7: // double
      reader.at += 8;
      return undefined;
    case 8: {
      // bytes, of statistics: their length moves the reader before they do
      const length = readLength(reader);
      reader.at += length;
      return undefined;
    }
    case 9:
    case 10: {
      const byte = nextByte(reader);
      const length = byte >> 4 === 15 ? readLength(reader) : byte >> 4;
      for (let i = 0; i < length; i++) readField(reader, (byte & 15) <= 2 ? 3 : byte & 15, depth + 1);
      return undefined;
    }
    case 12:
      return readStruct(reader, depth + 1);
    default:
      throw new RangeError(`a page header must hold known types, got ${type}`);
  }
}

function nextByte(reader: Reader): number {
  const byte = reader.bytes[reader.at++];
  if (byte === undefined) throw new RangeError('a page header must end within its column chunk, got its end');
  return byte;
}

/** Seven bits a byte, lowest first; beyond 2^53 it is no size of anything. */
function readLength(reader: Reader): number {
  let value = 0;
  let scale = 1;
  for (let bytes = 0; bytes < 10; bytes++) {
    const byte = nextByte(reader);
    value += (byte & 127) * scale;
    scale *= 128;
    if (byte < 128) return value;
  }
  throw new RangeError('a number in a page header must have at most 10 bytes, got more');
}

/** Zigzag: 0, -1, 1, -2, ... */
function readWhole(reader: Reader): number {
  const zigzag = readLength(reader);
  return zigzag % 2 === 0 ? zigzag / 2 : -(zigzag + 1) / 2;
}
