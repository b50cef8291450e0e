import type { CellFinding, LinkedAndCut, MATRICES } from '../../risk/contagion/venue-finding.ts';
import type { Estimate } from '../../risk/shapes/number.ts';
import { type Cell, dataTable } from '../charts/data-table.ts';
import { percent } from '../display.ts';
import { type Html, html, NOTHING, text } from '../markup.ts';
import {
  counted,
  estimateCell,
  type Form,
  meanCell,
  moneyIn,
  rowName,
  shareText,
} from './contagion-words.ts';
import type { VenueReport } from './venue-report.ts';

type Matrix = (typeof MATRICES)[number];

const MATRIX_WORDS: Readonly<Record<Matrix, { readonly title: string; readonly what: string }>> = {
  drawAttributed: {
    title: 'Deficits put down to each market',
    what: 'Deficits and negative equity by where they were lost; the mean takes each path at most at open interest.',
  },
  liquidatedShare: {
    title: 'Open interest liquidated in each market',
    what: 'Of the larger side; the mean takes each path at most at all of it.',
  },
  moveFinal: {
    title: 'Move of each price at the end',
    what: 'The mean has its sign; the quantile is of its size.',
  },
};

const formOf = (report: VenueReport, matrix: Matrix): Form =>
  matrix === 'drawAttributed' ? moneyIn(report) : percent;

/** One matrix: who is shocked in rows, every market in columns, linked and cut. */
export function matrixTable(report: VenueReport, rows: readonly LinkedAndCut[], matrix: Matrix): Html {
  const { title, what } = MATRIX_WORDS[matrix];
  const form = formOf(report, matrix);
  const hasCut = rows.some(({ cut }) => cut !== null);
  const head = [
    'shocked',
    ...report.markets.flatMap(({ symbol }) => [
      `${symbol}, linked`,
      '99%',
      ...(hasCut ? [`${symbol}, cut`, '99%'] : []),
    ]),
  ];
  const body = rows.map(({ linked, cut }): Cell[] => [
    rowName(linked),
    ...report.markets.flatMap((_, k) => [
      ...pairOf(linked, k, matrix, form),
      ...(hasCut ? (cut ? pairOf(cut, k, matrix, form) : ['', '']) : []),
    ]),
  ]);
  const numeric = head.map((_, column) => column).slice(1);
  return html`<h3>${text(title)}</h3>${dataTable(`${what} Mean over paths with its 95% interval (of money and moves approximate, of shares proven); beside it the 99% quantile with its own.`, head, body, { numeric, look: 'tiers' })}`;
}

function pairOf(finding: CellFinding, k: number, matrix: Matrix, form: Form): Cell[] {
  const { mean, q99 } = finding.markets[k]![matrix];
  return [meanCell(mean, form), estimateCell(q99, form)];
}

/** What all markets come to together, a row a shock. */
export function venueTable(report: VenueReport, rows: readonly LinkedAndCut[], caption: string): Html {
  const form = moneyIn(report);
  const body = rows.flatMap(({ linked, cut }) =>
    [linked, ...(cut ? [cut] : [])].map(({ venue, ...row }): Cell[] => [
      row.crossed === 'cut' ? `${rowName(row as CellFinding)}, cut` : rowName(row as CellFinding),
      shareAndBound(venue.venueDefault, venue.paths.done),
      shareAndBound(venue.ruin, venue.paths.done),
      meanCell(venue.deficits.mean, form),
      estimateCell(venue.deficits.q99, form),
      // Where all are shocked, or nobody, there are no others.
      row.kind === 'alone' ? meanCell(venue.marketsHit, counted) : '',
      row.kind === 'alone' ? meanCell(venue.contagionShare, percent) : '',
      meanCell(venue.walletsTriggered, counted),
    ]),
  );
  return dataTable(
    caption,
    [
      'shocked',
      'venue default',
      'P(need > fund)',
      'deficits, mean',
      '99%',
      'others hit',
      'share of others',
      'wallets reached',
    ],
    body,
    { numeric: [1, 2, 3, 4, 5, 6, 7], look: 'tiers' },
  );
}

const shareAndBound = (estimate: Estimate, done: number): Html =>
  html`<b>${text(shareText(estimate, done))}</b><br><span class="sub">${text(`at most ${estimate.interval.upper === null ? 'unknown' : percent(estimate.interval.upper, 'up')}`)}</span>`;

/** Linked less cut, path by path: above zero linking costs, below zero it saves. */
export function linkingTable(report: VenueReport): Html {
  const rows = report.table.filter(({ difference }) => difference !== null);
  if (rows.length === 0) return NOTHING;
  const form = moneyIn(report);
  const body = rows.map(({ linked, difference }): Cell[] => [
    rowName(linked),
    estimateCell(difference!.deficits, form),
    ...difference!.markets.flatMap((own) => [
      estimateCell(own.drawAttributed, form),
      estimateCell(own.liquidatedShare, percent),
      estimateCell(own.moveFinal, percent),
    ]),
  ]);
  return dataTable(
    'Linked less cut, means over the same paths with 95% intervals',
    [
      'shocked',
      'deficits, all',
      ...report.markets.flatMap(({ symbol }) => [`${symbol} deficits`, 'liquidated', 'move']),
    ],
    body,
    { numeric: [1, ...report.markets.flatMap((_, k) => [3 * k + 2, 3 * k + 3, 3 * k + 4])], look: 'tiers' },
  );
}

/** What the largest owners leave over all markets, against the fund. */
export function coverTable(report: VenueReport): Html {
  const form = moneyIn(report);
  const body = report.table.map(({ linked }): Cell[] => {
    const { one, two, five } = linked.venue.cover;
    return [
      rowName(linked),
      ...[one, two, five].map((own) => estimateCell(own, form)),
      two.value === null || two.value === 0
        ? 'no shortfall'
        : `${counted(Math.round((100 * report.fund) / two.value) / 100)} times`,
      ...(linked.venue.memberDefault
        ? [shareAndBound(linked.venue.memberDefault, linked.venue.paths.done)]
        : []),
    ];
  });
  const hasMembers = report.capital.length > 0;
  return dataTable(
    `99% quantiles over paths of what the owners with the largest deficits leave together, over all their accounts, wallets and markets; the fund holds ${form(report.fund)}`,
    [
      'shocked',
      'largest',
      'two largest',
      'five largest',
      'fund over the two',
      ...(hasMembers ? ['a member fails'] : []),
    ],
    body,
    { numeric: hasMembers ? [1, 2, 3, 4, 5] : [1, 2, 3, 4], look: 'tiers' },
  );
}

/** Other rules at the decision shock, against those of the snapshot. */
export function rulesTable(report: VenueReport): Html {
  const form = moneyIn(report);
  const base = report.table.find(({ linked: { kind } }) => kind === 'all')!.linked;
  const row = (name: string, { venue, markets }: CellFinding, difference: Estimate | null): Cell[] => [
    name,
    meanCell(venue.deficits.mean, form),
    difference ? estimateCell(difference, form) : '',
    shareAndBound(venue.ruin, venue.paths.done),
    ...markets.map(({ liquidatedShare }) => meanCell(liquidatedShare.mean, percent)),
  ];
  return dataTable(
    'Rules tried in all markets and wallets at the decision shock; differences path by path over the same paths',
    [
      'rule',
      'deficits, mean',
      'less today’s',
      'P(need > fund)',
      ...report.markets.map(({ symbol }) => `${symbol} liquidated`),
    ],
    [
      row('today', base, null),
      ...report.rules.map(({ finding, difference }) => row(finding.label, finding, difference)),
    ],
    { numeric: [1, 2, 3, ...report.markets.map((_, k) => 4 + k)], look: 'tiers' },
  );
}
