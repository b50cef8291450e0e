import { bisector } from 'd3-array';
import { area, curveStepAfter, line } from 'd3-shape';
import { LINES } from '../colours.ts';
import { amount, exactPercent, percent } from '../display.ts';
import { type Html, html, text } from '../markup.ts';
import type { Common, Renderer } from './chart.ts';
import { dataTable } from './data-table.ts';
import { label, logarithmic, path, picture, segment, symlog, WIDTH } from './frame.ts';

export interface CurvePoint {
  readonly x: number;
  readonly p: number;
  readonly lower: number;
  readonly upper: number;
}

/** Chart 6: the probability that need exceeds an amount of money. */
export interface Curve {
  readonly kind: 'curve';
  /** Ascending in `x`, which begins at 0. */
  readonly points: readonly CurvePoint[];
  readonly currency: string;
  readonly fund: number;
  /** Amounts to compare with; null: unknown. */
  readonly verticals: readonly { readonly name: string; readonly x: number | null }[];
  /** Probability that the fund is to keep, and the fund that is proven to keep it. */
  readonly tolerance: number;
  readonly provenFund: number | null;
}

type CurveChart = Common & Curve;

export const curve: Renderer<CurveChart> = { svg, table, alt };

const LEFT = 58;
const RIGHT = 14;
const TOP = 74;
const BOTTOM = 290;

function svg(chart: CurveChart): Html {
  const { x, most } = axis(chart);
  const least = floorOf(chart);
  const y = logarithmic([least, 1], [BOTTOM, TOP]);
  const clamp = (p: number): number => y(Math.max(p, least));
  const points = plotted(chart);
  const band = area<CurvePoint>()
    .digits(1)
    .curve(curveStepAfter)
    .x((point) => x(point.x))
    .y0((point) => clamp(point.lower))
    .y1((point) => clamp(point.upper));
  const drawn = line<CurvePoint>()
    .digits(1)
    .curve(curveStepAfter)
    .x((point) => x(point.x))
    .y((point) => clamp(point.p));
  const rows = [1, 0.1, 0.01, 0.001, 0.0001, 0.00001].filter((p) => p >= least);
  return picture(chart, alt(chart), BOTTOM + 42, [
    path('gr', rows.map((p) => segment(LEFT, y(p), WIDTH - RIGHT, y(p))).join('')),
    path('band', band([...points]) ?? ''),
    html`<path class="l0" stroke="${text(LINES[0].colour)}" d="${text(drawn([...points]) ?? '')}"/>`,
    ...rows.map((p) => label(LEFT - 6, y(p) + 4, exactPercent(p), 'end', 'mu')),
    path('dash', segment(LEFT, y(chart.tolerance), WIDTH - RIGHT, y(chart.tolerance))),
    // Where the curve has fallen: at the other end it would cover the words.
    label(
      (LEFT + WIDTH - RIGHT) / 2,
      y(chart.tolerance) - 4,
      `limit ${exactPercent(chart.tolerance)}`,
      'middle',
      'mu',
    ),
    path('ink', segment(LEFT, BOTTOM, WIDTH - RIGHT, BOTTOM)),
    ...amountTicks(most, x),
    label((LEFT + WIDTH - RIGHT) / 2, BOTTOM + 36, `need, ${chart.currency}, log from 0`, 'middle', 'mu'),
    ...verticals(chart, x),
  ]);
}

/** Positions of money: 0 to the largest amount drawn, a hundredth of the fund as the unit of the log. */
function axis(chart: CurveChart): { x: (value: number) => number; most: number } {
  const amounts = [chart.fund, chart.points.at(-1)!.x, ...chart.verticals.map(({ x }) => x ?? 0)];
  const most = Math.max(...amounts) * 1.15 || 1;
  return { x: symlog(most, (chart.fund > 0 ? chart.fund : most) / 100, [LEFT, WIDTH - RIGHT]), most };
}

/** The lowest line of the paper: below what one path in all of them would show. */
function floorOf({ points, tolerance }: CurveChart): number {
  const smallest = Math.min(tolerance, ...points.map(({ p }) => p).filter((p) => p > 0));
  return smallest / 3;
}

/**
 * What is drawn and listed: points at least two units of paper apart, the first and the last. A point before a wider
 * gap stays too, however near the one before it: its step is drawn all along the gap, and nothing else may be.
 */
function plotted(chart: CurveChart): readonly CurvePoint[] {
  const { x } = axis(chart);
  let last = -Infinity;
  return chart.points.filter((point, i) => {
    const place = x(point.x);
    const next = chart.points[i + 1];
    const keep = i === 0 || next === undefined || place - last >= 2 || x(next.x) - place >= 2;
    if (keep) last = place;
    return keep;
  });
}

function amountTicks(most: number, x: (value: number) => number): Html[] {
  const ticks = [0];
  let tick = 1;
  while (tick > most / 10_000) tick /= 10;
  for (; tick <= most; tick *= 10) ticks.push(tick);
  let free = Infinity;
  return ticks
    .toReversed()
    .map((value) => {
      const place = x(value);
      const words = amount(round(value)).replace(/\.0+(?=\u00a0|$)/, '');
      const line = segment(place, BOTTOM, place, BOTTOM + 4);
      if (place + words.length * 3.3 > free) return path('ink', line);
      free = place - words.length * 3.3 - 3;
      return html`${path('ink', line)}${label(place, BOTTOM + 18, words, 'middle', 'mu')}`;
    })
    .toReversed();
}

/** Repeated division by ten leaves a last digit that is not the decimal's. */
const round = (value: number): number => Number(value.toPrecision(3));

/** Labelled lines, each label on a row of its own, the leftmost lowest. */
function verticals(chart: CurveChart, x: (value: number) => number): Html[] {
  const shown = chart.verticals
    .filter((vertical) => vertical.x !== null)
    .sort((a, b) => a.x! - b.x! || (a.name < b.name ? -1 : 1));
  const placed = shown.map(({ name, x: value }, i) => ({
    words: `${name} ${amount(value!)}`,
    place: x(value!),
    y: TOP - 12 - (shown.length - 1 - i) * 13,
    isFund: name === 'fund',
  }));
  // Lines first: a label that stands across another line covers it.
  return [
    ...placed.map(({ place, y, isFund }) =>
      path(isFund ? 'ink' : 'dot', segment(place, y + 3, place, BOTTOM)),
    ),
    ...placed.map(({ words, place, y, isFund }) => {
      const onLeft = place > WIDTH / 2;
      const look = isFund ? 'tx b hl' : 'mu hl';
      return label(place + (onLeft ? -4 : 4), y + 4, words, onLeft ? 'end' : 'start', look);
    }),
  ];
}

function table(chart: CurveChart): Html {
  const curveRows = plotted(chart).map(({ x, p, lower, upper }) => [
    amount(x),
    percent(p),
    percent(lower, 'down'),
    percent(upper, 'up'),
  ]);
  const marks = chart.verticals.map(({ name, x }) => [
    `${name}: ${x === null ? 'unknown' : amount(x)}`,
    ...(x === null ? ['', '', ''] : survival(chart, x)),
  ]);
  return dataTable(
    `Probability that need exceeds an amount, ${chart.currency}; pointwise 95% band.`,
    ['need', 'probability', 'lower', 'upper'],
    [...marks, ...curveRows],
    { numeric: [1, 2, 3] },
  );
}

const byAmount = bisector((point: CurvePoint) => point.x);

/** P(need > x) is constant between two needs: the point at or before `x`. */
function pointAt({ points }: CurveChart, x: number): CurvePoint {
  return points[Math.max(0, byAmount.right([...points], x) - 1)]!;
}

function survival(chart: CurveChart, x: number): string[] {
  const { p, lower, upper } = pointAt(chart, x);
  return [percent(p), percent(lower, 'down'), percent(upper, 'up')];
}

function alt(chart: CurveChart): string {
  const [p, lower, upper] = survival(chart, chart.fund);
  const needed =
    chart.provenFund === null
      ? `no fund that was seen is proven enough for ${exactPercent(chart.tolerance)}`
      : `${amount(chart.provenFund, 'up')} would be needed for ${exactPercent(chart.tolerance)}`;
  const ruin =
    pointAt(chart, chart.fund).p === 0 ? 'none of the paths seen is ruin' : `ruin has probability ${p}`;
  return `With a fund of ${amount(chart.fund)} ${chart.currency}, ${ruin} (${lower} to ${upper}); ${needed}.`;
}
