import { count, multipleText, shockText } from '../display.ts';
import { attribute, attributes, type Html, html, NOTHING, type Text } from '../markup.ts';
import { at, box, FONT, label, logarithmic, path, scattered, segment, WIDTH } from './frame.ts';

/** Where the cells of a map begin. To the left stand the shocks: room for "design −19.25%", bold, in the widest font that a page may meet. */
export const LEFT = 122;
export const TOP = 22;
const RIGHT = 8;

interface Axes {
  readonly leverages: readonly number[];
  readonly shocksBps: readonly number[];
  readonly designBps: readonly number[];
}

interface Corner {
  readonly x: number;
  readonly y: number;
  readonly width: number;
}

export interface Grid {
  readonly height: number;
  readonly rowHeight: number;
  /** Edges of the columns, one more than columns. */
  readonly edges: readonly number[];
  boxes(member: (index: number) => boolean, inset?: number): string;
  /** One diagonal, and both. */
  diagonals(member: (index: number) => boolean): string;
  crosses(member: (index: number) => boolean): string;
  place(index: number): Corner;
}

/** Columns lie at their leverage on a logarithmic axis and end half way to the next; rows are equally high. */
export function gridOf(leverages: readonly number[], rows: number, tallest = 24): Grid {
  const columns = leverages.length;
  const rowHeight = Math.max(8, Math.min(tallest, Math.floor(300 / rows)));
  const between = leverages.slice(1).map((leverage, i) => Math.sqrt(leverage * leverages[i]!));
  const first = leverages[0]!;
  const last = leverages[columns - 1]!;
  const low = columns === 1 ? first / 2 : (first * first) / between[0]!;
  const high = columns === 1 ? first * 2 : (last * last) / between.at(-1)!;
  const x = logarithmic([low, high], [LEFT, WIDTH - RIGHT]);
  const edges = [low, ...between, high].map(x);
  const indices = Array.from({ length: columns * rows }, (_, index) => index);
  const corner = (index: number) => {
    const column = index % columns;
    const left = edges[column]!;
    return { x: left, y: TOP + Math.floor(index / columns) * rowHeight, width: edges[column + 1]! - left };
  };
  const falling = ({ x: left, y, width }: Corner) => segment(left, y, left + width, y + rowHeight);
  const rising = ({ x: left, y, width }: Corner) => segment(left + width, y, left, y + rowHeight);
  return {
    height: rows * rowHeight,
    rowHeight,
    edges,
    boxes: (member, inset = 0) =>
      indices
        .filter(member)
        .map((index) => {
          const { x: left, y, width } = corner(index);
          return box(left + inset, y + inset, width - 2 * inset, rowHeight - 2 * inset);
        })
        .join(''),
    diagonals: (member) =>
      indices
        .filter(member)
        .map((index) => falling(corner(index)))
        .join(''),
    crosses: (member) =>
      indices
        .filter(member)
        .map((index) => falling(corner(index)) + rising(corner(index)))
        .join(''),
    place: corner,
  };
}

/** What the page's script needs to put a cursor on a cell: edges of columns; top, height and number of rows. */
export const reading = ({ leverages, shocksBps }: Axes, grid: Grid, paths: number): Text =>
  attributes(
    attribute('data-edges', grid.edges.map(at).join(' ')),
    attribute('data-rows', `${TOP} ${grid.rowHeight} ${shocksBps.length}`),
    attribute('data-paths', count(paths)),
    attribute('data-today', Math.max(0, leverages.indexOf(1))),
  );

/** Labels of rows and columns, what is today's marked. */
export function axes({ leverages, shocksBps, designBps }: Axes, grid: Grid, bottom: number): Html[] {
  const every = grid.rowHeight >= 12 ? 1 : 2;
  const rows = shocksBps.map((shock, row) => {
    const isDesign = designBps.includes(shock);
    if (row % every !== 0 && !isDesign) return NOTHING;
    const y = TOP + (row + 0.5) * grid.rowHeight + 4;
    return label(
      LEFT - 6,
      y,
      (isDesign ? 'design ' : '') + shockText(shock),
      'end',
      isDesign ? 'tx b' : 'mu',
    );
  });
  let free = -Infinity;
  const columns = leverages.flatMap((leverage, column) => {
    const x = (grid.edges[column]! + grid.edges[column + 1]!) / 2;
    const words = multipleText(leverage);
    if (leverage !== 1 && x - words.length * 3.4 < free) return [];
    free = x + words.length * 3.4 + 3;
    return [{ x, y: bottom + 15, words }];
  });
  const today = leverages.indexOf(1);
  const mark =
    today === -1
      ? NOTHING
      : html`${label((grid.edges[today]! + grid.edges[today + 1]!) / 2, TOP - 9, 'today', 'middle', 'tx b')}${path('ink', `M${at((grid.edges[today]! + grid.edges[today + 1]!) / 2)} ${TOP - 1}l-3.5 -5h7z`)}`;
  const middle = (LEFT + WIDTH - RIGHT) / 2;
  return [
    ...rows,
    scattered('mu', FONT, columns),
    mark,
    label(middle, bottom + 31, 'leverage, multiple of today’s', 'middle', 'mu'),
  ];
}
