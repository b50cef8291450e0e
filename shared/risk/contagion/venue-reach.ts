import type { VenueSweep } from '../../sweep/contagion/venue-sweep.ts';
import { COVER2_TOLERANCE } from '../metrics/proof-values.ts';
import { flawless } from '../proof/evidence.ts';
import { type ProofTest, upperBound } from '../proof/proof-test.ts';
import { fewest } from '../proof/reach.ts';
import { ALPHA } from '../statistics/level.ts';
import { type VenueTestId, venueLimits } from './venue-limits.ts';

/** What may fail in a test: the limit itself where it is a probability. */
export const toleranceOf = ({ id, value }: { readonly id: string; readonly value: number }): number =>
  id === 'cover2' ? COVER2_TOLERANCE : value;

/** A test of a venue that the planned paths cannot prove, even if not one of them fails. */
export interface VenueOutOfReach {
  readonly id: VenueTestId;
  readonly paths: number;
  readonly tolerance: number;
  /** What so many flawless paths prove of it. */
  readonly best: number;
  /** Paths that would do, if not one fails. */
  readonly needed: number;
}

/** What a sweep says before it is run that its report would say after: `PATHS_TOO_FEW` (report.md 2.3). */
export function venueOutOfReach(sweep: VenueSweep): VenueOutOfReach[] {
  const paths = sweep.paths.decision;
  return venueLimits(sweep)
    .map((limit) => {
      const tolerance = toleranceOf(limit);
      const test = (planned: number): ProofTest => ({
        parts: [{ weight: 1, evidence: flawless('count', planned) }],
        over: 'worst',
        tolerance,
      });
      const best = upperBound(test(paths), ALPHA);
      return {
        id: limit.id as VenueTestId,
        paths,
        tolerance,
        best,
        needed: best <= tolerance ? paths : fewest(test),
      };
    })
    .filter(({ best, tolerance }) => best > tolerance);
}
