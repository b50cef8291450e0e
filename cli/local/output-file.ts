import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { worded } from './file-errors.ts';

/** Writes a file whole or not at all, over what is there, and the folders that it lies in. */
export const writeOutput = (path: string, content: string | Uint8Array): Promise<void> =>
  worded(path, async () => {
    const half = `${path}.half`;
    await mkdir(dirname(path), { recursive: true });
    try {
      await writeFile(half, content);
      await rename(half, path);
    } finally {
      await rm(half, { force: true });
    }
  });
