import { SIDES } from '../../risk/cells/decision-cells.ts';
import { type Change, FACTORS } from '../../risk/findings/change.ts';
import { METRICS } from '../../risk/metrics/table.ts';
import { SENTENCES } from '../../risk/shapes/reasons.ts';
import { differenceText, FACTOR_NAMES, metricName, metricText, tellingShares } from '../change-words.ts';
import type { Chart } from '../charts/chart.ts';
import { toAlt } from '../charts/chart.ts';
import { dataTable } from '../charts/data-table.ts';
import type { DeltaCell } from '../delta-map.ts';
import { count, multipleText } from '../display.ts';
import { pair } from '../figure.ts';
import type { MarketView } from '../market-view.ts';
import { type Html, html, NOTHING, text } from '../markup.ts';
import type { Report } from '../report.ts';
import type { Rows } from '../rows.ts';
import { comparison } from './comparison.ts';
import { note, ofMarket, section } from './section.ts';

/** Section 9: what changed since the earlier report, and why; nothing where there is none. */
export function changesSection(report: Report, { deltas }: Rows, views: readonly MarketView[]): Html {
  const changes = report.changes.value;
  if (changes === null) return NOTHING;
  const parts = views.flatMap((view) => {
    const change = changes.find(({ market }) => market === view.market.id);
    return change ? [ofMarket(view, marketChange(view, change, deltas))] : [];
  });
  return section('changes', ...parts);
}

function marketChange(view: MarketView, change: Change, deltas: readonly DeltaCell[] | null): Html {
  const maps = deltas === null ? NOTHING : pair(SIDES.map((side) => deltaChart(view, change, deltas, side)));
  const more = html`${sharesTable(change)}${maps}`;
  return comparison(view.market, change, { before: alarm(change), after: more });
}

/** The same inputs gave other numbers: an erratum, and where the code that computes is the same an alarm. */
function alarm({ attribution }: Change): Html {
  if (attribution === null || attribution.errata.length === 0) return NOTHING;
  const lines = attribution.errata.map(
    (own) =>
      `${metricName(own)} was ${metricText(own, own.reported)} over the first ${count(attribution.paths)} paths; this code makes ${metricText(own, own.recomputed)} of the same inputs.`,
  );
  const why = attribution.sameModel
    ? 'The code that computes is the same, so its numbers must be: do not use either report before this is explained.'
    : 'The code that computes is another one.';
  return html`<div class="missing-first" role="note"><strong>Errata to the earlier report.</strong> ${text(why)}<ul>${lines.map((line) => html`<li>${text(line)}</li>`)}</ul></div>`;
}

function sharesTable({ attribution, reason }: Change): Html {
  if (attribution === null) return note(SENTENCES[reason ?? 'REPORTS_ALONE']);
  const parts = [...FACTORS, 'code', 'rest'] as const;
  const rows = attribution.shares.map((own) => [
    metricName(own),
    differenceText(own, own.now - own.before),
    ...parts.map((part) => differenceText(own, own[part])),
  ]);
  if (rows.length === 0) return NOTHING;
  const paths = count(attribution.paths);
  return html`${dataTable(
    'What made the difference: parts of a row add up to it',
    ['number', 'difference', ...parts.map((part) => FACTOR_NAMES[part])],
    rows,
    { numeric: rows[0]!.map((_, column) => column).slice(1) },
  )}${note(
    `Each input that changed is swapped between both nights, alone and with all others, and its part is the mean over all orders (Shapley 1953), over the first ${paths} paths of the decision cells, which draw the same numbers in every mix. Positions are moved along with the mark price: who stood 5% above a trigger still does. Code is the earlier night computed again; the last column is what those ${paths} paths do not tell.`,
  )}`;
}

function deltaChart(
  view: MarketView,
  change: Change,
  deltas: readonly DeltaCell[],
  side: 'down' | 'up',
): Chart {
  const { plane, key, design } = view.side[side];
  const own = deltas.filter((cell) => cell.market === view.market.id && cell.side === side);
  const paths = plane.cells[0]?.pathsPlanned ?? 0;
  const chart: Chart = {
    kind: 'delta-map',
    number: 10,
    key,
    title: '',
    caption: `P(need > fund) now less the night before, missing paths counted as failing. Coloured where the difference survives Benjamini and Hochberg at 10% over all cells of both maps; cells are tested as independent samples though nights share seeds, which makes the test cautious.`,
    unit: 'percentage points',
    source: `tables/changes, market ${view.market.id}, side ${side}, maintenance ${multipleText(view.base.maintenance)}`,
    leverages: plane.leverages,
    shocksBps: plane.shocksBps,
    designBps: design.mixture.map(({ shockBps }) => shockBps),
    cells: own,
    paths,
    driver: driverOf(change),
  };
  const moves = side === 'down' ? 'Falls' : 'Rises';
  return { ...chart, title: `${moves}: ${toAlt(chart)}` };
}

/** The factor with the largest part of the number that tells the change. */
function driverOf(change: Change): string | null {
  const shares = tellingShares(change);
  if (shares === undefined || shares.now === shares.before) return null;
  const largest = [...FACTORS].sort((a, b) => Math.abs(shares[b]) - Math.abs(shares[a]))[0]!;
  return Math.abs(shares[largest]) < 5e-6
    ? null
    : `${FACTOR_NAMES[largest]}, ${differenceText(shares, shares[largest])} of ${METRICS[shares.id].name}`;
}
