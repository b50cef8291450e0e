import { refuse } from '../parse.ts';
import { type Bucket, EDGES, FIRST_COMPARED, type Fit, GRID } from './fit.ts';
import type { Tested } from './resample.ts';
import { adverseMove, SIDES, type SideName, type Window } from './windows.ts';

const LEAST_WINDOWS = 60;
const LEAST_MOVED = 10;
const LEAST_CORRELATION = 0.3;
const WORST_ERROR = 1;
/** Windows below which a bucket says little. */
const THIN_BUCKET = 5;

/** How well a side is met. */
export interface Agreement {
  readonly error: number;
  /** Total predicted over total observed. */
  readonly ratio: number;
  readonly rankCorrelation: number;
  readonly buckets: readonly Bucket[];
}
export type Agreements = Readonly<Partial<Record<SideName, Agreement>>>;

/** Why a side cannot be fitted; undefined where it can. */
export function tooStill(windows: readonly Window[], side: SideName): string | undefined {
  const moved = windows.filter((window) => adverseMove(window, side) >= EDGES[2]).length;
  if (moved >= LEAST_MOVED) return undefined;
  return `record.rows must have at least ${LEAST_MOVED} windows of 2.5 % or more against ${side}s, got ${moved}`;
}

/** Refuses a record that is too thin, before anything is computed. */
export function refuseThin(windows: readonly Window[]): void {
  if (windows.length < LEAST_WINDOWS)
    refuse('record.rows', `make at least ${LEAST_WINDOWS} whole windows of 4 h`, windows.length);
  const still = SIDES.map((side) => tooStill(windows, side));
  if (still.every((own) => own !== undefined)) throw new RangeError(still[0]);
  for (const side of SIDES) {
    if (still[SIDES.indexOf(side)] !== undefined) continue;
    const moved = windows.filter((window) => adverseMove(window, side) >= EDGES[1]);
    const empty = moved.filter((window) => window.liquidated[side] === 0).length;
    if (2 * empty > moved.length) {
      const rule = `not be 0 in more than half of the ${moved.length} windows of 1 % or more against ${side}s`;
      refuse(`record.rows.${side === 'long' ? 'liquidatedLong' : 'liquidatedShort'}`, rule, empty);
    }
  }
}

/** Refuses a record that the best settings do not explain. */
export function refuseMisfit(agreements: Agreements): void {
  for (const side of SIDES) {
    const own = agreements[side];
    if (own && !(own.rankCorrelation >= LEAST_CORRELATION)) {
      const rule = `have a rank correlation of at least ${LEAST_CORRELATION} with what is predicted (the feed is thinned, or another market's)`;
      refuse(`liquidated ${side}s of the record`, rule, rounded(own.rankCorrelation));
    }
  }
  const errors = Object.values(agreements).map(({ error }) => error);
  if (errors.every((error) => error > WORST_ERROR))
    refuse('error of each side', `be at most ${WORST_ERROR}`, errors.map(rounded).join(' and '));
}

/** What somebody who goes by the fit should know. */
export function warningsOf(best: Fit, agreements: Agreements, { evenAfterOdd, oddAfterEven }: Tested) {
  const warnings = atEdges(best);
  const outside = Math.max(evenAfterOdd, oddAfterEven);
  if (outside > 2 * best.totalError)
    warnings.push(
      `out of sample the error is ${rounded(outside)}, more than twice the ${rounded(best.totalError)} in sample`,
    );
  for (const side of SIDES) {
    const own = agreements[side];
    if (!own) continue;
    if (!(own.ratio >= 0.5 && own.ratio <= 2))
      warnings.push(`of ${side}s ${rounded(own.ratio)} times as much is predicted as was observed`);
    for (const [b, { windows }] of own.buckets.entries()) {
      if (b >= FIRST_COMPARED && windows > 0 && windows < THIN_BUCKET)
        warnings.push(
          `of ${side}s the bucket from ${100 * EDGES[b]!} % rests on ${windows} window${windows > 1 ? 's' : ''}`,
        );
    }
  }
  return warnings;
}

function atEdges({ leverageTilt, ageHalfLifeDays, standingShare }: Fit): string[] {
  const chosen: readonly (readonly [string, number | undefined, readonly number[]])[] = [
    ['leverageTilt', leverageTilt, GRID.leverageTilt],
    ['ageHalfLifeDays', ageHalfLifeDays, GRID.ageHalfLifeDays],
    ['standingShare.long', standingShare.long, GRID.standingShare],
    ['standingShare.short', standingShare.short, GRID.standingShare],
  ];
  return chosen.flatMap(([name, value, grid]) =>
    value === grid[0] || value === grid[grid.length - 1]
      ? [`${name} ${value} stands at an edge of the grid`]
      : [],
  );
}

const rounded = (value: number): number => Math.round(1_000 * value) / 1_000;
