import {
  type MeanSample,
  meanLower,
  meanSample,
  meanUpper,
  sampleSize,
  zerosOnly,
} from '../statistics/mean-bound.ts';
import { type Bounds, rememberedBounds } from '../statistics/remembered-bounds.ts';

/**
 * What the paths of one cell say about a share that must stay small: how many of them fail (`count`), a number in
 * [0, 1] each (`mean`), or the sum of such numbers where no path was kept (`sum`). The path is the unit of
 * independence, not the account.
 */
export type Evidence = (
  | { readonly kind: 'count' | 'sum' }
  | {
      readonly kind: 'mean';
      /** Of the paths done. */
      readonly sample: MeanSample;
    }
) & {
  /** Failing paths, or the sum, over the done paths. */
  readonly amount: number;
  readonly done: number;
  readonly planned: number;
};

/** A cell's evidence and its weight in the design mixture; the weights of a mixture add to 1. */
export interface Weighted {
  readonly weight: number;
  readonly evidence: Evidence;
}

/** Missing paths fail when we try to prove: those that time out are the long, violent ones. */
export function upperOf(evidence: Evidence, a: number, bounds: Bounds = rememberedBounds(a)): number {
  const { kind, amount, done, planned } = evidence;
  if (kind === 'mean') return meanUpper(evidence.sample, a, { ones: planned - sampleSize(evidence.sample) });
  const pessimistic = Math.min(planned, amount + planned - done);
  return kind === 'count' ? bounds.upper(pessimistic, planned) : bounds.meanUpper(pessimistic, planned);
}

/** Missing paths hold when we try to refute. */
export function lowerOf(evidence: Evidence, a: number, bounds: Bounds = rememberedBounds(a)): number {
  const { kind, amount, planned } = evidence;
  if (kind === 'mean') return meanLower(evidence.sample, a, planned - sampleSize(evidence.sample));
  return kind === 'count' ? bounds.lower(amount, planned) : bounds.meanLower(amount, planned);
}

/** From the done paths alone: printed beside the other, never used. Null when none is done. */
export const optimisticUpperOf = (evidence: Evidence, a: number): number | null =>
  evidence.done > 0 ? upperOf({ ...evidence, planned: evidence.done }, a) : null;

export const shareSeen = ({ amount, done }: Evidence): number | null => (done > 0 ? amount / done : null);

/** Paths with nothing failing and nothing missing: what so many of them could prove at best. */
export const flawless = (kind: Evidence['kind'], planned: number): Evidence => {
  const nothing = { amount: 0, done: planned, planned };
  return kind === 'mean' ? { kind, sample: zerosOnly(planned), ...nothing } : { kind, ...nothing };
};

/** A mean whose paths were kept: the number of each path that is done. */
export function meanOf(numbers: ArrayLike<number>, planned: number): Evidence {
  const sample = meanSample(numbers);
  const amount = sample.others.reduce((sum, number) => sum + number, 0);
  return { kind: 'mean', sample, amount, done: numbers.length, planned };
}
