import { exp } from '../../cascade/numbers/math.ts';
import { type Known, known, unknown } from '../shapes/number.ts';
import { ALPHA } from './level.ts';
import { meanSample, meanUpper } from './mean-bound.ts';
import type { MixturePart } from './mixture-shortfall.ts';
import { Z95 } from './pairing.ts';
import { quantileRanks } from './quantile-ranks.ts';

/** The worst `1 - c` of a mixture, told path by path: ES = edge + sum of what lies beyond it / (n (1 - c)). */
export interface Tail {
  readonly es: number;
  readonly se: number;
  /** Paths beyond the edge. */
  readonly inTail: number;
  /** The path furthest beyond it. */
  readonly worst: number;
}

export interface ShortfallInterval extends Tail {
  /** Of two more paths as bad as the worst; null where the range decides. */
  readonly padded: Tail | null;
  readonly lower: Known;
  readonly upper: Known;
  readonly method: 'es-padded' | 'es-range';
}

/** With fewer paths in the tail nothing can be said of what was not seen, but that it is within the range. */
const FEWEST_IN_TAIL = 10;

/**
 * Two-sided 95 % interval of the expected shortfall of a mixture (report.md 7.6). A sample of a skewed loss lacks the
 * next larger one: two paths more, as bad as the worst, stand for it (after Agresti and Coull 1998), and the logarithm
 * for the skewness. Approximate; it proves nothing. With fewer than ten paths in the tail: the proven bound of the mean.
 *
 * @param parts row `j` of each being the same path
 * @param range the largest loss possible; null: not known
 */
export function shortfallInterval(
  parts: readonly MixturePart[],
  ppm: number,
  range: number | null,
): ShortfallInterval {
  const own = tailOf(parts, ppm);
  if (own.inTail < FEWEST_IN_TAIL) {
    const ends = { lower: known(quantileBelow(parts, ppm)), upper: withinRange(parts, ppm, range) };
    return { ...own, padded: null, ...ends, method: 'es-range' };
  }
  const padded = tailOf(
    parts.map(({ weight, losses }) => ({ weight, losses: twoMore(losses, own.worst) })),
    ppm,
  );
  const upper = padded.es * exp((Z95 * padded.se) / padded.es);
  return {
    ...own,
    padded,
    lower: known(own.es * exp((-Z95 * own.se) / own.es)),
    upper: known(range === null ? upper : Math.min(range, upper)),
    method: 'es-padded',
  };
}

function tailOf(parts: readonly MixturePart[], ppm: number): Tail {
  const n = parts[0]!.losses.length;
  const tail = (1_000_000 - ppm) / 1_000_000;
  const edge = edgeOf(parts, ppm);
  const beyond = perPath(parts, (loss) => Math.max(0, loss - edge));
  let [worst, inTail] = [0, 0];
  for (let j = 0; j < n; j++) {
    if (beyond[j]! > 0) inTail++;
    if (beyond[j]! > beyond[worst]! || (beyond[j]! === beyond[worst]! && isWorse(parts, j, worst))) worst = j;
  }
  // In ascending order of value, so that the order of paths changes no bit.
  beyond.sort();
  const sum = beyond.reduce((total, amount) => total + amount, 0);
  const squares = beyond.reduce((total, amount) => total + (amount - sum / n) * (amount - sum / n), 0);
  return {
    es: edge + sum / (n * tail),
    se: Math.sqrt(squares / (n - 1)) / (tail * Math.sqrt(n)),
    inTail,
    worst,
  };
}

/**
 * The first loss, from above, at which the weight summed exceeds `(1 - c) n` of the whole: in millionths and whole
 * numbers, because 100 (1 - 0.975) is 2.5000000000000022.
 */
function edgeOf(parts: readonly MixturePart[], ppm: number): number {
  const ascending = parts.map(({ losses }) => losses.slice().sort());
  const weights = parts.map(({ weight }) => Math.round(weight * 1_000_000));
  const left = ascending.map(({ length }) => length);
  const next = (k: number): number => ascending[k]![left[k]! - 1] ?? -Infinity;
  const whole = weights.reduce((sum, weight) => sum + weight, 0) * left[0]!;
  for (let seen = 0; ; ) {
    let top = 0;
    for (let k = 1; k < parts.length; k++) if (next(k) > next(top)) top = k;
    seen += weights[top]!;
    if (!(seen * 1_000_000 <= whole * (1_000_000 - ppm))) return next(top);
    left[top]!--;
  }
}

/** The weighted mean over shocks of something of each loss, path by path. */
function perPath(parts: readonly MixturePart[], of: (loss: number) => number): Float64Array {
  const total = parts.reduce((sum, { weight }) => sum + weight, 0);
  return parts[0]!.losses.map((_, j) =>
    parts.reduce((sum, { weight, losses }) => sum + (weight / total) * of(losses[j]!), 0),
  );
}

/** Of two paths equally far beyond: the one with the larger loss in the first shock in which they differ. */
function isWorse(parts: readonly MixturePart[], one: number, other: number): boolean {
  const differing = parts.find(({ losses }) => losses[one] !== losses[other]);
  return differing !== undefined && differing.losses[one]! > differing.losses[other]!;
}

function twoMore(losses: Float64Array, worst: number): Float64Array {
  const more = new Float64Array(losses.length + 2);
  more.set(losses);
  more.fill(losses[worst]!, losses.length);
  return more;
}

/** Lower rank bound of the quantile, which the shortfall is not below; 0 where there is none, and for several shocks. */
function quantileBelow([first, ...others]: readonly MixturePart[], ppm: number): number {
  if (others.length > 0) return 0;
  const { lower } = quantileRanks(first!.losses.length, ppm, ALPHA);
  return lower === 0 ? 0 : first!.losses.slice().sort()[lower - 1]!;
}

/** The mean of the worst 1 - c is at most the mean of all over 1 - c, and that has a proven bound. */
function withinRange(parts: readonly MixturePart[], ppm: number, range: number | null): Known {
  if (range === null) return unknown('TOO_FEW_IN_TAIL');
  const mean = meanUpper(meanSample(perPath(parts, (loss) => loss / range)), ALPHA / 2);
  return known(Math.min(range, (range * mean * 1_000_000) / (1_000_000 - ppm)));
}
