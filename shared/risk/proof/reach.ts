import type { Side } from '../../sweep/cells.ts';
import type { Sweep } from '../../sweep/sweep-file.ts';
import { SIDES } from '../cells/decision-cells.ts';
import { limitsInForce } from '../metrics/limits.ts';
import { COVER2_TOLERANCE } from '../metrics/proof-values.ts';
import { ALPHA } from '../statistics/level.ts';
import { type Evidence, flawless } from './evidence.ts';
import { type ProofTest, upperBound } from './proof-test.ts';

/** A test that the planned paths cannot prove, even if not one of them fails. */
export interface OutOfReach {
  readonly metric: 'coverage' | 'p_ruin' | 'cover2' | 'distance';
  readonly paths: number;
  /** The share that may fail, and what so many flawless paths prove of it. */
  readonly tolerance: number;
  readonly best: number;
  /** Paths that would do, if not one fails. */
  readonly needed: number;
}

/** What a sweep says before it is run that its report would say after: `PATHS_TOO_FEW` (report.md 2.3). */
export function outOfReach(sweep: Sweep): OutOfReach[] {
  const paths = sweep.paths.decision;
  return SIDES.flatMap((side) => testsOf(sweep, side))
    .map(({ metric, kind, shocks, over, tolerance }) => {
      const test = (planned: number): ProofTest => ({
        parts: shocks.map(({ weight }) => ({ weight, evidence: flawless(kind, planned) })),
        over,
        tolerance,
      });
      const best = upperBound(test(paths), ALPHA);
      return { metric, paths, tolerance, best, needed: best <= tolerance ? paths : fewest(test) };
    })
    .filter(({ best, tolerance }) => best > tolerance)
    .filter(
      ({ metric, needed }, i, all) =>
        all.findIndex((own) => own.metric === metric && own.needed >= needed) === i,
    );
}

interface Asked {
  readonly metric: OutOfReach['metric'];
  readonly kind: Evidence['kind'];
  readonly shocks: readonly { readonly weight: number }[];
  readonly over: ProofTest['over'];
  readonly tolerance: number;
}

/** The proof metrics of a side, as `metrics/proof-values.ts` tests them. */
function testsOf(sweep: Sweep, side: Side): Asked[] {
  const { coverage, p_ruin } = limitsInForce(sweep).of;
  const shocks = sweep.design[side];
  const ruin = p_ruin.value;
  return [
    // In decimals: 1 - 0.995 is not 0.005.
    {
      metric: 'coverage',
      kind: 'mean',
      shocks,
      over: 'mixture',
      tolerance: Math.round((1 - coverage.value) * 1e12) / 1e12,
    },
    { metric: 'p_ruin', kind: 'count', shocks, over: 'mixture', tolerance: ruin },
    { metric: 'cover2', kind: 'count', shocks, over: 'worst', tolerance: COVER2_TOLERANCE },
    { metric: 'distance', kind: 'count', shocks: [{ weight: 1 }], over: 'mixture', tolerance: ruin },
  ];
}

const MOST = 1_073_741_824;

/** The smallest number of flawless paths that proves a test; more only help. */
export function fewest(test: (planned: number) => ProofTest): number {
  const proves = (planned: number) => {
    const own = test(planned);
    return upperBound(own, ALPHA) <= own.tolerance;
  };
  let above = 1;
  while (above < MOST && !proves(above)) above *= 2;
  let below = above / 2;
  while (above - below > 1) {
    const middle = Math.floor((below + above) / 2);
    if (proves(middle)) above = middle;
    else below = middle;
  }
  return above;
}
