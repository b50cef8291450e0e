/**
 * Lots of one side in order of start. Those that started, or were started again, in one tick are a cohort: they ask the
 * same price at all times, so most cohorts are settled with one look.
 */
export interface Lots {
  readonly sign: 1 | -1;
  /** Rows, and their notional at the start; a cohort's stand together, and each account is a lot at most once a path. */
  readonly row: Int32Array;
  readonly notional: Float64Array;
  /** Places in use, and cohorts. */
  end: number;
  count: number;
  /** By cohort: first place, lots that are left, time and mark of the start, and their notional then. */
  readonly from: Int32Array;
  readonly size: Int32Array;
  readonly started: Float64Array;
  readonly mark: Float64Array;
  readonly sum: Float64Array;
  /** Unit value that they ask, and a time before which neither that nor a restart is due. */
  readonly ask: Float64Array;
  readonly until: Float64Array;
}

export const createLots = (sign: 1 | -1, capacity: number): Lots => ({
  sign,
  row: new Int32Array(capacity),
  notional: new Float64Array(capacity),
  end: 0,
  count: 0,
  from: new Int32Array(capacity),
  size: new Int32Array(capacity),
  started: new Float64Array(capacity),
  mark: new Float64Array(capacity),
  sum: new Float64Array(capacity),
  ask: new Float64Array(capacity),
  until: new Float64Array(capacity),
});

/** Opens a cohort of lots that start now, at this mark. */
export function openCohort(lots: Lots, started: number, mark: number): void {
  const cohort = lots.count++;
  lots.from[cohort] = lots.end;
  lots.size[cohort] = 0;
  lots.started[cohort] = started;
  lots.mark[cohort] = mark;
  lots.sum[cohort] = 0;
  lots.until[cohort] = started;
}

/** Adds a lot to the last cohort. */
export function addLot(lots: Lots, row: number, notional: number): void {
  const cohort = lots.count - 1;
  lots.size[cohort]!++;
  lots.sum[cohort]! += notional;
  lots.row[lots.end] = row;
  lots.notional[lots.end++] = notional;
}

/** Moves a cohort to a place before it. */
export function moveCohort(lots: Lots, cohort: number, to: number): void {
  if (cohort === to) return;
  lots.from[to] = lots.from[cohort]!;
  lots.size[to] = lots.size[cohort]!;
  lots.started[to] = lots.started[cohort]!;
  lots.mark[to] = lots.mark[cohort]!;
  lots.sum[to] = lots.sum[cohort]!;
  lots.ask[to] = lots.ask[cohort]!;
  lots.until[to] = lots.until[cohort]!;
}
