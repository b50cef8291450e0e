import { decisionCells, type Gridded } from './cells.ts';

/**
 * What one reduce holds: at most 1.2 kB a row (`npm run bench -- reduce`), so that two million take four fifths of the
 * 3,008 MB that its function has.
 */
export const MOST_ROWS = 2_000_000;

/** Rows of the two long tables of a report: one for each cell, and one for each path of the decision cells. */
export const reportRows = (work: Gridded & { readonly cells: number }): number =>
  work.cells + decisionCells(work).length * work.sweep.paths.decision;
