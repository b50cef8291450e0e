import { exp, LN2, log } from '../numbers/math.ts';
import { normals, PURPOSE } from '../numbers/random.ts';

/** The way to the cell's shock (model.md 8.3). */
export type ShockShape =
  | { readonly shape: 'instantaneous' }
  | { readonly shape: 'ramp'; readonly seconds: number }
  | Bridge;

/** A Brownian bridge in business time. */
interface Bridge {
  readonly shape: 'bridge';
  readonly seconds: number;
  /** Volatility of a day, fraction. */
  readonly sigmaDay: number;
  /** Standard deviation of log volatility, 0 for a constant one. */
  readonly volOfVol: number;
  readonly volHalfLifeSeconds: number;
}

/** The fundamental, as a factor of the start price, tick by tick. */
export interface ShockPath {
  /** Signed fraction, above -1. */
  shock: number;
  /** `N`, the last tick at which the factor changes; at least 1. */
  ticks: number;
  /** `S_1 ... S_N`, and room for longer ways. */
  readonly factors: Float64Array;
  /** Extremes of the factors up to each tick, so that the first tick beyond a price is found by bisection. */
  readonly lowest: Float64Array;
  readonly highest: Float64Array;
}

/** Ticks until the shock is complete, `N`. */
export const shockTicks = (shape: ShockShape, tickSeconds: number): number =>
  shape.shape === 'instantaneous' ? 1 : Math.max(1, Math.ceil(shape.seconds / tickSeconds));

export const allocateShockPath = (ticks: number): ShockPath => ({
  shock: 0,
  ticks,
  factors: new Float64Array(ticks),
  lowest: new Float64Array(ticks),
  highest: new Float64Array(ticks),
});

/** The part of a shock path that all paths share: `S_1 ... S_N` without noise. */
export function shockTrend(shape: ShockShape, tickSeconds: number, shock: number): Float64Array {
  if (!(shock > -1)) throw new RangeError(`shock must be above -1, got ${shock}`);
  const ticks = shockTicks(shape, tickSeconds);
  const trend = new Float64Array(ticks);
  const total = log(1 + shock);
  for (let n = 1; n < ticks; n++)
    trend[n - 1] = shape.shape === 'bridge' ? exp((total * n) / ticks) : 1 + (shock * n) / ticks;
  trend[ticks - 1] = 1 + shock;
  return trend;
}

const priceDraws = { values: new Float64Array(0) };
const volatilityDraws = { values: new Float64Array(0) };
const draws = (store: { values: Float64Array }, count: number): Float64Array => {
  if (store.values.length < count) store.values = new Float64Array(count);
  return store.values;
};

/**
 * The part of a shock path that all shocks share: the factors of a Brownian bridge in business time,
 * 1 at its end. Ones for other shapes.
 *
 * @param into one factor a tick, `shockTicks` long
 */
export function shockNoise(
  shape: ShockShape,
  tickSeconds: number,
  seedLow: number,
  seedHigh: number,
  path: number,
  into: Float64Array,
): void {
  const ticks = into.length;
  if (shape.shape !== 'bridge' || shape.sigmaDay === 0) {
    into.fill(1);
    return;
  }
  const z = draws(priceDraws, ticks);
  normals({ seedLow, seedHigh, path, purpose: PURPOSE.price, lane: 0 }, 0, ticks, z);
  const y = draws(volatilityDraws, ticks);
  if (shape.volOfVol > 0)
    normals({ seedLow, seedHigh, path, purpose: PURPOSE.volatility, lane: 0 }, 0, ticks, y);
  bridge(shape, tickSeconds, z, y, into);
}

/**
 * Factors of a bridge from its normals.
 *
 * @param z of the price, one a tick
 * @param y of the volatility, one a tick; overwritten, and unread where it is constant
 * @param into one factor a tick
 */
export function bridge(
  { sigmaDay, volOfVol, volHalfLifeSeconds }: Bridge,
  tickSeconds: number,
  z: Float64Array,
  y: Float64Array,
  into: Float64Array,
): void {
  const ticks = into.length;
  const rho = exp((-LN2 * tickSeconds) / volHalfLifeSeconds);
  const innovation = volOfVol * Math.sqrt(1 - rho * rho);
  const perTick = tickSeconds / 86_400;
  let logVolatility = 0;
  let walk = 0;
  let time = 0;
  // `into` holds the walk, `y` the business time, until both ends are known.
  for (let j = 0; j < ticks; j++) {
    if (volOfVol > 0) logVolatility = rho * logVolatility + innovation * y[j]!;
    const volatility = volOfVol > 0 ? sigmaDay * exp(logVolatility) : sigmaDay;
    const variance = volatility * volatility * perTick;
    walk += Math.sqrt(variance) * z[j]!;
    time += variance;
    into[j] = walk;
    y[j] = time;
  }
  for (let j = 0; j < ticks - 1; j++) into[j] = exp(into[j]! - (y[j]! / time) * walk);
  into[ticks - 1] = 1;
}

/** Trend times noise; ends on the shock exactly. Allocates nothing. */
export function shockPath(shock: number, trend: Float64Array, noise: Float64Array, into: ShockPath): void {
  const { factors } = into;
  for (let n = 0; n < trend.length; n++) factors[n] = trend[n]! * noise[n]!;
  into.shock = shock;
  into.ticks = trend.length;
  noteExtremes(into);
}

/** A path of given factors, as a test or a scenario states them. */
export function shockPathOf(shock: number, factors: Float64Array): ShockPath {
  const path = { ...allocateShockPath(factors.length), shock, factors };
  noteExtremes(path);
  return path;
}

/** Of a path whose factors are set. */
export function noteExtremes({ ticks, factors, lowest, highest }: ShockPath): void {
  let low = Infinity;
  let high = -Infinity;
  for (let n = 0; n < ticks; n++) {
    const factor = factors[n]!;
    if (factor < low) low = factor;
    if (factor > high) high = factor;
    lowest[n] = low;
    highest[n] = high;
  }
}

const oneDraw = new Float64Array(1);

/** Depth of a path against the median one (model.md 8.4), between 1/8 and 8. */
export function drawDepthScale(
  seedLow: number,
  seedHigh: number,
  path: number,
  sigmaDepth: number,
  lane = 0,
): number {
  normals({ seedLow, seedHigh, path, purpose: PURPOSE.depthScale, lane }, 0, 1, oneDraw);
  return Math.min(8, Math.max(1 / 8, exp(sigmaDepth * oneDraw[0]!)));
}

/** First index of a path, below `count`, whose price is at most `low` or at least `high`; `count` if none is. */
export function firstBeyond(
  { lowest, highest }: ShockPath,
  startPrice: number,
  low: number,
  high: number,
  count: number,
): number {
  let from = 0;
  let to = count;
  while (from < to) {
    const middle = (from + to) >>> 1;
    if (startPrice * lowest[middle]! <= low || startPrice * highest[middle]! >= high) to = middle;
    else from = middle + 1;
  }
  return from;
}
