import { latestKey, openFolder, reportKey } from '../../shared/sweep/keys.ts';
import { MOST_PLANS, nightlySweepId } from '../../shared/sweep/night.ts';
import { parseIndex, parseLatest } from '../../shared/sweep/records.ts';
import type { Clock, Objects, Starter } from '../ports.ts';
import { needManifest } from '../stored/manifests.ts';
import { readRecord } from '../stored/records.ts';
import { latestInstant, localClock } from './local-time.ts';
import { businessDate, type NightlyMarket } from './markets.ts';
import { plansOf } from './night-plans.ts';

export interface WatchPorts {
  readonly objects: Objects;
  readonly clock: Clock;
  readonly starter: Starter;
  readonly markets: readonly NightlyMarket[];
  /** Of the workers that are deployed. */
  readonly modelDigest: string;
}

const MINUTE = 60_000;

/**
 * Schedules are hints too (pipeline.md 4.3): starts plan for a night that has none yet, whose marker is lost, which plan
 * puts back, or that a deployment has ended, and names the markets whose night is late. One that cannot be looked at is
 * told of, and keeps no other from being looked at.
 */
export async function watchNights(
  { objects, clock, starter, markets, modelDigest }: WatchPorts,
  onFailure: (sweepId: string, error: unknown) => void,
): Promise<string[]> {
  const overdue: string[] = [];
  for (const market of markets) {
    const now = clock.now();
    const begun = latestInstant(localClock(market.zone), market.at, now);
    const date = businessDate(market, begun);
    try {
      const state = await progressOf(objects, market.market, date, modelDigest);
      if (state === 'reported') continue;
      if (now >= begun + market.cutOffMinutes * MINUTE) {
        overdue.push(market.market);
      } else if (state !== 'under-way') {
        const scheduledTime = `${new Date(begun).toISOString().slice(0, 19)}Z`;
        const anew = state === 'ended' && ({ anew: true } as const);
        await starter.start({ kind: 'night', market: market.market, scheduledTime, ...anew });
      }
    } catch (error) {
      onFailure(nightlySweepId(market.market, date), error);
    }
  }
  return overdue;
}

/** How far a night is, by its newest plan; `ended` if other code than is deployed now had planned it and could not finish. */
async function progressOf(
  objects: Objects,
  market: string,
  date: string,
  modelDigest: string,
): Promise<'reported' | 'under-way' | 'stuck' | 'ended'> {
  const plans = await plansOf(objects, market, date);
  const sweepId = plans.at(-1);
  if (sweepId === undefined) return 'stuck';
  const latest = await readRecord(objects, latestKey.build({ sweepId }), parseLatest);
  if (!latest) return (await hasMarker(objects, sweepId)) ? 'under-way' : 'stuck';
  const { manifest } = await needManifest(objects, sweepId);
  if (manifest.modelDigest === modelDigest || plans.length === MOST_PLANS) return 'reported';
  const index = reportKey.build({ sweepId, round: latest.round, file: 'index.json' });
  return (await readRecord(objects, index, parseIndex))?.status === 'complete' ? 'reported' : 'ended';
}

async function hasMarker(objects: Objects, sweepId: string): Promise<boolean> {
  for await (const _marker of objects.list(`${openFolder}${sweepId}/`)) return true;
  return false;
}
