import type { Columns } from '../../shared/market/columns.ts';
import { columnsFromCsv } from '../../shared/market/csv.ts';
import { sha256 } from '../../shared/market/digest.ts';
import { type Market, marketOf, type SnapshotFiles } from '../../shared/market/market.ts';
import { utf8 } from '../../shared/market/parse.ts';
import { parseSnapshot, type Snapshot, snapshotDigest } from '../../shared/market/snapshot.ts';
import { snapshotKey } from '../../shared/sweep/keys.ts';
import type { Objects } from '../ports.ts';
import { readParquet } from './parquet.ts';
import type { Wanted } from './parquet-footer.ts';
import { needRecord } from './records.ts';

/** pipeline.md section 7. */
const LIMITS = {
  positions: { maxRows: 5_000_000, maxBytes: 512 << 20, others: 'ignored' },
  levels: { maxRows: 100_000, maxBytes: 64 << 20, others: 'ignored' },
} as const;
const MAX_STORED_BYTES = 256 << 20;
/** Numbers of accounts do not pack better, those of a few hundred thousand aside. */
const mostDecoded = (stored: number): number => (24 << 20) + 3 * stored;

const WANTED: Readonly<Record<keyof SnapshotFiles, readonly Wanted[]>> = {
  positions: [
    { name: 'side', holds: 'either' },
    { name: 'quantity', holds: 'numbers' },
    { name: 'entryPrice', holds: 'numbers' },
    { name: 'collateral', holds: 'numbers' },
    { name: 'account', holds: 'names', optional: true },
    { name: 'owner', holds: 'names', optional: true },
  ],
  levels: [
    { name: 'side', holds: 'texts' },
    { name: 'price', holds: 'numbers' },
    { name: 'size', holds: 'numbers' },
  ],
};

/** Reads a snapshot and the files of columns that it names, each under its digest, and makes a market of them. */
export async function loadMarket(objects: Objects, digest: string): Promise<Market> {
  const key = snapshotKey.build({ digest, file: 'snapshot.json' });
  const { snapshot, own } = await needRecord(objects, key, withDigest);
  if (own !== digest) throw new RangeError(`snapshot ${digest} must have the digest of its name, got ${own}`);
  return marketOf(snapshot, await loadFiles(objects, digest, snapshot));
}

function withDigest(text: string): { readonly snapshot: Snapshot; readonly own: string } {
  const snapshot = parseSnapshot(text);
  return { snapshot, own: snapshotDigest(snapshot) };
}

async function loadFiles(objects: Objects, digest: string, snapshot: Snapshot): Promise<SnapshotFiles> {
  const { positions, depth } = snapshot;
  const load = async (
    kind: keyof SnapshotFiles,
    named: { file?: string | undefined; sha256?: string | undefined },
  ) =>
    named.file === undefined
      ? {}
      : { [kind]: await loadColumns(objects, digest, kind, named.file, named.sha256) };
  return {
    ...(positions.kind === 'accounts' && (await load('positions', positions))),
    ...(depth.kind === 'levels' && (await load('levels', depth))),
  };
}

async function loadColumns(
  objects: Objects,
  digest: string,
  kind: keyof SnapshotFiles,
  file: string,
  expected: string | undefined,
): Promise<Columns> {
  const stored = await objects.get(snapshotKey.build({ digest, file }));
  if (!stored) throw new RangeError(`${file} must be there, got nothing`);
  const { body } = stored;
  if (!(body.byteLength <= MAX_STORED_BYTES)) {
    throw new RangeError(`${file} must be at most ${MAX_STORED_BYTES} bytes, got ${body.byteLength}`);
  }
  const got = sha256(body);
  if (got !== expected) throw new RangeError(`${file} must have the digest ${expected}, got ${got}`);
  return file.endsWith('.csv')
    ? columnsFromCsv(file, utf8(file, body))
    : columnsFromParquet(kind, file, body);
}

/** The columns of positions or levels that a Parquet file holds; numbers as doubles, texts and names as texts. */
export async function columnsFromParquet(
  kind: keyof SnapshotFiles,
  file: string,
  body: Uint8Array,
): Promise<Columns> {
  const { maxBytes, ...limits } = LIMITS[kind];
  const most = Math.min(maxBytes, mostDecoded(body.byteLength));
  const { numbers, texts } = await readParquet(file, body, WANTED[kind], { ...limits, maxBytes: most });
  return Object.fromEntries([...numbers, ...texts]);
}
