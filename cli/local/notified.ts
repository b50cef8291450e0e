import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { writeOutput } from './output-file.ts';

/** Sends what has not been sent from this folder; what failed is tried again with the next run of the night. */
export async function sendOnce(folder: string, id: string, send: () => Promise<void>): Promise<boolean> {
  const place = join(folder, 'notified');
  if (existsSync(join(place, id))) return false;
  await send();
  await writeOutput(join(place, id), '');
  return true;
}
