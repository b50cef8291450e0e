import { log } from '../../cascade/numbers/math.ts';
import { type Known, known, unknown } from '../shapes/number.ts';
import { E } from '../statistics/bentkus.ts';
import { binomialCdf } from '../statistics/binomial.ts';
import { ALPHA } from '../statistics/level.ts';
import { capitals, logCapital, meanUpper } from '../statistics/mean-bound.ts';
import { type Evidence, flawless, shareSeen, upperOf } from './evidence.ts';
import type { ProofTest } from './proof-test.ts';

/** The search ends at so many times the planned paths. */
const MOST = 1_000;

/**
 * Paths a cell with which the present rate would be proven, from the planned number up; null when the rate
 * itself is not below the tolerance, or a thousand times the paths would not do. Exact for a single shock; for
 * a mixture a number that suffices, found by halving. A forecast of what a new sweep would need, and no licence to add
 * paths to this one until it proves: that a bound of a count does not bear (report.md 2.3).
 */
export function pathsToProof(test: ProofTest): Known {
  if (test.beyondGrid) return unknown('GRID_TOO_SHORT');
  if (test.over === 'mixture' && test.parts.length > 1) return forMixture(test);
  const each = test.parts.map(({ evidence }) =>
    evidence.kind === 'mean' ? forMean(evidence, test.tolerance) : forOne(evidence, test.tolerance),
  );
  return (
    each.find(({ value }) => value === null) ??
    each.reduce((most, next) => (next.value! > most.value! ? next : most))
  );
}

/** Fewest paths that prove `tolerance` when nothing fails: 598 for half a percent, 704 for a mean, 798 for its sum. */
export const fewestPaths = (kind: Evidence['kind'], tolerance: number, a: number): number =>
  smallestFrom(1, (planned) => upperOf(flawless(kind, planned), a) <= tolerance);

/** Smallest whole number >= `from` with `holds`, which holds for all larger ones. */
function smallestFrom(from: number, holds: (n: number) => boolean): number {
  let high = from;
  while (!holds(high)) high *= 2;
  let low = Math.max(from - 1, Math.floor(high / 2));
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (holds(middle)) high = middle;
    else low = middle;
  }
  return high;
}

/**
 * The failures to expect, ceil(rate x M), stay the same over a block of M, in which the bound falls; so the
 * answer is the first M that proves in the first block whose end proves. Blocks before the one found by halving
 * cannot prove: there not even the block's real, unrounded end does.
 */
function forOne(evidence: Exclude<Evidence, OfPaths>, tolerance: number): Known {
  const rate = shareSeen(evidence);
  if (rate === null) return unknown('NO_PATHS_DONE');
  if (!(rate < tolerance)) return unknown('RATE_ABOVE_TOLERANCE');
  const { planned } = evidence;
  const most = MOST * planned;
  const level = evidence.kind === 'sum' ? ALPHA / E : ALPHA;
  // upper(failures, paths) <= tolerance, without inverting the beta function.
  const proves = (failures: number, paths: number) =>
    failures < paths && binomialCdf(failures, paths, tolerance) <= level;
  const failuresIn = (paths: number) => Math.max(0, Math.ceil(rate * paths - 1e-9));
  const blockEnd = (failures: number) => (rate > 0 ? failures / rate : most);

  const first = failuresIn(planned);
  let failures = first;
  if (!proves(failures, blockEnd(failures)) && rate > 0) {
    let step = 1;
    while (!proves(first + step, blockEnd(first + step)) && first + step < rate * most) step *= 2;
    let low = first;
    failures = first + step;
    while (failures - low > 1) {
      const middle = Math.floor((low + failures) / 2);
      if (proves(middle, blockEnd(middle))) failures = middle;
      else low = middle;
    }
  }
  for (; ; failures++) {
    const from = Math.max(planned, failures === 0 ? 1 : Math.floor((failures - 1) / rate + 1e-9) + 1);
    const to = Math.min(most, Math.floor(blockEnd(failures) + 1e-9));
    if (from > most) return unknown('RATE_ABOVE_TOLERANCE');
    if (from > to || !proves(failures, to)) {
      if (rate === 0) return unknown('RATE_ABOVE_TOLERANCE');
      continue;
    }
    return known(smallestFrom(from, (paths) => proves(failures, paths)));
  }
}

type OfPaths = Extract<Evidence, { readonly kind: 'mean' }>;

/** The stakes grow by a power with the paths: convex in them, and 1 without any, so that 1/a is passed once. */
function forMean({ sample, done, planned }: OfPaths, tolerance: number): Known {
  if (done === 0) return unknown('NO_PATHS_DONE');
  const logs = capitals(sample, tolerance);
  const proves = (paths: number) => logCapital(logs, paths / done) >= -log(ALPHA);
  return fromPlanned(planned, proves);
}

function forMixture({ parts, tolerance }: ProofTest): Known {
  if (parts.some(({ evidence }) => evidence.done === 0)) return unknown('NO_PATHS_DONE');
  const planned = Math.max(...parts.map(({ evidence }) => evidence.planned));
  const level = ALPHA / parts.length;
  const proves = (paths: number) =>
    parts.reduce((sum, { weight, evidence }) => sum + weight * upperOfMore(evidence, paths, level), 0) <=
    tolerance;
  return fromPlanned(planned, proves);
}

/** The upper bound of so many paths at the present rate. */
function upperOfMore(evidence: Evidence, paths: number, a: number): number {
  if (evidence.kind === 'mean') return meanUpper(evidence.sample, a, { power: paths / evidence.done });
  const expected = shareSeen(evidence)! * paths;
  const amount = evidence.kind === 'count' ? Math.ceil(expected - 1e-9) : expected;
  return upperOf({ kind: evidence.kind, amount, done: paths, planned: paths }, a);
}

function fromPlanned(planned: number, proves: (paths: number) => boolean): Known {
  if (!proves(MOST * planned)) return unknown('RATE_ABOVE_TOLERANCE');
  return known(smallestFrom(planned, proves));
}
