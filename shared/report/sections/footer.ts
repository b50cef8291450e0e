import { dataTable } from '../charts/data-table.ts';
import { commands } from '../commands.ts';
import { timeText } from '../display.ts';
import { type Html, html, text } from '../markup.ts';
import type { Report } from '../report.ts';
import { section } from './section.ts';

/** Section 13: what this is a function of, and how to make it again. No clock, duration, cost or machine. */
export function footerSection(report: Report, reportDigest: string): Html {
  const cell = report.metrics.find(({ cells }) => cells.length > 0)?.cells[0] ?? 'CELL';
  const facts: [string, string][] = [
    ['sweep', report.sweepId],
    ['code', `leverage-cascade ${report.engine.version}, ${report.engine.digest}`],
    [
      'random numbers',
      `${report.random.generator}, seed ${report.random.seed}${report.random.commonRandomNumbers ? ', the same path draws the same numbers in every cell' : ''}`,
    ],
    ['schema', report.schema],
    ['report.json', reportDigest],
  ];
  return section(
    'footer',
    html`<dl class="grid">${facts.map(([name, words]) => html`<dt>${text(name)}</dt><dd><code>${text(words)}</code></dd>`)}</dl>`,
    inputs(report),
    html`<p>The whole sweep again, then one cell of it:</p><div class="scroll" role="group" aria-label="commands" tabindex="0"><pre>${text(commands.sweep(report.sweepId))}\n${text(commands.cell(report.sweepId, cell))}</pre></div>`,
    html`<details><summary>Digests of the tables</summary>${dataTable(
      'Tables beside this page, each as CSV and Parquet',
      ['file', 'rows', 'digest'],
      report.tables.map(({ path, rows, digest }) => [path, String(rows), html`<code>${text(digest)}</code>`]),
      { numeric: [1] },
    )}</details>`,
    html`<p>Apache License 2.0. What the run took (time, money, attempts) is in <code>receipt.json</code>. This file cannot make network requests.</p>`,
  );
}

function inputs(report: Report): Html {
  return dataTable(
    'What the report is a function of',
    ['input', 'as of', 'source', 'digest'],
    report.inputs.map(({ name, asOf, source, digest }) => [
      name,
      asOf === null ? '' : timeText(asOf),
      source ?? '',
      digest === null ? 'covered by the snapshot’s' : html`<code>${text(digest)}</code>`,
    ]),
  );
}
