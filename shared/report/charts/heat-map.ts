import { ON_SEQUENTIAL, SEQUENTIAL } from '../colours.ts';
import { amount, exactPercent, percent } from '../display.ts';
import { type Html, html, NOTHING, text } from '../markup.ts';
import type { Common, Renderer } from './chart.ts';
import { box, FONT, idOf, label, path, picture, scattered, segment } from './frame.ts';
import { axes, type Grid, gridOf, LEFT, reading, TOP } from './grid.ts';
import { alt, table } from './heat-map-words.ts';

export interface HeatCell {
  /** What colours the cell, a fraction; null: missing. */
  readonly value: number | null;
  /** 95% interval; null where there is none. */
  readonly lower: number | null;
  readonly upper: number | null;
  readonly planned: number;
  readonly done: number;
}

/** Charts 2, 3 and 14: a number over leverage and shock. */
export interface HeatMap {
  readonly kind: 'heat-map';
  /** What a cell's number is, to be read aloud. */
  readonly quantity: string;
  /** Multiples of today's leverage, ascending. */
  readonly leverages: readonly number[];
  /** Basis points, from the smallest move outward. */
  readonly shocksBps: readonly number[];
  /** Shocks of the design mixture. */
  readonly designBps: readonly number[];
  /** Row by row, as the shocks come. */
  readonly cells: readonly HeatCell[];
  /** Upper edges of the seven classes, right-closed; the last may be null: no upper edge. */
  readonly edges: readonly (number | null)[];
  /** Cells up to here are outlined, cells whose interval contains it are hatched. */
  readonly tolerance: number;
  /** Print the number in cells above this. */
  readonly printAbove: number | null;
}

type Map = Common & HeatMap;

export const heatMap: Renderer<Map> = { svg, table, alt };

function svg(chart: Map): Html {
  const { leverages, shocksBps, cells } = chart;
  const grid = gridOf(leverages, shocksBps.length);
  const bottom = TOP + grid.height;
  const paths = chart.edges.map((_, index) =>
    path(
      'cell',
      grid.boxes((i) => classOf(chart, cells[i]!.value) === index),
      SEQUENTIAL[index],
    ),
  );
  const missing = grid.boxes((i) => cells[i]!.value === null);
  const partial = grid.boxes((i) => cells[i]!.done < cells[i]!.planned && cells[i]!.value !== null, 1.5);
  const unsettled = grid.boxes((i) => isUnsettled(chart, cells[i]!));
  const hatch = idOf(chart, 'hatch');
  return picture(
    chart,
    alt(chart),
    bottom + 82,
    [
      html`<defs><pattern id="${hatch}" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><path class="h1" d="M1 0v6"/><path class="h2" d="M2.2 0v6"/></pattern></defs>`,
      ...paths,
      path('missing', missing),
      path(
        'cross',
        grid.crosses((i) => cells[i]!.value === null),
      ),
      unsettled === '' ? NOTHING : html`<path fill="url(#${hatch})" d="${text(unsettled)}"/>`,
      path('halo', partial),
      path('partial', partial),
      outline(chart, grid),
      ...numbers(chart, grid),
      ...axes(chart, grid, bottom),
      ...legend(chart, bottom + 46, hatch, { unsettled, missing, partial }),
    ],
    reading(chart, grid, cells[0]?.planned ?? 0),
  );
}

function classOf({ edges }: Map, value: number | null): number {
  return value === null ? -1 : edges.findIndex((edge) => edge === null || value <= edge);
}

const isUnsettled = ({ tolerance }: Map, { lower, upper }: HeatCell): boolean =>
  lower !== null && upper !== null && lower <= tolerance && tolerance < upper;

/** The line between cells within the tolerance and cells beyond it. */
function outline({ cells, leverages, shocksBps, tolerance }: Map, grid: Grid): Html {
  const columns = leverages.length;
  const beyond = (index: number): boolean => (cells[index]?.value ?? Infinity) > tolerance;
  let line = '';
  for (let row = 0; row < shocksBps.length; row++) {
    for (let column = 0; column < columns; column++) {
      const index = row * columns + column;
      const { x, y, width } = grid.place(index);
      if (column + 1 < columns && beyond(index) !== beyond(index + 1)) {
        line += segment(x + width, y, x + width, y + grid.rowHeight);
      }
      if (row + 1 < shocksBps.length && beyond(index) !== beyond(index + columns)) {
        line += segment(x, y + grid.rowHeight, x + width, y + grid.rowHeight);
      }
    }
  }
  return html`${path('halo', line)}${path('edge', line)}`;
}

/** Percent without its sign, or a multiple: at most four characters. */
function short(value: number): string {
  if (value >= 999.5) return `${amount(value).replace(/\.?0*\u00a0/, '')}×`;
  if (value >= 9.995) return `${Math.round(value)}×`;
  return value >= 0.0995 ? String(Math.round(value * 100)) : percent(value).slice(0, -1);
}

function numbers(chart: Map, grid: Grid): Html[] {
  const { printAbove, cells } = chart;
  if (printAbove === null || grid.rowHeight < 12) return [];
  const printed = cells.flatMap(({ value }, index) => {
    if (value === null || !(value > printAbove)) return [];
    const { x, y, width } = grid.place(index);
    const digits = short(value);
    if (digits.length * 5.6 > width - 2) return [];
    const white = ON_SEQUENTIAL[classOf(chart, value)] === '#ffffff';
    return [{ x: x + width / 2, y: y + grid.rowHeight / 2 + 3.5, words: digits, white }];
  });
  return [
    scattered(
      'on-dark',
      10,
      printed.filter(({ white }) => white),
    ),
    scattered(
      'on-light',
      10,
      printed.filter(({ white }) => !white),
    ),
  ];
}

function legend(
  chart: Map,
  top: number,
  hatch: Html | ReturnType<typeof text>,
  { unsettled, missing, partial }: { unsettled: string; missing: string; partial: string },
): Html[] {
  const width = 28;
  const swatches = chart.edges.map((_, index) =>
    path('cell', box(LEFT + index * width, top, width, 10), SEQUENTIAL[index]),
  );
  const numbers = chart.edges.filter((edge) => edge !== null);
  const edges = [0, ...numbers].map((edge, index) => {
    const words = exactPercent(edge);
    const last = index === numbers.length;
    return { x: LEFT + index * width, y: top + 22, words: last ? words : words.slice(0, -1) };
  });
  const open = numbers.length < chart.edges.length;
  // One under the other: beside one another three are wider than the paper.
  const keys: Html[] = [];
  const x = LEFT + 7 * width + 44;
  const key = (words: string, sampleAt: (y: number) => Html) => {
    const y = top + 12 * keys.length;
    keys.push(html`${sampleAt(y)}${label(x + 20, y + 9, words, 'start', 'mu')}`);
  };
  if (unsettled !== '') {
    key(
      'not settled',
      (y) =>
        html`<path class="cell" fill="${SEQUENTIAL_MIDDLE}" d="${text(box(x, y, 15, 10))}"/><path fill="url(#${hatch})" d="${text(box(x, y, 15, 10))}"/>`,
    );
  }
  if (missing !== '') {
    key(
      'missing',
      (y) => html`${path('missing', box(x, y, 15, 10))}${path('cross', segment(x, y, x + 15, y + 10))}`,
    );
  }
  if (partial !== '') key('partial', (y) => path('partial', box(x, y, 15, 10)));
  return [
    ...swatches,
    scattered('mu', FONT, edges),
    label(LEFT + chart.edges.length * width + 6, top + 9, open ? 'more' : '', 'start', 'mu'),
    ...keys,
  ];
}

const SEQUENTIAL_MIDDLE = text(SEQUENTIAL[2]);
