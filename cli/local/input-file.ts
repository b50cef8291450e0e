import { constants, type Stats } from 'node:fs';
import { type FileHandle, open, realpath, stat } from 'node:fs/promises';
import { sep } from 'node:path';
import { FileError, worded } from './file-errors.ts';

/** What a file that somebody names must be. */
export interface Wanted {
  /** Bytes; more is not read. */
  readonly most: number;
  /** As a refusal says it. */
  readonly what?: string;
  /** The folder below which it must lie, links followed; anywhere if not given. */
  readonly below?: string;
}

/**
 * Reads a regular file, whole. Refuses folders, pipes, devices and sockets without opening them, and what is larger than it
 * may be before a byte of it is kept.
 *
 * @throws FileError
 */
export const readInput = (
  path: string,
  { most, what = 'a file', below }: Wanted,
): Promise<Uint8Array<ArrayBuffer>> =>
  worded(path, async () => {
    const place = below === undefined ? path : await placeBelow(path, below);
    needFile(path, what, await stat(place));
    const file = await open(place, READ);
    try {
      const info = await file.stat(); // of what was opened, whatever lies there by now
      needFile(path, what, info);
      if (!(info.size <= most)) throw new FileError(path, `be at most ${most} bytes`, String(info.size));
      return await wholeOf(file, info.size);
    } finally {
      await file.close();
    }
  });

/** Does not wait for the other end of a pipe; Windows has neither. */
const READ = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);

async function placeBelow(path: string, below: string): Promise<string> {
  const [place, folder] = [await realpath(path), await realpath(below)];
  if (place.startsWith(folder.endsWith(sep) ? folder : folder + sep)) return place;
  throw new FileError(path, `lie below ${below}`, `a link to ${place}`);
}

function needFile(path: string, what: string, info: Stats): void {
  if (info.isFile()) return;
  const got = info.isDirectory()
    ? 'a folder'
    : info.isFIFO()
      ? 'a pipe'
      : info.isSocket()
        ? 'a socket'
        : 'a device';
  throw new FileError(path, `be ${what}`, got);
}

/** So many bytes, or fewer if the file has become shorter. */
async function wholeOf(file: FileHandle, size: number): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = new Uint8Array(size);
  let filled = 0;
  while (filled < size) {
    const { bytesRead } = await file.read(bytes, filled, size - filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return bytes.subarray(0, filled);
}
