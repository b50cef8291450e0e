import { dateOf, dayOf } from '../../shared/market/days.ts';
import { renderArchive } from '../../shared/report/archive/archive-page.ts';
import { type ArchivedNight, nightsFrom, nightsText } from '../../shared/report/archive/archived-night.ts';
import { ARCHIVE_KEY, NIGHTS_KEY } from '../../shared/sweep/keys.ts';
import type { Objects } from '../ports.ts';
import { nightsOf } from './archive.ts';
import { plansOf } from './night-plans.ts';

/** Nights of a market that are looked at: those of a month may have a newer report; where none is known, of a year. */
const LOOKED_AT = { known: 31, unknown: 400 };
/** Nights of several markets end at about the same time. */
const MOST_TRIES = 20;

/**
 * Writes the page of all nights of a bucket anew, with what is new of a market up to a date. Whoever writes at the same time
 * begins again: no page takes the place of one that shows more.
 */
export async function publishArchive(objects: Objects, market: string, date: string): Promise<void> {
  for (let tries = 0; tries < MOST_TRIES; tries++) {
    const page = await objects.get(ARCHIVE_KEY); // before the nights: a page written since shows no fewer
    const stored = await objects.get(NIGHTS_KEY);
    const known = stored ? nightsFrom(new TextDecoder().decode(stored.body)) : [];
    const nights = await withNewest(objects, known, market, date);
    const list = new TextEncoder().encode(nightsText(nights));
    if ((await objects.swap(NIGHTS_KEY, list, stored?.etag)) === 'stale') continue;
    const html = new TextEncoder().encode(renderArchive(nights));
    if ((await objects.swap(ARCHIVE_KEY, html, page?.etag)) === 'swapped') return;
  }
  throw new Error(`${ARCHIVE_KEY} must be written within ${MOST_TRIES} tries, got others' before each`);
}

async function withNewest(
  objects: Objects,
  known: readonly ArchivedNight[],
  market: string,
  date: string,
): Promise<ArchivedNight[]> {
  const isKnown = known.some((own) => own.market === market);
  const days = isKnown ? LOOKED_AT.known : LOOKED_AT.unknown;
  const dates = Array.from({ length: days }, (_, back) => dateOf(dayOf(date) - back));
  const ids: string[] = [];
  for (const own of dates) ids.push(...(await plansOf(objects, market, own)).slice(-1));
  const fresh = await nightsOf(objects, ids, known);
  const others = known.filter((own) => own.market !== market || !dates.includes(own.date));
  return [...others, ...fresh].sort((a, b) => (a.sweepId < b.sweepId ? -1 : 1));
}
