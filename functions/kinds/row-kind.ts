import type { ReportFile } from '../../shared/report/render.ts';
import type { Budget } from '../../shared/sweep/budget.ts';
import type { Reader, Release } from '../ports.ts';

/** A sweep each of whose walks comes to one row of numbers, with all that it is over. */
export interface RowJob {
  /** Points of its grid. */
  readonly cells: number;
  /** Paths of all of them, numbered from 0. */
  readonly walks: number;
  /** Numbers of a row. */
  readonly width: number;
  /** So many neighbours share what a path draws. */
  readonly together: number;
  readonly bench: () => RowBench;
  /** What makes the report of rows; walks that are not done have none but numbers that are not finite. */
  readonly report: () => Promise<(rows: Float64Array, engine: Release) => Iterable<ReportFile>>;
}

/** Runs walks `from` to `to`: their rows, one after another. `heed` is told of walks as they finish; what it throws ends the run. */
export type RowBench = (from: number, to: number, heed?: (walks: number) => void) => Float64Array;

/** A sweep file as its kind reads it. */
export interface AskedRows {
  /** With all defaults filled in: what a manifest holds. */
  readonly sweep: object;
  /** Begins the id of the sweep. */
  readonly name: string;
  readonly budget: Budget;
}

/** One row of the table of kinds; each throws what it refuses, as `subject must rule, got value`. */
export interface RowKind {
  parse(text: string): AskedRows;
  /** Reads what the sweep of a manifest is over, by the digest that names it. */
  load(objects: Reader, sweep: object, snapshotDigest: string): Promise<RowJob>;
}
