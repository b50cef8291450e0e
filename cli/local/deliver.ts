import { basename, dirname, resolve } from 'node:path';
import type { Objects, Reader } from '../../functions/ports.ts';
import { canonicalJson, sha256 } from '../../shared/market/digest.ts';
import { refuse, utf8 } from '../../shared/market/parse.ts';
import { parseSnapshot, type Snapshot, snapshotDigest } from '../../shared/market/snapshot.ts';
import { parseReport } from '../../shared/report/report.ts';
import { snapshotKey } from '../../shared/sweep/keys.ts';
import { parseSweep } from '../../shared/sweep/parse-sweep.ts';
import { readInput } from './input-file.ts';

/** A sweep file and all that it names, read and checked but not yet put anywhere. */
export interface Delivered {
  /** The sweep file. */
  readonly sweep: string;
  readonly snapshotDigest: string;
  /** Key and body of each object that the sweep needs in storage. */
  readonly objects: ReadonlyMap<string, Uint8Array>;
}

/** A sweep of one market. */
export interface MarketDelivered extends Delivered {
  readonly market: string;
}

const MIB = 1 << 20;
/** Bytes; what may be in them is for their readers to say. */
export const MOST = { sweep: 8 * MIB, snapshot: 256 * MIB, columns: 256 * MIB, report: 256 * MIB };

/**
 * Reads a sweep file, its snapshot, the files of columns beside that, and last night's report. Each file that is named
 * with a digest must have it, and columns are regular files below the snapshot's folder: what is put into storage under
 * our names is what the snapshot means, and nothing else of this machine.
 *
 * @param change what is said of the snapshot beside it
 */
export async function readDelivery(
  sweepFile: string,
  change = (snapshot: Snapshot): Snapshot => snapshot,
): Promise<MarketDelivered> {
  const bytes = await readInput(sweepFile, { most: MOST.sweep, what: 'a sweep file' });
  const text = utf8(basename(sweepFile), bytes);
  const sweep = parseSweep(text);
  const folder = dirname(sweepFile);
  const snapshotFile = resolve(folder, sweep.snapshot);
  const snapshot = change(
    parseSnapshot(utf8(basename(snapshotFile), await readInput(snapshotFile, { most: MOST.snapshot }))),
  );
  const digest = snapshotDigest(snapshot);
  const objects = new Map<string, Uint8Array>([
    [snapshotKey.build({ digest, file: 'snapshot.json' }), new TextEncoder().encode(canonicalJson(snapshot))],
    ...(await filed(digest, dirname(snapshotFile), columnFiles(snapshot))),
  ]);
  if (sweep.previous) {
    const { sha256: wanted } = sweep.previous;
    objects.set(
      snapshotKey.build({ digest: wanted, file: 'report.json' }),
      await reportOf(resolve(folder, sweep.previous.report), wanted),
    );
  }
  return { sweep: text, market: snapshot.market.id, snapshotDigest: digest, objects };
}

interface Named {
  readonly file: string;
  readonly sha256: string;
}

/** Files that a snapshot names; its schema asks for a digest beside each. */
export function columnFiles({ positions, depth }: Snapshot): Named[] {
  const parts: { file?: string | undefined; sha256?: string | undefined }[] = [
    ...(positions.kind === 'accounts' ? [positions] : []),
    ...(depth.kind === 'levels' ? [depth] : []),
  ];
  return parts.flatMap(({ file, sha256: digest }) => (file && digest ? [{ file, sha256: digest }] : []));
}

async function reportOf(file: string, digest: string): Promise<Uint8Array<ArrayBuffer>> {
  const body = await readInput(file, { most: MOST.report });
  needDigest('sweep.previous', body, digest);
  parseReport(utf8('sweep.previous', body), 'sweep.previous');
  return body;
}

function needDigest(subject: string, body: Uint8Array, digest: string): void {
  const got = sha256(body);
  if (got !== digest) refuse(subject, `have the digest ${digest}`, got);
}

/** Files of columns that lie below a folder, as objects of the snapshot. */
export async function filed(
  digest: string,
  below: string,
  files: readonly Named[],
): Promise<[key: string, body: Uint8Array][]> {
  const objects: [string, Uint8Array][] = [];
  for (const { file, sha256: wanted } of files) {
    const body = await readInput(resolve(below, file), { most: MOST.columns, below });
    needDigest(file, body, wanted);
    objects.push([snapshotKey.build({ digest, file }), body]);
  }
  return objects;
}

/** What a delivery holds, to be read from. */
export const reading = ({ objects }: Pick<Delivered, 'objects'>): Reader => ({
  get: async (key) => {
    const body = objects.get(key);
    return body && { body, meta: {}, etag: '0' };
  },
});

/** Storage as it will be once the delivery lies in it: what is checked is what is then written. */
export const withDelivery = (storage: Objects, delivery: Pick<Delivered, 'objects'>): Objects => ({
  ...storage,
  get: async (key) => (await reading(delivery).get(key)) ?? storage.get(key),
});

/** Puts a delivery into storage; what lies there already must be the same bytes. */
export async function deliver(storage: Objects, { objects }: Pick<Delivered, 'objects'>): Promise<void> {
  for (const [key, body] of objects) {
    if ((await storage.create(key, body)) === 'created') continue;
    const stored = await storage.get(key);
    const [own, got] = [sha256(body), stored ? sha256(stored.body) : 'nothing'];
    if (got !== own) refuse(key, `hold what is delivered, with the digest ${own}; remove what is there`, got);
  }
}
