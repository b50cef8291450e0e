import { basename } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { isZstd, unpackZstd } from '../../functions/stored/zstd.ts';
import { refuse, utf8 } from '../../shared/market/parse.ts';
import { readInput } from './input-file.ts';

/** Bytes of a file, and of what it may unpack to: more is no list of accounts, but a bomb. */
export const MOST_BYTES = 256 << 20;
/** What packs better than any venue's file, a few spreadsheets' worth aside. */
const mostUnpacked = (packed: number): number => Math.min(MOST_BYTES, (32 << 20) + 20 * packed);

/** A file's name, for refusals, and its text; what is packed with gzip or zstd is unpacked. */
export async function readTextFile(file: string): Promise<{ readonly name: string; readonly text: string }> {
  const { name, bytes } = unpackedBytes(basename(file), await readInput(file, { most: MOST_BYTES }));
  if (isParquet(bytes)) refuse(name, 'be text: CSV or JSON', 'Parquet, which can be read of positions only');
  return { name, text: utf8(name, bytes) };
}

export const isParquet = (bytes: Uint8Array): boolean =>
  bytes.byteLength >= 4 && String.fromCharCode(...bytes.subarray(0, 4)) === 'PAR1';

interface Packing {
  readonly name: string;
  readonly begins: (bytes: Uint8Array) => boolean;
  readonly ending: RegExp;
  readonly unpack: (bytes: Uint8Array, options: { maxOutputLength: number }) => Uint8Array<ArrayBuffer>;
}
const isGzip = (bytes: Uint8Array): boolean => bytes[0] === 0x1f && bytes[1] === 0x8b;
const PACKINGS: readonly Packing[] = [
  { name: 'gzip', begins: isGzip, ending: /\.gz$/i, unpack: gunzipSync },
  { name: 'zstd', begins: isZstd, ending: /\.(zst|zstd)$/i, unpack: unpackZstd },
];

/** The text of bytes by the name that they have: without its ending, if they were packed. */
export function unpackedText(
  file: string,
  packed: Uint8Array<ArrayBuffer>,
): { readonly name: string; readonly text: string } {
  const { name, bytes } = unpackedBytes(file, packed);
  return { name, text: utf8(name, bytes) };
}

export function unpackedBytes(
  file: string,
  bytes: Uint8Array<ArrayBuffer>,
): { readonly name: string; readonly bytes: Uint8Array<ArrayBuffer> } {
  const packing = PACKINGS.find(({ begins }) => begins(bytes));
  if (packing) {
    const name = file.replace(packing.ending, '');
    return { name, bytes: unpacked(name, bytes, packing) };
  }
  const promised = PACKINGS.find(({ ending }) => ending.test(file));
  if (promised) refuse(file, `be ${promised.name}`, 'other bytes');
  return { name: file, bytes };
}

function unpacked(
  name: string,
  bytes: Uint8Array,
  { name: packing, unpack }: Packing,
): Uint8Array<ArrayBuffer> {
  const most = mostUnpacked(bytes.length);
  try {
    return unpack(bytes, { maxOutputLength: most });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') {
      refuse(name, `unpack to at most ${most} bytes`, 'more');
    }
    refuse(name, `be readable ${packing}`, (error as Error).message);
  }
}
