import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Sends what has not been sent from this folder; what failed is tried again with the next run of the night. */
export async function sendOnce(folder: string, id: string, send: () => Promise<void>): Promise<boolean> {
  const place = join(folder, 'notified');
  if (existsSync(join(place, id))) return false;
  await send();
  await mkdir(place, { recursive: true });
  await writeFile(join(place, id), '');
  return true;
}
