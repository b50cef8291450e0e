import { exp, expm1, log } from '../../numbers/math.ts';
import { HIGHEST_FACTOR, LOWEST_FACTOR } from './depth.ts';
import type { Beyond, Level } from './walk.ts';

/** Share of the visible volume within which a level's end is met, so that a block cut at a level ends on it. */
const LEVEL_END = 1e-12;

/** One side of the resting orders as columns; row `i` is the level of the `i`-th best price. */
export interface Resting {
  /** 1: bids, their prices fall as volume grows; -1: asks, theirs rise. */
  readonly side: 1 | -1;
  readonly factor: Float64Array;
  readonly inverse: Float64Array;
  /** Distance from the mid, as a fraction of it. */
  readonly distance: Float64Array;
  /** Cumulative size up to and including the level. */
  readonly reach: Float64Array;
  /** Integrals of `D` and `1/D` up to the end of the level. */
  readonly sum: Float64Array;
  readonly reciprocal: Float64Array;
  readonly visible: number;
  readonly last: number;
  readonly beyond: Beyond;
  /** Volume beyond the levels that moves the price by a factor of e; Infinity unless the rule is `extend`. */
  readonly scale: number;
  /** Lowest factor (bids) or highest (asks), and the volume at which it is met; Infinity if it never is. */
  readonly clamp: number;
  readonly clampAt: number;
  /** Level that was asked for last: displaced volume moves little from tick to tick. */
  hint: number;
}

export function resting(
  side: 1 | -1,
  reference: number,
  levels: readonly Level[],
  beyond: Beyond,
  beyondShare: number,
): Resting {
  const n = levels.length;
  const [factor, inverse, distance] = [new Float64Array(n), new Float64Array(n), new Float64Array(n)];
  const [reach, sum, reciprocal] = [new Float64Array(n), new Float64Array(n), new Float64Array(n)];
  let volume = 0;
  let value = 0;
  let inverseValue = 0;
  for (let i = 0; i < n; i++) {
    const [price, size] = levels[i]!;
    const own = price / reference;
    volume += size;
    value += size * own;
    inverseValue += size / own;
    factor[i] = own;
    inverse[i] = 1 / own;
    distance[i] = Math.abs(price - reference) / reference;
    reach[i] = volume;
    sum[i] = value;
    reciprocal[i] = inverseValue;
  }
  const last = factor[n - 1]!;
  const scale = beyond === 'extend' ? density(distance, reach, beyondShare) * last : Infinity;
  const clamp = side > 0 ? LOWEST_FACTOR : HIGHEST_FACTOR;
  const clamped = factor.findIndex((own) => side * (own - clamp) <= 0);
  const clampAt = clamped < 0 ? volume - side * scale * log(clamp / last) : (reach[clamped - 1] ?? 0);
  return {
    side,
    factor,
    inverse,
    distance,
    reach,
    sum,
    reciprocal,
    visible: volume,
    last,
    beyond,
    scale,
    clamp,
    clampAt,
    hint: 0,
  };
}

/** Volume per unit of distance in the outer half of what is visible, times the stated share. */
function density(distance: Float64Array, reach: Float64Array, share: number): number {
  const n = distance.length;
  const far = distance[n - 1]!;
  let m = n - 1;
  while (m >= 0 && distance[m]! > far / 2) m--;
  const inner = m >= 0 ? distance[m]! : 0;
  const innerVolume = m >= 0 ? reach[m]! : 0;
  const own = (share * (reach[n - 1]! - innerVolume)) / (far - inner);
  if (!(own > 0))
    throw new RangeError(`depth beyond the visible levels must be > 0 per unit of distance, got ${own}`);
  return own;
}

/** Price of the last of `volume` units, before the clamp; `volume` > 0. */
export function priceAt(side: Resting, volume: number): number {
  const level = levelAt(side, volume - LEVEL_END * side.visible);
  if (level < side.factor.length) return side.factor[level]!;
  if (side.scale === Infinity) return side.last;
  return side.last * exp((-side.side * (volume - side.visible)) / side.scale);
}

/** First level whose cumulative size is at least `volume`; the number of levels if none. */
function levelAt(side: Resting, volume: number): number {
  const { reach, hint } = side;
  if (volume <= reach[hint]! && (hint === 0 || volume > reach[hint - 1]!)) return hint;
  let low = 0;
  let high = reach.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (reach[middle]! >= volume) high = middle;
    else low = middle + 1;
  }
  if (low < reach.length) side.hint = low;
  return low;
}

/** Volume of the levels within a distance from the mid. */
export function volumeWithin({ distance, reach }: Resting, most: number): number {
  let volume = 0;
  for (let i = 0; i < distance.length && distance[i]! <= most; i++) volume = reach[i]!;
  return volume;
}

/** Where the price stops being at `factor` or better for who meets this side: the end of the last such level. */
export function volumeUpTo(side: Resting, factor: number): number {
  const { visible, beyond, clamp } = side;
  const levels = levelsBetter(side, factor, true);
  const past = side.side * (factor - clamp) <= 0;
  if (levels < side.factor.length && !past) return levels === 0 ? 0 : side.reach[levels - 1]!;
  if (beyond === 'stop') return visible;
  return past ? Infinity : volumeBeyond(side, factor);
}

/** Where the first price at `factor` or worse begins: what was displaced further comes back to there. */
export function volumeBefore(side: Resting, factor: number): number {
  const levels = levelsBetter(side, factor, false);
  if (levels < side.factor.length) return levels === 0 ? 0 : side.reach[levels - 1]!;
  return side.side * (factor - side.clamp) < 0 ? Infinity : volumeBeyond(side, factor);
}

/** Volume at which the price beyond the levels is `factor`; Infinity if it does not move there. */
const volumeBeyond = ({ side, visible, last, scale }: Resting, factor: number): number =>
  scale === Infinity ? Infinity : visible - side * scale * log(factor / last);

/** Number of levels whose price is better than `factor` for who meets them, or at it where that counts. */
function levelsBetter({ side, factor: own }: Resting, factor: number, orAt: boolean): number {
  let low = 0;
  let high = own.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const better = side * (own[middle]! - factor);
    if (better > 0 || (orAt && better === 0)) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * Integral of `D` (`power` 1) or `1/D` (-1) over `[from, to]`, `0 <= from <= to`: at the clamp it goes on as the
 * clamp does.
 */
export function integralOf(side: Resting, power: 1 | -1, from: number, to: number): number {
  const { clamp, clampAt } = side;
  const inside = from < clampAt ? integralBefore(side, power, from, Math.min(to, clampAt)) : 0;
  if (to <= clampAt) return inside;
  const rest = to - Math.max(from, clampAt);
  return inside + (power > 0 ? clamp * rest : rest / clamp);
}

/** Parts of levels are added one by one, so that a short interval far out keeps its digits. */
function integralBefore(side: Resting, power: 1 | -1, from: number, to: number): number {
  const { reach, visible } = side;
  const value = power > 0 ? side.factor : side.inverse;
  const total = power > 0 ? side.sum : side.reciprocal;
  let inside = 0;
  if (from < visible) {
    const end = Math.min(to, visible);
    const a = levelAt(side, from);
    const b = levelAt(side, end);
    if (a === b) inside = (end - from) * value[a]!;
    else
      inside =
        (reach[a]! - from) * value[a]! + (total[b - 1]! - total[a]!) + (end - reach[b - 1]!) * value[b]!;
    if (to <= visible) return inside;
  }
  // Beyond, `D` is exponential: of the rate 1/scale, falling for bids and rising for asks.
  const start = Math.max(from, visible);
  const first = power > 0 ? side.last : 1 / side.last;
  if (side.scale === Infinity) return inside + first * (to - start);
  const rate = (side.side * power) / side.scale;
  return inside - (first * exp(-rate * (start - visible)) * expm1(-rate * (to - start))) / rate;
}
