import { join } from 'node:path';
import type { Objects } from '../../functions/ports.ts';
import { parseReceipt, type Receipt } from '../../functions/reduce/receipt.ts';
import { listed } from '../../functions/stored/listed.ts';
import { needManifest } from '../../functions/stored/manifests.ts';
import { needRecord } from '../../functions/stored/records.ts';
import { sha256 } from '../../shared/market/digest.ts';
import { refuse } from '../../shared/market/parse.ts';
import { manifestKey, reportKey } from '../../shared/sweep/keys.ts';
import { parseIndex } from '../../shared/sweep/records.ts';
import { fileObjects } from '../local/file-objects.ts';
import type { Made } from '../outcome.ts';

export interface Fetched extends Made {
  readonly receipt: Receipt;
  readonly files: readonly string[];
}

/**
 * Brings a report version to a folder, with the manifest and the snapshot that its commands need there. Every file must
 * have the digest that the index says; what lies in the folder already must be the same.
 */
export async function fetchReport(
  objects: Objects,
  sweepId: string,
  round: number,
  out: string,
): Promise<Fetched> {
  const folder = fileObjects(out);
  const manifest = manifestKey.build({ sweepId });
  const { snapshotDigest } = (await needManifest(objects, sweepId)).manifest;
  for (const { key } of [{ key: manifest }, ...(await listed(objects, `snapshots/${snapshotDigest}/`))]) {
    if (!(await folder.head(key))) await folder.create(key, await bytesAt(objects, key));
  }
  const indexKey = reportKey.build({ sweepId, round, file: 'index.json' });
  const index = await needRecord(objects, indexKey, parseIndex);
  for (const { file, sha256: digest } of index.files) {
    const key = reportKey.build({ sweepId, round, file });
    const bytes = await bytesAt(objects, key);
    const got = sha256(bytes);
    if (got !== digest) throw new Error(`${key} must have the digest ${digest}, got ${got}`);
    await keepSame(folder, key, bytes);
  }
  await keepSame(folder, indexKey, await bytesAt(objects, indexKey));
  const receiptKey = reportKey.build({ sweepId, round, file: 'receipt.json' });
  const receipt = await needRecord(folder, receiptKey, parseReceipt);
  return {
    sweepId,
    round,
    folder: join(out, 'sweeps', sweepId, 'reports', String(round).padStart(4, '0')),
    index,
    receipt,
    files: index.files.map(({ file }) => file),
  };
}

async function bytesAt(objects: Objects, key: string): Promise<Uint8Array> {
  const stored = await objects.get(key);
  return stored?.body ?? refuse(key, 'be there', 'nothing');
}

async function keepSame(folder: Objects, key: string, bytes: Uint8Array): Promise<void> {
  if ((await folder.create(key, bytes)) === 'created') return;
  const own = sha256(await bytesAt(folder, key));
  const got = sha256(bytes);
  if (own !== got) refuse(`${key} in the folder`, `be what the bucket holds, ${got}`, own);
}
