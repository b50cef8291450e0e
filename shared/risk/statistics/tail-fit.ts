import { exp, expm1, log, log1p } from '../../cascade/numbers/math.ts';

/** A generalised Pareto law of excesses over a threshold, and what it was fitted to. */
export interface TailFit {
  readonly threshold: number;
  /** All, those below the threshold too. */
  readonly observations: number;
  readonly excesses: readonly number[];
  readonly xi: number;
  readonly scale: number;
  readonly negLogLik: number;
}

const LEAST_XI = -0.5;
/** Half of the 95 % quantile of chi-square with one degree of freedom: what a profile likelihood may lose. */
const DROP = 3.841459 / 2;

/**
 * Maximum likelihood in one dimension (Grimshaw 1993): for `t = xi / b` the best `xi` is the mean of `ln(1 + t y)`. A fixed
 * grid, then golden sections. `xi` above -1/2 only, where the estimate is regular.
 */
export function fitTail(losses: readonly number[], threshold: number, observations: number): TailFit {
  const excesses = losses.map((loss) => loss - threshold).filter((excess) => excess > 0);
  const n = excesses.length;
  const mean = meanOf(excesses, (y) => y);
  const lowest = -mean / Math.max(...excesses);
  const xiAt = (u: number) => meanOf(excesses, (y) => log1p((u * y) / mean));
  const costAt = (u: number): number => {
    if (u === 0) return n * (log(mean) + 1);
    const xi = xiAt(u);
    return xi > LEAST_XI ? n * (log((xi * mean) / u) + xi + 1) : Infinity;
  };
  const below = Array.from({ length: 30 }, (_, i) => lowest * (1 - powerOfHalf(i / 2 + 0.5))).reverse();
  const above = Array.from({ length: 50 }, (_, i) => powerOfHalf(10 - i / 2));
  const u = minimum([...below, 0, ...above], costAt);
  const xi = u === 0 ? 0 : xiAt(u);
  return {
    threshold,
    observations,
    excesses,
    xi,
    scale: u === 0 ? mean : (xi * mean) / u,
    negLogLik: costAt(u),
  };
}

/** By the mean and the variance, divisor n - 1: a check of the fit, not the fit. */
export function tailByMoments(excesses: readonly number[]): { readonly xi: number; readonly scale: number } {
  const mean = meanOf(excesses, (y) => y);
  const squares = excesses.reduce((sum, y) => sum + (y - mean) * (y - mean), 0);
  const ratio = (mean * mean * (excesses.length - 1)) / squares;
  return { xi: (1 - ratio) / 2, scale: (mean * (1 + ratio)) / 2 };
}

/** Standard error of `xi` by the expected information. */
export const xiError = ({ xi, excesses }: Pick<TailFit, 'xi' | 'excesses'>): number =>
  (1 + xi) / Math.sqrt(excesses.length);

/** A law without what it was fitted to. */
export interface TailLaw extends Pick<TailFit, 'threshold' | 'xi' | 'scale'> {
  /** Share of all observations that exceed the threshold. */
  readonly share: number;
}

export const lawOf = ({ threshold, xi, scale, excesses, observations }: TailFit): TailLaw => ({
  threshold,
  xi,
  scale,
  share: excesses.length / observations,
});

/** The loss that is exceeded with a chance of `1 - c`; `c` beyond the share below the threshold. */
export const tailQuantile = ({ threshold, xi, scale, share }: TailLaw, c: number): number =>
  threshold + scale * raised(xi, log((1 - c) / share));

/** Mean of the losses beyond that quantile; Infinity from `xi` of 1 on. */
export function tailShortfall(law: TailLaw, c: number): number {
  const { threshold, xi, scale } = law;
  return xi < 1 ? (tailQuantile(law, c) + scale - xi * threshold) / (1 - xi) : Infinity;
}

/** 95 % interval of a quantile by profile likelihood: not symmetric, and symmetric ones would be wrong. */
export function tailQuantileInterval(fit: TailFit, c: number): { lower: number; upper: number } {
  const { threshold, excesses, negLogLik } = fit;
  const best = tailQuantile(lawOf(fit), c) - threshold;
  const ln = log((1 - c) / (excesses.length / fit.observations));
  const largest = Math.max(...excesses);
  const loss = (above: number): number => {
    const cost = (xi: number) => {
      const scale = above / raised(xi, ln);
      return 1 + (xi * largest) / scale > 0 ? costOf(excesses, xi, scale) : Infinity;
    };
    return cost(minimum(XI_GRID, cost)) - negLogLik - DROP;
  };
  const edge = (towards: number) => {
    let [inside, outside] = [best, towards * best];
    while (loss(outside) < 0) outside *= towards;
    for (let step = 0; step < 40; step++) {
      const middle = (inside + outside) / 2;
      if (loss(middle) < 0) inside = middle;
      else outside = middle;
    }
    return threshold + (inside + outside) / 2;
  };
  return { lower: edge(0.8), upper: edge(1.25) };
}

const XI_GRID = Array.from({ length: 30 }, (_, i) => LEAST_XI + 0.01 + 0.1 * i);

/** `(e^(-xi ln) - 1) / xi`, and its limit `-ln` where `xi` is 0: the number of scales above the threshold. */
const raised = (xi: number, ln: number): number =>
  Math.abs(xi) < 1e-6 ? -ln * (1 - (xi * ln) / 2) : expm1(-xi * ln) / xi;

/** Negative log-likelihood of excesses, all inside the law's range. */
function costOf(excesses: readonly number[], xi: number, scale: number): number {
  const n = excesses.length;
  if (Math.abs(xi) < 1e-9) return n * (log(scale) + meanOf(excesses, (y) => y) / scale);
  return n * (log(scale) + (1 + 1 / xi) * meanOf(excesses, (y) => log1p((xi * y) / scale)));
}

const meanOf = (values: readonly number[], of: (value: number) => number): number =>
  values.reduce((sum, value) => sum + of(value), 0) / values.length;

const powerOfHalf = (power: number): number => exp(-power * log(2));

const GOLDEN = 0.6180339887498949;

/** The least of a function: the best point of an ascending grid, then golden sections between its neighbours. */
function minimum(grid: readonly number[], cost: (at: number) => number): number {
  const costs = grid.map(cost);
  let best = 0;
  for (const [i, own] of costs.entries()) if (own < costs[best]!) best = i;
  let [low, high] = [grid[Math.max(0, best - 1)]!, grid[Math.min(grid.length - 1, best + 1)]!];
  for (let step = 0; step < 35; step++) {
    const part = GOLDEN * (high - low);
    if (cost(high - part) <= cost(low + part)) high = low + part;
    else low = high - part;
  }
  return (low + high) / 2;
}
