import type { Columns } from '../../shared/market/columns.ts';
import type { VenueFiles } from '../../shared/market/contagion/holders.ts';
import { type Venue, venueOf } from '../../shared/market/contagion/venue.ts';
import { venueOfMarket } from '../../shared/market/contagion/venue-alone.ts';
import {
  isVenue,
  parseVenueSnapshot,
  type VenueSnapshot,
  venueDigest,
} from '../../shared/market/contagion/venue-snapshot.ts';
import type { Snapshot } from '../../shared/market/snapshot.ts';
import { snapshotKey } from '../../shared/sweep/keys.ts';
import type { Reader } from '../ports.ts';
import { columnsFromParquet, columnsOfCsv, loadMarket, storedFile } from './load-market.ts';
import { readParquet } from './parquet.ts';
import type { Wanted } from './parquet-footer.ts';
import { needRecord } from './records.ts';

const CEILING = { maxRows: 5_000_000, maxBytes: 512 << 20, others: 'ignored' } as const;

const owner: Wanted = { name: 'owner', holds: 'names', optional: true };
/** Columns of a Parquet file, by what it holds. */
const WANTED = {
  accounts: [
    { name: 'market', holds: 'texts' },
    { name: 'side', holds: 'either' },
    { name: 'quantity', holds: 'numbers' },
    { name: 'entryPrice', holds: 'numbers' },
    { name: 'collateral', holds: 'numbers', optional: true },
    { name: 'wallet', holds: 'numbers', optional: true },
    owner,
  ],
  wallets: [{ name: 'cash', holds: 'numbers' }, owner],
  assets: [
    { name: 'wallet', holds: 'numbers' },
    { name: 'market', holds: 'texts', optional: true },
    { name: 'factor', holds: 'numbers', optional: true },
    { name: 'amount', holds: 'numbers' },
    { name: 'haircut', holds: 'numbers' },
  ],
} as const satisfies Readonly<Record<string, readonly Wanted[]>>;

/** A file of columns that a snapshot of several markets names. */
export interface VenueColumns {
  readonly kind: keyof typeof WANTED | 'levels';
  readonly file: string;
  readonly sha256: string;
}

/** All files that a snapshot names; its schema asks for a digest beside each. */
export function venueColumns(snapshot: VenueSnapshot): VenueColumns[] {
  const parts = [
    ['accounts', snapshot.accounts],
    ['wallets', snapshot.wallets],
    ['assets', snapshot.assets],
    ...snapshot.markets.map(({ depth }) => ['levels', depth.kind === 'levels' ? depth : undefined] as const),
  ] as const;
  return parts.flatMap(([kind, part]) =>
    part?.file !== undefined && part.sha256 !== undefined
      ? [{ kind, file: part.file, sha256: part.sha256 }]
      : [],
  );
}

/** Reads a snapshot of either version and the files of columns that it names, each under its digest, and makes a venue of them. */
export async function loadVenue(objects: Reader, digest: string): Promise<Venue> {
  const key = snapshotKey.build({ digest, file: 'snapshot.json' });
  const { snapshot, own } = await needRecord(objects, key, withDigest);
  if (own !== digest) throw new RangeError(`snapshot ${digest} must have the digest of its name, got ${own}`);
  return isVenue(snapshot)
    ? venueOf(snapshot, await loadVenueFiles(objects, digest, snapshot))
    : venueOfMarket(await loadMarket(objects, digest));
}

/** The files of columns that a snapshot names, each under its digest. */
export async function loadVenueFiles(
  objects: Reader,
  digest: string,
  snapshot: VenueSnapshot,
): Promise<VenueFiles> {
  const files = new Map<string, Columns>();
  for (const named of venueColumns(snapshot)) {
    const body = await storedFile(objects, digest, named.file, named.sha256);
    files.set(named.file, await columnsOf(named, body));
  }
  return files;
}

function withDigest(text: string): { readonly snapshot: VenueSnapshot | Snapshot; readonly own: string } {
  const snapshot = parseVenueSnapshot(text);
  return { snapshot, own: venueDigest(snapshot) };
}

async function columnsOf({ kind, file }: VenueColumns, body: Uint8Array): Promise<Columns> {
  if (file.endsWith('.csv')) return columnsOfCsv(file, body);
  if (kind === 'levels') return columnsFromParquet(kind, file, body);
  const { numbers, texts } = await readParquet(file, body, WANTED[kind], CEILING);
  return Object.fromEntries([...numbers, ...texts]);
}
