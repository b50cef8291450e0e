import { exp, expm1, log, log1p } from '../cascade/numbers/math.ts';

/** A generalised Pareto law of what exceeds a threshold: `G(y) = 1 - (1 + xi y/b)^(-1/xi)` (report.md 8.5). */
export interface TailLaw {
  readonly xi: number;
  /** `b`, in the unit of the observations, > 0. */
  readonly scale: number;
}

/** A law, its threshold, and how many of how many observations exceed it. */
export interface Tail extends TailLaw {
  readonly threshold: number;
  readonly excesses: number;
  readonly observations: number;
}

/** Below this shape the two ends of a law part: no likelihood has a maximum there (Smith 1985). */
const LEAST_XI = -0.5;
const MOST_XI = 3;
/** Points of the grid, and steps of the golden section after it: of a fit, and of each law of a profile. */
const FIT = { points: 400, steps: 80 };
const PROFILE = { points: 60, steps: 36 };

/**
 * The law that fits excesses best, by maximum likelihood in one dimension: for `t = xi/b`, `xi(t) = mean ln(1 + t y)`. A fixed
 * grid, then golden section (report.md 8.5; Grimshaw 1993, doi:10.1080/00401706.1993.10485040). O(n) a point of the grid.
 *
 * @param excesses each > 0, at least two
 */
export function fitTail(excesses: readonly number[]): TailLaw & { readonly negLogLik: number } {
  const largest = excesses.reduce((most, own) => Math.max(most, own), 0);
  const mean = meanOf(excesses);
  // t from next to -1/max to far beyond what any shape that we allow needs, in steps of the logarithm of its distance.
  const at = (g: number) => lawAt(excesses, exp(g) - 1 / largest);
  const from = log(1e-6 / largest);
  const to = log(100 / mean);
  const best = leastOf((g) => at(g).negLogLik, from, to, FIT);
  return at(best);
}

function lawAt(excesses: readonly number[], t: number): TailLaw & { readonly negLogLik: number } {
  const n = excesses.length;
  const mean = meanOf(excesses);
  // Where t is next to 0 the law is the exponential one, and xi/t the mean.
  if (Math.abs(t * mean) < 1e-9) return { xi: 0, scale: mean, negLogLik: n * (log(mean) + 1) };
  const xi = meanOf(excesses.map((y) => log1p(t * y)));
  const scale = xi / t;
  const lawful = xi > LEAST_XI && xi < MOST_XI && scale > 0;
  return { xi, scale, negLogLik: lawful ? n * (log(scale) + xi + 1) : Infinity };
}

const meanOf = (values: readonly number[]): number =>
  values.reduce((sum, own) => sum + own, 0) / values.length;

/** Where a function of one variable is least: the best point of a grid, then golden section between its neighbours. */
function leastOf(f: (x: number) => number, from: number, to: number, { points, steps }: typeof FIT): number {
  const step = (to - from) / points;
  let best = 0;
  let least = Infinity;
  for (let k = 0; k <= points; k++) {
    const value = f(from + k * step);
    if (value < least) {
      least = value;
      best = k;
    }
  }
  const golden = (Math.sqrt(5) - 1) / 2;
  let low = from + Math.max(0, best - 1) * step;
  let high = from + Math.min(points, best + 1) * step;
  let [left, right] = [high - golden * (high - low), low + golden * (high - low)];
  let [ofLeft, ofRight] = [f(left), f(right)];
  for (let i = 0; i < steps; i++) {
    if (ofLeft <= ofRight) {
      [high, right, ofRight] = [right, left, ofLeft];
      left = high - golden * (high - low);
      ofLeft = f(left);
    } else {
      [low, left, ofLeft] = [left, right, ofRight];
      right = low + golden * (high - low);
      ofRight = f(right);
    }
  }
  return (low + high) / 2;
}

/** `((n/N)(1-c))^(-xi) - 1` over `xi`; `-ln((n/N)(1-c))` where xi is 0. */
function stretch(
  { excesses, observations }: Pick<Tail, 'excesses' | 'observations'>,
  xi: number,
  c: number,
): number {
  const rate = log((observations / excesses) * (1 - c));
  return Math.abs(xi) < 1e-12 ? -rate : expm1(-xi * rate) / xi;
}

/** What a share `c` of all observations does not exceed; `c` above the share below the threshold. */
export const tailQuantile = (tail: Tail, c: number): number =>
  tail.threshold + tail.scale * stretch(tail, tail.xi, c);

/** Mean of the worst `1 - c`; infinite where xi is 1 or more. */
export function tailShortfall(tail: Tail, c: number): number {
  const { xi, scale, threshold } = tail;
  return xi < 1 ? (tailQuantile(tail, c) + scale - xi * threshold) / (1 - xi) : Infinity;
}

/** Standard error of the shape by expected information, `(1 + xi)/sqrt(N)`. */
export const shapeError = ({ xi, excesses }: Pick<Tail, 'xi' | 'excesses'>): number =>
  (1 + xi) / Math.sqrt(excesses);

/** Half of the 95 % quantile of chi-square with one degree of freedom. */
const DROP = 3.841459 / 2;

/**
 * Interval of a quantile at 95 %: where the profile likelihood has not fallen by more than half of chi-square. It is
 * asymmetric; symmetric bands are wrong (report.md 8.5).
 */
export function tailInterval(
  excesses: readonly number[],
  tail: Omit<Tail, 'xi' | 'scale' | 'excesses'>,
  c: number,
): readonly [number, number] {
  const law = fitTail(excesses);
  const counts = { excesses: excesses.length, observations: tail.observations };
  const middle = tailQuantile({ ...tail, ...law, excesses: excesses.length }, c) - tail.threshold;
  const within = (v: number) => profile(excesses, counts, v, c) - law.negLogLik <= DROP;
  const edge = (outwards: (v: number) => number) => {
    let inside = middle;
    let outside = outwards(middle);
    while (within(outside) && outside < 1e6 * middle && outside > 1e-6 * middle) {
      inside = outside;
      outside = outwards(outside);
    }
    for (let i = 0; i < 40; i++) {
      const between = (inside + outside) / 2;
      if (within(between)) inside = between;
      else outside = between;
    }
    return tail.threshold + inside;
  };
  return [edge((v) => v / 1.25), edge((v) => v * 1.25)];
}

/** Least negative log-likelihood of all laws whose quantile is `v` above the threshold. */
function profile(
  excesses: readonly number[],
  counts: Pick<Tail, 'excesses' | 'observations'>,
  v: number,
  c: number,
): number {
  const at = (xi: number): number => {
    const scale = v / stretch(counts, xi, c);
    if (!(scale > 0)) return Infinity;
    let sum = 0;
    for (const y of excesses) {
      const grown = 1 + (xi * y) / scale;
      if (!(grown > 0)) return Infinity;
      sum += Math.abs(xi) < 1e-9 ? y / scale : (1 + 1 / xi) * log(grown);
    }
    return excesses.length * log(scale) + sum;
  };
  return at(leastOf(at, LEAST_XI + 1e-6, MOST_XI, PROFILE));
}

/**
 * The largest of each run of values above a threshold, in order: moves come in clusters, and one crash is not ten
 * observations. A run ends where `gap` values in a row do not exceed it (runs method).
 */
export function clusterMaxima(values: ArrayLike<number>, threshold: number, gap: number): number[] {
  const maxima: number[] = [];
  let since = gap;
  for (let i = 0; i < values.length; i++) {
    const own = values[i]!;
    if (!(own > threshold)) {
      since++;
      continue;
    }
    if (since >= gap) maxima.push(own);
    else maxima[maxima.length - 1] = Math.max(maxima[maxima.length - 1]!, own);
    since = 0;
  }
  return maxima;
}
