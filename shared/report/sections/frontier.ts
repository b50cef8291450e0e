import { SIDES } from '../../risk/cells/decision-cells.ts';
import { type Chart, toAlt } from '../charts/chart.ts';
import { dataTable } from '../charts/data-table.ts';
import { count, exactPercent, multipleText, shockText } from '../display.ts';
import { pair } from '../figure.ts';
import type { MarketView, SideView } from '../market-view.ts';
import { type Html, html, NOTHING } from '../markup.ts';
import { lead, moveText, note, ofMarket, section } from './section.ts';

/** Section 4: how much leverage each shock leaves proven safe. */
export const frontierSection = (views: readonly MarketView[]): Html =>
  section(
    'frontier',
    ...views.map((view) => {
      const charts = SIDES.flatMap((side) => steps(view, view.side[side]));
      return ofMarket(
        view,
        lead(...SIDES.map((side) => gapSentence(view, view.side[side]))),
        pair(charts),
        others(view),
      );
    }),
  );

function basePoints(view: MarketView, { frontier }: SideView) {
  return frontier.filter(({ mechanism }) => mechanism === view.base.mechanism);
}

function steps(view: MarketView, side: SideView): Chart[] {
  const points = basePoints(view, side);
  if (points.length === 0) return [];
  const nonmonotone = points
    .filter(({ flags }) => flags.length > 0)
    .map(({ shockBps }) => shockText(shockBps));
  const chart: Chart = {
    kind: 'steps',
    number: 4,
    key: side.key,
    title: '',
    caption: `Pooled failures, one-sided 95% bounds against ${exactPercent(view.mapTolerance)}: margin is the mean loss beyond margins as a share of open interest, fund is P(need > fund); the lower one is the frontier. Shaded up to what is not refuted. No interpolation.${nonmonotone.length === 0 ? '' : ` Not monotone at ${nonmonotone.join(', ')}: the smaller of the raw and the pooled value is used.`}`,
    unit: 'multiple of today’s leverage',
    source: `tables/frontier, market ${view.market.id}, side ${side.side}, mechanism ${view.base.mechanism}`,
    steps: points.map(({ shockBps, margin, fund, provenSafe, notRefuted }) => ({
      shockBps,
      margin: margin.provenSafe,
      fund: fund.provenSafe,
      proven: provenSafe,
      notRefuted,
    })),
    leverages: side.plane.leverages,
    designBps: side.design.mixture.map(({ shockBps }) => shockBps),
  };
  return [{ ...chart, title: designFinding(side, points) || toAlt(chart) }];
}

function designFinding({ design }: SideView, points: MarketView['side']['down']['frontier']): string {
  const clauses = design.mixture.flatMap(({ shockBps }) => {
    const point = points.find((candidate) => candidate.shockBps === shockBps);
    if (point === undefined) return [];
    const safe =
      point.provenSafe === null
        ? 'no leverage of the grid'
        : `at most ${multipleText(point.provenSafe)} of today’s leverage`;
    return [`After ${moveText(shockBps)} ${safe} is proven safe${heldBy(point)}.`];
  });
  return clauses.join(' ');
}

/** Which of the two lines is the lower one, and where the other lies. */
function heldBy({ margin, fund }: MarketView['side']['down']['frontier'][number]): string {
  const [byMargin, byFund] = [margin.provenSafe ?? 0, fund.provenSafe ?? 0];
  if (byMargin === byFund) return '';
  return byMargin < byFund
    ? `, held by margins; the fund alone is proven up to ${multipleText(byFund)}`
    : `, held by the fund; margins alone are proven up to ${multipleText(byMargin)}`;
}

/** Where today's leverage lies above what is proven. */
function gapSentence(view: MarketView, side: SideView): string {
  const points = basePoints(view, side);
  const short = points.filter(({ provenSafe }) => provenSafe === null || provenSafe < view.base.leverage);
  if (points.length === 0) return '';
  if (short.length === 0) return `Today’s leverage is proven safe at every shock ${side.side} of the grid.`;
  const first = short[0]!;
  const there =
    first.provenSafe === null ? 'no leverage of the grid' : `at most ${multipleText(first.provenSafe)} of it`;
  return `From ${moveText(first.shockBps)} on, today’s leverage lies above what is proven: there, ${there} is.`;
}

/** Of other mechanisms, in one table. */
const MOST_POINTS = 500;

/** Frontiers of the mechanisms that are not in force, where the grid has them. */
function others(view: MarketView): Html {
  const points = SIDES.flatMap((side) => view.side[side].frontier).filter(
    ({ mechanism }) => mechanism !== view.base.mechanism,
  );
  if (points.length === 0) return NOTHING;
  const shown = points.slice(0, MOST_POINTS);
  const more =
    points.length > MOST_POINTS
      ? note(
          `${count(points.length - MOST_POINTS)} more are left out to keep the page small; the table has them.`,
        )
      : NOTHING;
  const multiple = (value: number | null): string => (value === null ? 'none' : multipleText(value));
  return html`${dataTable(
    `Largest leverage proven safe under the other mechanisms, ${view.market.id}`,
    ['mechanism', 'shock', 'proven', 'by margin', 'by fund', 'not refuted'],
    shown.map((point) => [
      point.mechanism,
      shockText(point.shockBps),
      multiple(point.provenSafe),
      multiple(point.margin.provenSafe),
      multiple(point.fund.provenSafe),
      multiple(point.notRefuted),
    ]),
    { numeric: [2, 3, 4, 5], sortable: true },
  )}${more}`;
}
