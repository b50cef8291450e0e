import { basename, dirname, resolve } from 'node:path';
import { readVenueRun, type VenueSweepRead } from '../../functions/kinds/several-markets.ts';
import { loadVenueFiles, venueColumns } from '../../functions/stored/load-venue.ts';
import { isVenue, parseVenueSnapshot, venueDigest } from '../../shared/market/contagion/venue-snapshot.ts';
import { canonicalJson } from '../../shared/market/digest.ts';
import { utf8 } from '../../shared/market/parse.ts';
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
  const { digest, objects } = await snapshotAt(resolve(dirname(sweepFile), asked.snapshot));
  return { sweep: text, asked, snapshotDigest: digest, objects };
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

/** A snapshot of several markets with its columns; undefined: it is of one market. */
export async function readVenueSnapshot(snapshotFile: string) {
  const { snapshot, digest, objects } = await snapshotAt(snapshotFile);
  if (!isVenue(snapshot)) return undefined;
  return { snapshot, files: await loadVenueFiles(reading({ objects }), digest, snapshot) };
}

/** The same of the snapshot that a sweep names. */
export async function readSnapshotOf(sweepFile: string) {
  const bytes = await readInput(sweepFile, { most: MOST.sweep, what: 'a sweep file' });
  const { snapshot } = parseVenueSweep(utf8(basename(sweepFile), bytes));
  return readVenueSnapshot(resolve(dirname(sweepFile), snapshot));
}

/** The same, with a venue made of it; refuses what does not go together. */
export async function readVenueSweep(sweepFile: string): Promise<VenueSweepRead> {
  const delivery = await readVenueDelivery(sweepFile);
  const read = await readVenueRun(reading(delivery), delivery.asked, delivery.snapshotDigest);
  needRoom({ walks: walksOf(read.cells), width: keptWidth(read.venue.markets.length) });
  return read;
}
