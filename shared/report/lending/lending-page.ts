import { type Cell, dataTable } from '../charts/data-table.ts';
import { moneyIn } from '../contagion/contagion-words.ts';
import { count, duration, exactPercent, percent, timeText } from '../display.ts';
import { type Html, html, NOTHING, text } from '../markup.ts';
import { codeList, factStrip, numberedPage, type Part } from '../sections/numbered-page.ts';
import { lead, note } from '../sections/section.ts';
import { verdictMark } from '../sections/verdict.ts';
import { headroomTable, loopsTable, poolPathsTable, poolsTable } from './lender-tables.ts';
import type { LendingReport } from './lending-report.ts';
import { bandsTable, cutTable, fallsTable, gridTable, riskTable } from './lending-tables.ts';
import {
  becauseText,
  cellText,
  cutText,
  designOf,
  fallenText,
  flipsText,
  ordinaryText,
  poolsText,
  TESTS,
  toxicText,
} from './lending-words.ts';

/**
 * The page of a lending market: one file that makes no request and needs no script, a function of the report alone.
 *
 * @param digest of lending.json
 */
export const lendingPage = (report: LendingReport, digest: string): string =>
  numberedPage(
    `Lending market ${report.sweep.name}, ${report.sweep.asOf.slice(0, 10)}: ${report.verdict.word}`,
    masthead(report),
    sectionsOf(report, digest),
  );

function sectionsOf(report: LendingReport, digest: string): Part[] {
  return [
    { id: 'verdict', title: 'Verdict', content: verdict(report) },
    {
      id: 'at-risk',
      title: 'Liquidations at risk by health factor',
      content: [bandsTable(report), riskTable(report)],
    },
    { id: 'falls', title: `What a fall of ${fallenText(report)} does`, content: [fallsTable(report)] },
    { id: 'toxic', title: 'Where the toxic spiral starts', content: toxic(report) },
    ...(report.loops.length === 0 ? [] : [{ id: 'loops', title: 'Loops', content: [loopsTable(report)] }]),
    ...cuts(report),
    { id: 'pools', title: 'Pools: full, blocked, trapped', content: pools(report) },
    { id: 'grid', title: 'Every cell', content: [gridTable(report)] },
    { id: 'quality', title: 'What this rests on', content: quality(report) },
    { id: 'reproduce', title: 'How to reproduce this', content: reproduce(report, digest) },
  ];
}

function masthead(report: LendingReport): Html {
  const form = moneyIn(report);
  const { sweep } = report;
  const facts: [string, string][] = [
    ['borrowers', count(report.borrowers)],
    ['debt', form(report.debt)],
    ['collateral', form(report.collateral)],
    ['lenders’ claims', form(report.claims)],
    ['falls', fallenText(report)],
    ['design', cellText(designOf(report))],
    [
      'time',
      `${duration(sweep.fall.ticks * report.tickSeconds)} of fall in ${duration(report.ticks * report.tickSeconds)}`,
    ],
  ];
  return html`<header><p class="kicker">leverage-cascade: does this lending market stand a fall of its collateral?</p><h1><bdi>${text(sweep.name)}</bdi></h1><p class="facts-line">As of ${text(timeText(sweep.asOf))}.</p>${factStrip(facts)}</header>`;
}

function verdict(report: LendingReport): Html[] {
  const { word, tests } = report.verdict;
  const body = tests.map(({ id, value, limit, holds }): Cell[] => [
    TESTS[id].name,
    holds ? 'holds' : 'fails',
    TESTS[id].form(value),
    `at most ${TESTS[id].exact(limit.value)}`,
    limit.owner ?? 'nobody’s yet',
    limit.note ?? '',
    TESTS[id].of,
  ]);
  return [
    html`<div class="banner ${text(word)}"><p class="word">${verdictMark(word)}<span>market <strong>${text(word)}</strong></span></p><div class="why"><p class="because">${text(becauseText(report))}</p><ul>${line('Turned by', flipsText(report))}${line('Toxic', toxicText(report))}${line('Cut', cutText(report))}${line('Pools', poolsText(report))}${line('Ordinary day', ordinaryText(report))}</ul></div></div>`,
    dataTable(
      'Tests at the design cell: one path without chance, so that a limit holds or it does not',
      ['test', 'state', 'value', 'limit', 'whose', 'note', 'what it is'],
      body,
      { numeric: [2] },
    ),
  ];
}

const line = (about: string, words: string): Html =>
  words === '' ? NOTHING : html`<li><b>${text(about)}:</b> ${text(words)}</li>`;

function toxic(report: LendingReport): Html[] {
  const pledged = report.assets.filter(({ threshold }) => threshold > 0);
  const body = pledged.map(({ name, threshold, bonus }): Cell[] => {
    const window = 1 - threshold * (1 + bonus);
    return [
      name,
      exactPercent(threshold),
      exactPercent(bonus),
      percent(1 / (1 + bonus)),
      window > 0 ? percent(window, 'down') : 'none: toxic from the first liquidation on',
    ];
  });
  return [
    lead(toxicText(report)),
    note(
      'From a loan-to-value of 1/(1 + bonus) on every repayment takes more collateral than it clears debt, so that the position gets worse until nothing is left (Warmuz, Chaudhary and Pinna 2022). Where liquidators are quicker than the fall nobody gets there.',
    ),
    ...(report.ownThresholds || pledged.length === 0
      ? []
      : [
          dataTable(
            'How far a price may fall between the first liquidation and the spiral',
            [
              'pledged',
              'threshold',
              'largest bonus',
              'toxic from loan-to-value',
              'further fall from health 1',
            ],
            body,
            { numeric: [1, 2, 3, 4] },
          ),
        ]),
  ];
}

function cuts(report: LendingReport): Part[] {
  const { axes } = report.sweep;
  const hasCut = axes.thresholdCutBps.some((cut) => cut > 0);
  if (!hasCut && report.headroom.length === 0) return [];
  const content = [
    ...(hasCut ? [html`<h3>Of thresholds</h3>`, lead(cutText(report)), cutTable(report)] : []),
    ...(report.headroom.length === 0
      ? []
      : [
          html`<h3>Of loan-to-value</h3>`,
          note(
            'A cut of loan-to-value limits holds for new loans only: it calls nobody, so no path changes. What it takes away is the way out: no refinancing, no top-up by borrowing. In the paths nobody borrows at all, so what they show holds under any such cut.',
          ),
          headroomTable(report),
        ]),
  ];
  return [{ id: 'cuts', title: 'Credit contraction', content }];
}

function pools(report: LendingReport): Html[] {
  if (report.pools.length === 0) return [lead('Nobody lends here through a pool: no cash can run out.')];
  return [lead(poolsText(report)), poolsTable(report), poolPathsTable(report)];
}

function quality(report: LendingReport): Html[] {
  const { sweep, terms } = report;
  const rule = terms.closeFactor;
  const closing = {
    all: 'all of a debt is repaid at once',
    half:
      rule.rule === 'half'
        ? `${exactPercent(rule.half)} of a debt is repaid, all of it at a health of ${rule.fullBelow} or where it is at most ${moneyIn(report)(rule.small)}`
        : '',
    target: rule.rule === 'target' ? `a debt is repaid up to a health of ${rule.health}` : '',
  }[rule.rule];
  const lines = [
    `Close factor: ${closing}. Liquidators act where selling the collateral pays, profit at least ${exactPercent(terms.profit)}.`,
    `Assets that fall do so together, in a line, over ${duration(sweep.fall.ticks * report.tickSeconds)}, and stay down; others stay as they are but for what liquidations do to them.`,
    'Borrowers do not repay or top up in time, lenders do not come for the rate (pessimistic); gas and block space cost nothing (optimistic).',
    ...(report.ownThresholds ? ['Every borrower has a threshold of its own, on all it pledges.'] : []),
    'One path a cell, without chance: how thin depth may get is an axis, not a draw.',
  ];
  return [
    html`<ul>${lines.map((words) => html`<li>${text(words)}</li>`)}</ul>`,
    dataTable(
      'Assets',
      [
        'asset',
        `price, ${report.currency}`,
        'falls',
        'oracle',
        'threshold',
        'loan-to-value',
        'largest bonus',
      ],
      report.assets.map(({ name, price, falls, oracle, threshold, loanToValue, bonus }): Cell[] => [
        name,
        count(price),
        falls ? 'yes' : 'no',
        oracle ?? 'fixed price',
        exactPercent(threshold),
        loanToValue === null ? 'not stated' : exactPercent(loanToValue),
        exactPercent(bonus),
      ]),
      { numeric: [1, 4, 5, 6] },
    ),
    html`<p>${text(sweep.source)}</p>`,
  ];
}

function reproduce(report: LendingReport, digest: string): Html[] {
  return [
    codeList([
      ['sweep', report.sweep.name],
      ['scenario', report.scenario],
      ['sweep digest', report.sweepDigest],
      ['scenario digest', report.scenarioDigest],
      ['engine', `${report.engine.version}, ${report.engine.digest}`],
      ['lending.json', digest],
    ]),
    html`<p><code>npx --no-install cascade lending SWEEP.json --out DIR</code></p>`,
    note('The same sweep, scenario and engine give these bytes on any machine.'),
  ];
}
