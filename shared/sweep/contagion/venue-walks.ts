import { refuse } from '../../market/parse.ts';

/** A walk: one path of one cell, by their numbers. */
interface Walk {
  readonly cell: number;
  readonly path: number;
}

/** Paths `[from, to)`, which the same cells run; `first` is the number of the first walk of them. */
interface Stretch {
  readonly from: number;
  readonly to: number;
  readonly cells: readonly number[];
  readonly first: number;
}

/** The walks of some cells, numbered path by path: those of a path stand together, in the order of the cells. */
export interface WalkOrder {
  readonly walks: number;
  /** Number of the first walk of a path, or of the first that there is no more. */
  firstOf(path: number): number;
  /** Walks `[from, to)`, ascending. */
  between(from: number, to: number): Generator<Walk>;
}

/** @param cells how many paths each of them runs */
export function walkOrder(cells: readonly { readonly paths: number }[]): WalkOrder {
  const stretches = stretchesOf(cells.map(({ paths }) => paths));
  const last = stretches.at(-1);
  const walks = last ? last.first + (last.to - last.from) * last.cells.length : 0;
  return {
    walks,
    firstOf(path) {
      const own = stretches.find(({ to }) => path < to);
      return own ? own.first + (path - own.from) * own.cells.length : walks;
    },
    *between(from, to) {
      if (!(0 <= from && from <= to && to <= walks)) refuse('walks', `lie in 0 to ${walks}`, `${from}-${to}`);
      for (const { first, cells: own, ...paths } of stretches) {
        const end = Math.min(to - first, (paths.to - paths.from) * own.length);
        for (let at = Math.max(0, from - first); at < end; at++)
          yield { cell: own[at % own.length]!, path: paths.from + Math.floor(at / own.length) };
      }
    },
  };
}

function stretchesOf(planned: readonly number[]): Stretch[] {
  const ends = [...new Set(planned)].filter((paths) => paths > 0).sort((a, b) => a - b);
  let first = 0;
  return ends.map((to, i) => {
    const from = ends[i - 1] ?? 0;
    const cells = [...planned.keys()].filter((cell) => planned[cell]! >= to);
    const own = { from, to, cells, first };
    first += (to - from) * cells.length;
    return own;
  });
}

/**
 * Rows of the first walks, one after another, as rows of the paths of each cell. A walk without a row is not done: no number
 * of it is finite.
 */
export function rowsByCell(
  cells: readonly { readonly paths: number }[],
  width: number,
  rows: Float64Array,
): Float64Array[] {
  const own = cells.map(({ paths }) => new Float64Array(paths * width).fill(Number.NaN));
  let at = 0;
  for (const { cell, path } of walkOrder(cells).between(0, rows.length / width)) {
    own[cell]!.set(rows.subarray(at, at + width), path * width);
    at += width;
  }
  return own;
}
