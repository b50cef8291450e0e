import type { Enough, Remedy, Tried } from '../../risk/findings/enough.ts';
import { METRIC_IDS, METRICS, type MetricId } from '../../risk/metrics/table.ts';
import { type Reason, SENTENCES } from '../../risk/shapes/reasons.ts';
import { metricText } from '../change-words.ts';
import { type Cell, dataTable } from '../charts/data-table.ts';
import { amount, count, percent, ppmText } from '../display.ts';
import {
  beforeAndAfter,
  changeName,
  isToday,
  judgedIn,
  nightsText,
  priceText,
  raisedText,
  rungOf,
  shortOf,
} from '../enough-words.ts';
import type { MarketView } from '../market-view.ts';
import { type Html, html, NOTHING, text } from '../markup.ts';
import { lead, listed, note } from './section.ts';
import { grouped } from './tier-groups.ts';

/** What would be enough, inside section 5 (report.md 3.5b): the smallest change, its price and effect, and all that was tried. */
export function enoughPart(view: MarketView): Html {
  const { enough, key } = view;
  if (enough === null) return NOTHING;
  return html`<h3 id="${text(key)}enough">What would be enough</h3>${lead(enoughText(view, enough))}${effects(view, enough)}${ladder(view, enough)}${rates(enough)}`;
}

/** The finding in a sentence or two; the first screen says it too. */
export function enoughText(view: MarketView, enough: Enough): string {
  const { remedy, reason, tried } = enough;
  if (remedy === null) return SENTENCES[reason!];
  const name = changeName(view, remedy);
  const of = `of ${count(tried.length)} tables and mechanisms tried`;
  if (remedy.what === 'nearest') return nearestText(view, enough, remedy);
  if (isToday(view, remedy)) return `Today’s table is enough: it needs no change, and is the smallest ${of}.`;
  const nights = nightsText(remedy);
  const price = `${raisedText(remedy)}${priceText(view, remedy.price)}${nights === '' ? '' : `; ${nights}`}.`;
  if (remedy.what === 'adequate')
    return `${capital(name)} is enough: adequate, and the smallest ${of}. ${price}`;
  return `${capital(name)} proves every test, the smallest ${of} that does; outside stays ${listed(shortOf(rungOf(enough, remedy)))}. ${price}`;
}

function nearestText(view: MarketView, enough: Enough, remedy: Remedy): string {
  const { tried } = enough;
  const { decidedBy } = tried[0]!;
  const now = judgedIn(tried[0]!, decidedBy);
  const first = `Not within reach of margins: none of ${count(tried.length)} tables and mechanisms tried brings every number inside its limit.`;
  if (isToday(view, remedy) || now === undefined) return `${first} None comes nearer than today’s.`;
  const then = judgedIn(rungOf(enough, remedy), decidedBy)!;
  return `${first} Nearest comes ${changeName(view, remedy)}: ${beforeAndAfter(view, now, then)}.`;
}

const capital = (words: string): string => words.charAt(0).toUpperCase() + words.slice(1);

/** Each key number before and after the change that is told. */
function effects(view: MarketView, { remedy }: Enough): Html {
  if (remedy === null || isToday(view, remedy)) return NOTHING;
  const of = (metric: MetricId, side: 'down' | 'up') =>
    remedy.effects.find((own) => own.metric === metric && own.side === side)!;
  const cell = (metric: MetricId, side: 'down' | 'up', when: 'before' | 'after'): Cell => {
    const own = of(metric, side);
    const { value, reason } = own[when];
    const state = when === 'before' ? own.stateBefore : own.stateAfter;
    const words = value === null ? (SHORT[reason!] ?? 'unknown') : numberText(metric, value);
    return html`<b>${text(words)}</b>${state === null ? NOTHING : text(` ${state}`)}`;
  };
  const rows = METRIC_IDS.map((metric): Cell[] => [
    METRICS[metric].name,
    ...(['down', 'up'] as const).flatMap((side) => [
      cell(metric, side, 'before'),
      cell(metric, side, 'after'),
    ]),
  ]);
  return dataTable(
    `Each key number of ${view.market.id} today, and under ${changeName(view, remedy)}`,
    ['number', 'falling, today', 'then', 'rising, today', 'then'],
    rows,
    { numeric: [1, 2, 3, 4] },
  );
}

/** A table's cell has no room for sentences. */
const SHORT: Readonly<Partial<Record<Reason, string>>> = {
  NO_SHORTFALL: 'no shortfall',
  NOT_PROVEN: 'not proven',
};

/** Rounded as section 2 rounds the same number. */
function numberText(id: MetricId, value: number): string {
  if (METRICS[id].unit === 'probability' && value === 0) return 'none seen';
  return metricText({ id }, value);
}

/** All that was tried, in the order of the ladder. */
function ladder(view: MarketView, { tried }: Enough): Html {
  const tests = (own: Tried) => own.judged.filter(({ metric }) => METRICS[metric].role === 'proof');
  const rows = tried.map((own): Cell[] => {
    const proofs = tests(own);
    const proven = proofs.filter(({ state }) => state === 'proven' || state === 'outside').length;
    const { extraMargin, newlyUnderInitial, liquidatedByChange } = own.price;
    return [
      changeName(view, own),
      own.word ?? 'not simulated',
      own.word === null ? '' : `${count(proven)} of ${count(proofs.length)}`,
      own.word === null ? SENTENCES[own.reason!] : listed(shortOf(own)) || 'nothing',
      { words: extraMargin === 0 ? '0' : amount(extraMargin, 'up'), order: extraMargin },
      { words: count(newlyUnderInitial), order: newlyUnderInitial },
      { words: count(liquidatedByChange), order: liquidatedByChange },
    ];
  });
  return html`${dataTable(
    `What was tried for ${view.market.id}, fixed before the first path`,
    [
      'table and mechanism',
      'word',
      'tests proven',
      'not inside',
      `margin called, ${view.market.settlementCurrency}`,
      'accounts newly under initial',
      'liquidated by it',
    ],
    rows,
    { numeric: [2, 4, 5, 6], sortable: true },
  )}${note('Each is tested as the verdict is, on the same seeds and at the same levels; nothing is corrected for having looked at several, and alternatives are not run under them. The smallest is the one that calls the least margin.')}`;
}

/** The rates of the change, neighbours that move alike together. */
function rates({ remedy }: Enough): Html {
  if (remedy === null) return NOTHING;
  const changed = remedy.rates.some(({ currentPpm, ppm }) => currentPpm !== ppm);
  if (!changed) return NOTHING;
  const rows = grouped(
    remedy.rates,
    (a, b) => Math.abs(a.ppm / a.currentPpm - b.ppm / b.currentPpm) <= 0.02,
  ).map((group) => {
    const [first, last] = [group[0]!, group.at(-1)!];
    const span = (of: (rate: typeof first) => string) =>
      group.length === 1 ? of(first) : `${of(first)} to ${of(last)}`;
    return [
      group.length === 1 ? `${first.tier}` : `${first.tier} to ${last.tier}`,
      span(({ currentPpm }) => ppmText(currentPpm)),
      span(({ ppm }) => ppmText(ppm)),
      `+${percent(first.ppm / first.currentPpm - 1)}`,
      span(({ maxLeverage }) => `${Math.floor(maxLeverage)}×`),
    ];
  });
  return html`<details><summary>Its rates</summary>${dataTable('Rates of the change', ['tiers', 'maintenance now', 'then', 'change', 'max leverage then'], rows, { numeric: [1, 2, 3, 4] })}</details>`;
}
