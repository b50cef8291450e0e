import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { nightsOf } from '../../functions/nightly/archive.ts';
import { renderArchive } from '../../shared/report/archive/archive-page.ts';
import { type ArchivedNight, ArchivedNights } from '../../shared/report/archive/archived-night.ts';
import { fileObjects } from './file-objects.ts';
import { writeOutput } from './output-file.ts';

/** Beside the page: what it was made of, so that a report is read once in its life. */
const NIGHTS = 'nights.json';
const PAGE = 'index.html';

export interface Archive {
  readonly page: string;
  readonly nights: readonly ArchivedNight[];
}

/** Writes the page of all nights of a folder that nights were run into; undefined where it holds none. */
export async function writeArchive(folder: string): Promise<Archive | undefined> {
  const ids = await readdir(join(folder, 'sweeps')).catch(() => []);
  const nights = await nightsOf(fileObjects(folder), ids, await knownNights(folder));
  if (nights.length === 0) return undefined;
  const page = join(folder, PAGE);
  await writeOutput(join(folder, NIGHTS), `${ArchivedNights.print(nights, 'nights')}\n`);
  await writeOutput(page, renderArchive(nights));
  return { page, nights };
}

/** What cannot be read is made again. */
async function knownNights(folder: string): Promise<readonly ArchivedNight[]> {
  try {
    const nights = JSON.parse(await readFile(join(folder, NIGHTS), 'utf8')) as ArchivedNight[];
    ArchivedNights.print(nights, 'nights');
    return nights;
  } catch {
    return []; // not there yet, or of another edition: all reports are read again
  }
}
