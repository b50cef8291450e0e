import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { text as textOf } from 'node:stream/consumers';
import { gunzipSync, zstdDecompressSync } from 'node:zlib';
import { columnsFromParquet } from '../functions/stored/load-market.ts';
import type { VenueTable } from '../shared/market/import/table.ts';

/** A file's name, for refusals, and its text; `-` is standard input, and what is packed with gzip or zstd is unpacked. */
export async function readText(file: string): Promise<{ readonly name: string; readonly text: string }> {
  if (file === '-') return { name: 'standard input', text: await textOf(process.stdin) };
  const { name, bytes } = await readBytes(file);
  return { name, text: decoded(name, bytes) };
}

/** The same, or the columns of a Parquet file of positions. */
export async function readTable(kind: 'positions' | 'levels', file: string): Promise<VenueTable> {
  if (file === '-') return readText(file);
  const { name, bytes } = await readBytes(file);
  const isParquet = bytes.byteLength >= 4 && String.fromCharCode(...bytes.subarray(0, 4)) === 'PAR1';
  return isParquet
    ? { name, columns: await columnsFromParquet(kind, name, bytes) }
    : { name, text: decoded(name, bytes) };
}

async function readBytes(file: string): Promise<{ readonly name: string; readonly bytes: Uint8Array }> {
  const bytes = await readFile(file).catch((error: NodeJS.ErrnoException) => {
    error.path ??= file; // Node leaves it out where a folder is read
    throw error;
  });
  const name = basename(file);
  const packing = PACKINGS.find(({ magic }) => magic.every((byte, i) => bytes[i] === byte));
  if (packing) return { name: name.replace(packing.ending, ''), bytes: unpacked(name, bytes, packing) };
  const promised = PACKINGS.find(({ ending }) => ending.test(name));
  if (promised) throw new RangeError(`${name} must be ${promised.name}, got other bytes`);
  return { name, bytes };
}

interface Packing {
  readonly name: string;
  readonly magic: readonly number[];
  readonly ending: RegExp;
  readonly unpack: (bytes: Uint8Array, options: { maxOutputLength: number }) => Uint8Array;
}
const PACKINGS: readonly Packing[] = [
  { name: 'gzip', magic: [0x1f, 0x8b], ending: /\.gz$/i, unpack: gunzipSync },
  { name: 'zstd', magic: [0x28, 0xb5, 0x2f, 0xfd], ending: /\.(zst|zstd)$/i, unpack: zstdDecompressSync },
];

/** What a file may unpack to: more is no list of accounts, but a bomb. */
const MOST_BYTES = 256 << 20;

function unpacked(name: string, bytes: Uint8Array, { name: packing, unpack }: Packing): Uint8Array {
  try {
    return unpack(bytes, { maxOutputLength: MOST_BYTES });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') {
      throw new RangeError(`${name} must unpack to at most ${MOST_BYTES} bytes, got more`);
    }
    throw new RangeError(`${name} must be ${packing}, got ${(error as Error).message}`);
  }
}

function decoded(name: string, bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new RangeError(`${name} must be UTF-8, got other bytes`);
  }
}
