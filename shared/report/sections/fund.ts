import { SIDES } from '../../risk/cells/decision-cells.ts';
import type { Fund } from '../../risk/findings/fund.ts';
import type { Estimate, Known } from '../../risk/shapes/number.ts';
import { SENTENCES } from '../../risk/shapes/reasons.ts';
import { type Chart, toAlt } from '../charts/chart.ts';
import { dataTable } from '../charts/data-table.ts';
import { count, duration, exactPercent, money, percent, shockText } from '../display.ts';
import { pair } from '../figure.ts';
import type { MarketView, SideView } from '../market-view.ts';
import { type Html, html, text } from '../markup.ts';
import { moneyText } from '../metric-words.ts';
import { lead, moveText, note, ofMarket, section } from './section.ts';
import { splittingTable } from './splitting.ts';

/** Section 6: how far the fund goes, who pays after it, and how much more it would be if accounts were split. */
export const fundSection = (views: readonly MarketView[]): Html =>
  section(
    'fund',
    ...views.map((view) =>
      ofMarket(
        view,
        lead(...SIDES.map((side) => finding(view, view.side[side]))),
        pair(SIDES.flatMap((side) => survival(view, view.side[side]))),
        pair(SIDES.flatMap((side) => waterfalls(view, view.side[side]))),
        numbers(view),
        clampNote(view),
        splittingTable(view),
      ),
    ),
  );

function finding({ market }: MarketView, { side, fund }: SideView): string {
  const move = side === 'down' ? 'falling' : 'rising';
  const need = fund.draw999;
  if (need.value === null) return `With a ${move} price the 99.9% need is unknown.`;
  const bound =
    need.interval.upper === null
      ? 'with no upper bound'
      : `at most ${moneyText(need.interval.upper, market, 'up')}`;
  return `With a ${move} price the 99.9% need is ${moneyText(need.value, market)}, ${bound}; the fund holds ${moneyText(fund.resources, market)}.`;
}

function survival({ market }: MarketView, { side, key, fund, fundCurve }: SideView): Chart[] {
  if (fundCurve.length === 0) return [];
  const chart: Chart = {
    kind: 'curve',
    number: 6,
    key,
    title: '',
    caption: `Share of paths with a larger need, income of the path counted, over the design mixture; band: pointwise 95% Clopper-Pearson. ${shocks(fund)}`,
    unit: 'probability',
    source: `tables/fund_curve, market ${market.id}, side ${side}`,
    points: fundCurve.map(({ need, p, lower, upper }) => ({ x: need, p, lower, upper })),
    currency: market.settlementCurrency,
    fund: fund.resources,
    verticals: [
      { name: 'fund', x: fund.resources },
      { name: 'cover-1', x: fund.cover1.value },
      { name: 'cover-2', x: fund.cover2.value },
      { name: '99.9% need', x: fund.draw999.value },
    ],
    tolerance: fund.tolerance,
    provenFund: fund.provenFund.value,
  };
  return [{ ...chart, title: toAlt(chart) }];
}

const shocks = ({ shocks: mixture }: Fund): string =>
  mixture
    .map(
      ({ shockBps, paths }) =>
        `${count(paths.done)} of ${count(paths.planned)} paths at ${shockText(shockBps)}.`,
    )
    .join(' ');

const LAYER_NAMES = {
  collateral: 'collateral',
  fund: 'insurance fund',
  adl: 'ADL',
  socialised: 'socialised loss',
  badDebt: 'bad debt',
  openDeficit: 'still open',
} as const;

const RANKS = { median: 'Median path', q99: '99% path' } as const;
const RANK_IDS = ['median', 'q99'] as const;

function waterfalls({ market }: MarketView, { side, key, fund }: SideView): Chart[] {
  return fund.shocks.map((shock, index) => {
    const chart: Chart = {
      kind: 'stack',
      number: 7,
      key: fund.shocks.length === 1 ? key : `${key}-${index}`,
      title: '',
      caption: `Who pays the draw after ${moveText(shock.shockBps)}, once margins are used up; beside it what margins paid before, what came into the fund and what it ends with. The layers are those of the one path at each rank: quantiles of single layers do not add up.`,
      unit: market.settlementCurrency,
      source: `report.json, fund, market ${market.id}, side ${side}`,
      currency: market.settlementCurrency,
      rows: shock.waterfall.map(({ quantile, path, draw, fundIn, fundEnd, layers }) => ({
        name: `${RANKS[quantile]} (number ${count(path)})`,
        collateral: layers.find(({ id }) => id === 'collateral')?.money.value ?? null,
        draw,
        fundIn,
        fundEnd,
        layers: layers
          .filter(({ id }) => id !== 'collateral')
          .map(({ id, money: paid }) => ({ name: LAYER_NAMES[id], amount: paid.value })),
      })),
    };
    return { ...chart, title: toAlt(chart) };
  });
}

function numbers(view: MarketView): Html {
  const { market } = view;
  const funds = SIDES.map((side) => view.side[side].fund);
  const estimate = ({ value, reason, interval }: Estimate): Html => {
    if (value === null) return html`unknown${why(reason)}`;
    const lower =
      interval.lower === null ? 'no lower end' : money(interval.lower, market.settlementCurrency, 'down');
    const upper =
      interval.upper === null ? 'no upper end' : money(interval.upper, market.settlementCurrency, 'up');
    return html`<b>${text(moneyText(value, market))}</b><br><span class="sub">${text(`${lower} to ${upper}`)}</span>`;
  };
  const known = ({ value, reason }: Known): Html =>
    value === null ? html`unknown${why(reason)}` : html`<b>${text(moneyText(value, market, 'up'))}</b>`;
  const rows: [string, ...Html[]][] = [
    ['fund', ...funds.map(({ resources }) => html`<b>${text(moneyText(resources, market))}</b>`)],
    ['cover-1, 99%', ...funds.map(({ cover1 }) => estimate(cover1))],
    ['cover-2, 99%', ...funds.map(({ cover2 }) => estimate(cover2))],
    ['99.9% need', ...funds.map(({ draw999 }) => estimate(draw999))],
    [
      `smallest fund proven for ${exactPercent(funds[0]!.tolerance)}`,
      ...funds.map(({ provenFund }) => known(provenFund)),
    ],
    [
      'need beyond the fund, on average',
      ...funds.map(({ expectedExcess }) => html`${known(expectedExcess)}${onePath(expectedExcess)}`),
    ],
    ...RANK_IDS.flatMap((rank) => income(view, funds, rank)),
    ['time until the fund is empty', ...funds.map(depletion)],
  ];
  return dataTable(
    `Fund and needs of ${market.id}, 95% intervals`,
    ['amount', 'falling price', 'rising price'],
    rows,
  );
}

/** What came in beside what went out, in the path at a rank of draw, shock by shock. */
function income(
  { market }: MarketView,
  funds: readonly Fund[],
  rank: keyof typeof RANKS,
): [string, ...Html[]][] {
  const cell = ({ shocks: mixture }: Fund): Html => {
    const parts = mixture.flatMap(({ waterfall }) =>
      waterfall
        .filter(({ quantile }) => quantile === rank)
        .map(({ fundIn, fundEnd, layers }) => {
          const form = (value: number) => money(value, market.settlementCurrency);
          const paid = layers.filter(({ id }) => id === 'fund').map(({ money: { value } }) => value);
          return `${form(fundIn)} in, ${paid.map((value) => (value === null ? 'unknown' : form(value)))} paid, ${form(fundEnd)} at the end`;
        }),
    );
    return parts.length === 0 ? html`unknown` : html`${text(parts.join('; '))}`;
  };
  return [[`fund in the ${RANKS[rank].toLowerCase()}`, ...funds.map(cell)]];
}

const onePath = ({ of, value }: Fund['expectedExcess']): Html =>
  of === 'median' && value !== null
    ? html`<br><span class="sub">median: one path decides the mean</span>`
    : html``;

const why = (reason: Known['reason']): Html =>
  reason === null ? html`` : html`<br><span class="sub">${text(SENTENCES[reason])}</span>`;

/** The first time, and what share of paths kept the fund to the end: paths that never emptied it are censored. */
function depletion({ shocks: mixture }: Fund): Html {
  const parts = mixture.map(({ depletion: steps, shockBps }) => {
    const first = steps[0];
    const last = steps.at(-1);
    const at = mixture.length === 1 ? '' : `${shockText(shockBps)}: `;
    if (first === undefined || last === undefined) return `${at}never emptied`;
    return `${at}first after ${duration(first.seconds, 'down')}; ${percent(last.survival, 'down')} of paths keep it to the end`;
  });
  return html`${text(parts.join('; '))}`;
}

/** Near the price floor an inverse contract loses many times open interest: such paths decide a mean. */
function clampNote(view: MarketView): Html {
  const shocks = SIDES.flatMap((side) => view.side[side].fund.shocks);
  const hits = shocks.flatMap(({ floorHitPaths, ceilingHitPaths, shockBps }) => [
    ...(floorHitPaths === 0 ? [] : [`floor ${count(floorHitPaths)} at ${shockText(shockBps)}`]),
    ...(ceilingHitPaths === 0 ? [] : [`ceiling ${count(ceilingHitPaths)} at ${shockText(shockBps)}`]),
  ]);
  return note(
    hits.length === 0
      ? 'No path came near the price floor or ceiling.'
      : `Paths near the price floor or ceiling, which decide every mean that contains them: ${hits.join(', ')}. An expected shortfall takes each at most at open interest.`,
  );
}
