import { SIDES } from '../../risk/cells/decision-cells.ts';
import { QUANTITIES } from '../../risk/cells/quantities.ts';
import type { CellRow } from '../../risk/findings/cell.ts';
import type { DepthAndSpeed } from '../../risk/findings/depth-and-speed.ts';
import type { Estimate } from '../../risk/shapes/number.ts';
import type { Chart } from '../charts/chart.ts';
import { dataTable } from '../charts/data-table.ts';
import type { HeatMap } from '../charts/heat-map.ts';
import { count, duration, exactPercent, money, multipleText, percent, shockText } from '../display.ts';
import { pair } from '../figure.ts';
import { limitOf, type MarketView, type SideView } from '../market-view.ts';
import { type Html, html, NOTHING, text } from '../markup.ts';
import { inUnit } from '../metric-words.ts';
import { lead, listed, moveText, note, ofMarket, section } from './section.ts';

/** Section 3: over leverage and shock, how often the fund fails and how badly; then how deep and how fast. */
export const mapsSection = (views: readonly MarketView[]): Html =>
  section(
    'maps',
    lead(
      'Leverage changes when accounts fail and how many at once; maintenance changes whether the close-out is covered.',
    ),
    ...views.map((view) =>
      ofMarket(
        view,
        ...mapsOf(view).map((map) => pair(SIDES.map((side) => map(view, view.side[side])))),
        lossTable(view),
        depthTable(view),
      ),
    ),
  );

type MapOf = (view: MarketView, side: SideView) => Chart;

/** A page of several large markets has room for two maps a side. */
const MOST_FOR_THREE = 200;

/** The map of what decided comes first: of money where margins did, of ruin or of its tail where the fund did. */
function mapsOf({ verdict, side }: MarketView): MapOf[] {
  const [decided] = verdict.decidedBy?.split('/') ?? [];
  const first = decided === 'coverage' ? lossMap : decided === 'es_draw' ? shortfallMap : ruinMap;
  const cells = Math.max(...SIDES.map((own) => side[own].plane.cells.length));
  const room = cells > MOST_FOR_THREE ? 2 : 3;
  return [first, ...[ruinMap, shortfallMap, lossMap].filter((map) => map !== first)].slice(0, room);
}

const LOSS_EDGES = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.05, 1] as const;

/** What coverage leaves uncovered. */
function lossMap(view: MarketView, side: SideView): Chart {
  return {
    ...shared(view, side),
    number: 14,
    title: provenTitle(view, side, 'margin'),
    caption: `Mean loss beyond margins as a share of open interest, each path at most all of it: what coverage leaves uncovered; done paths only. Outlined at ${exactPercent(view.mapTolerance)}; hatched where the 95% interval contains it.${leftOut(side)}`,
    unit: '% of open interest',
    quantity: 'loss beyond margins, share of open interest',
    cells: side.plane.cells.map((cell) => ({
      value: cell.uncoveredMean,
      lower: cell.uncoveredMean === null ? null : cell.uncoveredLower,
      upper: cell.uncoveredMean === null ? null : cell.uncoveredUpper,
      planned: cell.pathsPlanned,
      done: cell.pathsDone,
    })),
    edges: LOSS_EDGES,
    tolerance: view.mapTolerance,
    printAbove: 0.001,
  };
}

const RUIN_EDGES = [0.001, 0.005, 0.01, 0.02, 0.05, 0.1, 1] as const;
/** Half the fund is the default limit, the whole fund is ruin on average. */
const SHORTFALL_EDGES = [0.01, 0.05, 0.1, 0.25, 0.5, 1, null] as const;

function ruinMap(view: MarketView, side: SideView): Chart {
  const { plane } = side;
  const limit = exactPercent(view.mapTolerance);
  return {
    ...shared(view, side),
    number: 2,
    title: provenTitle(view, side, 'fund'),
    caption: `P(need > fund), missing paths counted as failing. Outlined at ${limit}; hatched where the 95% Clopper-Pearson interval contains it.${leftOut(side)}`,
    unit: '% of paths',
    quantity: 'P(need > fund)',
    cells: plane.cells.map((cell) => ({
      value: isSeen(cell) ? cell.p : null,
      lower: isSeen(cell) ? cell.lower : null,
      upper: isSeen(cell) ? cell.upper : null,
      planned: cell.pathsPlanned,
      done: cell.pathsDone,
    })),
    edges: RUIN_EDGES,
    tolerance: view.mapTolerance,
    printAbove: null,
  };
}

function shortfallMap(view: MarketView, side: SideView): Chart {
  const limit = limitOf(view, 'es_draw').value;
  return {
    ...shared(view, side),
    number: 3,
    title: shortfallTitle(side, limit),
    caption: `Mean of the worst 2.5% of needs, each path at most open interest, over the fund; done paths only. Outlined at ${exactPercent(limit)}; numbers above 1%.${leftOut(side)}`,
    unit: '% of the fund',
    quantity: 'ES 97.5% of need, share of the fund',
    cells: side.plane.cells.map((cell) => ({
      value: cell.drawEs975OfFund,
      lower: null,
      upper: null,
      planned: cell.pathsPlanned,
      done: cell.pathsDone,
    })),
    edges: SHORTFALL_EDGES,
    tolerance: limit,
    printAbove: 0.01,
  };
}

const isSeen = ({ status }: CellRow): boolean => status === 'complete' || status === 'partial';

function shared({ market, base }: MarketView, { key, design, plane, side }: SideView) {
  return {
    kind: 'heat-map' as const,
    key,
    source: `tables/cells, market ${market.id}, side ${side}, mechanism ${base.mechanism}, maintenance ${multipleText(base.maintenance)}, depth ${multipleText(base.depth)}, tiers current`,
    leverages: plane.leverages,
    shocksBps: plane.shocksBps,
    designBps: design.mixture.map(({ shockBps }) => shockBps),
  } satisfies Partial<HeatMap> & { key: string; source: string };
}

function leftOut({ plane: { leftOut: out } }: SideView): string {
  const parts = [
    ...(out.leverages === 0 ? [] : [`${count(out.leverages)} leverages`]),
    ...(out.shocks === 0 ? [] : [`${count(out.shocks)} shocks`]),
  ];
  return parts.length === 0
    ? ''
    : ` ${listed(parts)} are left out to keep the map readable; the table has them.`;
}

const capital = (words: string): string => words.charAt(0).toUpperCase() + words.slice(1);

const LINES = {
  fund: { of: 'P(need > fund)', is: 'the fund is' },
  margin: { of: 'losses beyond margins', is: 'losses beyond margins are' },
} as const;

/** The largest shock up to which today's leverage is proven, by one of the frontier's own lines. */
function provenTitle(view: MarketView, { side, frontier }: SideView, line: keyof typeof LINES): string {
  const points = frontier.filter(({ mechanism }) => mechanism === view.base.mechanism);
  let proven: number | null = null;
  for (const point of points) {
    const safe = point[line].provenSafe;
    if (safe === null || safe < view.base.leverage) break;
    proven = point.shockBps;
  }
  const moves = side === 'down' ? 'falls' : 'rises';
  const limit = exactPercent(view.mapTolerance);
  if (points.length === 0) return `${capital(moves)}: ${LINES[line].of} at today’s leverage.`;
  if (proven === null)
    return `${capital(moves)}: at today’s leverage ${LINES[line].of} of no shock of the grid is proven within ${limit}.`;
  const all = proven === points.at(-1)!.shockBps ? ', the largest of the grid' : '';
  return `At today’s leverage ${LINES[line].is} proven within ${limit} for ${moves} up to ${exactPercent(Math.abs(proven) / 10_000)}${all}.`;
}

function shortfallTitle({ side, plane }: SideView, limit: number): string {
  const today = plane.leverages.indexOf(1);
  const column = plane.shocksBps.map((shock, row) => ({
    shock,
    share: plane.cells[row * plane.leverages.length + Math.max(today, 0)]!.drawEs975OfFund,
  }));
  const first = column.find(({ share }) => share !== null && share > limit);
  const moves = side === 'down' ? 'Falls' : 'Rises';
  const ofFund = limit === 0.5 ? 'half the fund' : `${exactPercent(limit)} of the fund`;
  if (first === undefined)
    return `${moves}: the tail of needs stays below ${ofFund} at today’s leverage, in every shock computed.`;
  return `At today’s leverage the tail of needs passes ${ofFund} at ${moveText(first.shock)}: ${percent(first.share!)}.`;
}

/** Section 3.3 beside the maps: money and accounts, shock by shock, at today's leverage. */
function lossTable(view: MarketView): Html {
  const share = (mean: number | null, lower: number, upper: number) =>
    mean === null
      ? html`missing`
      : html`<b>${text(percent(mean))}</b><br><span class="sub">${text(`${percent(lower, 'down')} to ${percent(upper, 'up')}`)}</span>`;
  const rows = SIDES.flatMap((side) => {
    const { leverages, shocksBps, cells } = view.side[side].plane;
    const today = Math.max(0, leverages.indexOf(view.base.leverage));
    return shocksBps.map((shock, row) => {
      const cell = cells[row * leverages.length + today]!;
      return [
        shockText(shock),
        share(cell.uncoveredMean, cell.uncoveredLower, cell.uncoveredUpper),
        share(cell.belowZeroMean, cell.belowZeroLower, cell.belowZeroUpper),
      ];
    });
  });
  const caption =
    'Lost beyond margins, and accounts below zero, at today’s leverage: shares of open interest';
  return html`<details><summary>${text(caption)}</summary>${dataTable(`${caption}, means over paths with 95% intervals`, ['shock', 'lost beyond margins', 'below zero'], rows, { numeric: [1, 2] })}</details>`;
}

function depthTable(view: MarketView): Html {
  const blocks = SIDES.flatMap((side) => view.side[side].depthAndSpeed);
  if (blocks.length === 0) return NOTHING;
  const estimate = ({ value, interval }: Estimate, { id, unit }: DepthAndSpeed['rows'][number]): Html => {
    const form = (number: number, rounding: 'nearest' | 'up' | 'down') =>
      QUANTITIES[id].isShare
        ? percent(number, rounding)
        : unit === 'seconds'
          ? duration(number, rounding)
          : inUnit(number, unit, view.market, rounding);
    // The equivalent in the currency of prices is said of the value alone.
    const end = (number: number, rounding: 'up' | 'down') =>
      unit === 'money' ? money(number, view.market.settlementCurrency, rounding) : form(number, rounding);
    if (value === null) return html`unknown`;
    const lower = interval.lower === null ? 'no lower end' : end(interval.lower, 'down');
    const upper = interval.upper === null ? 'no upper end' : end(interval.upper, 'up');
    return html`<b>${text(form(value, 'nearest'))}</b><br><span class="sub">${text(`${lower} to ${upper}`)}</span>`;
  };
  const rows = blocks.map((block) => [
    shockText(block.shockBps),
    ...(['median', 'q99'] as const).flatMap((part) => block.rows.map((row) => estimate(row[part], row))),
  ]);
  const names = blocks[0]!.rows.map(({ id }) => QUANTITIES[id].name);
  const head = ['shock', ...names.map((name) => `${name}, median`), ...names.map((name) => `${name}, 99%`)];
  const caption = `How deep and how fast at the design shocks: medians and 99% quantiles over ${count(blocks[0]!.paths.done)} paths, with 95% rank intervals`;
  return html`${dataTable(caption, head, rows, { look: 'depth' })}${note('Total move is the largest adverse move of the price, the shock included; amplification is total move over shock.')}`;
}
