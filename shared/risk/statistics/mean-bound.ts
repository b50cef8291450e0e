import { exp, log } from '../../cascade/numbers/math.ts';

/** Numbers of at most 1, one a path. Most are 0, and those are only counted. */
export interface MeanSample {
  /** Those that are not 0, ascending: the order of paths then changes not even the rounding of a product. */
  readonly others: Float64Array;
  readonly zeros: number;
}

export function meanSample(numbers: ArrayLike<number>): MeanSample {
  const others = Float64Array.from(numbers)
    .filter((number) => number !== 0)
    .sort();
  return { others, zeros: numbers.length - others.length };
}

export const zerosOnly = (zeros: number): MeanSample => ({ others: new Float64Array(0), zeros });

export const sampleSize = ({ others, zeros }: MeanSample): number => others.length + zeros;

/**
 * Upper bound at `a` of the mean of independent numbers of at most 1, proven for every such distribution. If the mean
 * were `m` or more, each factor 1 + b (m - Y)/(1 - m) would be at least 0 and at most 1 in the mean, so that their
 * product is a losing game, in which 1/a times the stake is won with probability `a` at most (Ville 1939), however
 * often one looks. Five fixed stakes are mixed, none of which looks at the data (report.md 7.4).
 *
 * @param ones so many numbers more, all 1: paths that are missing
 * @param power as if the sample came so many times
 */
export function meanUpper(sample: MeanSample, a: number, { ones = 0, power = 1 } = {}): number {
  const n = sampleSize(sample) + ones;
  const mean = (sumOf(sample.others) + ones) / n;
  if (mean >= 1) return 1;
  const proven = -log(a);
  return crossing(mean, 1, (m) => logCapital(capitals(sample, m, ones), power) - proven);
}

/** Lower bound at `a`, of numbers that are at least 0; with stakes that win where the mean is above `m`. */
export function meanLower(sample: MeanSample, a: number, zeros = 0): number {
  const n = sampleSize(sample) + zeros;
  const proven = -log(a);
  const short = (m: number) => {
    const logs = LOWER_STAKES.map((l) =>
      l * m < 1 ? logProduct(sample, 1 - l * m, l) + zeros * log(1 - l * m) : -Infinity,
    );
    return proven - logMixed(LOWER_WEIGHTS, logs);
  };
  if (short(0) > 0) return 0;
  return crossing(0, sumOf(sample.others) / n, short);
}

/** Logarithms of what each of the five stakes has become against the hypothesis that the mean is `m` or more. */
export const capitals = (sample: MeanSample, m: number, ones = 0): number[] =>
  STAKES.map((b) => {
    // At b = 1 the two add to exactly 0 for a number that is 1: that stake is lost.
    const atZero = (1 - (1 - b) * m) / (1 - m);
    const slope = -b / (1 - m);
    const lost = ones > 0 ? ones * log(atZero + slope) : 0;
    return logProduct(sample, atZero, slope) + lost;
  });

/** Logarithm of the stakes together, each grown by the `power`. */
export const logCapital = (logs: readonly number[], power = 1): number =>
  logMixed(
    WEIGHTS,
    logs.map((one) => power * one),
  );

const STAKES = [1, 3 / 4, 1 / 2, 1 / 4, 1 / 8];
const WEIGHTS = [1 / 2, 1 / 8, 1 / 8, 1 / 8, 1 / 8];
const LOWER_STAKES = [1 / 4, 1, 4, 16];
const LOWER_WEIGHTS = [1 / 4, 1 / 4, 1 / 4, 1 / 4];

/** ln of the product of (atZero + slope Y); multiplied as far as a double goes, because logarithms are dear. */
function logProduct({ others, zeros }: MeanSample, atZero: number, slope: number): number {
  let sum = zeros > 0 ? zeros * log(atZero) : 0;
  let product = 1;
  for (let i = 0; i < others.length; i++) {
    product *= Math.max(0, atZero + slope * others[i]!);
    if (product > 1e-100 && product < 1e100) continue;
    if (product === 0) return -Infinity;
    sum += log(product);
    product = 1;
  }
  return sum + log(product);
}

/** ln of the weighted sum of numbers given by their logarithms, the largest taken out. */
function logMixed(weights: readonly number[], logs: readonly number[]): number {
  const largest = Math.max(...logs);
  if (largest === -Infinity) return -Infinity;
  const sum = logs.reduce((total, one, i) => total + weights[i]! * exp(one - largest), 0);
  return largest + log(sum);
}

/**
 * Where a rising `value` passes 0, to 1e-13 of where: bisection as in report.md 7.1 down to a factor of 2, then by
 * interpolation, an end that stays twice counting half (Illinois), because each value is a pass over all paths.
 */
function crossing(from: number, to: number, value: (m: number) => number): number {
  let [low, high] = [from, to];
  let [atLow, atHigh] = [Number.NaN, Number.NaN];
  let wasAbove: boolean | null = null;
  for (let step = 0; step < 200 && high - low > 1e-13 * Math.abs(high); step++) {
    const guess = low - (atLow * (high - low)) / (atHigh - atLow);
    const middle = high < 2 * low && guess > low && guess < high ? guess : (low + high) / 2;
    const own = value(middle);
    const above = own >= 0;
    if (above) [high, atHigh, atLow] = [middle, own, wasAbove === true ? atLow / 2 : atLow];
    else [low, atLow, atHigh] = [middle, own, wasAbove === false ? atHigh / 2 : atHigh];
    wasAbove = above;
  }
  return (low + high) / 2;
}

function sumOf(numbers: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < numbers.length; i++) sum += numbers[i]!;
  return sum;
}
