import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { nightsOf } from '../../functions/nightly/archive.ts';
import { renderArchive } from '../../shared/report/archive/archive-page.ts';
import { type ArchivedNight, nightsFrom, nightsText } from '../../shared/report/archive/archived-night.ts';
import { ARCHIVE_KEY, NIGHTS_KEY } from '../../shared/sweep/keys.ts';
import { fileObjects } from './file-objects.ts';
import { writeOutput } from './output-file.ts';

export interface Archive {
  readonly page: string;
  readonly nights: readonly ArchivedNight[];
}

/** Writes the page of all nights of a folder that nights were run into; undefined where it holds none. */
export async function writeArchive(folder: string): Promise<Archive | undefined> {
  const ids = await readdir(join(folder, 'sweeps')).catch(() => []);
  const kept = join(folder, NIGHTS_KEY); // so that a report is read once in its life
  const known = nightsFrom(await readFile(kept, 'utf8').catch(() => ''));
  const nights = await nightsOf(fileObjects(folder), ids, known);
  if (nights.length === 0) return undefined;
  const page = join(folder, ARCHIVE_KEY);
  await writeOutput(kept, nightsText(nights));
  await writeOutput(page, renderArchive(nights));
  return { page, nights };
}
