import { parseSnapshot } from '../../shared/market/snapshot.ts';
import { snapshotKey } from '../../shared/sweep/keys.ts';
import { needsHistory, parseSweep } from '../../shared/sweep/parse-sweep.ts';
import type { Sweep } from '../../shared/sweep/sweep-file.ts';
import type { Objects } from '../ports.ts';
import { needRecord } from '../stored/records.ts';
import { remembered } from '../stored/texts.ts';

/** The sweep that a file asks for, its design shocks in numbers, where the file leaves them to the history of the snapshot. */
export async function askedSweep(objects: Objects, file: string, snapshotDigest: string): Promise<Sweep> {
  const own = remembered(file, withoutHistory);
  if (own) return own;
  const key = snapshotKey.build({ digest: snapshotDigest, file: 'snapshot.json' });
  const { history } = await needRecord(objects, key, parseSnapshot);
  return parseSweep(file, history);
}

const withoutHistory = (file: string): Sweep | undefined =>
  needsHistory(file) ? undefined : parseSweep(file);
