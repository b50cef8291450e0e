import { inboxKey } from '../../shared/sweep/keys.ts';
import { MOST_PLANS, nightlySweepId, parseInbox } from '../../shared/sweep/night.ts';
import type { NightTask } from '../../shared/sweep/tasks.ts';
import { businessDate, type NightlyMarket } from '../nightly/markets.ts';
import { readManifest } from '../stored/manifests.ts';
import { readRecord } from '../stored/records.ts';
import { type PlanPorts, type Proposal, plan } from './plan.ts';

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
    const { plan: nth, isNew } = await planOf(ports, market, date, anew === true);
    const sweepId = nightlySweepId(market, date, nth);
    const inbox = await readRecord(ports.objects, inboxKey.build({ market, businessDate: date }), (text) =>
      parseInbox(text, market),
    );
    if (!inbox) return { outcome: 'no-snapshot', sweepId };
    const { sweep, snapshotDigest } = inbox;
    const proposal = await plan(ports)({ sweep, snapshotDigest, sweepId, isNight: true });
    const outcome = proposal.known ? 'known' : isNew ? 'planned-anew' : 'planned';
    return { outcome, sweepId, proposal };
  };

/** Which plan of a night is meant: the newest that there is, or the one after it if that is of other code. */
async function planOf(
  { objects, modelDigest }: PlanPorts,
  market: string,
  date: string,
  anew: boolean,
): Promise<{ readonly plan: number; readonly isNew: boolean }> {
  for (let plan = 1; plan < MOST_PLANS; plan++) {
    const stored = await readManifest(objects, nightlySweepId(market, date, plan));
    if (!stored) return anew || plan === 1 ? { plan, isNew: plan > 1 } : { plan: plan - 1, isNew: false };
    if (stored.manifest.modelDigest === modelDigest) return { plan, isNew: false };
  }
  return { plan: MOST_PLANS, isNew: false };
}
