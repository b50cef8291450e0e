import { decayMean, exp, log } from '../../numbers/math.ts';
import { type Depth, LOWEST_FACTOR } from './depth.ts';

/** A resting order: price (quote currency per coin) and size (units of quantity). */
export type Level = readonly [price: number, size: number];

/**
 * What happens beyond the visible levels (model.md 2.3): `stop`, nobody there (pessimistic); `flat`,
 * everybody at the last price (optimistic); `extend`, density goes on at a stated share.
 */
export type Beyond = 'stop' | 'flat' | 'extend';

/** One side as columns; row `i` is the level of the `i`-th best price. */
interface Resting {
  readonly factor: Float64Array;
  /** Distance from the mid, as a fraction of it. */
  readonly distance: Float64Array;
  /** Cumulative size up to and including the level. */
  readonly reach: Float64Array;
  /** Integrals of `D` and `1/D` up to the end of the level. */
  readonly sum: Float64Array;
  readonly reciprocal: Float64Array;
  readonly visible: number;
  readonly last: number;
  /** `extend`: volume per unit of relative distance; Infinity for `flat`; 0 for `stop`. */
  readonly density: number;
  /** Level that was asked for last: displaced volume moves little from tick to tick. */
  hint: number;
}

/**
 * A real resting order book. `D(V)` is the price of the last unit sold, relative to the mid of the
 * snapshot; levels move with the fundamental.
 *
 * @param bids best first, prices falling
 * @param asks best first, prices rising
 */
export function walk(
  reference: number,
  bids: readonly Level[],
  asks: readonly Level[],
  beyond: Beyond,
  beyondShare: number,
): Depth {
  const bid = resting(reference, bids, beyond, beyondShare);
  const ask = resting(reference, asks, beyond, beyondShare);
  const extended = beyond === 'extend';
  const bidFloor = floorOf(bid, extended);

  const sumOf = (side: Resting, direction: number, from: number, to: number) =>
    integral(side, side.sum, from, to, (level) => side.factor[level]!, extended ? direction : 0, false);
  const reciprocalOf = (side: Resting, direction: number, from: number, to: number) =>
    integral(
      side,
      side.reciprocal,
      from,
      to,
      (level) => 1 / side.factor[level]!,
      extended ? direction : 0,
      true,
    );

  /** Bids end where the lowest factor is met; from there price and integrals stay. */
  const bidSum = (from: number, to: number) => {
    const edge = Math.min(Math.max(bidFloor, from), to);
    return (from < edge ? sumOf(bid, 1, from, edge) : 0) + LOWEST_FACTOR * (to - edge);
  };
  const bidReciprocal = (from: number, to: number) => {
    const edge = Math.min(Math.max(bidFloor, from), to);
    return (from < edge ? reciprocalOf(bid, 1, from, edge) : 0) + (to - edge) / LOWEST_FACTOR;
  };

  const factor = (displaced: number) => {
    if (displaced === 0) return 1;
    const own =
      displaced > 0
        ? factorAt(bid, displaced, extended ? -1 : 0)
        : factorAt(ask, -displaced, extended ? 1 : 0);
    return Math.max(own, LOWEST_FACTOR);
  };
  return {
    factor,
    price: (_displaced, fundamental, own) => fundamental * own,
    fundamentalAt: (price, displaced) => price / factor(displaced),
    sum(from, to) {
      if (from >= 0) return bidSum(from, to);
      if (to <= 0) return sumOf(ask, -1, -to, -from);
      return sumOf(ask, -1, 0, -from) + bidSum(0, to);
    },
    reciprocalSum(from, to) {
      if (from >= 0) return bidReciprocal(from, to);
      if (to <= 0) return reciprocalOf(ask, -1, -to, -from);
      return reciprocalOf(ask, -1, 0, -from) + bidReciprocal(0, to);
    },
    volumeWithin(reach, side) {
      const { distance, reach: cumulative } = side > 0 ? bid : ask;
      let volume = 0;
      for (let i = 0; i < distance.length && distance[i]! <= reach; i++) volume = cumulative[i]!;
      return volume;
    },
    floorAt: () => bidFloor,
    visibleBids: bid.visible,
    visibleAsks: ask.visible,
    mostBids: beyond === 'stop' ? bid.visible : Infinity,
    mostAsks: beyond === 'stop' ? ask.visible : Infinity,
  };
}

function resting(reference: number, levels: readonly Level[], beyond: Beyond, beyondShare: number): Resting {
  const n = levels.length;
  const factor = new Float64Array(n);
  const distance = new Float64Array(n);
  const reach = new Float64Array(n);
  const sum = new Float64Array(n);
  const reciprocal = new Float64Array(n);
  let volume = 0;
  let value = 0;
  let inverse = 0;
  for (let i = 0; i < n; i++) {
    const [price, size] = levels[i]!;
    const own = price / reference;
    volume += size;
    value += size * own;
    inverse += size / own;
    factor[i] = own;
    distance[i] = Math.abs(price - reference) / reference;
    reach[i] = volume;
    sum[i] = value;
    reciprocal[i] = inverse;
  }
  const last = factor[n - 1]!;
  return {
    factor,
    distance,
    reach,
    sum,
    reciprocal,
    visible: volume,
    last,
    density: density(distance, reach, beyond, beyondShare),
    hint: 0,
  };
}

/** Volume per unit of distance in the outer half of what is visible, times the stated share. */
function density(distance: Float64Array, reach: Float64Array, beyond: Beyond, share: number): number {
  if (beyond !== 'extend') return beyond === 'flat' ? Infinity : 0;
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

/** First level whose cumulative size is at least `volume`; `length` if none. */
function levelAt(reach: Float64Array, volume: number): number {
  let low = 0;
  let high = reach.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (reach[middle]! >= volume) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** `direction` -1 falls beyond the levels, 1 rises, 0 stays at the last price. */
function factorAt(side: Resting, volume: number, direction: number): number {
  let level = side.hint;
  if (!(volume <= side.reach[level]! && (level === 0 || volume > side.reach[level - 1]!))) {
    level = levelAt(side.reach, volume);
    if (level < side.reach.length) side.hint = level;
  }
  if (level < side.factor.length) return side.factor[level]!;
  if (direction === 0) return side.last;
  return side.last * exp((direction * (volume - side.visible)) / (side.density * side.last));
}

/** Displaced volume at which bids meet the lowest factor. */
function floorOf(side: Resting, extended: boolean): number {
  for (let i = 0; i < side.factor.length; i++)
    if (side.factor[i]! <= LOWEST_FACTOR) return i === 0 ? 0 : side.reach[i - 1]!;
  if (!extended) return Infinity;
  return side.visible - side.density * side.last * log(LOWEST_FACTOR / side.last);
}

/**
 * Integral over `[from, to]`, `0 <= from <= to`, of a step function given by its value per level and
 * its running total; parts of levels are added one by one, so that a short interval far out keeps
 * its digits. Beyond the levels `D = last exp(-+ x / scale)`: `direction` 1 for bids (falling), -1 for
 * asks (rising), 0 for a constant price.
 */
function integral(
  side: Resting,
  total: Float64Array,
  from: number,
  to: number,
  value: (level: number) => number,
  direction: number,
  reciprocal: boolean,
): number {
  const { reach, visible, last, density } = side;
  let inside = 0;
  if (from < visible) {
    const end = Math.min(to, visible);
    const a = levelAt(reach, from);
    const b = levelAt(reach, end);
    if (a === b) inside = (end - from) * value(a);
    else
      inside = (reach[a]! - from) * value(a) + (total[b - 1]! - total[a]!) + (end - reach[b - 1]!) * value(b);
    if (to <= visible) return inside;
  }
  const a = Math.max(from, visible) - visible;
  const b = to - visible;
  const first = reciprocal ? 1 / last : last;
  if (direction === 0) return inside + first * (b - a);
  const scale = density * last;
  const rate = (reciprocal ? -direction : direction) / scale; // decay of the integrand per unit
  const y = rate * (b - a);
  const mean = decayMean(y);
  return inside + first * exp(-rate * a) * (b - a) * mean;
}
