import { SIDES } from '../../risk/cells/decision-cells.ts';
import { METRICS } from '../../risk/metrics/table.ts';
import { SENTENCES } from '../../risk/shapes/reasons.ts';
import { type Chart, toAlt } from '../charts/chart.ts';
import { dataTable } from '../charts/data-table.ts';
import { count, exactPercent, money, percent, shockText } from '../display.ts';
import { pair } from '../figure.ts';
import type { MarketView } from '../market-view.ts';
import { type Html, html, NOTHING, text } from '../markup.ts';
import type { Report } from '../report.ts';
import { lead, note, ofMarket, section } from './section.ts';

/** Section 11: what was seen, what was not, and what was assumed. */
export const qualitySection = (report: Report, views: readonly MarketView[]): Html =>
  section(
    'quality',
    ...views.map((view) =>
      ofMarket(view, lead(finding(view)), counts(view), missing(view), bounds(view), pair(coverage(view))),
    ),
    unlisted(report),
    assumptions(report),
  );

/** A sweep may have more cells than a table. */
function unlisted({ quality, tables }: Report): Html {
  const planned = quality.reduce((sum, { cells }) => sum + cells.planned, 0);
  const rows = tables.find(({ path }) => path === 'tables/cells.parquet')!.rows;
  return rows === planned
    ? NOTHING
    : note(
        `The table of cells lists the ${count(rows)} cells at base maintenance and depth, of ${count(planned)}; the numbers of this section count all of them.`,
      );
}

function finding({ quality }: MarketView): string {
  const { cells, paths } = quality;
  const seen =
    quality.status === 'complete'
      ? `All ${count(cells.planned)} cells and ${count(paths.planned)} paths are done.`
      : `${count(cells.complete)} of ${count(cells.planned)} cells are complete; ${count(paths.planned - paths.done)} of ${count(paths.planned)} paths are missing and count against the venue.`;
  const gate =
    quality.gate === 'pass'
      ? 'Every data gate passes.'
      : `Gates that fail: ${quality.reasons.map(({ code }) => SENTENCES[code]).join(' ')}`;
  return `${seen} ${gate}`;
}

function counts(view: MarketView): Html {
  const { quality, market } = view;
  const { cells, paths } = quality;
  const error = quality.conservationMax;
  const rows: [string, string][] = [
    [
      'cells: planned, complete, partial, missing',
      [cells.planned, cells.complete, cells.partial, cells.missing].map(count).join(', '),
    ],
    [
      'paths: planned, done, could not finish',
      [paths.planned, paths.done, paths.unfinished].map(count).join(', '),
    ],
    [
      'largest error of the conservation of money, share of open interest',
      error === null ? 'unknown' : error === 0 ? '0' : error.toExponential(1),
    ],
    ['paths that broke conservation or balance', count(quality.violations)],
    ...designRows(view),
    ['age of the snapshot, hours', `${hours(quality.snapshotAgeHours)}, limit ${hours(quality.maxAgeHours)}`],
    [
      'positions',
      quality.positionsEstimated
        ? `estimated from open interest: ${count(market.accounts)} accounts, drawn anew in every path`
        : `${count(market.accounts)} accounts, as the venue lists them`,
    ],
    [
      'share of quantity whose collateral was raised to a viable start',
      quality.clampedShare.value === null ? 'unknown' : percent(quality.clampedShare.value, 'up'),
    ],
    [
      'what was added to collateral for that',
      quality.raised.value === null
        ? 'unknown'
        : money(quality.raised.value, market.settlementCurrency, 'up'),
    ],
    ['paths of the verdict’s cells near the price floor', count(quality.floorHit)],
    ['paths of the verdict’s cells near the price ceiling', count(quality.ceilingHit)],
    ['paths of the verdict’s cells that traded beyond the visible depth', count(quality.beyondDepth)],
  ];
  return dataTable(`What was computed for ${market.id}`, ['what', 'number'], rows);
}

/** Where a design shock comes from that the history proposed, how uncertain it is, and who chose it. */
function designRows({ side }: MarketView): [string, string][] {
  return SIDES.flatMap((name) =>
    side[name].design.mixture.flatMap(({ shockBps, from }): [string, string][] => {
      if (from === null) return [];
      const { quantile, minutes, lowerBps, upperBps, runs, owner } = from;
      const ends =
        lowerBps === null || upperBps === null
          ? 'no interval'
          : `95% interval ${shockText(lowerBps)} to ${shockText(upperBps)}`;
      return [
        [
          `design shock ${name}, ${shockText(shockBps)}`,
          `the move that ${exactPercent(quantile)} of ${minutes} minutes do not exceed, by a tail fitted to ${count(runs)} runs of windows; ${ends}; chosen by ${owner ?? 'nobody who signed'}`,
        ],
      ];
    }),
  );
}

const hours = (value: number): string => String(Math.round(value * 10) / 10);

function missing({ quality }: MarketView): Html {
  const cells = quality.missingCells.map(({ from, to, cells: size }) =>
    size === 1 ? from : `${from} to ${to} (${count(size)} cells)`,
  );
  const unfinished = quality.unfinished.map(
    ({ cell, planned, unfinished: failed, first }) =>
      `${cell}: ${count(failed)} of ${count(planned)} paths could not finish${first === null ? '' : `, the first is number ${count(first)}`}`,
  );
  const all = [
    ...cells.map((words) => `Missing: ${words}.`),
    ...unfinished.map((words) => `Counted as failing: ${words}.`),
  ];
  if (all.length === 0) return NOTHING;
  const shown = all.slice(0, MOST);
  if (all.length > MOST) shown.push(`And ${count(all.length - MOST)} more, in report.json.`);
  const items = html`<ul>${shown.map((words) => html`<li>${text(words)}</li>`)}</ul>`;
  return all.length <= FEW
    ? items
    : html`<details><summary>What is missing or could not finish: ${text(count(all.length))} entries</summary>${items}</details>`;
}

const FEW = 6;
const MOST = 1_000;

/** Both bounds for every proof metric: the one that is used, and the one that would flatter. */
function bounds({ metrics, market }: MarketView): Html {
  const rows = metrics.flatMap(({ id, side, proof, paths, state }) =>
    proof === null || state === null
      ? []
      : [
          [
            METRICS[id].name,
            side,
            `${count(paths.done)} of ${count(paths.planned)}`,
            proof.value === null ? 'unknown' : percent(proof.value),
            percent(proof.upper, 'up'),
            proof.upperOptimistic === null ? 'unknown' : percent(proof.upperOptimistic, 'up'),
            percent(proof.lower, 'down'),
            exactPercent(proof.tolerance),
            state,
          ],
        ],
  );
  return dataTable(
    `Bounds of the proof metrics of ${market.id}: used with missing paths as failures; optimistic as if they had not been planned, never used`,
    ['metric', 'side', 'paths', 'value', 'upper, used', 'upper, optimistic', 'lower', 'tolerance', 'state'],
    rows,
    { numeric: [3, 4, 5, 6, 7], sortable: true },
  );
}

function coverage(view: MarketView): Chart[] {
  return SIDES.map((side) => {
    const { plane, key, design } = view.side[side];
    const chart: Chart = {
      kind: 'coverage',
      number: 13,
      key,
      title: '',
      caption: 'The plane of the maps: base values on every axis but leverage and shock.',
      unit: 'status',
      source: `tables/cells, market ${view.market.id}, side ${side}`,
      leverages: plane.leverages,
      shocksBps: plane.shocksBps,
      designBps: design.mixture.map(({ shockBps }) => shockBps),
      cells: plane.cells.map(({ status, pathsPlanned, pathsDone }) => ({
        status,
        planned: pathsPlanned,
        done: pathsDone,
      })),
    };
    return { ...chart, title: `Cells ${side}: ${toAlt(chart)}` };
  });
}

function assumptions({ assumptions: all }: Report): Html {
  if (all.length === 0) return note('The snapshot states no assumptions.');
  return html`<h3>Assumptions of the snapshot</h3><dl class="grid">${all.map(({ id, text: words }) => html`<dt><code>${text(id)}</code></dt><dd><bdi>${text(words)}</bdi></dd>`)}</dl>`;
}
