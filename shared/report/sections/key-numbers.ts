import type { Metric, MetricLimit } from '../../risk/findings/metric.ts';
import { METRIC_IDS, METRICS } from '../../risk/metrics/table.ts';
import type { Bullet } from '../charts/bullets.ts';
import { stateMark } from '../charts/bullets.ts';
import type { Chart } from '../charts/chart.ts';
import { toAlt } from '../charts/chart.ts';
import { count, exactPercent, isoText, percent } from '../display.ts';
import { figure } from '../figure.ts';
import type { MarketView } from '../market-view.ts';
import { type Html, html, NOTHING, text } from '../markup.ts';
import {
  boundText,
  intervalText,
  inUnit,
  isWorseBelow,
  limitText,
  moneyText,
  valueText,
} from '../metric-words.ts';
import { lead, listed, ofMarket, section } from './section.ts';

/** Section 2: at most eight numbers, each against its limit. */
export const keyNumbersSection = (views: readonly MarketView[]): Html =>
  section('key-numbers', ...views.map((view) => ofMarket(view, layout(view))));

function finding({ metrics }: MarketView): string {
  const proof = metrics.filter(({ role }) => role === 'proof');
  const proven = proof.filter(({ state }) => state === 'proven');
  const outside = metrics.filter(({ state }) => state === 'outside');
  const tests =
    proven.length === proof.length
      ? `All ${proof.length} proof tests are proven.`
      : `${proven.length} of ${proof.length} proof tests are proven; not proven: ${bySide(proof.filter(({ state }) => state !== 'proven'))}.`;
  const unjudged = metrics.filter(({ state }) => state === 'unjudged');
  const rest = unjudged.length === 0 ? '' : ` Not judged: ${bySide(unjudged)}.`;
  const inside =
    unjudged.length === 0
      ? 'Every watch metric is inside its limit.'
      : 'No watch metric is outside its limit.';
  const watch = outside.length === 0 ? inside : `Outside their limit: ${bySide(outside)}.`;
  return `${tests} ${watch}${rest}`;
}

/** "P(need > fund), coverage (down)": a side is named where the other one is not among them. */
function bySide(metrics: readonly Metric[]): string {
  const names = METRIC_IDS.flatMap((id) => {
    const sides = metrics.filter((metric) => metric.id === id).map(({ side }) => side);
    return sides.length === 0
      ? []
      : [sides.length === 2 ? METRICS[id].name : `${METRICS[id].name} (${sides[0]})`];
  });
  return listed(names);
}

function layout(view: MarketView): Html {
  const chart = bullets(view);
  return html`<div class="key"><div>${lead(finding(view))}${figure(chart)}</div>${numbers(view)}</div>`;
}

function bullets({ metrics, key, market }: MarketView): Chart {
  const rows = metrics.flatMap(bullet);
  const planned = Math.max(...metrics.map(({ paths }) => paths.planned));
  const chart: Chart = {
    kind: 'bullets',
    number: 1,
    key: key.replace('-', ''),
    title: '',
    caption: `Value (tick) and 95% interval (bar) over the limit, log scale; up to ${count(planned)} paths per cell. Circle: proven or inside, triangle: not proven or outside, square: refuted, stroke: not judged.`,
    unit: 'multiple of the limit, more than 1 is worse',
    source: `tables/metrics, market ${market.id}`,
    rows,
  };
  return { ...chart, title: toAlt(chart) };
}

/** None of a metric that is only shown. */
function bullet(metric: Metric): Bullet[] {
  const { state, limit } = metric;
  if (state === null || limit === null) return [];
  const ends = [metric.value, metric.interval.lower, metric.interval.upper].map((value) =>
    overLimit(metric, limit, value),
  );
  const [value, one, other] = ends as [number | null, number | null, number | null];
  const turned = isWorseBelow(metric);
  const drawn: Bullet = {
    metric: METRICS[metric.id].name,
    side: metric.side,
    state,
    value,
    lower: turned ? other : one,
    upper: turned ? one : other,
    valueText: valueText(metric),
    intervalText: intervalText(metric),
    limitText: limitText(metric),
  };
  return [drawn];
}

/** Metric over limit, turned so that more is worse. */
function overLimit({ id }: Metric, limit: MetricLimit, value: number | null): number | null {
  if (value === null) return null;
  if (METRICS[id].isComplement) return quotient(1 - value, 1 - limit.value);
  return isWorseBelow({ limit }) ? quotient(limit.value, value) : quotient(value, limit.value);
}

const quotient = (a: number, b: number): number => (a === 0 ? 0 : b === 0 ? Infinity : a / b);

function numbers(view: MarketView): Html {
  const rows = METRIC_IDS.map((id) => {
    const of = (side: 'down' | 'up') =>
      view.metrics.find((metric) => metric.id === id && metric.side === side);
    const [down, up] = [of('down'), of('up')];
    const any = down ?? up;
    if (any === undefined) return NOTHING;
    const { name, definition } = METRICS[id];
    return html`<tr><th scope=row><details><summary>${text(name)}</summary><p class="def">${text(definition)} Horizon ${text(isoText(any.horizon))}.</p></details><td>${limitCell(any)}${side(view, down)}${side(view, up)}`;
  });
  const caption = 'Value, 95% interval and test of each key number';
  return html`<div class="scroll" role="group" aria-label="${text(caption)}, ${text(view.market.id)}" tabindex="0"><table class="numbers"><caption>${text(caption)}</caption><thead><tr><th scope=col>metric<th scope=col>limit<th scope=col>falling<th scope=col>rising</thead><tbody>${rows}</tbody></table></div>`;
}

function limitCell({ id, limit, watch }: Metric): Html {
  if (limit === null) return html`<span class="sub">shown, held against no limit</span>`;
  const owner =
    limit.owner === null
      ? 'default of leverage-cascade, nobody’s yet'
      : [limit.owner, limit.since].filter((part) => part !== null).join(', ');
  const second =
    watch === null
      ? NOTHING
      : html`<br><span class="sub">watch ${text(limitText({ id, limit: watch.limit }))}</span>`;
  return html`${text(limitText({ id, limit }))}${second}<br><span class="sub">${text(owner)}</span>`;
}

function side(view: MarketView, metric: Metric | undefined): Html {
  if (metric === undefined) return html`<td>none`;
  const parts = metric.parts
    // None of something rare goes without saying.
    .filter(({ unit, value }) => value !== null && !(unit === 'count' && value === 0))
    .map(({ name, unit, value }) =>
      unit === 'money'
        ? `${name}: ${moneyText(value!, view.market)}`
        : `${name}: ${unit === 'ratio' ? percent(value!) : inUnit(value!, unit, view.market)}`,
    );
  const under = [intervalText(metric), ...tested(metric), ...parts];
  const lines = under.map((words) => html`<br><span class="sub">${text(words)}</span>`);
  if (metric.state === null) return html`<td><b>${text(valueText(metric))}</b>${lines}`;
  const mark = html`<svg class="sm" viewBox="0 0 12 12" aria-hidden="true">${stateMark(metric.state, 6, 6)}</svg>`;
  return html`<td>${mark} <b>${text(valueText(metric))}</b> ${text(metric.state)}${lines}`;
}

/** The bound that decides, in words. */
function tested(metric: Metric): string[] {
  const { proof, bound, watch, state } = metric;
  const words: string[] = [];
  if (proof !== null) {
    const end =
      state === 'refuted'
        ? `at least ${percent(proof.lower, 'down')}`
        : `at most ${percent(proof.upper, 'up')}`;
    words.push(`test: ${end} against ${exactPercent(proof.tolerance)}`);
    if (proof.refutedByHolm && state !== 'refuted') words.push('refuted by Holm’s further steps');
  }
  if (state === 'unjudged') words.push('too few paths make the tail');
  else if (bound !== null)
    words.push(`bound: ${bound.value === null ? 'unknown' : boundText(metric, bound.value)}`);
  if (watch !== null) words.push(`watch: ${watch.state}`);
  return words;
}
