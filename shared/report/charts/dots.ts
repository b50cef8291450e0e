import type { Html } from '../markup.ts';
import { clip } from '../text-width.ts';
import type { Common, Renderer } from './chart.ts';
import { dataTable } from './data-table.ts';
import { at, box, FONT, label, linear, path, picture, segment, WIDTH } from './frame.ts';

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
/** Room for names at the left and values at the right of a panel. */
const NAMES = 84;
const VALUES = 68;
const ROW = 17;

function svg(chart: DotChart): Html {
  const rows = Math.max(...chart.panels.map(({ dots: shown }) => shown.length));
  const height = rows * ROW + 46;
  const panels = chart.panels.map((panel, index) =>
    drawn(panel, (index % 2) * (WIDTH - PANEL), Math.floor(index / 2) * height),
  );
  const together = (part: 'zero' | 'whiskers' | 'base' | 'marks') =>
    panels.map((panel) => panel[part]).join('');
  return picture(chart, alt(chart), Math.ceil(chart.panels.length / 2) * height, [
    path('gr', together('zero')),
    path('ax', together('whiskers')),
    path('open', together('base')),
    path('fill', together('marks')),
    ...panels.flatMap(({ words }) => words),
  ]);
}

/** Differences from the base, which is the line at 0; the same marks of all panels become one path. */
function drawn({ title, dots: shown }: Dots['panels'][number], left: number, top: number) {
  const ends = shown.flatMap(({ difference, lower, upper }) =>
    [difference, lower, upper].filter((end) => end !== null),
  );
  const reach = Math.max(...ends.map((end) => Math.abs(end)), 0) || 1;
  const x = linear([-reach, reach], [left + NAMES, left + PANEL - VALUES]);
  const first = top + 24;
  const placed = shown.map((dot, i) => ({ ...dot, y: first + (i + 0.5) * ROW }));
  return {
    zero: segment(x(0), first - 4, x(0), first + shown.length * ROW),
    whiskers: placed
      .map(({ lower, upper, y }) =>
        lower === null || upper === null ? '' : segment(x(lower), y, x(upper), y),
      )
      .join(''),
    base: placed.map(({ base, y }) => (base ? box(x(0) - 3.5, y - 3.5, 7, 7) : '')).join(''),
    marks: placed
      .map(({ base, difference, y }) => (base || difference === null ? '' : disc(x(difference), y)))
      .join(''),
    words: [
      label(left, top + 12, title, 'start', 'tx b'),
      ...placed.flatMap(({ name, base, valueText, y }) => [
        label(left, y + 4, clip(name, FONT, NAMES), 'start', base ? 'tx b' : 'tx'),
        label(left + PANEL, y + 4, valueText, 'end'),
      ]),
    ],
  };
}

const disc = (x: number, y: number): string => `M${at(x - 4)} ${at(y)}a4 4 0 1 0 8 0a4 4 0 1 0 -8 0z`;

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
