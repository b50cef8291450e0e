import type { Venue } from '../../shared/market/contagion/venue.ts';
import { refuse } from '../../shared/market/parse.ts';
import { venueLimits } from '../../shared/risk/contagion/venue-limits.ts';
import { DEFAULT_BUDGET } from '../../shared/sweep/budget.ts';
import { keptWidth, walkBench } from '../../shared/sweep/contagion/venue-bench.ts';
import { type VenueCell, venueCells } from '../../shared/sweep/contagion/venue-cells.ts';
import {
  parseVenueSweep,
  type VenueSweep,
  venueSweepDigest,
  venueSweepOf,
} from '../../shared/sweep/contagion/venue-sweep.ts';
import { rowsByCell, walkOrder } from '../../shared/sweep/contagion/venue-walks.ts';
import type { Reader } from '../ports.ts';
import { loadVenue } from '../stored/load-venue.ts';
import type { RowKind } from './row-kind.ts';

/** A sweep of several markets with all that it names. */
export interface VenueSweepRead {
  readonly venue: Venue;
  readonly sweep: VenueSweep;
  readonly cells: readonly VenueCell[];
  readonly snapshotDigest: string;
  /** Of the sweep and of what it is over. */
  readonly digest: string;
}

/** Reads what a sweep of several markets is over; refuses what does not go together. */
export async function readVenueRun(
  objects: Reader,
  sweep: VenueSweep,
  snapshotDigest: string,
): Promise<VenueSweepRead> {
  venueLimits(sweep);
  const venue = await loadVenue(objects, snapshotDigest);
  if (!(Date.parse(venue.asOf) <= Date.parse(sweep.asOf)))
    refuse('snapshot.asOf', `not be after that of the sweep, ${sweep.asOf}`, venue.asOf);
  const cells = venueCells(sweep, venue);
  return { venue, sweep, cells, snapshotDigest, digest: venueSweepDigest(sweep, snapshotDigest) };
}

/** Walks are numbered path by path; a row holds the numbers that are kept of each market, and of all together. */
export const severalMarkets: RowKind = {
  parse(text) {
    const sweep = parseVenueSweep(text);
    return { sweep, name: sweep.name, budget: sweep.budget ?? DEFAULT_BUDGET };
  },
  async load(objects, asked, snapshotDigest) {
    const read = await readVenueRun(objects, venueSweepOf(asked), snapshotDigest);
    const { venue, sweep, cells } = read;
    const width = keptWidth(venue.markets.length);
    return {
      cells: cells.length,
      walks: walkOrder(cells).walks,
      width,
      together: cells.length,
      bench: () => walkBench(venue, sweep, cells),
      report: async () => {
        const { contagionFiles } = await import('../../shared/report/contagion/contagion-files.ts');
        return (rows, engine) => contagionFiles({ ...read, rows: rowsByCell(cells, width, rows), engine });
      },
    };
  },
};
