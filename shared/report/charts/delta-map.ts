import { DIVERGING, ON_DIVERGING } from '../colours.ts';
import type { DeltaCell } from '../delta-map.ts';
import { count, multipleText, percent, shockText } from '../display.ts';
import { type Html, NOTHING } from '../markup.ts';
import type { Common, Renderer } from './chart.ts';
import { dataTable } from './data-table.ts';
import { box, FONT, label, path, picture, scattered, segment } from './frame.ts';
import { axes, gridOf, LEFT, reading, TOP } from './grid.ts';

/** Chart 10: how a share of paths changed since the night before, over leverage and shock. */
export interface DeltaMap {
  readonly kind: 'delta-map';
  readonly leverages: readonly number[];
  /** Basis points, from the smallest move outward. */
  readonly shocksBps: readonly number[];
  readonly designBps: readonly number[];
  /** Row by row, as the shocks come. */
  readonly cells: readonly Pick<DeltaCell, 'before' | 'now' | 'state'>[];
  /** Paths planned in most cells. */
  readonly paths: number;
  /** What made most of the change, in words; null: nobody knows. */
  readonly driver: string | null;
}

type Map = Common & DeltaMap;

export const deltaMap: Renderer<Map> = { svg, table, alt };

/** Differences from which a change is a larger one, as fractions. */
const STEPS = [0.05, 0.01] as const;
const SAME = 3;

/** Class of a cell, worse first: of those that changed by size; the middle one is for those that did not. */
function classOf({ state, before, now }: DeltaMap['cells'][number]): number | null {
  if (state === 'missing') return null;
  if (state === 'same') return SAME;
  const size = Math.abs(now! - before!);
  const step = STEPS.filter((own) => size < own).length;
  return state === 'worse' ? step : DIVERGING.length - 1 - step;
}

function svg(chart: Map): Html {
  const { leverages, shocksBps, cells, paths } = chart;
  const grid = gridOf(leverages, shocksBps.length);
  const bottom = TOP + grid.height;
  const missing = (index: number) => cells[index]!.state === 'missing';
  return picture(
    chart,
    alt(chart),
    bottom + 82,
    [
      ...DIVERGING.map((colour, own) =>
        path(
          'cell',
          grid.boxes((i) => classOf(cells[i]!) === own),
          colour,
        ),
      ),
      path('missing', grid.boxes(missing)),
      path('cross', grid.crosses(missing)),
      ...signs(chart, grid),
      ...axes(chart, grid, bottom),
      ...legend(
        bottom + 46,
        cells.some(({ state }) => state === 'missing'),
      ),
    ],
    reading(chart, grid, paths),
  );
}

/** More failures are a plus, fewer a minus: told by a sign as well as by colour. */
function signs({ cells }: Map, grid: ReturnType<typeof gridOf>): Html[] {
  const marks = cells.flatMap((cell, index) => {
    const own = classOf(cell);
    if (own === null || own === SAME || grid.rowHeight < 10) return [];
    const { x, y, width } = grid.place(index);
    const words = cell.state === 'worse' ? '+' : '\u2212';
    return [
      { x: x + width / 2, y: y + grid.rowHeight / 2 + 4, words, white: ON_DIVERGING[own] === '#ffffff' },
    ];
  });
  return [
    scattered(
      'on-dark',
      11,
      marks.filter(({ white }) => white),
    ),
    scattered(
      'on-light',
      11,
      marks.filter(({ white }) => !white),
    ),
  ];
}

function legend(top: number, hasMissing: boolean): Html[] {
  const width = 28;
  const edges = ['\u22655', '1', '0', '', '0', '1', '\u22655'];
  const end = LEFT + DIVERGING.length * width;
  return [
    ...DIVERGING.map((colour, index) => path('cell', box(LEFT + index * width, top, width, 10), colour)),
    scattered(
      'mu',
      FONT,
      edges.map((words, index) => ({ x: LEFT + (index + 0.5) * width, y: top + 22, words })),
    ),
    label(end + 6, top + 22, 'points, worse to better', 'start', 'mu'),
    ...(hasMissing
      ? [
          path('missing', box(end + 6, top, 15, 10)),
          path('cross', segment(end + 6, top, end + 21, top + 10)),
          label(end + 26, top + 9, 'not on both nights', 'start', 'mu'),
        ]
      : [NOTHING]),
  ];
}

function table(chart: Map): Html {
  const { leverages, shocksBps, cells } = chart;
  const rows = shocksBps.map((shock, row) => [
    shockText(shock),
    ...leverages.map((_, column) => words(cells[row * leverages.length + column]!)),
  ]);
  const head = ['shock', ...leverages.map((leverage) => `leverage ${multipleText(leverage)}`)];
  const caption =
    'P(need > fund) the night before and now; "worse" and "better" where the difference is none of chance';
  return dataTable(caption, head, rows, { look: 'matrix' });
}

function words({ state, before, now }: DeltaMap['cells'][number]): string {
  if (state === 'missing') return before === null ? 'not there before' : 'missing';
  const both = before === now ? percent(now!) : `${percent(before!)} to ${percent(now!)}`;
  return state === 'same' ? both : `${both}, ${state}`;
}

function alt({ cells, driver }: Map): string {
  const of = (state: DeltaCell['state']) => cells.filter((cell) => cell.state === state).length;
  const [worse, better, same, missing] = [of('worse'), of('better'), of('same'), of('missing')];
  const both = worse + better + same;
  if (both === 0) return 'No cell is on both nights.';
  const apart = missing === 0 ? '' : ` ${count(missing)} cells are not on both nights.`;
  if (worse + better === 0) return `None of ${count(both)} cells changed by more than chance.${apart}`;
  const main = driver === null ? '' : `; main driver ${driver}`;
  return `${count(worse)} of ${count(both)} cells worse, ${count(better)} better${main}.${apart}`;
}
