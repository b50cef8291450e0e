import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { unpackedText } from '../local/packed.ts';

/**
 * Text of a file of recorded data, by folder and name; undefined where it is not there. What was recorded at venues
 * is under licences of its own, lies beside the project and is not part of it.
 */
export type Recorded = (file: string) => string | undefined;

export const NOTHING_RECORDED: Recorded = () => undefined;

export const recordedIn =
  (folder: string): Recorded =>
  (file) => {
    const path = join(folder, file);
    if (!existsSync(path)) return undefined;
    return unpackedText(file, readFileSync(path)).text;
  };
