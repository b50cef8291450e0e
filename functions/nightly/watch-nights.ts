import { latestKey, manifestKey, openFolder } from '../../shared/sweep/keys.ts';
import { nightlySweepId } from '../../shared/sweep/night.ts';
import type { Clock, Objects, Starter } from '../ports.ts';
import { latestInstant, localClock } from './local-time.ts';
import { businessDate, type NightlyMarket } from './markets.ts';

export interface WatchPorts {
  readonly objects: Objects;
  readonly clock: Clock;
  readonly starter: Starter;
  readonly markets: readonly NightlyMarket[];
}

const MINUTE = 60_000;

/**
 * Schedules are hints too (pipeline.md 4.3): starts plan for a night that has none yet, or whose marker is lost, which
 * plan puts back, and names the markets whose night is late. One that cannot be looked at is told of, and keeps no other from being looked at.
 */
export async function watchNights(
  { objects, clock, starter, markets }: WatchPorts,
  onFailure: (sweepId: string, error: unknown) => void,
): Promise<string[]> {
  const overdue: string[] = [];
  for (const market of markets) {
    const now = clock.now();
    const begun = latestInstant(localClock(market.zone), market.at, now);
    const sweepId = nightlySweepId(market.market, businessDate(market, begun));
    try {
      const isReported = await objects.head(latestKey.build({ sweepId }));
      if (isReported) continue;
      if (now >= begun + market.cutOffMinutes * MINUTE) {
        overdue.push(market.market);
      } else if (!(await isUnderWay(objects, sweepId))) {
        const scheduledTime = `${new Date(begun).toISOString().slice(0, 19)}Z`;
        await starter.start({ kind: 'night', market: market.market, scheduledTime });
      }
    } catch (error) {
      onFailure(sweepId, error);
    }
  }
  return overdue;
}

async function isUnderWay(objects: Objects, sweepId: string): Promise<boolean> {
  if (!(await objects.head(manifestKey.build({ sweepId })))) return false;
  for await (const _marker of objects.list(`${openFolder}${sweepId}/`)) return true;
  return false;
}
