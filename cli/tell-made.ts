import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseReport } from '../shared/report/report.ts';
import { contagionTold } from './contagion-told.ts';
import { lendingTold } from './lending-told.ts';
import { span } from './numbers.ts';
import { type Made, tell } from './outcome.ts';
import { type RowsTold, tellReport } from './rows-told.ts';
import { note, shownPath } from './terminal.ts';

/** Reports by the file of their numbers; `report.json` is that of one market. */
// biome-ignore lint/suspicious/noExplicitAny: each reads its own numbers, which the digest in the index vouches for
const ROWS: Readonly<Record<string, RowsTold<any>>> = {
  'contagion.json': contagionTold,
  'lending.json': lendingTold,
};

/** Says what came out of a sweep of any kind and where it is. */
export async function tellMade(
  made: Made,
  seconds: number,
  how: { readonly json: boolean; readonly isNight?: boolean },
): Promise<void> {
  const { index, folder, sweepId, round } = made;
  const numbers = index.files.map(({ file }) => file).find((file) => file in ROWS);
  if (numbers === undefined) {
    const report = parseReport(await readFile(join(folder, 'report.json'), 'utf8'));
    tell({ ...made, report }, seconds, { isNight: false, ...how });
    return;
  }
  const told = ROWS[numbers]!;
  const report: unknown = JSON.parse(await readFile(join(folder, numbers), 'utf8'));
  const files = { page: join(folder, told.page), numbers: join(folder, numbers) };
  tellReport(told, report, files, {
    json: how.json,
    of: { sweepId, round, status: index.status, folder: shownPath(folder), seconds },
  });
  if (!how.json) note(`done in ${span(seconds)}`);
}
