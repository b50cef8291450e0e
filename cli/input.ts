import { basename } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { refuse, utf8 } from '../shared/market/parse.ts';
import { readInput } from './local/input-file.ts';

/** Bytes of a file, and of what it may unpack to: more is no list of accounts, but a bomb. */
const MOST_BYTES = 256 << 20;
/** What packs better than any venue's file, a few spreadsheets' worth aside. */
const mostUnpacked = (packed: number): number => Math.min(MOST_BYTES, (32 << 20) + 20 * packed);

/** A file's name, for refusals, and its text; `-` is standard input, and `.gz` is unpacked. */
export async function readText(file: string): Promise<{ readonly name: string; readonly text: string }> {
  if (file === '-') return { name: STDIN, text: utf8(STDIN, await standardInput()) };
  return unpackedText(basename(file), await readInput(file, { most: MOST_BYTES }));
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

/** The text of bytes by the name that they have: without `.gz`, if they were packed. */
export function unpackedText(
  file: string,
  bytes: Uint8Array,
): { readonly name: string; readonly text: string } {
  if (!file.endsWith('.gz')) return { name: file, text: utf8(file, bytes) };
  const name = file.slice(0, -'.gz'.length);
  return { name, text: utf8(name, unpacked(name, bytes)) };
}

function unpacked(name: string, bytes: Uint8Array): Uint8Array {
  const most = mostUnpacked(bytes.length);
  try {
    return gunzipSync(bytes, { maxOutputLength: most });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') {
      refuse(name, `unpack to at most ${most} bytes`, 'more');
    }
    refuse(name, 'be gzip', (error as Error).message);
  }
}
