import { inboxKey } from '../../shared/sweep/keys.ts';
import { parseInbox } from '../../shared/sweep/night.ts';
import type { NightTask } from '../../shared/sweep/tasks.ts';
import { withNightBefore } from '../nightly/last-night.ts';
import { businessDate, type NightlyMarket } from '../nightly/markets.ts';
import { nextPlan } from '../nightly/night-plans.ts';
import type { Objects } from '../ports.ts';
import { readRecord } from '../stored/records.ts';
import { type PlanPorts, type PlanRequest, type Proposal, plan } from './plan.ts';

/** What became of a plan for a night. */
export type Night =
  | {
      readonly outcome: 'planned' | 'planned-anew' | 'known';
      readonly sweepId: string;
      readonly proposal: Proposal;
    }
  | { readonly outcome: 'no-snapshot'; readonly sweepId: string };

/**
 * Plans a night from what lies in the market's inbox (pipeline.md 4.3). The scheduled time decides the business date,
 * so any number of duplicates and late retries make one sweep. Only whoever saw that a deployment has ended it may ask for
 * another, which then is the one that all others find.
 */
export const planNight =
  (ports: PlanPorts, markets: readonly NightlyMarket[]) =>
  async ({ market, scheduledTime, anew }: NightTask): Promise<Night> => {
    const known = markets.find((own) => own.market === market);
    if (!known) throw new RangeError(`market must have a night, got ${market}`);
    const date = businessDate(known, Date.parse(scheduledTime));
    const { sweepId, isNew } = await nextPlan(ports, market, date, anew === true);
    const request = await nightRequest(ports.objects, market, date);
    if (!request) return { outcome: 'no-snapshot', sweepId };
    const proposal = await plan(ports)({ ...request, sweepId });
    const outcome = proposal.known ? 'known' : isNew ? 'planned-anew' : 'planned';
    return { outcome, sweepId, proposal };
  };

/** What a market's inbox asks for of a night, with the night before it; undefined while nothing lies there. */
export async function nightRequest(
  objects: Objects,
  market: string,
  businessDate: string,
): Promise<Omit<PlanRequest, 'sweepId'> | undefined> {
  const key = inboxKey.build({ market, businessDate });
  const inbox = await readRecord(objects, key, (text) => parseInbox(text, market));
  if (!inbox) return undefined;
  const { snapshotDigest } = inbox;
  const sweep = await withNightBefore(objects, inbox.sweep, market, businessDate);
  return { sweep, snapshotDigest, isNight: true };
}
