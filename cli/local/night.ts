import { withNightBefore } from '../../functions/nightly/last-night.ts';
import { askedSweep } from '../../functions/plan/asked-sweep.ts';
import type { PlanRequest, Proposal } from '../../functions/plan/plan.ts';
import type { Objects } from '../../functions/ports.ts';
import { aftermathKey } from '../../functions/stored/aftermath.ts';
import { modelDigest } from '../../release/release.ts';
import { type Aftermath, aftermathText, aftermathUntil } from '../../shared/market/aftermath.ts';
import { secondsOf } from '../../shared/market/snapshot.ts';
import { sweepDigest } from '../../shared/sweep/digests.ts';
import { besideSweepId, nightlySweepId } from '../../shared/sweep/night.ts';
import { amended, parseSweep } from '../../shared/sweep/parse-sweep.ts';
import { type Delivered, type MarketDelivered, withDelivery } from './deliver.ts';

/** What may be known by now of the time after past reports. */
export interface LaterKnown {
  /** They are scored against it; what came after asOf is left out. */
  readonly aftermath?: Aftermath | undefined;
}

/** A sweep file and its objects, with what came until the time that it speaks for. */
export function withAftermath<Own extends Pick<Delivered, 'sweep' | 'objects'>>(
  own: Own,
  aftermath: Aftermath | undefined,
): Own {
  const until = aftermath && aftermathUntil(aftermath, secondsOf(parseSweep(own.sweep).asOf));
  if (!until) return own;
  const { text, sha256 } = aftermathText(until);
  return {
    ...own,
    sweep: amended(own.sweep, { aftermath: { sha256 } }),
    objects: new Map([...own.objects, [aftermathKey(sha256), new TextEncoder().encode(text)]]),
  };
}

/** The night of the date that the sweep speaks for; if that was run on other inputs, a run beside it. */
export async function proposeNight(
  storage: Objects,
  delivery: MarketDelivered,
  ask: (request: PlanRequest) => Promise<Proposal>,
  onNote: (words: string) => void = () => {},
): Promise<Proposal> {
  const objects = withDelivery(storage, delivery);
  const { sweep: text, market, snapshotDigest } = delivery;
  const date = parseSweep(text).asOf.slice(0, 10);
  const sweep = await withNightBefore(objects, text, market, date);
  const request = { sweep, snapshotDigest };
  const night = await ask({ ...request, sweepId: nightlySweepId(market, date), isNight: true });
  const asked = await askedSweep(objects, sweep, snapshotDigest);
  const digest = sweepDigest(asked, snapshotDigest, modelDigest());
  if (night.manifest.sweepDigest === digest) return night;
  const sweepId = besideSweepId(market, date, digest);
  onNote(`that night was run on other inputs already: ${sweepId} stands beside it`);
  return ask({ ...request, sweepId });
}
