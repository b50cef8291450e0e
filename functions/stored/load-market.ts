import { OTHER_NAMES } from '../../shared/market/accounts.ts';
import type { Columns } from '../../shared/market/columns.ts';
import { sha256 } from '../../shared/market/digest.ts';
import { type Market, marketOf, type SnapshotFiles } from '../../shared/market/market.ts';
import { utf8 } from '../../shared/market/parse.ts';
import { parseSnapshot, type Snapshot, snapshotDigest } from '../../shared/market/snapshot.ts';
import { snapshotKey } from '../../shared/sweep/keys.ts';
import type { Reader } from '../ports.ts';
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
    { name: 'side', holds: 'either', optional: true, others: OTHER_NAMES.side },
    { name: 'quantity', holds: 'numbers', others: OTHER_NAMES.quantity },
    { name: 'entryPrice', holds: 'numbers', others: OTHER_NAMES.entryPrice },
    { name: 'collateral', holds: 'numbers', others: [] },
    { name: 'account', holds: 'names', optional: true, others: OTHER_NAMES.account },
    { name: 'owner', holds: 'names', optional: true, others: OTHER_NAMES.owner },
    { name: 'symbol', holds: 'either', optional: true, others: OTHER_NAMES.symbol },
  ],
  levels: [
    { name: 'side', holds: 'texts' },
    { name: 'price', holds: 'numbers' },
    { name: 'size', holds: 'numbers' },
  ],
};

/** Reads a snapshot and the files of columns that it names, each under its digest, and makes a market of them. */
export async function loadMarket(objects: Reader, digest: string): Promise<Market> {
  const key = snapshotKey.build({ digest, file: 'snapshot.json' });
  const { snapshot, own } = await needRecord(objects, key, withDigest);
  if (own !== digest) throw new RangeError(`snapshot ${digest} must have the digest of its name, got ${own}`);
  return marketOf(snapshot, await loadFiles(objects, digest, snapshot));
}

function withDigest(text: string): { readonly snapshot: Snapshot; readonly own: string } {
  const snapshot = parseSnapshot(text);
  return { snapshot, own: snapshotDigest(snapshot) };
}

async function loadFiles(objects: Reader, digest: string, snapshot: Snapshot): Promise<SnapshotFiles> {
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
  objects: Reader,
  digest: string,
  kind: keyof SnapshotFiles,
  file: string,
  expected: string | undefined,
): Promise<Columns> {
  const body = await storedFile(objects, digest, file, expected);
  return file.endsWith('.csv') ? columnsOfCsv(file, body) : columnsFromParquet(kind, file, body);
}

/** Its reader is loaded where there is CSV: a worker whose snapshot has none goes without. */
export async function columnsOfCsv(file: string, body: Uint8Array): Promise<Columns> {
  const { columnsFromCsv } = await import('../../shared/market/csv.ts');
  return columnsFromCsv(file, utf8(file, body));
}

/** A file of columns of a snapshot, under its digest. */
export async function storedFile(
  objects: Reader,
  digest: string,
  file: string,
  expected: string | undefined,
): Promise<Uint8Array> {
  const stored = await objects.get(snapshotKey.build({ digest, file }));
  if (!stored) throw new RangeError(`${file} must be there, got nothing`);
  const { body } = stored;
  if (!(body.byteLength <= MAX_STORED_BYTES)) {
    throw new RangeError(`${file} must be at most ${MAX_STORED_BYTES} bytes, got ${body.byteLength}`);
  }
  const got = sha256(body);
  if (got !== expected) throw new RangeError(`${file} must have the digest ${expected}, got ${got}`);
  return body;
}

/**
 * The columns of positions or levels that a Parquet file holds; numbers as doubles, texts and names as texts. Those that nobody
 * wants are there by name, and empty.
 */
export async function columnsFromParquet(
  kind: keyof SnapshotFiles,
  file: string,
  body: Uint8Array,
): Promise<Columns> {
  const { maxBytes, ...limits } = LIMITS[kind];
  const most = Math.min(maxBytes, mostDecoded(body.byteLength));
  const { numbers, texts, others } = await readParquet(file, body, WANTED[kind], {
    ...limits,
    maxBytes: most,
  });
  return {
    ...Object.fromEntries(others.map((name) => [name, []])),
    ...Object.fromEntries([...numbers, ...texts]),
  };
}
