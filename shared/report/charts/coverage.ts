import type { CellStatus } from '../../risk/findings/cell.ts';
import { count, multipleText, shockText } from '../display.ts';
import { type Html, html, NOTHING } from '../markup.ts';
import type { Common, Renderer } from './chart.ts';
import { dataTable } from './data-table.ts';
import { box, label, path, picture, segment } from './frame.ts';
import { axes, gridOf, LEFT, TOP } from './grid.ts';

/** Chart 13: what was computed. */
export interface Coverage {
  readonly kind: 'coverage';
  readonly leverages: readonly number[];
  readonly shocksBps: readonly number[];
  readonly designBps: readonly number[];
  /** Row by row, as the shocks come. */
  readonly cells: readonly { readonly status: CellStatus; readonly planned: number; readonly done: number }[];
}

type CoverageMap = Common & Coverage;

export const coverage: Renderer<CoverageMap> = { svg, table, alt };

const MEANINGS: readonly (readonly [CellStatus, string])[] = [
  ['complete', 'complete'],
  ['partial', 'partial'],
  ['missing', 'missing'],
  ['failed', 'failed'],
];

function svg(chart: CoverageMap): Html {
  const { leverages, shocksBps, cells } = chart;
  const grid = gridOf(leverages, shocksBps.length, 14);
  const bottom = TOP + grid.height;
  const boxes = (status: CellStatus, inset = 0) => grid.boxes((i) => cells[i]!.status === status, inset);
  const failed = grid.crosses((i) => cells[i]!.status === 'failed');
  let x = LEFT;
  const legend = MEANINGS.filter(([status]) => cells.some((cell) => cell.status === status)).map(
    ([status, words]) => {
      const sample = box(x, bottom + 44, 15, 10);
      const cross = segment(x, bottom + 44, x + 15, bottom + 54);
      const back = segment(x + 15, bottom + 44, x, bottom + 54);
      const mark =
        status === 'complete'
          ? path('full', sample)
          : status === 'partial'
            ? html`${path('half', sample)}${path('partial', sample)}`
            : status === 'missing'
              ? html`${path('missing', sample)}${path('cross', cross)}`
              : html`${path('missing', sample)}${path('broken', cross + back)}`;
      const key = html`${mark}${label(x + 20, bottom + 53, words, 'start', 'mu')}`;
      x += 36 + words.length * 6;
      return key;
    },
  );
  return picture(chart, alt(chart), bottom + 62, [
    path('full', boxes('complete', 0.5)),
    path('half', boxes('partial', 0.5)),
    path('partial', boxes('partial', 1.5)),
    path('missing', boxes('missing', 0.5)),
    path(
      'cross',
      grid.diagonals((i) => cells[i]!.status === 'missing'),
    ),
    failed === '' ? NOTHING : html`${path('missing', boxes('failed', 0.5))}${path('broken', failed)}`,
    ...axes(chart, grid, bottom),
    ...legend,
  ]);
}

/** Only what is not complete is listed; the rest is one line. */
function table(chart: CoverageMap): Html {
  const rows = chart.cells.flatMap(({ status, planned, done }, index) =>
    status === 'complete' ? [] : [[...point(chart, index), status, count(done), count(planned)]],
  );
  const complete = chart.cells.length - rows.length;
  const caption = `Cells that are not complete; ${count(complete)} of ${count(chart.cells.length)} are.`;
  const all = rows.length === 0 ? [['all', 'all', 'complete', '', '']] : rows;
  return dataTable(caption, ['leverage', 'shock', 'status', 'paths done', 'paths planned'], all, {
    numeric: [3, 4],
  });
}

function alt(chart: CoverageMap): string {
  const counts = MEANINGS.map(([status, words]) => {
    const members = chart.cells.flatMap((cell, index) => (cell.status === status ? [index] : []));
    return { words, members, status };
  }).filter(({ members }) => members.length > 0);
  const sums = counts.map(({ words, members }) => `${count(members.length)} ${words}`).join(', ');
  const named = counts
    .filter(({ status }) => status !== 'complete')
    .flatMap(({ members }) => members)
    .slice(0, 12)
    .map((index) => point(chart, index).join(' at '));
  return named.length === 0 ? `${sums}.` : `${sums}: ${named.join('; ')}${named.length === 12 ? '; …' : ''}.`;
}

const point = ({ leverages, shocksBps }: CoverageMap, index: number): [string, string] => [
  multipleText(leverages[index % leverages.length]!),
  shockText(shocksBps[Math.floor(index / leverages.length)]!),
];
