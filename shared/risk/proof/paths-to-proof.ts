import { type Known, known, unknown } from '../shapes/number.ts';
import { binomialCdf } from '../statistics/binomial.ts';
import { E } from '../statistics/bounded-mean.ts';
import { ALPHA } from '../statistics/level.ts';
import { type Evidence, flawless, shareSeen, upperOf } from './evidence.ts';
import { type ProofTest, upperBound } from './proof-test.ts';

/** The search ends at so many times the planned paths. */
const MOST = 1_000;

/**
 * Paths a cell with which the present rate would be proven, from the planned number up; null when the rate
 * itself is not below the tolerance, or a thousand times the paths would not do. Exact for a single shock; for
 * a mixture a number that suffices, found by halving.
 */
export function pathsToProof(test: ProofTest): Known {
  if (test.beyondGrid) return unknown('GRID_TOO_SHORT');
  if (test.over === 'mixture' && test.parts.length > 1) return forMixture(test);
  const each = test.parts.map(({ evidence }) => forOne(evidence, test.tolerance));
  return (
    each.find(({ value }) => value === null) ??
    each.reduce((most, next) => (next.value! > most.value! ? next : most))
  );
}

/** Fewest paths that prove `tolerance` when nothing fails: 598 for half a percent, 798 for a mean. */
export function fewestPaths(kind: Evidence['kind'], tolerance: number, a: number): number {
  const proves = (planned: number) =>
    upperOf(flawless({ kind, amount: 0, done: planned, planned }), a) <= tolerance;
  return smallestFrom(1, proves);
}

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
function forOne(evidence: Evidence, tolerance: number): Known {
  const rate = shareSeen(evidence);
  if (rate === null) return unknown('NO_PATHS_DONE');
  if (!(rate < tolerance)) return unknown('RATE_ABOVE_TOLERANCE');
  const { planned } = evidence;
  const most = MOST * planned;
  const level = evidence.kind === 'mean' ? ALPHA / E : ALPHA;
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

function forMixture(test: ProofTest): Known {
  const values = test.parts.map(({ evidence }) => shareSeen(evidence));
  if (values.includes(null)) return unknown('NO_PATHS_DONE');
  const planned = Math.max(...test.parts.map(({ evidence }) => evidence.planned));
  const proves = (paths: number) => {
    const parts = test.parts.map(({ weight, evidence: { kind } }, i) => {
      const amount = kind === 'count' ? Math.ceil(values[i]! * paths - 1e-9) : values[i]! * paths;
      return { weight, evidence: { kind, amount, done: paths, planned: paths } };
    });
    return upperBound({ ...test, parts }, ALPHA) <= test.tolerance;
  };
  if (!proves(MOST * planned)) return unknown('RATE_ABOVE_TOLERANCE');
  return known(smallestFrom(planned, proves));
}
