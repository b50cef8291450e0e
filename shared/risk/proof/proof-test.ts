import type { TestState } from '../findings/metric.ts';
import type { Reason } from '../shapes/reasons.ts';
import { ALPHA } from '../statistics/level.ts';
import type { Method } from '../statistics/quantile-estimate.ts';
import {
  type Evidence,
  flawless,
  lowerOf,
  optimisticUpperOf,
  shareSeen,
  upperOf,
  type Weighted,
} from './evidence.ts';

/** One proof metric on one side: its evidence, how shocks combine, and how much is tolerated. */
export interface ProofTest {
  readonly parts: readonly Weighted[];
  /**
   * `mixture`: the weighted mean over shocks is bounded. `worst`: every shock must hold alone. The level is
   * split over the shocks where several bounds must hold at once, because they share paths.
   */
  readonly over: 'mixture' | 'worst';
  readonly tolerance: number;
  /** The grid ends before the shock that would have to be tested: nothing can be proven. */
  readonly beyondGrid?: boolean;
}

/** Bounds at level `a`: the share is at most `upper`, and at least `lower` (report.md 2.2). */
export const upperBound = (test: ProofTest, a: number): number =>
  test.beyondGrid ? 1 : combine(test, a, 'upper', upperOf);
export const lowerBound = (test: ProofTest, a: number): number =>
  test.beyondGrid ? 0 : combine(test, a, 'lower', lowerOf);

/** From the done paths alone; null when a shock has none. */
export function optimisticUpperBound(test: ProofTest, a: number): number | null {
  if (test.beyondGrid || test.parts.some(({ evidence }) => evidence.done === 0)) return null;
  return combine(test, a, 'upper', (evidence, level) => optimisticUpperOf(evidence, level)!);
}

/** The share among the done paths; null when a shock has none. */
export function observed(test: ProofTest): number | null {
  const values = test.parts.map(({ evidence }) => shareSeen(evidence));
  if (test.beyondGrid || values.includes(null)) return null;
  return test.over === 'worst'
    ? Math.max(...values.map((value) => value!))
    : test.parts.reduce((sum, { weight }, i) => sum + weight * values[i]!, 0);
}

/**
 * Proven, refuted, or open. *Adequate* claims that all tests hold and each is tested at `ALPHA`; *inadequate*
 * claims that any fails, hence `ALPHA / tests` (report.md 2.3).
 */
export function stateOf(test: ProofTest, tests: number): TestState {
  if (upperBound(test, ALPHA) <= test.tolerance) return 'proven';
  return lowerBound(test, ALPHA / tests) > test.tolerance ? 'refuted' : 'open';
}

/** Why an open test is open: the first that applies. */
export function whyOpen(test: ProofTest): Reason {
  if (test.beyondGrid) return 'GRID_TOO_SHORT';
  const parts = test.parts.map(({ weight, evidence: { kind, planned } }) => ({
    weight,
    evidence: flawless(kind, planned),
  }));
  const best = { ...test, parts };
  if (!(upperBound(best, ALPHA) <= test.tolerance)) return 'PATHS_TOO_FEW';
  const optimistic = optimisticUpperBound(test, ALPHA);
  const missing = test.parts.some(({ evidence }) => evidence.done < evidence.planned);
  if (missing && (optimistic === null || optimistic <= test.tolerance)) return 'MISSING_PATHS';
  return 'UPPER_BOUND_ABOVE_LIMIT';
}

/** Which tests Holm's procedure refutes: those at `ALPHA / k`, then the rest at `ALPHA / (k - refuted)`, and so on. */
export function refutedByHolm(tests: readonly ProofTest[]): boolean[] {
  const refuted = tests.map(() => false);
  for (let left = tests.length; left > 0; ) {
    tests.forEach((test, i) => {
      if (!refuted[i]) refuted[i] = lowerBound(test, ALPHA / left) > test.tolerance;
    });
    const next = refuted.filter((is) => !is).length;
    if (next === left) break;
    left = next;
  }
  return refuted;
}

/** How the bounds of a test are made. */
export function methodOf({ parts, over }: ProofTest): Method {
  if (parts.length === 0) return 'none';
  if (over === 'mixture' && parts.length > 1) return 'weighted-bounds';
  return METHODS[parts[0]!.evidence.kind];
}

const METHODS = { count: 'clopper-pearson', mean: 'mean-bound', sum: 'bentkus' } as const;

function combine(
  { parts, over }: ProofTest,
  a: number,
  end: 'upper' | 'lower',
  bound: (evidence: Evidence, a: number) => number,
): number {
  const split = over === 'worst' && end === 'upper' ? a : a / parts.length;
  if (over === 'worst') return Math.max(...parts.map(({ evidence }) => bound(evidence, split)));
  return parts.reduce((sum, { weight, evidence }) => sum + weight * bound(evidence, split), 0);
}
