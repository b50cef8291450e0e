import { line } from 'd3-shape';
import { LINES } from '../colours.ts';
import { multipleText, shockText } from '../display.ts';
import { attribute, type Html, html, NOTHING, text } from '../markup.ts';
import { wrap } from '../text-width.ts';
import type { Common, Renderer } from './chart.ts';
import { dataTable } from './data-table.ts';
import { at, idOf, label, linear, logarithmic, PHONE_FONT, path, picture, segment, WIDTH } from './frame.ts';

export interface Step {
  /** Basis points. */
  readonly shockBps: number;
  /** Largest leverage proven safe, by each line; null: none. */
  readonly margin: number | null;
  readonly fund: number | null;
  /** The lower of the two. */
  readonly proven: number | null;
  readonly notRefuted: number | null;
}

/** Chart 4: how much leverage each shock leaves proven safe. */
export interface Steps {
  readonly kind: 'steps';
  /** From the smallest shock outward. */
  readonly steps: readonly Step[];
  /** The grid's, ascending; multiples of today's. */
  readonly leverages: readonly number[];
  readonly designBps: readonly number[];
}

type StepChart = Common & Steps;

export const steps: Renderer<StepChart> = { svg, table, alt };

const LEFT = 46;
const RIGHT = 86;
const TOP = 26;
const BOTTOM = 262;
/** Where "none is proven" is drawn, below the smallest leverage of the grid. */
const NONE = BOTTOM - 12;

function svg(chart: StepChart): Html {
  const { leverages, designBps } = chart;
  const sizes = chart.steps.map(({ shockBps }) => Math.abs(shockBps));
  const x = linear([0, sizes.at(-1)!], [LEFT, WIDTH - RIGHT]);
  const scale = logarithmic([leverages[0]!, leverages.at(-1)!], [NONE - 26, TOP + 8]);
  const y = (leverage: number | null): number => (leverage === null ? NONE : scale(leverage));
  const corners = (of: (step: Step) => number | null): [number, number][] => [
    [x(0), y(of(chart.steps[0]!))],
    ...chart.steps.flatMap((step, i): [number, number][] => {
      const next = chart.steps[i + 1];
      const here = x(sizes[i]!);
      return next === undefined
        ? [[here, y(of(step))]]
        : [
            [here, y(of(step))],
            [here, y(of(next))],
          ];
    }),
  ];
  const area = (upper: [number, number][], lower: [number, number][]) =>
    `${drawn(upper)}L${[...lower]
      .reverse()
      .map(([px, py]) => `${at(px)},${at(py)}`)
      .join('L')}Z`;
  const proven = corners(({ proven }) => proven);
  const notRefuted = corners(({ notRefuted }) => notRefuted);
  const today = y(1);
  const short = proven.map(([px, py]): [number, number] => [px, Math.max(py, today)]);
  const gap = chart.steps.some(({ proven }) => proven === null || proven < 1)
    ? area(
        short,
        short.map(([px]): [number, number] => [px, today]),
      )
    : '';
  const ends = chart.steps.at(-1)!;
  const hatch = idOf(chart, 'hatch');
  const design = designBps.map((shock) => x(Math.abs(shock)));
  return picture(chart, alt(chart), BOTTOM + 44, [
    html`<defs><pattern id="${hatch}" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><path class="gap" d="M1 0v5"/></pattern></defs>`,
    path('gr', leverages.map((leverage) => segment(LEFT, y(leverage), WIDTH - RIGHT, y(leverage))).join('')),
    path('band', area(notRefuted, proven)),
    path('dash', drawn(notRefuted) ?? ''),
    gap === '' ? NOTHING : html`<path fill="url(#${hatch})" d="${text(gap)}"/>`,
    path('ink', segment(LEFT, today, WIDTH - RIGHT, today)),
    path('dot', design.map((px) => segment(px, TOP - 4, px, BOTTOM)).join('')),
    series(0, drawn(corners(({ margin }) => margin))),
    series(1, drawn(corners(({ fund }) => fund))),
    ...design.map((px) => label(px, TOP - 9, 'design', 'middle', 'tx b')),
    ...leverageTicks(leverages, y),
    label(LEFT - 6, NONE + 4, 'none', 'end', 'mu'),
    ...shockTicks(chart, x),
    label((LEFT + WIDTH - RIGHT) / 2, BOTTOM + 38, 'shock', 'middle', 'mu'),
    label(0, TOP - 9, 'leverage', 'start', 'mu'),
    ...endLabels([
      { words: 'today', y: today, look: 'tx b' },
      { words: 'margin', y: y(ends.margin), look: 'tx' },
      { words: 'fund', y: y(ends.fund), look: 'tx' },
      { words: 'not refuted', y: y(ends.notRefuted), look: 'mu' },
    ]),
  ]);
}

const drawn = line().digits(1);

const series = (index: 0 | 1, data: string | null): Html =>
  html`<path class="${text(`l${index}`)}" stroke="${text(LINES[index].colour)}"${attribute('stroke-dasharray', LINES[index].dashes ?? undefined)} d="${text(data ?? '')}"/>`;

const leverageTicks = (leverages: readonly number[], y: (leverage: number) => number): Html[] => {
  let free = Infinity;
  return leverages.map((leverage) => {
    if (y(leverage) > free && leverage !== 1) return NOTHING;
    free = y(leverage) - 13;
    return label(LEFT - 6, y(leverage) + 4, multipleText(leverage), 'end', leverage === 1 ? 'tx b' : 'mu');
  });
};

function shockTicks(chart: StepChart, x: (size: number) => number): Html[] {
  const places = chart.steps.map(({ shockBps }) => ({
    x: x(Math.abs(shockBps)),
    words: shockText(shockBps),
  }));
  let free = -Infinity;
  const labelled = places.filter(({ x: px, words }) => {
    const fits = px - words.length * 3.3 >= free;
    if (fits) free = px + words.length * 3.3 + 3;
    return fits;
  });
  return [
    path('ink', places.map(({ x: px }) => segment(px, BOTTOM, px, BOTTOM + 4)).join('')),
    ...labelled.map(({ x: px, words }) => label(px, BOTTOM + 18, words, 'middle', 'mu')),
  ];
}

interface End {
  readonly words: string;
  readonly y: number;
  readonly look: string;
}

/** Names at the ends of lines: those that end together share a label, and none covers another. */
function endLabels(ends: readonly End[]): Html[] {
  const groups: { y: number; words: string[]; look: string }[] = [];
  for (const { words, y, look } of [...ends].sort((a, b) => a.y - b.y)) {
    const last = groups.at(-1);
    if (last !== undefined && y - last.y < 1) last.words.push(words);
    else groups.push({ y, words: [words], look });
  }
  // Pushed up from the bottom, so that the last one stays above the axis.
  let free = NONE + 4;
  return groups.toReversed().flatMap(({ y, words, look }) => {
    const lines = wrap(words.join(', '), PHONE_FONT, RIGHT - 6);
    const first = Math.min(y + 4, free - (lines.length - 1) * 13);
    free = first - 13;
    return lines.map((line, i) =>
      label(WIDTH - RIGHT + 6, first + i * 13, line, 'start', words.length === 1 ? look : 'tx'),
    );
  });
}

function table(chart: StepChart): Html {
  return dataTable(
    'Largest leverage proven safe, as a multiple of today’s, by shock.',
    ['shock', 'proven', 'by margin', 'by fund', 'not refuted'],
    chart.steps.map((step) => [
      shockText(step.shockBps),
      leverage(step.proven),
      leverage(step.margin),
      leverage(step.fund),
      leverage(step.notRefuted),
    ]),
    { numeric: [1, 2, 3, 4] },
  );
}

const leverage = (multiple: number | null): string => (multiple === null ? 'none' : multipleText(multiple));

function alt(chart: StepChart): string {
  // One clause for a run of shocks that leave the same leverage.
  const runs: { from: number; to: number; proven: number | null }[] = [];
  for (const { shockBps, proven } of chart.steps) {
    const last = runs.at(-1);
    if (last !== undefined && last.proven === proven) last.to = shockBps;
    else runs.push({ from: shockBps, to: shockBps, proven });
  }
  const clauses = runs.map(({ from, to, proven }) => {
    const shock =
      from === to ? `At shock ${shockText(from)}` : `At shocks ${shockText(from)} to ${shockText(to)}`;
    return proven === null
      ? `${shock} no leverage of the grid is proven safe.`
      : `${shock} at most ${multipleText(proven)} of today’s leverage is proven safe.`;
  });
  return clauses.join(' ');
}
