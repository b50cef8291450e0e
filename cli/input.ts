import { basename } from 'node:path';
import { columnsFromParquet } from '../functions/stored/load-market.ts';
import type { VenueTable } from '../shared/market/import/table.ts';
import { refuse, utf8 } from '../shared/market/parse.ts';
import { readInput } from './local/input-file.ts';
import { isParquet, MOST_BYTES, readTextFile, unpackedBytes } from './local/packed.ts';

/** A file's name, for refusals, and its text; `-` is standard input, and what is packed with gzip or zstd is unpacked. */
export async function readText(file: string): Promise<{ readonly name: string; readonly text: string }> {
  if (file === '-') return { name: STDIN, text: utf8(STDIN, await standardInput()) };
  return readTextFile(file);
}

/** The same, or the columns of a Parquet file of positions. */
export async function readTable(kind: 'positions' | 'levels', file: string): Promise<VenueTable> {
  if (file === '-') return readText(file);
  const { name, bytes } = unpackedBytes(basename(file), await readInput(file, { most: MOST_BYTES }));
  return isParquet(bytes)
    ? { name, columns: await columnsFromParquet(kind, name, bytes) }
    : { name, text: utf8(name, bytes) };
}

const STDIN = 'standard input';

async function standardInput(): Promise<Uint8Array> {
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const part of process.stdin) {
    bytes += part.length;
    if (bytes > MOST_BYTES) refuse(STDIN, `be at most ${MOST_BYTES} bytes`, 'more');
    parts.push(part);
  }
  return Buffer.concat(parts);
}
