import { venueOf } from '../../shared/market/contagion/venue.ts';
import { inspectVenue } from '../../shared/market/inspect/venue.ts';
import type { VenueSnapshotRead } from '../local/venue-files.ts';
import { plural, shown } from '../numbers.ts';
import { columns } from '../terminal.ts';

/** What a snapshot of several markets holds, and what is assumed. */
export function explainVenueSnapshot({ snapshot, files }: VenueSnapshotRead): string[] {
  const { markets, counts, currency, fund, asOf, assumptions } = venueOf(snapshot, files);
  const money = (value: number) => `${shown(Number(value.toPrecision(6)))} ${currency}`;
  return [
    `${plural(markets.length, 'market')}, ${plural(counts.accounts, 'account')}, ${plural(counts.wallets, 'wallet')}, as of ${asOf}`,
    ...columns([
      ...markets.map(({ id, venue, symbol, contract, startPrice, openInterest, mechanism }) => [
        `  ${id}`,
        `${venue} ${symbol}, ${contract}, mark ${shown(startPrice)}, open interest ${money(openInterest)}, ${mechanism.name}`,
      ]),
      ['  fund', money(fund)],
      ...assumptions.map(({ id, text }) => [`  ${id}`, text]),
    ]),
  ];
}

/** What each market is asked before it is believed, a line each; a sweep runs all the same. */
export const foundIn = ({ snapshot, files }: VenueSnapshotRead): string[] =>
  inspectVenue(snapshot, files).flatMap(({ market, findings }) =>
    findings.map(({ what, text }) => `  found     ${market ?? 'wallets'}, ${what}: ${text}`),
  );
