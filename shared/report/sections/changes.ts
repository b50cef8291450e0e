import { SIDES } from '../../risk/cells/decision-cells.ts';
import { CONDITIONS } from '../../risk/changes/conditions.ts';
import { type Change, FACTORS } from '../../risk/findings/change.ts';
import { METRICS } from '../../risk/metrics/table.ts';
import { SENTENCES } from '../../risk/shapes/reasons.ts';
import {
  changedClauses,
  conditionText,
  differenceText,
  FACTOR_NAMES,
  metricName,
  metricText,
  relativeText,
  sinceText,
  tellingShares,
  whyText,
} from '../change-words.ts';
import type { Chart } from '../charts/chart.ts';
import { toAlt } from '../charts/chart.ts';
import { dataTable } from '../charts/data-table.ts';
import type { DeltaCell } from '../delta-map.ts';
import { count, exactPercent, multipleText } from '../display.ts';
import { pair } from '../figure.ts';
import type { MarketView } from '../market-view.ts';
import { type Html, html, NOTHING, text } from '../markup.ts';
import type { Report } from '../report.ts';
import type { Rows } from '../rows.ts';
import { lead, note, ofMarket, section } from './section.ts';

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
  return html`${lead(wordSentence(change))}<ul class="facts-list"><li><b>What changed:</b> ${text(`${changedClauses(change).join('; ')}.`)}</li><li><b>Why:</b> ${text(whyText(change))}</li></ul>${gap(change)}${alarm(change)}${numbersTable(change)}${sharesTable(change)}${maps}${conditionsTable(view, change)}${limitsTable(change)}${settingsTable(change)}`;
}

function wordSentence(change: Change): string {
  const { before, now } = change.word;
  const since = sinceText(change);
  return before === now
    ? `Still ${now}, as in the report of ${since}.`
    : `${capital(now)}; the report of ${since}, said ${before}.`;
}

const capital = (words: string): string => words.charAt(0).toUpperCase() + words.slice(1);

/** A night that is missing is visible. */
const gap = ({ since }: Change): Html =>
  since.days > 1 ? note(`${count(since.days - 1)} nights between have no report.`) : NOTHING;

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

function numbersTable({ metrics }: Change): Html {
  const rows = metrics.map((own) => {
    const [before, now] = [own.before.value, own.now.value];
    const difference = before === null || now === null ? '' : differenceText(own, now - before);
    const why = own.before.reason === null ? '' : SENTENCES[own.before.reason];
    const test =
      own.stateBefore === own.stateNow || own.stateBefore === null
        ? (own.stateNow ?? '')
        : `${own.stateBefore} to ${own.stateNow}`;
    return [
      metricName(own),
      before === null ? why || 'unknown' : metricText(own, before),
      metricText(own, now),
      difference,
      test,
    ];
  });
  return dataTable('Key numbers on both nights', ['number', 'before', 'now', 'difference', 'test'], rows, {
    numeric: [1, 2, 3],
  });
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

function conditionsTable({ market }: MarketView, { conditions }: Change): Html {
  const rows = conditions.map((own) => [
    CONDITIONS[own.id].name,
    conditionText(own, own.before.value, market),
    conditionText(own, own.now.value, market),
    relativeText(own) ?? '',
  ]);
  return dataTable('What the market was like', ['input', 'before', 'now', 'change'], rows, {
    numeric: [1, 2, 3],
  });
}

function limitsTable({ limits }: Change): Html {
  if (limits.length === 0) return NOTHING;
  const form = (value: number | null) => (value === null ? 'none' : exactPercent(value));
  const rows = limits.map(({ id, before, now, owner, since, note: why }) => [
    id,
    form(before),
    form(now),
    owner ?? 'nobody’s yet',
    since ?? '',
    why ?? '',
  ]);
  return dataTable('Limits that changed', ['limit', 'before', 'now', 'owner', 'since', 'note'], rows);
}

function settingsTable({ parameters }: Change): Html {
  if (parameters === null || parameters.length === 0) return NOTHING;
  const rows = parameters.map(({ path, before, now }) => [path, before ?? 'not there', now ?? 'not there']);
  return dataTable('Settings that changed', ['setting', 'before', 'now'], rows);
}
