// The report of the two small markets, 40 paths a shock.
import { venueOf } from '../../../shared/market/contagion/venue.ts';
import { type VenueReport, venueReport } from '../../../shared/report/contagion/venue-report.ts';
import { venueBench } from '../../../shared/sweep/contagion/venue-bench.ts';
import { venueCells } from '../../../shared/sweep/contagion/venue-cells.ts';
import { VENUE } from '../../market/contagion/two-markets.ts';
import { sweepOf } from '../../sweep/contagion/two-markets-sweep.ts';

export function reportOf(snapshot: typeof VENUE = VENUE, change: object = {}): VenueReport {
  const venue = venueOf(snapshot);
  const sweep = sweepOf({ paths: { decision: 40, other: 10 }, ...change });
  const cells = venueCells(sweep, venue);
  const rows = venueBench(venue, sweep, cells)(0, 40);
  const engine = { version: '0', digest: 'e'.repeat(64) };
  return venueReport({
    venue,
    sweep,
    cells,
    rows,
    engine,
    snapshotDigest: 'c'.repeat(64),
    digest: 'd'.repeat(64),
  });
}
