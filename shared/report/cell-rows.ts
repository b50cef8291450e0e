import { cellRowOf } from '../risk/cells/cell-row.ts';
import { type Scene, topTwoGroups } from '../risk/cells/cell-view.ts';
import type { CellRow } from '../risk/findings/cell.ts';
import { type Cell, cellAt } from '../sweep/cells.ts';
import type { PathColumns } from '../sweep/results.ts';
import { commands } from './commands.ts';
import type { CellPaths, TailRow } from './rows.ts';
import type { Sequence } from './table.ts';

/** Rows of the cells of one market, each made when it is asked for. */
export function cellRows(scene: Scene, order: Uint32Array): Sequence<CellRow> {
  const rowOf = cellRowOf(scene);
  return { length: order.length, at: (place) => rowOf(order[place]!) };
}

/** Paths of the decision region and of what is compared with it, in the order of their rows; those of worlds are not listed. */
export function pathRows({ manifest, results, market: { fund } }: Scene, order: Uint32Array): CellPaths[] {
  const isListed = (index: number) =>
    results.paths.has(index) && !APART.includes(cellAt(manifest, index).kind);
  return Array.from(order.filter(isListed)).map((index) => {
    return cellPaths(cellAt(manifest, index).id, results.paths.get(index)!, fund);
  });
}

/** @param fund settlement currency; a path that needs more fails */
export const cellPaths = (cellId: string, paths: PathColumns, fund: number): CellPaths => ({
  ...paths,
  cellId,
  failing: paths.need.map((need) => (need > fund ? 1 : 0)),
  topTwoGroups: topTwoGroups(paths),
});

/** Kinds of cells whose paths tell nothing of today's decision region. */
const APART: readonly Cell['kind'][] = ['alternative', 'ordinary', 'sensitivity', 'enough', 'stress'];

const LARGEST = 100;

/** The largest draws of a market, largest first; equal ones in the order of the `paths` table. */
export function tailRows({ manifest }: Scene, sweepId: string, cells: readonly CellPaths[]): TailRow[] {
  const places = cells.flatMap(({ draw }, cell) =>
    Array.from({ length: draw.length }, (_, row) => ({ cell, row, draw: draw[row]! })).filter(
      (place) => place.draw > 0,
    ),
  );
  return places
    .sort((a, b) => b.draw - a.draw || a.cell - b.cell || a.row - b.row)
    .slice(0, LARGEST)
    .map(({ cell, row, draw }) => {
      const { cellId, path } = cells[cell]!;
      return {
        market: manifest.market,
        cellId,
        path: path[row]!,
        seed: manifest.sweep.seed,
        draw,
        command: commands.path(sweepId, cellId, path[row]!),
      };
    });
}
