import { type Html, html, NOTHING } from '../markup.ts';
import { clip } from '../text-width.ts';
import type { Common, Renderer } from './chart.ts';
import { dataTable } from './data-table.ts';
import { box, FONT, label, linear, path, picture, segment, WIDTH } from './frame.ts';

export interface Dot {
  readonly name: string;
  readonly base: boolean;
  readonly valueText: string;
  /** Less the base's, paired path by path; null for the base and where it is unknown. */
  readonly difference: number | null;
  readonly lower: number | null;
  readonly upper: number | null;
  readonly differenceText: string;
}

/** Chart 9: mechanisms against the one in force, a panel for each measure. */
export interface Dots {
  readonly kind: 'dots';
  readonly panels: readonly {
    readonly title: string;
    readonly dots: readonly Dot[];
  }[];
}

type DotChart = Common & Dots;

export const dots: Renderer<DotChart> = { svg, table, alt };

const PANEL = 226;
const NAMES = 84;
const ROW = 17;

function svg(chart: DotChart): Html {
  const rows = Math.max(...chart.panels.map(({ dots: shown }) => shown.length));
  const height = rows * ROW + 46;
  const panels = chart.panels.map((panel, index) =>
    drawn(panel, (index % 2) * (WIDTH - PANEL), Math.floor(index / 2) * height),
  );
  return picture(chart, alt(chart), Math.ceil(chart.panels.length / 2) * height, panels);
}

/** Differences from the base, which is the line at 0. */
function drawn({ title, dots: shown }: Dots['panels'][number], left: number, top: number): Html {
  const ends = shown.flatMap(({ difference, lower, upper }) =>
    [difference, lower, upper].filter((end) => end !== null),
  );
  const reach = Math.max(...ends.map((end) => Math.abs(end)), 0) || 1;
  const x = linear([-reach, reach], [left + NAMES, left + PANEL - 68]);
  const first = top + 24;
  const last = first + shown.length * ROW;
  return html`${label(left, top + 12, title, 'start', 'tx b')}${path('gr', segment(x(0), first - 4, x(0), last))}${shown.map(
    (dot, i) => {
      const y = first + (i + 0.5) * ROW;
      const whisker =
        dot.lower === null || dot.upper === null
          ? NOTHING
          : path('ax', segment(x(dot.lower), y, x(dot.upper), y));
      const place = dot.difference === null ? x(0) : x(dot.difference);
      const mark = dot.base
        ? path('open', box(place - 3.5, y - 3.5, 7, 7))
        : dot.difference === null
          ? NOTHING
          : path('fill', `M${at1(place - 4)} ${at1(y)}a4 4 0 1 0 8 0a4 4 0 1 0 -8 0z`);
      return html`${label(left, y + 4, clip(dot.name, FONT, NAMES), 'start', dot.base ? 'tx b' : 'tx')}${whisker}${mark}${label(left + PANEL, y + 4, dot.valueText, 'end', 'tx')}`;
    },
  )}`;
}

const at1 = (value: number): number => Math.round(value * 10) / 10;

function table(chart: DotChart): Html {
  const rows = chart.panels.flatMap(({ title, dots: shown }) =>
    shown.map((dot) => [title, dot.name, dot.valueText, dot.differenceText]),
  );
  return dataTable(
    'Mechanisms; differences from the one in force are paired path by path, with 95% intervals.',
    ['measure', 'mechanism', 'value', 'difference'],
    rows,
  );
}

function alt(chart: DotChart): string {
  const clauses = chart.panels.flatMap(({ title, dots: shown }) => {
    const base = shown.find((dot) => dot.base);
    return shown
      .filter((dot) => !dot.base && dot.difference !== null)
      .map(
        (dot) =>
          `${title}: ${dot.name} ${dot.valueText}, ${base?.name ?? 'base'} ${base?.valueText ?? 'unknown'}, difference ${dot.differenceText}.`,
      );
  });
  return clauses.length === 0 ? 'No mechanism is compared.' : clauses.slice(0, 6).join(' ');
}
