import { MATRICES } from '../../risk/contagion/venue-finding.ts';
import { SENTENCES } from '../../risk/shapes/reasons.ts';
import { type Cell, dataTable } from '../charts/data-table.ts';
import { count, exactPercent, percent, shockText, timeText } from '../display.ts';
import { type Html, html, NOTHING, text } from '../markup.ts';
import { codeList, factStrip, numberedPage, type Part } from '../sections/numbered-page.ts';
import { lead, note } from '../sections/section.ts';
import { verdictMark } from '../sections/verdict.ts';
import { coverTable, linkingTable, matrixTable, rulesTable, venueTable } from './contagion-tables.ts';
import {
  becauseText,
  estimateCell,
  limitWords,
  linkingText,
  meanCell,
  moneyIn,
  rowName,
  spillText,
  TESTS,
} from './contagion-words.ts';
import { stressLines } from './stress-words.ts';
import { underTable, underText, variedBy } from './under-words.ts';
import type { ReportedMarket, VenueReport } from './venue-report.ts';

/**
 * The page of a venue: one file that makes no request and needs no script, a function of the report alone.
 *
 * @param digest of contagion.json
 */
export function contagionPage(report: VenueReport, digest: string): string {
  const { sweep, verdict } = report;
  const parts = sectionsOf(report, digest);
  const title = `Contagion over ${count(report.markets.length)} markets, ${sweep.asOf.slice(0, 10)}: ${verdict.word}`;
  return numberedPage(title, masthead(report), parts);
}

function sectionsOf(report: VenueReport, digest: string): Part[] {
  const { table, axis, rules, under } = report;
  return [
    { id: 'verdict', title: 'Verdict', content: verdict(report) },
    {
      id: 'table',
      title: 'What a shock of one market costs the others',
      content: [
        note(
          'Linked: wallets as they are. Cut: every crossed account with a collateral of its own, its share of what its wallet is worth. Both over the same paths.',
        ),
        ...MATRICES.map((matrix) => matrixTable(report, table, matrix)),
        html`<h3>All markets together</h3>`,
        venueTable(
          report,
          table,
          'Shares of paths with the upper end of their 95% interval; others: markets that were not shocked themselves',
        ),
      ],
    },
    {
      id: 'linking',
      title: 'What linking costs',
      content: [lead(linkingText(report) || 'Nobody holds a wallet.'), linkingTable(report)],
    },
    { id: 'cover', title: 'Whom the fund must cover', content: [coverTable(report)] },
    ...(under.length === 0
      ? []
      : [
          {
            id: 'assumptions',
            title: 'Under other assumptions',
            content: [underTable(report), note(NOT_CORRECTED)],
          },
        ]),
    ...(axis.length === 0
      ? []
      : [
          {
            id: 'shocks',
            title: 'Other shocks',
            content: [
              venueTable(report, axis, 'Other shocks of all markets at once'),
              ...MATRICES.slice(0, 2).map((matrix) => matrixTable(report, axis, matrix)),
            ],
          },
        ]),
    ...(rules.length === 0 ? [] : [{ id: 'rules', title: 'Other rules', content: [rulesTable(report)] }]),
    ...report.markets.map((market, k) => ({
      id: `market-${market.id}`,
      title: `${market.symbol} on ${market.venue}`,
      content: ofMarket(report, market, k),
    })),
    { id: 'quality', title: 'What this rests on', content: quality(report) },
    { id: 'reproduce', title: 'How to reproduce this', content: reproduce(report, digest) },
  ];
}

const NOT_CORRECTED =
  'An alternative that refutes a test holds adequate back and does nothing else; nothing is corrected over alternatives, so that adding one never improves the word.';

function masthead(report: VenueReport): Html {
  const form = moneyIn(report);
  const { sweep, counts } = report;
  const all: [string, string][] = [
    ['markets', report.markets.map(({ symbol }) => symbol).join(', ')],
    [
      'open interest',
      report.markets.map(({ symbol, openInterest }) => `${symbol} ${form(openInterest)}`).join(', '),
    ],
    ['fund', form(report.fund)],
    [
      'positions',
      `${count(counts.accounts)}, of which ${count(counts.isolated)} isolated; ${count(counts.wallets)} wallets`,
    ],
    ['decision shock', report.table.find(({ linked: { kind } }) => kind === 'all')!.linked.label],
    ['paths', `${count(sweep.paths.decision)} a shock`],
  ];
  const missing =
    report.status === 'complete'
      ? NOTHING
      : html`<div class="missing-first" role="note"><strong>Not every path has finished.</strong> Each missing path counts as a failure.</div>`;
  return html`<header>${missing}<p class="kicker">leverage-cascade: what a shock of one market costs the others</p><h1>Contagion over ${report.markets.map(({ symbol }, i) => html`${text(i === 0 ? '' : ', ')}<bdi>${text(symbol)}</bdi>`)}</h1><p class="facts-line">As of ${text(timeText(sweep.asOf))}.</p>${factStrip(all)}</header>`;
}

function verdict(report: VenueReport): Html[] {
  const { word, tests } = report.verdict;
  const body = tests.map((test): Cell[] => [
    TESTS[test.id].name,
    test.state,
    test.share.value === null ? 'unknown' : percent(test.share.value),
    percent(test.upper, 'up'),
    percent(test.lower, 'down'),
    limitWords(test),
    test.limit.owner ?? 'nobody’s yet',
    test.reasons.map((code) => SENTENCES[code]).join(' '),
  ]);
  const moves = report.table.find(({ linked: { kind } }) => kind === 'all')!.linked;
  return [
    html`<div class="banner ${text(word)}"><p class="word">${verdictMark(word)}<span>venue <strong>${text(word)}</strong></span></p><div class="why"><p class="because">${text(becauseText(report))}</p><ul>${spill(report)}<li><b>Linking:</b> ${text(linkingText(report) || 'nobody holds a wallet.')}</li><li><b>Under other assumptions:</b> ${text(underText(report))}</li><li><b>Shock:</b> ${text(`${report.markets.map(({ symbol }, k) => `${symbol} ${shockText(Math.round(moves.moves[k]! * 10_000))}`).join(', ')}${moves.source === null ? '' : `; ${moves.source}`}`)}</li></ul></div></div>`,
    dataTable(
      'Tests of the venue: shares of paths, at the worst of all shocks of the table; each must hold at every one',
      ['test', 'state', 'seen', 'at most', 'at least', 'limit', 'whose', 'why'],
      body,
      { numeric: [2, 3, 4] },
    ),
    note(...Object.values(TESTS).map(({ name, of }) => `${name}: ${of}.`)),
  ];
}

function spill(report: VenueReport): Html {
  const words = spillText(report);
  return words === '' ? NOTHING : html`<li><b>Others:</b> ${text(words)}</li>`;
}

/** What each shock does in one market. */
function ofMarket(report: VenueReport, market: ReportedMarket, k: number): Html[] {
  const form = moneyIn(report);
  const facts: [string, string][] = [
    ['contract', market.contract],
    ['mark price', count(market.markPrice)],
    ['open interest', form(market.openInterest)],
    ['mechanism', market.mechanism],
    ['sensitivity', String(report.sweep.markets[market.id]?.beta ?? 1)],
    ['loading', String(report.sweep.markets[market.id]?.loading ?? 0)],
  ];
  const body = [...report.table, ...report.axis].map(({ linked, cut }): Cell[] => {
    const own = linked.markets[k]!;
    return [
      rowName(linked),
      linked.moves[k] === 0 ? 'none' : exactPercent(Math.round(linked.moves[k]! * 1e6) / 1e6),
      meanCell(own.moveFinal.mean, percent),
      meanCell(own.liquidatedShare.mean, percent),
      meanCell(own.drawAttributed.mean, form),
      estimateCell(own.drawAttributed.q99, form),
      cut ? meanCell(cut.markets[k]!.liquidatedShare.mean, percent) : '',
      cut ? meanCell(cut.markets[k]!.drawAttributed.mean, form) : '',
    ];
  });
  return [
    factStrip(facts),
    dataTable(
      `What each shock does in ${market.symbol}: means over paths with 95% intervals`,
      [
        'shocked',
        'its own shock',
        'move at the end',
        'liquidated',
        'deficits',
        '99%',
        'liquidated, cut',
        'deficits, cut',
      ],
      body,
      { numeric: [1, 2, 3, 4, 5, 6, 7], look: 'tiers' },
    ),
  ];
}

function quality(report: VenueReport): Html[] {
  const { raised, assumptions, sources, sweep } = report;
  const vectors = Object.entries(sweep.vectors);
  const lines = [
    `Collateral raised so that nobody is reached at the start: ${percent(raised.share)} of notional, ${moneyIn(report)(raised.money)}.`,
    `Depth: ${sweep.path.ownDepth ? 'a draw for each market' : 'one draw for all markets, since makers leave everywhere at once'}.`,
    ...(report.counts.wallets > 0
      ? [
          'Where ADL closes accounts of a wallet it counts pair by pair: from those who face a hedged wallet it takes more than it must.',
        ]
      : []),
    ...stressLines(report),
    'Nobody else is forced to sell.',
  ];
  return [
    html`<ul>${lines.map((line) => html`<li>${text(line)}</li>`)}</ul>`,
    dataTable(
      'Assumptions',
      ['assumption', 'basis', 'what it says', 'otherwise, if'],
      assumptions.map(({ id, basis, text: words }) => [
        id,
        basis ?? 'guessed',
        words,
        variedBy(report, id) || 'not varied',
      ]),
    ),
    dataTable(
      'Sources',
      ['of', 'source'],
      [
        ...sources.map(({ name, source }) => [name, source]),
        ...vectors.map(([name, { source }]) => [`shock ${name}`, source]),
      ],
    ),
  ];
}

function reproduce(report: VenueReport, digest: string): Html[] {
  const facts: [string, string][] = [
    ['sweep', report.sweep.name],
    ['seed', report.sweep.seed],
    ['sweep digest', report.sweepDigest],
    ['snapshot digest', report.snapshotDigest],
    ['engine', `${report.engine.version}, ${report.engine.digest}`],
    ['contagion.json', digest],
  ];
  return [
    codeList(facts),
    html`<p><code>npx --no-install cascade contagion SWEEP.json --out DIR</code></p>`,
    note('The same sweep, snapshot and engine give these bytes on any machine, with any number of workers.'),
  ];
}
