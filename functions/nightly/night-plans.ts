import { manifestKey } from '../../shared/sweep/keys.ts';
import { MOST_PLANS, nightlySweepId } from '../../shared/sweep/night.ts';
import type { Objects } from '../ports.ts';
import { needManifest } from '../stored/manifests.ts';

/** The sweeps that a night was planned as, oldest first: one, or more where a deployment ended the one before. */
export async function plansOf(objects: Objects, market: string, date: string): Promise<string[]> {
  const plans: string[] = [];
  while (plans.length < MOST_PLANS) {
    const sweepId = nightlySweepId(market, date, plans.length + 1);
    if (!(await objects.head(manifestKey.build({ sweepId })))) break;
    plans.push(sweepId);
  }
  return plans;
}

/** Which sweep a night is to be. */
export interface NextPlan {
  readonly sweepId: string;
  /** Code that is gone has planned the one before. */
  readonly isNew: boolean;
}

/** The newest plan of a night; the one after it if that is of other code and `anew` is asked for. */
export async function nextPlan(
  { objects, modelDigest }: { readonly objects: Objects; readonly modelDigest: string },
  market: string,
  date: string,
  anew: boolean,
): Promise<NextPlan> {
  const plans = await plansOf(objects, market, date);
  const newest = plans.at(-1);
  if (newest === undefined) return { sweepId: nightlySweepId(market, date), isNew: false };
  const isNew =
    anew &&
    plans.length < MOST_PLANS &&
    (await needManifest(objects, newest)).manifest.modelDigest !== modelDigest;
  return { sweepId: isNew ? nightlySweepId(market, date, plans.length + 1) : newest, isNew };
}
