import { mkdir, rename, rm, rmdir, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { refuse } from '../../shared/market/parse.ts';
import { FileError, inWords, worded } from './file-errors.ts';

/** Writes a file whole or not at all, over what is there, and the folders that it lies in. */
export const writeOutput = (path: string, content: string | Uint8Array): Promise<void> =>
  worded(path, async () => {
    const half = `${path}.half`;
    await makeFolder(dirname(path));
    try {
      await writeFile(half, content);
      await rename(half, path);
    } finally {
      await rm(half, { force: true });
    }
  });

/**
 * Refuses a folder in which files of these names could not be written, before anything is computed for them. What it makes to
 * find out it takes away again.
 *
 * @throws FileError
 */
export async function needWritable(folder: string, names: readonly string[]): Promise<void> {
  if (folder === '') refuse('--out', 'name a folder', '""');
  const made: string[] = [];
  try {
    await worded(folder, async () => {
      await makeFolder(folder, made);
      for (const path of names.map((name) => join(folder, name))) {
        if ((await stat(path).catch(() => undefined))?.isDirectory())
          throw new FileError(path, 'be a file', 'a folder');
        const half = `${path}.half`;
        try {
          await writeFile(half, '');
        } catch (error) {
          throw inWords(error, path);
        } finally {
          await rm(half, { force: true });
        }
      }
    });
  } finally {
    for (const own of made.reverse()) await rmdir(own).catch(() => undefined);
  }
}

/** Makes a folder and those above it that are not there; Node's own way of doing that never ends below /proc. */
async function makeFolder(folder: string, made: string[] = []): Promise<void> {
  try {
    await mkdir(folder);
    made.push(folder);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST' || code === 'EISDIR') {
      if (!(await stat(folder)).isDirectory()) throw error;
      return;
    }
    if (code !== 'ENOENT') throw error;
    const above = dirname(folder);
    if (above === folder || (await isFolder(above)))
      throw new FileError(folder, 'lie where one can write', 'a file system that cannot');
    await makeFolder(above, made);
    await makeFolder(folder, made);
  }
}

const isFolder = (path: string): Promise<boolean> =>
  stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
