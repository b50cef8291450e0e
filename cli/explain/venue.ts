import { percent as rounded } from '../../shared/market/inspect/finding.ts';
import { venueLimits } from '../../shared/risk/contagion/venue-limits.ts';
import { venueOutOfReach } from '../../shared/risk/contagion/venue-reach.ts';
import { walksOf } from '../../shared/sweep/contagion/venue-cells.ts';
import type { VenueSweep } from '../../shared/sweep/contagion/venue-sweep.ts';
import type { VenueSweepRead } from '../local/venue-files.ts';
import { percent, plural, shown } from '../numbers.ts';
import { columns } from '../terminal.ts';

/** How large a sweep over several markets is, in one line. */
export const venueLine = ({ venue, cells }: VenueSweepRead): string =>
  `${plural(venue.markets.length, 'market')}, ${plural(venue.counts.accounts, 'account')}, ${plural(venue.counts.wallets, 'wallet')}: ${plural(cells.length, 'cell')}, ${plural(walksOf(cells), 'walk')}`;

/** Which limits the planned paths cannot prove, however well they end. */
export function beyondReach(sweep: VenueSweep): string[] {
  const beyond = venueOutOfReach(sweep).map(
    ({ id, paths, best, tolerance, needed }) =>
      `  ${id}: without one failure ${shown(paths)} paths prove at best ${rounded(best)} of a limit of ${rounded(tolerance)}; at least ${shown(needed)} are needed`,
  );
  return beyond.length === 0
    ? []
    : ['the paths cannot prove every limit, so that no verdict can be adequate:', ...beyond];
}

/** What a sweep over several markets asks and of what, without running it. */
export function explainVenue(read: VenueSweepRead): string[] {
  const { venue, sweep, cells } = read;
  const { currency, raised } = venue;
  const all = cells.find(({ kind }) => kind === 'all')!;
  const money = (value: number) => `${shown(Number(value.toPrecision(6)))} ${currency}`;
  return [
    venueLine(read),
    ...columns([
      ...venue.markets.map(({ id, startPrice, openInterest, mechanism }, k) => [
        `  ${id}`,
        `mark ${shown(startPrice)}, open interest ${money(openInterest)}, ${mechanism.name}; decision shock ${percent(all.moves[k]!)}`,
      ]),
      ['  fund', money(venue.fund)],
      [
        '  raised',
        `${money(raised.money)} so that nobody is reached at the start, ${rounded(raised.share)} of notional`,
      ],
      ['  speaks for', `${sweep.asOf}; its snapshot is of ${venue.asOf}`],
      ['  cells', cells.map(({ id }) => id).join(', ')],
      [
        '  limits',
        venueLimits(sweep)
          .map(({ id, op, value }) => `${id} ${op} ${value}`)
          .join(', '),
      ],
      ...venue.assumptions.map(({ id, text }) => [`  ${id}`, text]),
    ]),
    ...beyondReach(sweep),
  ];
}
