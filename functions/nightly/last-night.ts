import { dateOf, dayOf } from '../../shared/market/days.ts';
import { sha256 } from '../../shared/market/digest.ts';
import { refuse } from '../../shared/market/parse.ts';
import { ofOneMarket } from '../../shared/sweep/any-manifest.ts';
import { latestKey, reportKey } from '../../shared/sweep/keys.ts';
import { nightlySweepId } from '../../shared/sweep/night.ts';
import { amended, parseSweep } from '../../shared/sweep/parse-sweep.ts';
import { parseIndex, parseLatest } from '../../shared/sweep/records.ts';
import type { Sweep } from '../../shared/sweep/sweep-file.ts';
import type { Objects } from '../ports.ts';
import { readManifest } from '../stored/manifests.ts';
import { needRecord, readRecord } from '../stored/records.ts';
import { plansOf } from './night-plans.ts';

/** A gap that is longer begins a new row of nights. */
const FARTHEST_DAYS = 31;

/** A night that has its report. */
export interface PastNight {
  readonly date: string;
  readonly previous: NonNullable<Sweep['previous']>;
}

/**
 * The night before a date: the newest one of the market that has a report, at most 31 days back. Its report must have the
 * digest that its index gives it.
 *
 * @param date `2026-01-31`
 */
export async function nightBefore(
  objects: Objects,
  market: string,
  date: string,
): Promise<PastNight | undefined> {
  for (let days = 1; days <= FARTHEST_DAYS; days++) {
    const before = dateOf(dayOf(date) - days);
    for (const sweepId of (await plansOf(objects, market, before)).reverse()) {
      const found = await reportOf(objects, sweepId);
      if (found) return { date: before, previous: found };
    }
  }
  return undefined;
}

async function reportOf(objects: Objects, sweepId: string): Promise<PastNight['previous'] | undefined> {
  const latest = await readRecord(objects, latestKey.build({ sweepId }), parseLatest);
  if (!latest) return undefined;
  const { round } = latest;
  const index = await needRecord(
    objects,
    reportKey.build({ sweepId, round, file: 'index.json' }),
    parseIndex,
  );
  const key = reportKey.build({ sweepId, round, file: 'report.json' });
  const named = index.files.find(({ file }) => file === 'report.json')?.sha256;
  const stored = await objects.get(key);
  const got = stored ? sha256(stored.body) : undefined;
  if (got === undefined || got !== named) refuse(key, `have the digest ${named}`, got);
  return { report: key, sha256: got, night: { sweepId, round } };
}

/**
 * A night's sweep file with the night before it: the one that it names itself, the one that it was planned with, or the one that
 * is found.
 */
export async function withNightBefore(
  objects: Objects,
  sweep: string,
  market: string,
  date: string,
): Promise<string> {
  const planned = await readManifest(objects, nightlySweepId(market, date));
  const previous =
    parseSweep(sweep).previous ??
    (planned && ofOneMarket(planned.manifest).sweep.previous) ??
    (await nightBefore(objects, market, date))?.previous;
  return amended(sweep, { previous: previous ?? null });
}
