import { checkContents, checkLevels } from './parquet-runs.ts';
import type { Levels } from './parquet-schema.ts';
import { numberIn, readStruct, type ThriftReader } from './thrift.ts';

/** A page of a column chunk, as its header says. */
export interface Page {
  readonly kind: 'data' | 'data-2' | 'dictionary';
  readonly values: number;
  readonly nulls: number;
  readonly encoding: number;
  /** Of version 2: levels stand before the values, and are never packed. */
  readonly levelBytes: { readonly repetition: number; readonly definition: number };
  /** Of its body, packed as it may be. */
  readonly stored: number;
  readonly decoded: number;
  readonly isPacked: boolean;
  /** Where its body begins. */
  readonly at: number;
}

/** What the pages of a chunk must come to. */
export interface Chunk {
  readonly values: number;
  /** Bytes that its pages may unfold to. */
  readonly maxBytes: number;
  readonly isPacked: boolean;
  readonly levels: Levels;
}

/**
 * Walks the page headers of a column chunk before anything is decoded: a reader that believes a damaged header may run in
 * circles or ask for gigabytes. What is not packed is looked into at once.
 *
 * @throws RangeError with what must hold; the caller names the file and the column
 */
export function pagesOf(bytes: Uint8Array, chunk: Chunk): Page[] {
  const reader: ThriftReader = { bytes, at: 0, parts: 0 };
  const pages: Page[] = [];
  const most = 1_000 + bytes.length / 100;
  let found = 0;
  let unfolded = 0;
  while (reader.at < bytes.length) {
    reader.parts = MOST_PARTS;
    const page = pageAt(reader, chunk);
    unfolded += page.decoded;
    if (!(unfolded <= chunk.maxBytes))
      throw new RangeError(`pages must unfold to at most ${chunk.maxBytes} bytes, got ${unfolded}`);
    if (page.kind !== 'dictionary') found += page.values;
    if (!(pages.push(page) <= most)) throw new RangeError(`pages must be at most ${most}, got more`);
    const body = bytes.subarray(page.at, page.at + page.stored);
    const { repetition, definition } = page.levelBytes;
    if (page.kind === 'data-2') checkLevels(page, chunk.levels, body);
    if (!page.isPacked) checkContents(page, chunk.levels, body.subarray(repetition + definition));
    reader.at += page.stored;
  }
  if (found !== chunk.values) throw new RangeError(`pages must hold ${chunk.values} values, got ${found}`);
  return pages;
}

/** A header has statistics, and those a few texts. */
const MOST_PARTS = 64;

/** Fields of a page header, by the numbers that they have there. */
const HEADER = { type: 1, decoded: 2, stored: 3, data: 5, dictionary: 7, data2: 8 };

function pageAt(reader: ThriftReader, { values, isPacked, levels }: Chunk): Page {
  const header = readStruct(reader);
  const kind = KINDS[numberIn(header, HEADER.type)];
  if (!kind)
    throw new RangeError(`a page must hold data or a dictionary, got ${numberIn(header, HEADER.type)}`);
  const own = header.get(
    kind === 'data' ? HEADER.data : kind === 'data-2' ? HEADER.data2 : HEADER.dictionary,
  );
  const of = (field: number, otherwise: number) => (kind === 'data-2' ? numberIn(own, field) : otherwise);
  const isWritten = Number.isNaN(numberIn(own, 7)) || numberIn(own, 7) === 1;
  const page: Page = {
    kind,
    values: numberIn(own, 1),
    nulls: of(2, 0),
    encoding: numberIn(own, kind === 'data-2' ? 4 : 2),
    levelBytes: { repetition: of(6, 0), definition: of(5, 0) },
    stored: numberIn(header, HEADER.stored),
    decoded: numberIn(header, HEADER.decoded),
    isPacked: isPacked && (kind !== 'data-2' || isWritten),
    at: reader.at,
  };
  const left = reader.bytes.length - reader.at;
  const { repetition, definition } = page.levelBytes;
  const inside = (value: number, most: number) => 0 <= value && value <= most;
  if (!inside(page.stored, left))
    throw new RangeError(`a page must end within its column chunk, got ${page.stored} bytes`);
  if (!(page.decoded >= 0)) throw new RangeError(`a page must unfold to some bytes, got ${page.decoded}`);
  if (!inside(page.values, values))
    throw new RangeError(`a page must hold at most ${values} values, got ${page.values}`);
  if (!inside(page.nulls, page.values))
    throw new RangeError(`a page must hold at most ${page.values} nulls, got ${page.nulls}`);
  const mostOfLevels = Math.min(page.stored, page.decoded);
  if (!(inside(repetition, mostOfLevels) && inside(definition, mostOfLevels - repetition)))
    throw new RangeError(`levels must lie within their page, got ${repetition} and ${definition} bytes`);
  const rows = kind === 'data-2' && levels.repetition === 0 ? numberIn(own, 3) : page.values;
  if (rows !== page.values) throw new RangeError(`a page must hold a row a value, got ${rows}`);
  return page;
}

/** By page type; 1 is an index, which nobody writes. */
const KINDS: Readonly<Record<number, Page['kind']>> = { 0: 'data', 2: 'dictionary', 3: 'data-2' };
