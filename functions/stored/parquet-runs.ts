import type { Page } from './parquet-pages.ts';
import type { Levels } from './parquet-schema.ts';
import { readLength } from './thrift.ts';

/** How values are encoded (github.com/apache/parquet-format, Encodings); those that are not here are not read. */
const PLAIN = 0;
const PLAIN_DICTIONARY = 2;
const DELTA_BINARY_PACKED = 5;
const DELTA_LENGTH_BYTE_ARRAY = 6;
const RLE_DICTIONARY = 8;
const BYTE_STREAM_SPLIT = 9;

/** Runs are packed in groups of eight, a few of which some writers fill up. */
const SLACK = 504;
/** Of delta encodings: values of a block, and the blocks in it. */
const MOST_IN_BLOCK = 1 << 16;
const MOST_MINI_BLOCKS = 512;

/**
 * Looks at what a decoder repeats so many times as a page says: runs of levels and of dictionary entries, and blocks of
 * differences. None may be longer than the values that the page claims.
 *
 * @param bytes of the page, unfolded; of a page of version 2 without its levels
 * @throws RangeError with what must hold; the caller names the file and the column
 */
export function checkContents(page: Page, levels: Levels, bytes: Uint8Array): void {
  if (page.kind === 'dictionary') return; // as long as its bytes
  let at = 0;
  if (page.kind === 'data') {
    for (const level of [levels.repetition, levels.definition]) {
      if (level === 0) continue;
      const length = at + 4 <= bytes.length ? lengthAt(bytes, at) : Number.NaN;
      if (!(at + 4 + length <= bytes.length))
        throw new RangeError(`levels must lie within their page, got ${length} bytes`);
      checkRuns(bytes, at + 4, widthOf(level), page.values);
      at += 4 + length;
    }
  }
  switch (page.encoding) {
    case PLAIN:
    case BYTE_STREAM_SPLIT:
      return;
    case PLAIN_DICTIONARY:
    case RLE_DICTIONARY: {
      const width = bytes[at] ?? Number.NaN;
      if (page.values > page.nulls && !(width <= 32))
        throw new RangeError(`entries of a dictionary must have at most 32 bits, got ${width}`);
      if (width > 0) checkRuns(bytes, at + 1, width, page.values);
      else if (page.kind === 'data-2') checkRuns(bytes, at + 1, 0, page.values);
      return;
    }
    case DELTA_BINARY_PACKED:
    case DELTA_LENGTH_BYTE_ARRAY:
      if (page.values > page.nulls) checkBlocks(bytes, at);
      return;
    default:
      throw new RangeError(
        `values must be plain, in a dictionary, split by byte, packed as differences or lengths first, got encoding ${page.encoding}`,
      );
  }
}

/** The same of the levels that stand before the values of a page of version 2. */
export function checkLevels(page: Page, levels: Levels, bytes: Uint8Array): void {
  const { repetition, definition } = page.levelBytes;
  if (levels.repetition > 0)
    checkRuns(bytes.subarray(0, repetition), 0, widthOf(levels.repetition), page.values);
  if (levels.definition > 0) {
    const own = bytes.subarray(repetition, repetition + definition);
    checkRuns(own, 0, widthOf(levels.definition), page.values);
  }
}

const widthOf = (level: number): number => 32 - Math.clz32(level);

const lengthAt = (bytes: Uint8Array, at: number): number =>
  new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint32(at, true);

function checkRuns(bytes: Uint8Array, from: number, width: number, values: number): void {
  const reader = { bytes, at: from };
  for (let seen = 0; seen < values && reader.at < bytes.length; ) {
    const header = readLength(reader);
    const isPacked = header % 2 === 1;
    const groups = Math.floor(header / 2);
    const count = isPacked ? 8 * groups : groups;
    if (!(count <= values - seen + (isPacked ? SLACK : 0)))
      throw new RangeError(`a run must hold at most the ${values} values of its page, got ${count}`);
    reader.at += isPacked ? groups * width : Math.ceil(width / 8);
    seen += count;
  }
}

function checkBlocks(bytes: Uint8Array, from: number): void {
  const reader = { bytes, at: from };
  const [inBlock, miniBlocks] = [readLength(reader), readLength(reader)];
  const isSound =
    inBlock <= MOST_IN_BLOCK &&
    1 <= miniBlocks &&
    miniBlocks <= MOST_MINI_BLOCKS &&
    inBlock % (8 * miniBlocks) === 0 &&
    inBlock > 0;
  if (!isSound)
    throw new RangeError(`differences must come in blocks of whole bytes, got ${inBlock} in ${miniBlocks}`);
}
