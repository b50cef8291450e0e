import { DAY_NUMBERS, type DayNumber, type DayNumbers } from '../../risk/findings/ordinary-day.ts';
import type { Estimate, Known } from '../../risk/shapes/number.ts';
import { type Reason, SENTENCES } from '../../risk/shapes/reasons.ts';
import { type Cell, dataTable } from '../charts/data-table.ts';
import { count, exactPercent, percent } from '../display.ts';
import type { MarketView } from '../market-view.ts';
import { type Html, html } from '../markup.ts';
import { apartText, recordedDays, recordNote, signed } from './recorded.ts';
import { lead, moveText, note, ofMarket, section } from './section.ts';
import { alternativesTable, sensitivityTable } from './worlds.ts';

/** Section 14: does this model live in this world, and what of it is assumption? */
export const ordinarySection = (views: readonly MarketView[]): Html =>
  section(
    'ordinary',
    ...views.map((view) =>
      ofMarket(
        view,
        lead(finding(view), ...besideRecord(view)),
        days(view),
        alternativesTable(view),
        sensitivityTable(view),
      ),
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

const besideRecord = (view: MarketView): string[] => [apartText(view)].filter((words) => words !== null);

function days(view: MarketView): Html {
  const { ordinaryDays, market } = view;
  const rows = ordinaryDays.flatMap((day): Cell[][] => {
    const { shockBps, level, gate, observed, paths } = day;
    const predicted = [
      moveText(shockBps),
      exactPercent(level),
      `${count(paths.done)} paths`,
      ...numbers(day, paths.done, []),
      gate.state,
    ];
    if (observed === null) return [predicted];
    const { windows, marks } = observed;
    return [
      predicted,
      [
        'as recorded',
        '',
        `${count(windows.near)} windows`,
        ...numbers(observed, windows.dislocation, marks),
        '',
      ],
    ];
  });
  const recorded = recordedDays(view);
  const knowsPrices = recorded.some(({ observed }) => observed.windows.dislocation > 0);
  const beside = [...recorded.slice(0, 1).map(recordNote), ...(knowsPrices ? [] : [note(REFERENCE)])];
  if (rows.length === 0) return html`${beside}`;
  return html`${dataTable(
    `What the model predicts for ordinary days of ${market.id}: share of paths in which hourly bars of venue and index part, share of open interest liquidated, and what the fund gains or loses in ${market.settlementCurrency}`,
    [
      'move',
      'windows within it',
      'of',
      'over 1%',
      'over 3%',
      'over 10%',
      'liquidated, median',
      'liquidated, 95%',
      'fund, median',
      'fund, 5%',
      'fund, 95%',
      'gate',
    ],
    rows,
    { numeric: [3, 4, 5, 6, 7, 8, 9, 10] },
  )}${beside}`;
}

/** Of a row, predicted over paths or observed over windows; a dagger where the two lie apart. */
function numbers(day: DayNumbers, looked: number, marks: readonly DayNumber[]): string[] {
  const { dislocation, liquidatedShare, fundChange } = day;
  const words: Readonly<Record<DayNumber, string>> = {
    over1: share(dislocation.over1, looked),
    over3: share(dislocation.over3, looked),
    over10: share(dislocation.over10, looked),
    liquidatedMedian: known(liquidatedShare.median, percent),
    liquidatedQ95: known(liquidatedShare.q95, percent),
    fundChangeMedian: known(fundChange.median, signed),
    fundChangeQ05: known(fundChange.q05, signed),
    fundChangeQ95: known(fundChange.q95, signed),
  };
  return DAY_NUMBERS.map((name) => (marks.includes(name) ? `${words[name]} †` : words[name]));
}

/** What was recorded elsewhere, where no record of the market knows how far it left its index. */
const REFERENCE =
  'For comparison: of 804 recorded four-hour windows of a large perpetual with a move of 2.5 to 5%, October 2020 to June 2023, none left its index by more than 10%.';

function share({ value, reason, interval }: Estimate, looked: number): string {
  if (value === null) return missing(reason!);
  const seen = value === 0 ? `0 of ${count(looked)}` : percent(value);
  return `${seen} (${percent(interval.lower!, 'down')} to ${percent(interval.upper!, 'up')})`;
}

const known = ({ value, reason }: Known, form: (value: number) => string): string =>
  value === null ? missing(reason!) : form(value);

/** Of a record the note says why. */
const missing = (reason: Reason): string => (reason === 'NO_PATHS_DONE' ? SENTENCES[reason] : 'unknown');
