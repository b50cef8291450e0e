/**
 * Thrift structs in the compact protocol, as Parquet's headers are written in (github.com/apache/parquet-format). Walks
 * through them before a library does that believes them: every part takes at least a byte, a length must lie within
 * what is there, and parts are counted, for each becomes an object. Of a struct that is kept only whole numbers and
 * structs matter here.
 */
export interface ThriftReader {
  readonly bytes: Uint8Array;
  at: number;
  /** Structs, lists and texts that may still come. */
  parts: number;
}

export type Field = number | Struct | undefined;
export interface Struct extends Map<number, Field> {}

/** Metadata of a Parquet file nests seven deep. */
const MAX_DEPTH = 12;

/** @throws RangeError with what must hold; the caller names what is read */
export function readStruct(reader: ThriftReader, depth = 0): Struct {
  countPart(reader, depth);
  const fields: Struct = new Map();
  for (let field = 0; ; ) {
    const byte = nextByte(reader);
    if (byte === 0) return fields;
    field = byte >> 4 === 0 ? readWhole(reader, SHORT) : field + (byte >> 4);
    const type = byte & 15;
    // A field of truth has its value in its type.
    fields.set(field, type === TRUE ? 1 : type === FALSE ? 0 : readField(reader, type, depth));
  }
}

export const numberIn = (struct: Field, field: number): number => {
  const value = struct instanceof Map ? struct.get(field) : undefined;
  return typeof value === 'number' ? value : Number.NaN;
};

const TRUE = 1;
const FALSE = 2;

function readField(reader: ThriftReader, type: number, depth: number): Field {
  switch (type) {
    case TRUE: // in a list, where it takes a byte
    case FALSE:
    case 3:
      return nextByte(reader);
    case 4:
    case 5:
      return readWhole(reader, SHORT);
    case 6:
      return readWhole(reader, LONG);
    case 7: // double
      return skip(reader, 8);
    case 8: // bytes
      countPart(reader, depth);
      return skip(reader, readLength(reader, SHORT));
    case 9:
      return skipList(reader, depth + 1);
    case 12:
      return readStruct(reader, depth + 1);
    default:
      throw new RangeError(`a header must hold known types, got ${type}`);
  }
}

function skipList(reader: ThriftReader, depth: number): undefined {
  countPart(reader, depth);
  const byte = nextByte(reader);
  const length = byte >> 4 === 15 ? readLength(reader, SHORT) : byte >> 4;
  const left = reader.bytes.length - reader.at;
  if (!(length <= left)) throw new RangeError(`a list must lie within ${left} bytes, got ${length} entries`);
  for (let i = 0; i < length; i++) readField(reader, byte & 15, depth);
}

function countPart(reader: ThriftReader, depth: number): void {
  if (depth > MAX_DEPTH) throw new RangeError(`a header must nest at most ${MAX_DEPTH} deep, got more`);
  if (--reader.parts < 0) throw new RangeError('a header must have no more parts than its bytes can mean');
}

function skip(reader: ThriftReader, length: number): undefined {
  const left = reader.bytes.length - reader.at;
  if (!(length <= left)) throw new RangeError(`a value must lie within ${left} bytes, got ${length}`);
  reader.at += length;
}

function nextByte(reader: ThriftReader): number {
  const byte = reader.bytes[reader.at++];
  if (byte === undefined) throw new RangeError('a header must end within what is there, got its end');
  return byte;
}

/** Bytes that a number may take; beyond 32 bits readers part over what a short one means. */
const SHORT = 5;
const LONG = 10;

/** Seven bits a byte, lowest first. */
export function readLength(reader: Pick<ThriftReader, 'bytes' | 'at'>, most: number = SHORT): number {
  let value = 0;
  let scale = 1;
  for (let count = 0; count < most; count++) {
    const byte = nextByte(reader as ThriftReader);
    value += (byte & 127) * scale;
    scale *= 128;
    if (byte >= 128) continue;
    if (most === SHORT && !(value < 2 ** 32)) break;
    return value;
  }
  throw new RangeError(`a number must have at most ${most === SHORT ? 32 : 64} bits, got more`);
}

/** Zigzag: 0, -1, 1, -2, ... */
function readWhole(reader: ThriftReader, most: number): number {
  const zigzag = readLength(reader, most);
  return zigzag % 2 === 0 ? zigzag / 2 : -(zigzag + 1) / 2;
}
