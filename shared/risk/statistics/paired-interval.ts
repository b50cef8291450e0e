import { type Known, known, unknown } from '../shapes/number.ts';
import { clopperPearsonLower, clopperPearsonUpper } from './clopper-pearson.ts';
import { ALPHA } from './level.ts';
import { meanSample, meanUpper } from './mean-bound.ts';
import { pairedMean, Z95 } from './pairing.ts';

/**
 * Two-sided 95 % interval of the difference of two paired shares, (newly failing - newly passing) / pairs: exact
 * intervals of both rates, joined by squares (Newcombe 1998; Zou and Donner 2008; report.md 7.11). Where no pair
 * differs it says how many may, either way: never [0, 0].
 */
export function pairedCount(newlyFailing: number, newlyPassing: number, pairs: number) {
  const [p, q] = [newlyFailing / pairs, newlyPassing / pairs];
  const [failing, passing] = [newlyFailing, newlyPassing].map((count) => ({
    lower: clopperPearsonLower(count, pairs, ALPHA / 2),
    upper: clopperPearsonUpper(count, pairs, ALPHA / 2),
  })) as [Ends, Ends];
  // A pair cannot newly fail and newly pass: without this the interval is too short where many pairs differ.
  const r = newlyFailing > 0 && newlyPassing > 0 ? Math.sqrt((p * q) / ((1 - p) * (1 - q))) : 0;
  const joined = (a: number, b: number) => Math.sqrt(a * a + b * b + 2 * r * a * b);
  return {
    difference: p - q,
    lower: p - q - joined(p - failing.lower, passing.upper - q),
    upper: p - q + joined(failing.upper - p, q - passing.lower),
  };
}

interface Ends {
  readonly lower: number;
  readonly upper: number;
}

export interface PairedAmount {
  /** Pairs whose difference is not 0. */
  readonly differing: number;
  readonly mean: number;
  readonly se: number;
  readonly lower: Known;
  readonly upper: Known;
  readonly method: 'paired-padded' | 'paired-range';
}

const FEWEST_DIFFERING = 10;

/**
 * Mean of paired differences, zeros included, with a two-sided 95 % interval (report.md 7.11). Ten or more that differ:
 * each end from two pairs more, as far out on its side as the furthest; approximate. Fewer: the proven bound of the mean.
 *
 * @param range no difference can be larger, either way; null: not known
 */
export function pairedAmount(differences: ArrayLike<number>, range: number | null): PairedAmount {
  const ascending = Float64Array.from(differences).sort();
  const { mean, se } = pairedMean(ascending);
  const differing = ascending.reduce((count, difference) => count + (difference === 0 ? 0 : 1), 0);
  if (differing < FEWEST_DIFFERING) {
    return { differing, mean, se, ...withinRange(ascending, range), method: 'paired-range' };
  }
  const end = (sign: 1 | -1, furthest: number) => {
    const padded = pairedMean([...ascending, furthest, furthest]);
    const far = padded.mean + sign * Z95 * padded.se;
    return known(range === null ? far : Math.max(-range, Math.min(range, far)));
  };
  const lower = end(-1, Math.min(0, ascending[0]!));
  const upper = end(1, Math.max(0, ascending.at(-1)!));
  return { differing, mean, se, lower, upper, method: 'paired-padded' };
}

function withinRange(differences: Float64Array, range: number | null) {
  if (range === null) return { lower: unknown('TOO_FEW_DIFFER'), upper: unknown('TOO_FEW_DIFFER') };
  const most = (sign: 1 | -1) =>
    range * meanUpper(meanSample(differences.map((difference) => (sign * difference) / range)), ALPHA / 2);
  return { lower: known(-most(-1)), upper: known(most(1)) };
}
