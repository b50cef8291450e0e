import type { Venue } from '../../market/contagion/venue.ts';
import { venuePartsAsRead } from '../../market/contagion/venue-snapshot.ts';
import { assessVenue } from '../../risk/contagion/assess-venue.ts';
import { VENUE_ASSESSMENT } from '../../risk/contagion/venue-finding.ts';
import {
  asRead,
  count,
  list,
  nullable,
  number,
  type Of,
  object,
  oneOf,
  text,
} from '../../risk/shapes/shape.ts';
import { venueAlternativeAsRead } from '../../sweep/contagion/venue-alternatives.ts';
import type { VenueCell } from '../../sweep/contagion/venue-cells.ts';
import { type VenueSweep, venueSweepAsRead } from '../../sweep/contagion/venue-sweep.ts';
import { Engine, hexDigest, numbersSchema, numbersText } from '../numbers-and-page.ts';

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

const ReportedMarket = object('a market as the report names it; money in settlement currency', {
  id: text('id'),
  symbol: text('name at the venue'),
  venue: text('name'),
  contract: oneOf('how profit is counted', ['linear', 'inverse']),
  markPrice: number('quote currency per coin'),
  openInterest: number('of the larger side at the mark price'),
  mechanism: text('name'),
  stress: asRead<Venue['markets'][number]['stress']>('stress', 'what the venue does in stress'),
});
export type ReportedMarket = Of<typeof ReportedMarket>;

/** `contagion-report/1`: everything that `contagion.json` holds, and that the page is made of. */
const venueReportShape = object('report of a venue of several markets', {
  schema: oneOf('version', ['contagion-report/1']),
  engine: Engine,
  sweepDigest: hexDigest('of the sweep and of the snapshot’s digest'),
  snapshotDigest: hexDigest('of the snapshot'),
  snapshotAsOf: text('UTC time'),
  sweep: asRead<VenueSweep>('sweep', 'what was asked'),
  status: oneOf('partial: paths are missing', ['complete', 'partial']),
  currency: text('of money'),
  fund: number('of all markets, settlement currency'),
  closeOut: asRead<Venue['closeOut']>('closeOut', 'what is closed of a wallet that is reached'),
  topUp: nullable(asRead<NonNullable<Venue['topUp']>>('topUp', 'who is called for margin; null: nobody')),
  capital: list('of members, one after another', number('settlement currency')),
  markets: list('in the order of the snapshot', ReportedMarket),
  counts: object('who holds what', {
    accounts: count('all'),
    isolated: count('of them with a collateral of their own'),
    wallets: count('wallets'),
  }),
  assumptions: asRead<Venue['assumptions']>('assumptions', 'of the snapshot'),
  sources: asRead<Venue['sources']>('sources', 'of the snapshot'),
  ...VENUE_ASSESSMENT,
});
export type VenueReport = Of<typeof venueReportShape>;

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
export const venueReportText = (report: VenueReport): string => numbersText(venueReportShape, report);

/** The published JSON Schema (draft 2020-12). */
export const venueReportSchema = () =>
  numbersSchema('contagion-report/1', venueReportShape, {
    sweep: venueSweepAsRead(),
    alternative: venueAlternativeAsRead(),
    ...venuePartsAsRead(),
  });
