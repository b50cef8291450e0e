import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { text as textOf } from 'node:stream/consumers';
import { gunzipSync } from 'node:zlib';

/** A file's name, for refusals, and its text; `-` is standard input, and `.gz` is unpacked. */
export async function readText(file: string): Promise<{ readonly name: string; readonly text: string }> {
  if (file === '-') return { name: 'standard input', text: await textOf(process.stdin) };
  const bytes = await readFile(file).catch((error: NodeJS.ErrnoException) => {
    error.path ??= file; // Node leaves it out where a folder is read
    throw error;
  });
  const name = basename(file);
  if (!name.endsWith('.gz')) return { name, text: decoded(name, bytes) };
  return { name: name.slice(0, -'.gz'.length), text: decoded(name, unpacked(name, bytes)) };
}

/** What a file may unpack to: more is no list of accounts, but a bomb. */
const MOST_BYTES = 256 << 20;

function unpacked(name: string, bytes: Uint8Array): Uint8Array {
  try {
    return gunzipSync(bytes, { maxOutputLength: MOST_BYTES });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') {
      throw new RangeError(`${name} must unpack to at most ${MOST_BYTES} bytes, got more`);
    }
    throw new RangeError(`${name} must be gzip, got ${(error as Error).message}`);
  }
}

function decoded(name: string, bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new RangeError(`${name} must be UTF-8, got other bytes`);
  }
}
