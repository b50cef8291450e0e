import type { OfVenue } from '../../risk/contagion/venue-finding.ts';
import type { VenueTest } from '../../risk/contagion/venue-verdict.ts';
import { type Cell, dataTable } from '../charts/data-table.ts';
import { percent } from '../display.ts';
import { type Html, html, text } from '../markup.ts';
import { estimateCell, meanCell, moneyIn, rowName, TESTS } from './contagion-words.ts';
import type { VenueReport } from './venue-report.ts';

/** What becomes of the word and of the deficits, in a line: "177,000 USD today; 1.9 M USD if depth halves (refuted)". */
export function underText(report: VenueReport): string {
  const { under } = report;
  if (under.length === 0) return 'none was asked for: nobody has looked what the word rests on.';
  const form = moneyIn(report);
  const mean = ({ deficits }: OfVenue) =>
    deficits.mean.value === null ? 'unknown' : form(deficits.mean.value);
  const today = allOf(report.table.map(({ linked }) => linked));
  const others = under.map(
    ({ asked, word, rows }) => `${mean(allOf(rows).venue)} if ${asked.text} (${word})`,
  );
  return `deficits after ${rowName(today)} are ${mean(today.venue)} on average; ${others.join('; ')}.`;
}

/** Every test under every alternative, at its worst shock, and what all markets at once leave. */
export function underTable(report: VenueReport): Html {
  const form = moneyIn(report);
  const row = (name: string, tests: readonly VenueTest[], { deficits }: OfVenue): Cell[] => [
    name,
    ...tests.map(testCell),
    meanCell(deficits.mean, form),
    estimateCell(deficits.q99, form),
  ];
  const { tests } = report.verdict;
  return dataTable(
    'Tests of the venue under other values of what nobody knows, each at its worst shock; deficits after all markets at once',
    ['if', ...tests.map(({ id }) => TESTS[id].name), 'deficits, mean', '99%'],
    [
      row('today', tests, allOf(report.table.map(({ linked }) => linked)).venue),
      ...report.under.map((own) => row(own.asked.text, own.tests, allOf(own.rows).venue)),
    ],
    { numeric: [1, 2, 3, 4, 5], look: 'tiers' },
  );
}

function testCell({ state, share, upper }: VenueTest): Html {
  const seen = share.value === null ? 'unknown' : percent(share.value);
  return html`<b>${text(state)}</b><br><span class="sub">${text(`${seen}, at most ${percent(upper, 'up')}`)}</span>`;
}

/** Alternatives that vary an assumption of the snapshot. */
export const variedBy = ({ under }: VenueReport, assumption: string): string =>
  under
    .filter(({ asked }) => asked.assumption === assumption)
    .map(({ asked }) => asked.text)
    .join(', ');

/** The row of all markets at once, which every table has. */
const allOf = <T extends { readonly kind: string }>(rows: readonly T[]): T =>
  rows.find(({ kind }) => kind === 'all')!;
