import { readFile } from 'node:fs/promises';
import { basename, dirname, resolve } from 'node:path';
import type { Objects } from '../../functions/ports.ts';
import { canonicalJson } from '../../shared/market/digest.ts';
import { parseSnapshot, snapshotDigest } from '../../shared/market/snapshot.ts';
import { snapshotKey } from '../../shared/sweep/keys.ts';
import { parseSweep } from '../../shared/sweep/parse-sweep.ts';

/** A sweep file and all that it names, read but not yet put anywhere. */
export interface Delivered {
  readonly sweep: string;
  readonly market: string;
  readonly snapshotDigest: string;
  /** Key and body of each object that the sweep needs in storage. */
  readonly objects: ReadonlyMap<string, Uint8Array>;
}

/** Reads a sweep file, its snapshot, the files of columns beside that, and last night's report. */
export async function readDelivery(sweepFile: string): Promise<Delivered> {
  const text = await readFile(sweepFile, 'utf8');
  const sweep = parseSweep(text);
  const folder = dirname(sweepFile);
  const snapshotFile = resolve(folder, sweep.snapshot);
  const snapshot = parseSnapshot(await readFile(snapshotFile, 'utf8'));
  const digest = snapshotDigest(snapshot);
  const { positions, depth } = snapshot;
  const named = [
    ...(positions.kind === 'accounts' && positions.file ? [positions.file] : []),
    ...(depth.kind === 'levels' && depth.file ? [depth.file] : []),
  ];
  const objects = new Map<string, Uint8Array>();
  objects.set(
    snapshotKey.build({ digest, file: 'snapshot.json' }),
    new TextEncoder().encode(canonicalJson(snapshot)),
  );
  for (const file of named) {
    objects.set(
      snapshotKey.build({ digest, file: basename(file) }),
      await readFile(resolve(dirname(snapshotFile), file)),
    );
  }
  if (sweep.previous) {
    const { report, sha256 } = sweep.previous;
    objects.set(
      snapshotKey.build({ digest: sha256, file: 'report.json' }),
      await readFile(resolve(folder, report)),
    );
  }
  return { sweep: text, market: snapshot.market.id, snapshotDigest: digest, objects };
}

/** Storage as it will be once the delivery lies in it: what is checked is what is then written. */
export const withDelivery = (storage: Objects, { objects }: Delivered): Objects => ({
  ...storage,
  get: async (key) => {
    const body = objects.get(key);
    return body ? { body, meta: {}, etag: '0' } : storage.get(key);
  },
});

export async function deliver(storage: Objects, { objects }: Delivered): Promise<void> {
  for (const [key, body] of objects) await storage.create(key, body);
}
