import { basename, dirname, resolve } from 'node:path';
import { columnsFromParquet } from '../../functions/stored/load-market.ts';
import { readParquet } from '../../functions/stored/parquet.ts';
import type { Wanted } from '../../functions/stored/parquet-footer.ts';
import type { Columns } from '../../shared/market/columns.ts';
import { type Venue, venueOf } from '../../shared/market/contagion/venue.ts';
import { venueOfMarket } from '../../shared/market/contagion/venue-alone.ts';
import {
  isVenue,
  parseVenueSnapshot,
  type VenueSnapshot,
  venueDigest,
} from '../../shared/market/contagion/venue-snapshot.ts';
import { columnsFromCsv } from '../../shared/market/csv.ts';
import { sha256 } from '../../shared/market/digest.ts';
import { marketOf } from '../../shared/market/market.ts';
import { refuse, utf8 } from '../../shared/market/parse.ts';
import type { Snapshot } from '../../shared/market/snapshot.ts';
import { venueLimits } from '../../shared/risk/contagion/venue-limits.ts';
import { type VenueCell, venueCells } from '../../shared/sweep/contagion/venue-cells.ts';
import {
  parseVenueSweep,
  type VenueSweep,
  venueSweepDigest,
} from '../../shared/sweep/contagion/venue-sweep.ts';
import { readInput } from './input-file.ts';

const MOST_BYTES = 256 << 20;
const MOST_SWEEP_BYTES = 8 << 20;
const MOST_ROWS = 5_000_000;
const MOST_DECODED = 512 << 20;

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

/**
 * Reads a snapshot of either version and the files of columns beside it, each of which must have its digest and lie below its
 * folder.
 *
 * @throws RangeError, FileError
 */
async function readVenue(snapshotFile: string): Promise<{ readonly venue: Venue; readonly digest: string }> {
  const bytes = await readInput(snapshotFile, { most: MOST_BYTES });
  const snapshot = parseVenueSnapshot(utf8(basename(snapshotFile), bytes));
  const below = dirname(snapshotFile);
  const venue = isVenue(snapshot)
    ? venueOf(snapshot, await filesOf(snapshot, below))
    : await alone(snapshot, below);
  return { venue, digest: venueDigest(snapshot) };
}

/** A sweep of several markets with all that it names. */
export interface VenueSweepRead {
  readonly venue: Venue;
  readonly sweep: VenueSweep;
  readonly cells: readonly VenueCell[];
  readonly snapshotDigest: string;
  /** Of the sweep and of what it is over. */
  readonly digest: string;
}

/**
 * Reads a sweep file of several markets, its snapshot and the files beside that; refuses what does not go together.
 *
 * @throws RangeError, FileError
 */
export async function readVenueSweep(sweepFile: string): Promise<VenueSweepRead> {
  const bytes = await readInput(sweepFile, { most: MOST_SWEEP_BYTES, what: 'a sweep file' });
  const sweep = parseVenueSweep(utf8(basename(sweepFile), bytes));
  venueLimits(sweep);
  const { venue, digest: snapshotDigest } = await readVenue(resolve(dirname(sweepFile), sweep.snapshot));
  if (!(Date.parse(venue.asOf) <= Date.parse(sweep.asOf)))
    refuse('snapshot.asOf', `not be after that of the sweep, ${sweep.asOf}`, venue.asOf);
  const cells = venueCells(sweep, venue);
  return { venue, sweep, cells, snapshotDigest, digest: venueSweepDigest(sweep, snapshotDigest) };
}

type Part = {
  readonly file?: string | undefined;
  readonly sha256?: string | undefined;
};
type Kind = keyof typeof WANTED | 'levels';

async function filesOf(snapshot: VenueSnapshot, below: string): Promise<ReadonlyMap<string, Columns>> {
  const parts: (readonly [Kind, Part | undefined])[] = [
    ['accounts', snapshot.accounts],
    ['wallets', snapshot.wallets],
    ['assets', snapshot.assets],
    ...snapshot.markets.flatMap(({ depth }) => (depth.kind === 'levels' ? [['levels', depth] as const] : [])),
  ];
  const files = new Map<string, Columns>();
  for (const [kind, part] of parts)
    if (part?.file !== undefined) files.set(part.file, await columnsIn(below, kind, part));
  return files;
}

async function alone(snapshot: Snapshot, below: string): Promise<Venue> {
  const { positions, depth } = snapshot;
  const read = async (kind: 'positions' | 'levels', part: Part) =>
    part.file === undefined ? {} : { [kind]: await columnsIn(below, kind, part) };
  return venueOfMarket(
    marketOf(snapshot, {
      ...(positions.kind === 'accounts' && (await read('positions', positions))),
      ...(depth.kind === 'levels' && (await read('levels', depth))),
    }),
  );
}

async function columnsIn(
  below: string,
  kind: Kind | 'positions',
  { file, sha256: digest }: Part,
): Promise<Columns> {
  const body = await readInput(resolve(below, file!), { most: MOST_BYTES, below });
  const got = sha256(body);
  if (got !== digest) refuse(file!, `have the digest ${digest}`, got);
  if (file!.endsWith('.csv')) return columnsFromCsv(file!, utf8(file!, body));
  if (kind === 'positions' || kind === 'levels') return columnsFromParquet(kind, file!, body);
  const ceiling = { maxRows: MOST_ROWS, maxBytes: MOST_DECODED, others: 'ignored' } as const;
  const { numbers, texts } = await readParquet(file!, body, WANTED[kind], ceiling);
  return Object.fromEntries([...numbers, ...texts]);
}
