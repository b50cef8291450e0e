import type { FrontierLine } from '../findings/frontier.ts';
import { type Evidence, lowerOf, shareSeen, upperOf } from '../proof/evidence.ts';
import { poolAdjacentViolators } from '../statistics/isotonic.ts';
import { ALPHA } from '../statistics/level.ts';
import { rememberedBounds } from '../statistics/remembered-bounds.ts';

/** What the cells of one shock say, leverage ascending. */
export interface LeveragePoint {
  readonly leverage: number;
  readonly evidence: Evidence;
}

export interface Frontier extends FrontierLine {
  /** Pooled failures, or sums, of each point, missing paths counted; bounds at `ALPHA` from them. */
  readonly pooled: readonly number[];
  readonly upper: readonly number[];
  readonly lower: readonly number[];
  readonly nonmonotone: boolean;
}

/**
 * Up to which leverage a tolerance is proven (report.md 7.7): the largest such that it and all smaller ones
 * have their upper bound within it. Neighbours that fall are pooled first; pooling does not earn a larger `n`,
 * and its choice of blocks is ignored by the bounds. Where a block falls by more than three standard errors
 * cascades may truly be non-monotone, so the raw curve counts too, and the smaller answer is taken.
 */
export function frontier(
  points: readonly LeveragePoint[],
  tolerance: number,
  bounds = rememberedBounds(ALPHA),
): Frontier {
  const upperEnd = (evidence: Evidence): number => upperOf(evidence, ALPHA, bounds);
  const pessimistic = points.map(({ evidence }) => countMissing(evidence));
  const pooled = pool(pessimistic);
  const upper = pooled.evidence.map(upperEnd);
  const lower = pool(points.map(({ evidence }) => ({ ...evidence, done: evidence.planned }))).evidence.map(
    (evidence) => lowerOf(evidence, ALPHA, bounds),
  );
  const nonmonotone = fallsTooFar(
    points.map(({ evidence }) => evidence),
    pooled.block,
  );
  const provenUpTo = (ends: readonly number[]) => {
    const first = ends.findIndex((bound) => !(bound <= tolerance));
    return first === -1 ? ends.length : first;
  };
  // Missing paths count here too: losing the failing paths of a cell must not hide that it stands out.
  const rawCounts = nonmonotone || fallsTooFar(pessimistic, pooled.block);
  const raw = rawCounts ? provenUpTo(pessimistic.map(upperEnd)) : points.length;
  const proven = Math.min(provenUpTo(upper), raw);
  const notRefuted = lower.findLastIndex((bound) => bound <= tolerance);
  return {
    pooled: pooled.evidence.map(({ amount }) => amount),
    upper,
    lower,
    provenSafe: points[proven - 1]?.leverage ?? null,
    notRefuted: points[notRefuted]?.leverage ?? null,
    nonmonotone,
  };
}

const countMissing = (evidence: Evidence): Evidence => ({
  ...evidence,
  amount: Math.min(evidence.planned, evidence.amount + evidence.planned - evidence.done),
  done: evidence.planned,
});

/**
 * Shares pooled with paths as weights, each point keeping its own number of paths. Of a mean that was pooled only the sum
 * is left; a point that was not is as it was.
 */
function pool(evidence: readonly Evidence[]) {
  const { fitted, block } = poolAdjacentViolators(
    evidence.map(({ amount, planned }) => amount / planned),
    evidence.map(({ planned }) => planned),
  );
  const pooled = evidence.map((one, i): Evidence => {
    const isAlone = block[i - 1] !== block[i] && block[i + 1] !== block[i];
    if (isAlone) return one;
    const { planned } = one;
    const kind = one.kind === 'count' ? 'count' : 'sum';
    return { kind, amount: Math.min(planned, fitted[i]! * planned), done: planned, planned };
  });
  return { evidence: pooled, block };
}

/** Within a pooled block some point lies more than three standard errors above a later one. */
function fallsTooFar(evidence: readonly Evidence[], block: readonly number[]): boolean {
  const seen = evidence.map((one) => ({ p: shareSeen(one), n: one.done }));
  const isFarAbove = (first: (typeof seen)[number], second: (typeof seen)[number]): boolean => {
    if (first.p === null || second.p === null) return false;
    const variance = (first.p * (1 - first.p)) / first.n + (second.p * (1 - second.p)) / second.n;
    return first.p - second.p > 3 * Math.sqrt(variance);
  };
  return seen.some((first, i) => {
    // A block is a run of neighbours.
    for (let j = i + 1; j < seen.length && block[j] === block[i]; j++) {
      if (isFarAbove(first, seen[j]!)) return true;
    }
    return false;
  });
}
