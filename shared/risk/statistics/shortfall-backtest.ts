import { exp, integerPower, log } from '../../cascade/numbers/math.ts';
import { normalQuantile } from '../../cascade/numbers/random.ts';
import { type Known, known, unknown } from '../shapes/number.ts';
import { betaOf } from './beta.ts';
import { erfc } from './erfc.ts';

/** A day whose loss was beyond the quantile: its profit, which is negative, and the shortfall that was predicted, > 0. */
export interface Exception {
  readonly profit: number;
  readonly shortfall: number;
}

/**
 * Tests of expected shortfall (Acerbi and Szekely 2014, statistics 1 and 2): 0 where it is right, negative where risk is
 * understated. The second one sees too many exceptions too.
 *
 * @param tail share of days that should be exceptions
 */
export function shortfallStatistics(
  exceptions: readonly Exception[],
  days: number,
  tail: number,
): { readonly z1: Known; readonly z2: number } {
  const sum = exceptions.reduce((total, { profit, shortfall }) => total + profit / shortfall, 0);
  return {
    z1: exceptions.length === 0 ? unknown('NO_EXCEPTIONS') : known(sum / exceptions.length + 1),
    z2: sum / (days * tail) + 1,
  };
}

/** Under which losses are drawn: normal, or Student's t with three degrees of freedom. */
export type LossLaw = 'normal' | 't3';

/** Width of the lattice on which sums of exceptions lie, in units of the shortfall. */
const STEP = 0.01;

/**
 * The value below which statistic 2 falls with a chance of `quantile` although the shortfall is right: the law of a
 * binomial number of exceptions on a lattice (Panjer 1981, doi:10.1017/S0515036100006796). Cost: the square of the
 * largest sum over 0.01.
 */
export function shortfallCritical(days: number, tail: number, law: LossLaw, quantile: number): number {
  const beyond = BEYOND[law](tail);
  const part = (j: number) => beyond((j - 0.5) * STEP) - beyond((j + 0.5) * STEP);
  const odds = tail / (1 - tail);
  const size: number[] = [0];
  const sums: number[] = [integerPower(1 - tail, days)];
  let below = sums[0]!;
  for (let k = 1; below < 1 - quantile; k++) {
    size.push(part(k));
    let sum = 0;
    for (let j = 1; j <= k; j++) sum += (((days + 1) * j) / k - 1) * size[j]! * sums[k - j]!;
    sums.push(odds * sum);
    below += odds * sum;
  }
  return 1 - ((sums.length - 1) * STEP) / (days * tail);
}

/** By law, for a tail: the chance that an exception is more than `x` times the shortfall. */
const BEYOND: Readonly<Record<LossLaw, (tail: number) => (x: number) => number>> = {
  normal: (tail) => {
    const edge = -normalQuantile(tail);
    const shortfall = exp((-edge * edge) / 2) / (Math.sqrt(TWO_PI) * tail);
    return (x) => Math.min(1, erfc((x * shortfall) / Math.sqrt(2)) / 2 / tail);
  },
  t3: (tail) => {
    const edge = edgeOf(tail);
    const density = (6 * Math.sqrt(3)) / (PI * (3 + edge * edge) * (3 + edge * edge));
    const shortfall = (density * (3 + edge * edge)) / (2 * tail);
    return (x) => Math.min(1, aboveT3(x * shortfall) / tail);
  },
};

const PI = 3.141592653589793;
const TWO_PI = 2 * PI;

/** P(T > x) of three degrees of freedom, `x >= 0`. */
function aboveT3(x: number): number {
  if (!(x > 0)) return 0.5;
  const whole = 3 + x * x;
  return betaOf(3 / whole, (x * x) / whole, 1.5, 0.5) / 2;
}

function edgeOf(tail: number): number {
  let [low, high] = [0, 1];
  while (aboveT3(high) > tail) high *= 2;
  for (let step = 0; step < 200 && high - low > 1e-13 * high; step++) {
    const middle = (low + high) / 2;
    if (aboveT3(middle) > tail) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/**
 * Score of a forecast of quantile `v` and shortfall `e` of returns at tail `a`, both negative, for a return `y`: the
 * better forecast has the lower mean (Patton, Ziegel and Chen 2019, doi:10.1016/j.jeconom.2018.10.008, form FZ0).
 */
export const fisslerZiegel = (y: number, v: number, e: number, a: number): number =>
  (y <= v ? (y - v) / (a * e) : 0) + v / e + log(-e) - 1;
