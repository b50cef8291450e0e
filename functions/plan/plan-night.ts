import { inboxKey } from '../../shared/sweep/keys.ts';
import { nightlySweepId, parseInbox } from '../../shared/sweep/night.ts';
import { parseSweep } from '../../shared/sweep/parse-sweep.ts';
import type { NightTask } from '../../shared/sweep/tasks.ts';
import { withNightBefore } from '../nightly/last-night.ts';
import { businessDate, type NightlyMarket } from '../nightly/markets.ts';
import { readRecord } from '../stored/records.ts';
import { type PlanPorts, type Proposal, plan } from './plan.ts';

/** What became of a plan for a night. */
export type Night =
  | { readonly outcome: 'planned' | 'known'; readonly sweepId: string; readonly proposal: Proposal }
  | { readonly outcome: 'no-snapshot'; readonly sweepId: string };

/**
 * Plans a night from what lies in the market's inbox (pipeline.md 4.3). The scheduled time decides the business date,
 * so any number of duplicates and late retries make one sweep.
 */
export const planNight =
  (ports: PlanPorts, markets: readonly NightlyMarket[]) =>
  async ({ market, scheduledTime }: NightTask): Promise<Night> => {
    const known = markets.find((own) => own.market === market);
    if (!known) throw new RangeError(`market must have a night, got ${market}`);
    const date = businessDate(known, Date.parse(scheduledTime));
    const sweepId = nightlySweepId(market, date);
    const inbox = await readRecord(ports.objects, inboxKey.build({ market, businessDate: date }), (text) =>
      parseInbox(text, market),
    );
    if (!inbox) return { outcome: 'no-snapshot', sweepId };
    const { sweep, snapshotDigest } = inbox;
    const withBefore = await withNightBefore(ports.objects, parseSweep(sweep), market, date);
    const proposal = await plan(ports)({ sweep: withBefore, snapshotDigest, sweepId, isNight: true });
    return { outcome: proposal.known ? 'known' : 'planned', sweepId, proposal };
  };
