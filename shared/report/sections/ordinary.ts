import type { OrdinaryDay } from '../../risk/findings/ordinary-day.ts';
import type { Estimate, Known } from '../../risk/shapes/number.ts';
import { SENTENCES } from '../../risk/shapes/reasons.ts';
import { type Cell, dataTable } from '../charts/data-table.ts';
import { amount, count, exactPercent, percent } from '../display.ts';
import type { MarketView } from '../market-view.ts';
import { type Html, html } from '../markup.ts';
import { lead, moveText, note, ofMarket, section } from './section.ts';
import { alternativesTable, sensitivityTable } from './worlds.ts';

/** Section 14: does this model live in this world, and what of it is assumption? */
export const ordinarySection = (views: readonly MarketView[]): Html =>
  section(
    'ordinary',
    ...views.map((view) =>
      ofMarket(view, lead(finding(view)), days(view), alternativesTable(view), sensitivityTable(view)),
    ),
  );

function finding({ ordinaryDays }: MarketView): string {
  const [first] = ordinaryDays;
  if (!first) return SENTENCES.NO_ORDINARY_MOVES;
  const upper = Math.max(...ordinaryDays.map(({ gate }) => gate.upper));
  const bound = `On an ordinary day, ${count(first.minutes)} minutes with the median or the 95% move of either side, the venue leaves its index by more than 10% in at most ${percent(upper, 'up')} of the paths of any cell`;
  const passes = ordinaryDays.every(({ gate }) => gate.state === 'proven');
  return passes
    ? `${bound}; the gate asks for less than 1%.`
    : `${bound}; the gate asks for less than 1%, and fails.`;
}

function days({ ordinaryDays, market }: MarketView): Html {
  const rows = ordinaryDays.map((day): Cell[] => [
    moveText(day.shockBps),
    exactPercent(day.level),
    ...(['over1', 'over3', 'over10'] as const).map((over) => share(day, day.dislocation[over])),
    known(day.liquidatedShare.median, percent),
    known(day.liquidatedShare.q95, percent),
    known(day.fundChange.median, signed),
    `${known(day.fundChange.q05, signed)} to ${known(day.fundChange.q95, signed)}`,
    day.gate.state,
  ]);
  if (rows.length === 0) return note(REFERENCE);
  return html`${dataTable(
    `What the model predicts for ordinary days of ${market.id}: share of paths in which hourly bars of venue and index part, share of open interest liquidated, and what the fund gains or loses in ${market.settlementCurrency}`,
    [
      'move',
      'windows within it',
      'over 1%',
      'over 3%',
      'over 10%',
      'liquidated, median',
      'liquidated, 95%',
      'fund, median',
      'fund, 5% to 95%',
      'gate',
    ],
    rows,
    { numeric: [2, 3, 4, 5, 6, 7, 8] },
  )}${note(REFERENCE)}`;
}

/** What was recorded elsewhere, where the market has no record of its own. */
const REFERENCE =
  'For comparison: of 804 recorded four-hour windows of a large perpetual with a move of 2.5 to 5%, October 2020 to June 2023, none left its index by more than 10%.';

function share({ paths }: OrdinaryDay, { value, reason, interval }: Estimate): string {
  if (value === null) return SENTENCES[reason!];
  const seen = value === 0 ? `0 of ${count(paths.done)}` : percent(value);
  return `${seen} (${percent(interval.lower!, 'down')} to ${percent(interval.upper!, 'up')})`;
}

const known = ({ value, reason }: Known, form: (value: number) => string): string =>
  value === null ? SENTENCES[reason!] : form(value);

const signed = (value: number): string => `${value > 0 ? '+' : ''}${amount(value)}`;
