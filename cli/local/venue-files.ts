import { basename, dirname, resolve } from 'node:path';
import { readVenueRun, type VenueSweepRead } from '../../functions/kinds/several-markets.ts';
import { loadVenueFiles, venueColumns } from '../../functions/stored/load-venue.ts';
import type { VenueFiles } from '../../shared/market/contagion/holders.ts';
import {
  isVenue,
  parseVenueSnapshot,
  type VenueSnapshot,
  venueDigest,
} from '../../shared/market/contagion/venue-snapshot.ts';
import { canonicalJson } from '../../shared/market/digest.ts';
import { refuse, utf8 } from '../../shared/market/parse.ts';
import type { Snapshot } from '../../shared/market/snapshot.ts';
import { keptWidth } from '../../shared/sweep/contagion/venue-bench.ts';
import { walksOf } from '../../shared/sweep/contagion/venue-cells.ts';
import { parseVenueSweep, type VenueSweep } from '../../shared/sweep/contagion/venue-sweep.ts';
import { snapshotKey } from '../../shared/sweep/keys.ts';
import { needRoom } from '../../shared/sweep/row-cut.ts';
import { columnFiles, type Delivered, filed, MOST, reading } from './deliver.ts';
import { readInput } from './input-file.ts';

export type { VenueSweepRead };

interface VenueDelivered extends Delivered {
  readonly asked: VenueSweep;
  readonly snapshot: VenueSnapshot | Snapshot;
}

/**
 * Reads a sweep file of several markets, its snapshot of either version and the files of columns beside that, each of which must
 * have its digest and lie below its folder.
 *
 * @throws RangeError, FileError
 */
export async function readVenueDelivery(sweepFile: string): Promise<VenueDelivered> {
  const bytes = await readInput(sweepFile, { most: MOST.sweep, what: 'a sweep file' });
  const text = utf8(basename(sweepFile), bytes);
  const asked = parseVenueSweep(text);
  const { snapshot, digest, objects } = await snapshotAt(resolve(dirname(sweepFile), asked.snapshot));
  return { sweep: text, asked, snapshot, snapshotDigest: digest, objects };
}

/** A snapshot of either version, and the objects that it is in storage. */
async function snapshotAt(snapshotFile: string) {
  const read = await readInput(snapshotFile, { most: MOST.snapshot });
  const snapshot = parseVenueSnapshot(utf8(basename(snapshotFile), read));
  const digest = venueDigest(snapshot);
  const body = new TextEncoder().encode(canonicalJson(snapshot));
  const files = isVenue(snapshot) ? venueColumns(snapshot) : columnFiles(snapshot);
  const objects = new Map([
    [snapshotKey.build({ digest, file: 'snapshot.json' }), body],
    ...(await filed(digest, dirname(snapshotFile), files)),
  ]);
  return { snapshot, digest, objects };
}

/** A snapshot of several markets, and the files of columns that it names. */
export interface VenueSnapshotRead {
  readonly snapshot: VenueSnapshot;
  readonly files: VenueFiles;
}

/** Refuses a snapshot of one market. */
export async function readVenueSnapshot(snapshotFile: string): Promise<VenueSnapshotRead> {
  const { snapshot, digest, objects } = await snapshotAt(snapshotFile);
  if (!isVenue(snapshot)) refuse('snapshot.schema', 'be market-snapshot/2', snapshot.schema);
  return { snapshot, files: await loadVenueFiles(reading({ objects }), digest, snapshot) };
}

/** A sweep with a venue made of its snapshot; refuses what does not go together. */
export const readVenueSweep = async (sweepFile: string): Promise<VenueSweepRead> =>
  readRun(await readVenueDelivery(sweepFile));

/** The same, and what its snapshot says; null: it is of one market. */
export async function readVenueSweepFrom(
  sweepFile: string,
): Promise<{ readonly read: VenueSweepRead; readonly from: VenueSnapshotRead | null }> {
  const delivery = await readVenueDelivery(sweepFile);
  const { snapshot, snapshotDigest } = delivery;
  const read = await readRun(delivery);
  const from = isVenue(snapshot)
    ? { snapshot, files: await loadVenueFiles(reading(delivery), snapshotDigest, snapshot) }
    : null;
  return { read, from };
}

async function readRun(delivery: VenueDelivered): Promise<VenueSweepRead> {
  const read = await readVenueRun(reading(delivery), delivery.asked, delivery.snapshotDigest);
  needRoom({ walks: walksOf(read.cells), width: keptWidth(read.venue.markets.length) });
  return read;
}
