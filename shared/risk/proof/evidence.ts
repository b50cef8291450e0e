import { boundedMeanLower, boundedMeanUpper } from '../statistics/bounded-mean.ts';
import { clopperPearsonLower, clopperPearsonUpper } from '../statistics/clopper-pearson.ts';

/**
 * What the paths of one cell say about a share that must stay small: how many of them fail (`count`), or the
 * sum of a number in [0, 1] each (`mean`). The path is the unit of independence, not the account.
 */
export interface Evidence {
  readonly kind: 'count' | 'mean';
  /** Failing paths, or the sum, over the done paths. */
  readonly amount: number;
  readonly done: number;
  readonly planned: number;
}

/** A cell's evidence and its weight in the design mixture; the weights of a mixture add to 1. */
export interface Weighted {
  readonly weight: number;
  readonly evidence: Evidence;
}

/** Missing paths fail when we try to prove: those that time out are the long, violent ones. */
export const upperOf = ({ kind, amount, done, planned }: Evidence, a: number): number =>
  BOUNDS[kind].upper(Math.min(planned, amount + planned - done), planned, a);

/** Missing paths hold when we try to refute. */
export const lowerOf = ({ kind, amount, planned }: Evidence, a: number): number =>
  BOUNDS[kind].lower(amount, planned, a);

/** From the done paths alone: printed beside the other, never used. Null when none is done. */
export const optimisticUpperOf = ({ kind, amount, done }: Evidence, a: number): number | null =>
  done > 0 ? BOUNDS[kind].upper(amount, done, a) : null;

export const shareSeen = ({ amount, done }: Evidence): number | null => (done > 0 ? amount / done : null);

/** The same paths with nothing failing and nothing missing: what so many of them could prove at best. */
export const flawless = ({ kind, planned }: Evidence): Evidence => ({
  kind,
  amount: 0,
  done: planned,
  planned,
});

const BOUNDS = {
  count: { upper: clopperPearsonUpper, lower: clopperPearsonLower },
  mean: { upper: boundedMeanUpper, lower: boundedMeanLower },
} as const;
