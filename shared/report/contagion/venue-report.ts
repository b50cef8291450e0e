import type { Venue } from '../../market/contagion/venue.ts';
import { canonicalJson } from '../../market/digest.ts';
import { assessVenue, type VenueAssessment } from '../../risk/contagion/assess-venue.ts';
import type { VenueCell } from '../../sweep/contagion/venue-cells.ts';
import type { VenueSweep } from '../../sweep/contagion/venue-sweep.ts';

/** What a venue's report is a function of. */
export interface VenueRunOf {
  readonly venue: Venue;
  readonly sweep: VenueSweep;
  readonly cells: readonly VenueCell[];
  /** Of each cell, paths one after another. */
  readonly rows: readonly Float64Array[];
  readonly snapshotDigest: string;
  /** Of the sweep and of what it is over. */
  readonly digest: string;
  readonly engine: { readonly version: string; readonly digest: string };
}

/** A market as the report names it; money in settlement currency. */
export interface ReportedMarket {
  readonly id: string;
  readonly symbol: string;
  readonly venue: string;
  readonly contract: 'linear' | 'inverse';
  readonly markPrice: number;
  readonly openInterest: number;
  readonly mechanism: string;
  readonly stress: Venue['markets'][number]['stress'];
}

/** Everything that `contagion.json` holds, and that the page is made of. */
export interface VenueReport extends VenueAssessment {
  readonly schema: 'contagion-report/1';
  readonly engine: VenueRunOf['engine'];
  readonly sweepDigest: string;
  readonly snapshotDigest: string;
  readonly snapshotAsOf: string;
  readonly sweep: VenueSweep;
  readonly status: 'complete' | 'partial';
  readonly currency: string;
  readonly fund: number;
  readonly closeOut: Venue['closeOut'];
  readonly topUp: Venue['topUp'];
  /** Of members, one after another, settlement currency. */
  readonly capital: readonly number[];
  readonly markets: readonly ReportedMarket[];
  readonly counts: Venue['counts'];
  readonly assumptions: Venue['assumptions'];
  readonly sources: Venue['sources'];
}

/** Makes the report of a venue's paths; no clock, machine or number of threads is part of it. */
export function venueReport({ venue, sweep, cells, rows, ...named }: VenueRunOf): VenueReport {
  const assessment = assessVenue(venue, sweep, cells, rows);
  const found = [...assessment.table, ...assessment.axis].flatMap(({ linked, cut }) =>
    cut ? [linked, cut] : [linked],
  );
  const all = [
    ...found,
    ...assessment.rules.map(({ finding }) => finding),
    ...assessment.under.flatMap(({ rows }) => rows),
  ];
  return {
    schema: 'contagion-report/1',
    engine: named.engine,
    sweepDigest: named.digest,
    snapshotDigest: named.snapshotDigest,
    snapshotAsOf: venue.asOf,
    sweep,
    status: all.every(({ venue: { paths } }) => paths.done === paths.planned) ? 'complete' : 'partial',
    currency: venue.currency,
    fund: venue.fund,
    closeOut: venue.closeOut,
    topUp: venue.topUp,
    capital: venue.members.map(({ capital }) => capital),
    markets: venue.markets.map(
      ({ id, symbol, venue: name, contract, startPrice, openInterest, mechanism, stress }) => ({
        id,
        symbol,
        venue: name,
        contract,
        markPrice: startPrice,
        openInterest,
        mechanism: mechanism.name,
        stress,
      }),
    ),
    counts: venue.counts,
    assumptions: venue.assumptions,
    sources: venue.sources,
    ...assessment,
  };
}

/** `contagion.json`: equal input, equal bytes. */
export const venueReportText = (report: VenueReport): string => `${canonicalJson(report)}\n`;
