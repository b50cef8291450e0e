import { SIDES } from '../../risk/cells/decision-cells.ts';
import type { Driver, DriverId, Joint, ReverseStress } from '../../risk/findings/reverse-stress.ts';
import type { Tail } from '../../risk/findings/tail.ts';
import { SENTENCES } from '../../risk/shapes/reasons.ts';
import { chanceBeyond } from '../../risk/stress/tail.ts';
import { type Chart, toAlt } from '../charts/chart.ts';
import { count, duration, exactPercent, multipleText, percent, ratio, shockText } from '../display.ts';
import { pair } from '../figure.ts';
import type { MarketView, SideView } from '../market-view.ts';
import { type Html, html } from '../markup.ts';
import type { Report } from '../report.ts';
import { lead, listed, note, ofMarket, section } from './section.ts';

/** Section 7: the smallest changes that break it, and how rare the shock is that decides. */
export const reverseSection = ({ reverse, tails }: Report, views: readonly MarketView[]): Html =>
  section(
    'reverse',
    ...views.map((view) => {
      const own = (reverse.value ?? []).filter(({ market }) => market === view.market.id);
      const ofTails = tails.filter(({ market }) => market === view.market.id);
      return ofMarket(
        view,
        lead(...own.map(jointSentence)),
        pair(own.map((stress) => driverChart(view.side[stress.side], stress, view.market.id))),
        note(
          `Each driver alone, all else at its base value, at the largest shock of the design: where P(need > fund) passes ${exactPercent(view.mapTolerance)}, the tolerance of the maps, between two points of the sweep; the fund, which has no points, against the tolerance of its own metric. Whiskers reach from what is proven to what is refuted. Leverage, maintenance and depth are told where the grid has more than one of them; the mark’s age and the largest account of each side where the sweep asks (stress).`,
        ),
        ...(ofTails.length === 0
          ? [note('The history has no windows of the design’s length.')]
          : [tailPart(view, ofTails)]),
      );
    }),
  );

const NAMES: Readonly<Record<DriverId, string>> = {
  price: 'price gap',
  leverage: 'leverage',
  maintenance: 'maintenance',
  depth: 'depth',
  latency: 'age of the mark',
  largest: 'largest account',
  fund: 'fund',
};

function jointSentence({ side, joint, drivers }: ReverseStress): string {
  const moves = side === 'down' ? 'Falls' : 'Rises';
  const alone = drivers.find(({ id }) => id === 'price');
  const shock = alone?.multiple ? `; the shock alone at ${ratio(alone.multiple)} of the design’s` : '';
  if (joint.distance === null) return `${moves}: every cell that is no milder than today is proven${shock}.`;
  if (joint.distance === 0) return `${moves}: today at the design shock is not proven${shock}.`;
  return `${moves}: the nearest cell that is not proven has ${jointText(joint)}${shock}.`;
}

function jointText({ price, leverage, maintenance, depth, latency, largest }: Joint): string {
  const parts = Object.entries({
    'the design shock': price,
    leverage,
    maintenance,
    depth,
    'the mark’s age': latency,
    'the largest account': largest,
  }).flatMap(([name, own]) => (own === null || own === 1 ? [] : [`${multipleText(own)} of ${name}`]));
  return listed(parts);
}

function driverChart(side: SideView, { drivers }: ReverseStress, market: string): Chart {
  const chart: Chart = {
    kind: 'drivers',
    number: 8,
    key: side.key,
    title: '',
    caption:
      'Dot: where the tolerance is passed; whisker: from proven to refuted; line: today, for the price gap the design shock.',
    unit: 'multiple of today',
    source: `report.json, reverse, market ${market}, side ${side.side}`,
    drivers: drivers.map((own) => ({
      name: NAMES[own.id],
      multiple: own.reason === null ? own.multiple : null,
      words: valueText(own),
      provenTo: own.provenTo,
      refutedFrom: own.refutedFrom,
    })),
  };
  return { ...chart, title: `${side.side === 'down' ? 'Falls' : 'Rises'}: ${toAlt(chart)}` };
}

/** Of these less is worse. */
const FALLING: readonly DriverId[] = ['maintenance', 'depth', 'fund'];

/** Passed at the first point already, or never within the grid: said so, with the end of it. */
function valueText({ id, multiple, reason, provenTo }: Driver): string {
  const [milder, worse] = FALLING.includes(id) ? ['above', 'below'] : ['below', 'above'];
  if (reason === 'BEYOND_GRID') return provenTo === null ? 'beyond grid' : `${worse} ${ratio(provenTo)}`;
  if (multiple === null) return 'unknown';
  return reason === 'AT_GRID_START' ? `${milder} ${ratio(multiple)}` : ratio(multiple);
}

function tailPart(view: MarketView, tails: readonly Tail[]): Html {
  const charts = SIDES.flatMap((side) =>
    tails.filter((own) => own.side === side).flatMap((own) => tailChart(view, own)),
  );
  const missing = tails.flatMap(({ reason }) => (reason === null ? [] : [SENTENCES[reason]]));
  return html`<h3>Where the design shock comes from</h3>${lead(...tails.flatMap(designSentences))}${pair(charts)}${note(
    ...new Set(missing),
    'Dots: how many windows of the history moved further; line: the law of the largest; bars: 95% intervals by profile likelihood, where they are told. A law of few moves is not extrapolated without its interval.',
  )}`;
}

function designSentences({ side, design, windows, seconds }: Tail): string[] {
  return design.map(({ shockBps, seen, chance }) => {
    const moves = side === 'down' ? 'fell' : 'rose';
    const law =
      chance === null ? '' : `; by the law one in ${count(Math.round(1 / Math.max(chance, 1e-9)))} does`;
    return `${count(seen)} of ${count(windows)} windows of ${duration(seconds)} ${moves} further than ${shockText(shockBps)}${law}.`;
  });
}

function tailChart(view: MarketView, own: Tail): Chart[] {
  const { xi, scale, threshold, windows, moves, side } = own;
  if (xi === null || scale === null || threshold === null) return [];
  const excesses = own.thresholds[0]!.excesses;
  const law = { xi, scale, threshold, excesses, observations: windows };
  const most = Math.max(moves[0]!, ...own.design.map(({ shockBps }) => Math.abs(shockBps) / 10_000)) * 1.1;
  const steps = Array.from({ length: 25 }, (_, i) => threshold + ((most - threshold) * i) / 24);
  const chart: Chart = {
    kind: 'tail',
    number: 12,
    key: view.side[side].key,
    title: '',
    caption: `Generalised Pareto law over ${percent(threshold)}, ${count(excesses)} excesses of ${count(windows)} windows of ${duration(own.seconds)}; standard error of xi ${ratio(own.xiError ?? 0)}.`,
    unit: 'share of windows',
    source: `report.json, tails, market ${view.market.id}, side ${side}`,
    moves,
    windows,
    law: steps.map((move) => ({ move, chance: chanceBeyond(law, move) })).filter(({ chance }) => chance > 0),
    xi,
    quantiles: own.quantiles,
    design: own.design.map(({ shockBps }) => ({
      move: Math.abs(shockBps) / 10_000,
      words: `design ${shockText(shockBps)}`,
    })),
    shortfalls: own.thresholds.map(({ shortfall }) => shortfall),
  };
  return [{ ...chart, title: `${side === 'down' ? 'Falls' : 'Rises'}: ${toAlt(chart)}` }];
}
