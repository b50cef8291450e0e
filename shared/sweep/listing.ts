import { decisionCells, type Gridded, plannedIn } from './cells.ts';

/** Cells that have a row in a report, ascending. */
export interface Listing {
  readonly rows: number;
  /** Every cell has one. */
  readonly isWhole: boolean;
  cellOf(row: number): number;
  /** -1 where the cell has none. */
  rowOf(cell: number): number;
}

type Work = Gridded & { readonly cells: number };

/**
 * All cells of a sweep, if they and the kept paths are at most `mostRows`; else those at base maintenance and depth, which
 * are the ones that verdict, frontier, maps and comparisons are made of. The others are counted only.
 */
export function listingOf(work: Work, mostRows: number): Listing {
  if (work.cells + keptPaths(work) <= mostRows) return wholeListing(work.cells);
  const boxes = boxesOf(work);
  const last = boxes.at(-1)!;
  return {
    rows: last.firstRow + last.rows,
    isWhole: false,
    cellOf(row) {
      const { firstRow, firstCell, maintenance, mechanisms, depth, shocks } = boxes.findLast(
        (box) => box.firstRow <= row,
      )!;
      const place = row - firstRow;
      const shock = place % shocks;
      const outer = Math.floor(place / shocks);
      const mechanism = outer % mechanisms;
      const leverage = Math.floor(outer / mechanisms);
      const middle = (leverage * maintenance.points + maintenance.base) * mechanisms + mechanism;
      return firstCell + (middle * depth.points + depth.base) * shocks + shock;
    },
    rowOf(cell) {
      const { firstRow, firstCell, maintenance, mechanisms, depth, shocks } = boxes.findLast(
        (box) => box.firstCell <= cell,
      )!;
      let rest = cell - firstCell;
      const next = (points: number) => {
        const place = rest % points;
        rest = Math.floor(rest / points);
        return place;
      };
      const shock = next(shocks);
      if (next(depth.points) !== depth.base) return -1;
      const mechanism = next(mechanisms);
      if (next(maintenance.points) !== maintenance.base) return -1;
      return firstRow + (rest * mechanisms + mechanism) * shocks + shock;
    },
  };
}

export const wholeListing = (cells: number): Listing => ({
  rows: cells,
  isWhole: true,
  cellOf: (row) => row,
  rowOf: (cell) => cell,
});

/** Rows of the two long tables of a report: one for each listed cell, and one for each path of the decision cells. */
export const reportRows = (work: Work, mostRows: number): number =>
  listingOf(work, mostRows).rows + keptPaths(work);

const keptPaths = (work: Gridded): number => plannedIn(decisionCells(work));

/** The first row whose cell is not before this one. */
export function rowsBefore(listing: Listing, cell: number): number {
  let [low, high] = [0, listing.rows];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (listing.cellOf(middle) < cell) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Each grid, and where its cells and rows begin. */
function boxesOf({ grids, sweep: { base } }: Gridded) {
  let [firstCell, firstRow] = [0, 0];
  return grids.map((grid) => {
    const { splitting, leverageBps, maintenanceBps, mechanism, depthBps, shockBps } = grid;
    const rows = splitting.length * leverageBps.length * mechanism.length * shockBps.length;
    const box = {
      firstCell,
      firstRow,
      rows,
      maintenance: { points: maintenanceBps.length, base: maintenanceBps.indexOf(base.maintenanceBps) },
      mechanisms: mechanism.length,
      depth: { points: depthBps.length, base: depthBps.indexOf(base.depthBps) },
      shocks: shockBps.length,
    };
    firstCell += rows * maintenanceBps.length * depthBps.length;
    firstRow += rows;
    return box;
  });
}
