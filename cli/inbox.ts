import { plansOf } from '../functions/nightly/night-plans.ts';
import type { Objects } from '../functions/ports.ts';
import { first, listed, newestRound } from '../functions/stored/listed.ts';
import { inboxKey, reportKey } from '../shared/sweep/keys.ts';
import { EXIT, type ExitCode, exitOf } from './exit.ts';
import { type AfterNight, watched } from './follow.ts';
import { fileObjects } from './local/file-objects.ts';
import type { LaterKnown } from './local/night.ts';
import { type LocalPlace, runNight } from './local/run-local.ts';
import { note } from './terminal.ts';

/** A night that something lies ready for. */
interface Night {
  readonly market: string;
  readonly businessDate: string;
}

/**
 * Runs every night of a folder's inbox that has no report yet, the oldest first. One that cannot be run is told of, and
 * keeps no other from being run.
 */
export async function runInbox(
  place: LocalPlace & LaterKnown,
  json: boolean,
  after: AfterNight = { outFolder: place.outFolder, notify: undefined },
): Promise<ExitCode> {
  const nights = await openNights(place.outFolder);
  if (nights.length === 0) note(`${place.outFolder}/inbox: no night without a report`);
  const codes: ExitCode[] = [];
  for (const { market, businessDate } of nights) {
    note(`the night of ${market}, ${businessDate}`);
    try {
      codes.push(
        await watched(json, (watch) => runNight({ ...place, ...watch }, market, businessDate), after),
      );
    } catch (error) {
      const { code, lines } = exitOf(error);
      note(lines);
      codes.push(code);
    }
    if (codes.at(-1) === EXIT.interrupted) break;
  }
  return WORST.find((code) => codes.includes(code)) ?? EXIT.ok;
}

const WORST: readonly ExitCode[] = [EXIT.interrupted, EXIT.failed, EXIT.badInput, EXIT.partial];

async function openNights(outFolder: string): Promise<Night[]> {
  const objects = fileObjects(outFolder);
  const nights: Night[] = [];
  for (const { key } of await listed(objects, 'inbox/')) {
    const night = inboxKey.parse(key);
    if (!night) {
      note(`${outFolder}/${key} must be called inbox/MARKET/YYYY-MM-DD.json to be run, and is passed over`);
      continue;
    }
    if (!(await hasReport(objects, night))) nights.push(night);
  }
  return nights.sort((a, b) =>
    a.businessDate < b.businessDate ? -1 : a.businessDate > b.businessDate ? 1 : 0,
  );
}

async function hasReport(objects: Objects, { market, businessDate }: Night): Promise<boolean> {
  const sweepId = (await plansOf(objects, market, businessDate)).at(-1);
  if (sweepId === undefined) return false;
  const round = await newestRound(objects, sweepId);
  return (await first(objects, reportKey.build({ sweepId, round, file: 'index.json' }))) !== undefined;
}
