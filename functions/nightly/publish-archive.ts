import { dateOf, dayOf } from '../../shared/market/days.ts';
import { renderArchive } from '../../shared/report/archive/archive-page.ts';
import { type ArchivedNight, nightsFrom, nightsText } from '../../shared/report/archive/archived-night.ts';
import { ARCHIVE_KEY, NIGHTS_KEY } from '../../shared/sweep/keys.ts';
import { nightlySweepId, nightOf } from '../../shared/sweep/night.ts';
import type { Objects } from '../ports.ts';
import { nightsOf } from './archive.ts';

/** Nights of a market that are looked at: those of a month may have a newer report; where none is known, of a year. */
const LOOKED_AT = { known: 31, unknown: 400 };
/** Nights of several markets end at about the same time. */
const MOST_TRIES = 20;

/**
 * Writes the page of all nights of a bucket anew, with what is new of a market up to a night. Whoever writes at the same time
 * begins again: no page takes the place of one that shows more.
 */
export async function publishArchive(objects: Objects, market: string, sweepId: string): Promise<void> {
  for (let tries = 0; tries < MOST_TRIES; tries++) {
    const page = await objects.get(ARCHIVE_KEY); // before the nights: a page written since shows no fewer
    const stored = await objects.get(NIGHTS_KEY);
    const known = stored ? nightsFrom(new TextDecoder().decode(stored.body)) : [];
    const nights = await withNewest(objects, known, market, sweepId);
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
  sweepId: string,
): Promise<ArchivedNight[]> {
  const isKnown = known.some((own) => own.market === market);
  const days = isKnown ? LOOKED_AT.known : LOOKED_AT.unknown;
  const last = dayOf(nightOf(sweepId)!);
  const firstPlans = Array.from({ length: days }, (_, back) => nightlySweepId(market, dateOf(last - back)));
  const ids = [...new Set([...firstPlans, sweepId])]; // which may be planned anew
  const fresh = await nightsOf(objects, ids, known);
  const others = known.filter((own) => !ids.includes(own.sweepId));
  return [...others, ...fresh].sort((a, b) => (a.sweepId < b.sweepId ? -1 : 1));
}
