import type { History } from '../../shared/market/history.ts';
import { inspect, refuseUnaccepted, unaccepted } from '../../shared/market/inspect/inspect.ts';
import type { Market } from '../../shared/market/market.ts';
import { parseSnapshot } from '../../shared/market/snapshot.ts';
import { snapshotKey } from '../../shared/sweep/keys.ts';
import { needsHistory } from '../../shared/sweep/parse-sweep.ts';
import type { Objects } from '../ports.ts';
import { loadMarket } from '../stored/load-market.ts';
import { needRecord } from '../stored/records.ts';

/** The history of the snapshot, where a design shock is a quantile of it. */
export async function historyFor(objects: Objects, sweep: string, digest: string): Promise<History | null> {
  if (!needsHistory(sweep)) return null;
  const key = snapshotKey.build({ digest, file: 'snapshot.json' });
  return (await needRecord(objects, key, parseSnapshot)).history;
}

/** The market that a sweep runs on, asked before it is believed; and what a sweep goes on with all the same. */
export async function askedMarket(
  objects: Objects,
  snapshotDigest: string,
): Promise<{ readonly market: Market; readonly notes: readonly string[] }> {
  const market = await loadMarket(objects, snapshotDigest);
  const findings = inspect(market);
  refuseUnaccepted(findings, market.snapshot, 'sweep');
  return {
    market,
    notes: [...market.notes, ...unaccepted(findings, market.snapshot).map(({ text }) => text)],
  };
}
