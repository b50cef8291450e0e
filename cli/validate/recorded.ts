import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

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
    const bytes = readFileSync(path);
    return (file.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString();
  };
