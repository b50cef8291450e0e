import { SIDES } from '../../risk/cells/decision-cells.ts';
import type { Measure, Mechanism } from '../../risk/findings/mechanism.ts';
import { MEASURE_IDS, MEASURES, type MeasureId } from '../../risk/mechanisms/measures.ts';
import { SENTENCES } from '../../risk/shapes/reasons.ts';
import type { Chart } from '../charts/chart.ts';
import { type Cell, dataTable } from '../charts/data-table.ts';
import type { Dot } from '../charts/dots.ts';
import { alike, count, duration, isoText, percent, type Rounding, ratio, shockText } from '../display.ts';
import { pair } from '../figure.ts';
import type { MarketView, SideView } from '../market-view.ts';
import { type Html, NOTHING } from '../markup.ts';
import { inUnit, moneyText } from '../metric-words.ts';
import { lead, listed, moveText, note, ofMarket, section } from './section.ts';

/** Section 8: what each mechanism trades off. No total score. */
export const mechanismsSection = (views: readonly MarketView[]): Html =>
  section(
    'mechanisms',
    ...views.map((view) => {
      const charts = SIDES.flatMap((side) => compared(view, view.side[side]));
      if (charts.length === 0) return ofMarket(view, lead('No mechanism is compared in this sweep.'));
      return ofMarket(view, pair(charts), table(view), footnotes(view));
    }),
  );

function compared(view: MarketView, side: SideView): Chart[] {
  const shocks = [...new Set(side.mechanisms.map(({ shockBps }) => shockBps))];
  return shocks.flatMap((shock, index) => {
    const group = side.mechanisms.filter(({ shockBps }) => shockBps === shock);
    if (group.length < 2) return [];
    const drawn = MEASURE_IDS.filter((id) => MEASURES[id].isDrawn);
    // A panel of nothing but zeros shows nothing.
    const empty = drawn.filter((id) => group.every((own) => entryOf(own, id).value === 0));
    return [
      {
        kind: 'dots' as const,
        number: 9,
        key: shocks.length === 1 ? side.key : `${side.key}-${index}`,
        title: finding(view, group),
        caption: `Difference from the mechanism in force (open square at 0), paired path by path with 95% intervals; the value at the right. ${count(group[0]!.paths.done)} paths at ${shockText(shock)}.${emptyText(empty)}`,
        unit: 'each panel its own',
        source: `tables/mechanisms, market ${view.market.id}, side ${side.side}`,
        panels: drawn
          .filter((id) => !empty.includes(id))
          .map((id) => ({
            title: MEASURES[id].name,
            dots: group.map((mechanism) => dot(view, mechanism, id)),
          })),
      },
    ];
  });
}

/** What is not drawn, in words. */
const emptyText = (ids: readonly MeasureId[]): string =>
  ids.length === 0
    ? ''
    : ` Not drawn, 0 under every mechanism: ${listed(ids.map((id) => MEASURES[id].name))}.`;

function dot(view: MarketView, mechanism: Mechanism, id: MeasureId): Dot {
  const entry = entryOf(mechanism, id);
  const { difference } = entry;
  return {
    name: mechanism.mechanism,
    base: mechanism.base,
    valueText: short(view, entry),
    difference: mechanism.base ? null : (difference?.mean ?? null),
    lower: difference?.interval.lower ?? null,
    upper: difference?.interval.upper ?? null,
    differenceText: mechanism.base ? 'in force' : differenceText(view, entry),
  };
}

function entryOf({ metrics, mechanism }: Mechanism, id: MeasureId): Measure {
  const entry = metrics.find((candidate) => candidate.id === id);
  if (entry === undefined) throw new RangeError(`mechanism ${mechanism} must have ${id}, got none`);
  return entry;
}

function formed(
  { market }: MarketView,
  { id, unit }: Measure,
  value: number,
  rounding: Rounding,
  both: boolean,
): string {
  if (MEASURES[id].isShare) return percent(value, rounding);
  if (unit === 'money') {
    return both
      ? moneyText(value, market, rounding)
      : moneyText(value, { ...market, contract: 'linear' }, rounding);
  }
  if (unit === 'seconds') return duration(Math.abs(value), rounding).replace(/^/, value < 0 ? '\u2212' : '');
  if (unit === 'count') return value < 0 ? `\u2212${count(-value)}` : count(value);
  return unit === 'ratio' ? ratio(value, rounding) : inUnit(value, unit, market, rounding);
}

const short = (view: MarketView, entry: Measure): string =>
  entry.value === null
    ? 'unknown'
    : `${formed(view, entry, entry.value, 'nearest', false)}${entry.of === 'median' ? '*' : ''}`;

function differenceText(view: MarketView, entry: Measure): string {
  const { difference } = entry;
  if (difference === null) return 'not paired';
  const { mean, interval, differing, onePath } = difference;
  const middle = formed(view, entry, mean, 'nearest', false);
  const paths = `${count(differing)} differ${onePath ? ', one path decides it' : ''}`;
  if (interval.lower === null || interval.upper === null) return `${middle} (no interval; ${paths})`;
  if (interval.method === 'paired-count' && differing === 0)
    return `no path differed; at most ${formed(view, entry, interval.upper, 'up', false)} do, either way`;
  return `${middle} (${formed(view, entry, interval.lower, 'down', false)} to ${formed(view, entry, interval.upper, 'up', false)}; ${paths})`;
}

/** The first measure in which a mechanism differs by more than the noise; otherwise that none does. */
function finding(view: MarketView, group: readonly Mechanism[]): string {
  const base = group.find((mechanism) => mechanism.base);
  const shock = moveText(group[0]!.shockBps);
  const clauses = group
    .filter((mechanism) => !mechanism.base)
    .flatMap((mechanism) => {
      const entry = entryOf(mechanism, 'meanDraw');
      const { difference } = entry;
      if (difference === null || difference.interval.lower === null || difference.interval.upper === null)
        return [];
      if (difference.interval.lower <= 0 && difference.interval.upper >= 0) return [];
      const size = formed(view, entry, Math.abs(difference.mean), 'nearest', true);
      return [
        `${mechanism.mechanism} loses ${size} ${difference.mean < 0 ? 'less' : 'more'} than ${base?.mechanism ?? 'the base'}`,
      ];
    });
  return clauses.length === 0
    ? `After ${shock} no mechanism’s mean draw differs from that of ${base?.mechanism ?? 'the base'} by more than the noise.`
    : `After ${shock} ${listed(clauses)}, on average over paths.`;
}

function table(view: MarketView): Html {
  const all = SIDES.flatMap((side) => view.side[side].mechanisms);
  // What no mechanism has is said once, below.
  const ids = MEASURE_IDS.filter((id) => all.some((mechanism) => entryOf(mechanism, id).value !== null));
  const columns = ids.map((id) => column(view, all, id));
  const rows = all.map((mechanism, row): Cell[] => [
    `${mechanism.mechanism}${mechanism.base ? ' (in force)' : ''}`,
    shockText(mechanism.shockBps),
    ...columns.map((cells) => cells[row]!),
  ]);
  const head = ['mechanism', 'shock', ...ids.map((id) => nameOf(view, id))];
  return dataTable(
    `Mechanisms of ${view.market.id} at the design shocks, base values otherwise`,
    head,
    rows,
    {
      sortable: true,
      numeric: ids.map((_, index) => index + 2),
    },
  );
}

const nameOf = ({ market }: MarketView, id: MeasureId): string =>
  MEASURES[id].unit === 'money' ? `${MEASURES[id].name}, ${market.settlementCurrency}` : MEASURES[id].name;

/** One measure of all mechanisms; money rounded alike, and a rate of none as so many of so many. */
function column(view: MarketView, all: readonly Mechanism[], id: MeasureId): Cell[] {
  const entries = all.map((mechanism) => entryOf(mechanism, id));
  const amounts = MEASURES[id].unit === 'money' ? alike(entries.map(({ value }) => value ?? 0)) : null;
  return entries.map((entry, row): Cell => {
    const { value, reason, of } = entry;
    if (value === null) return reason === 'NOT_NEEDED' || reason === 'NO_HAIRCUT' ? 'none' : 'unknown';
    const star = of === 'median' ? '*' : '';
    if (amounts !== null) return { words: amounts[row]! + star, order: value };
    const isNone = entry.unit === 'probability' && value === 0;
    return { words: isNone ? `0 of ${count(all[row]!.paths.done)}` : short(view, entry), order: value };
  });
}

function footnotes(view: MarketView): Html {
  const all = SIDES.flatMap((side) => view.side[side].mechanisms);
  const first = all[0];
  if (first === undefined) return NOTHING;
  const winners = all.flatMap(({ mechanism, winners: { value }, side }) =>
    value === null ? [] : [`${mechanism} ${side} ${count(Math.round(value))}`],
  );
  const reasons = [
    ...new Set(
      all.flatMap(({ metrics }) => metrics.flatMap(({ reason }) => (reason === null ? [] : [reason]))),
    ),
  ];
  return note(
    `Horizon ${isoText(first.horizon)}. Mean draw counts each path at most at open interest. Overshoot is haircut taken over haircut needed, space pnl; haircuts are shares of a winner’s profit; innocent are accounts liquidated although the shock alone would not have reached their trigger price.`,
    winners.length === 0
      ? 'No winner was cut.'
      : `Accounts with profit when the first haircut fell, the base of Gini and HHI: ${winners.join(', ')}.`,
    clampText(all),
    ...(all.some(({ metrics }) => metrics.some(({ of }) => of === 'median'))
      ? ['* A median: one path is more than half of the sum, and the mean would be that path.']
      : []),
    ...reasons.map((reason) => SENTENCES[reason]),
    'There is no total score: solvency, revenue and fairness trade off.',
  );
}

function clampText(all: readonly Mechanism[]): string {
  const words = all.flatMap(({ mechanism, side, floorHitPaths, ceilingHitPaths }) => [
    ...(floorHitPaths === 0 ? [] : [`${mechanism} ${side} floor ${count(floorHitPaths)}`]),
    ...(ceilingHitPaths === 0 ? [] : [`${mechanism} ${side} ceiling ${count(ceilingHitPaths)}`]),
  ]);
  return words.length === 0
    ? 'No path came near the price floor or ceiling.'
    : `Paths near the price floor or ceiling, which decide the means that contain them: ${words.join(', ')}.`;
}
