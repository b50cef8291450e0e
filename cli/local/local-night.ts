import { withNightBefore } from '../../functions/nightly/last-night.ts';
import type { PlanRequest, Proposal, propose } from '../../functions/plan/plan.ts';
import type { Objects } from '../../functions/ports.ts';
import { aftermathKey } from '../../functions/stored/aftermath.ts';
import { modelDigest } from '../../release/release.ts';
import { type Aftermath, aftermathText, aftermathUntil } from '../../shared/market/aftermath.ts';
import { canonicalJson } from '../../shared/market/digest.ts';
import { secondsOf } from '../../shared/market/snapshot.ts';
import { sweepDigest } from '../../shared/sweep/digests.ts';
import { besideSweepId, nightlySweepId } from '../../shared/sweep/night.ts';
import { parseSweep } from '../../shared/sweep/parse-sweep.ts';
import type { Delivered } from './deliver.ts';

/** The delivery of a night, with what came until then. */
export function withAftermath(delivery: Delivered, aftermath: Aftermath | undefined): Delivered {
  const sweep = parseSweep(delivery.sweep);
  const until = aftermath && aftermathUntil(aftermath, secondsOf(sweep.asOf));
  if (!until) return delivery;
  const { text, sha256: digest } = aftermathText(until);
  return {
    ...delivery,
    sweep: canonicalJson({ ...sweep, aftermath: { sha256: digest } }),
    objects: new Map([...delivery.objects, [aftermathKey(digest), new TextEncoder().encode(text)]]),
  };
}

/** The night of the date that the sweep speaks for; if that was run on other inputs, a run beside it. */
export async function proposeNight(
  ask: ReturnType<typeof propose>,
  objects: Objects,
  { sweep: text, market, snapshotDigest }: Delivered,
  size: Pick<PlanRequest, 'cellsPerShard'>,
): Promise<Proposal> {
  const date = parseSweep(text).asOf.slice(0, 10);
  const sweep = await withNightBefore(objects, parseSweep(text), market, date);
  const request = { sweep, snapshotDigest, ...size };
  const night = await ask({ ...request, sweepId: nightlySweepId(market, date), isNight: true });
  const digest = sweepDigest(parseSweep(sweep), snapshotDigest, modelDigest());
  if (night.manifest.sweepDigest === digest) return night;
  return ask({ ...request, sweepId: besideSweepId(market, date, digest) });
}
