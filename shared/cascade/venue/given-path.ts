import { exp, log } from '../numbers/math.ts';
import { normals, PURPOSE, type Stream } from '../numbers/random.ts';
import { noteExtremes, type ShockPath } from './shock.ts';

/** A recorded bar: its end, seconds from the path's start, and its prices. */
export type Bar = readonly [endSeconds: number, low: number, high: number, close: number];

/** A recorded way of the fundamental (model.md 8.3): the factors themselves, or bars of prices over `open`. */
export type GivenPath =
  | { readonly shape: 'path'; readonly factors: readonly number[] }
  | {
      readonly shape: 'path';
      readonly open: number;
      readonly bars: readonly Bar[];
      /** Times the deviation that the bar's own range tells (calibration.md 2); 0 goes straight. */
      readonly noise: number;
    };

/** Whose draws the noise is, and how many ticks of a chain lie before this path. */
export type BarNoise = Omit<Stream, 'purpose'> & { readonly ticksBefore: number };

/** A straight piece of a path: from one factor to another, within its bar. */
interface Part {
  readonly before: number;
  readonly ticks: number;
  readonly from: number;
  readonly to: number;
  readonly low: number;
  readonly high: number;
  /** Deviation of the logarithm per square root of a tick. */
  readonly deviation: number;
}

/** Ticks that a path gives a factor for. */
export const givenTicks = (path: GivenPath, tickSeconds: number): number =>
  'factors' in path ? path.factors.length : Math.round(path.bars[path.bars.length - 1]![0] / tickSeconds);

/**
 * The way itself. Its shock is where it is farthest from 1, not where it ends (first of equals): noise stays within its bar,
 * and does not change that.
 *
 * @param into as long as `givenTicks`
 */
export function followGiven(path: GivenPath, tickSeconds: number, noise: BarNoise, into: ShockPath): void {
  const { factors } = into;
  if ('factors' in path) {
    factors.set(path.factors);
    into.shock = farthest(path.factors);
  } else {
    const parts = partsOf(path, tickSeconds);
    for (const part of parts) follow(part, noise, factors);
    into.shock = farthestEnd(parts);
  }
  into.ticks = givenTicks(path, tickSeconds);
  while (into.ticks > 1 && factors[into.ticks - 1] === factors[into.ticks - 2]) into.ticks--;
  noteExtremes(into);
}

/** Its shock, without drawing noise. */
export const givenShock = (path: GivenPath, tickSeconds: number): number =>
  'factors' in path ? farthest(path.factors) : farthestEnd(partsOf(path, tickSeconds));

/** Parts are straight but for noise, which may come to an end of its bar before the part that leads there. */
const farthestEnd = (parts: readonly Part[]): number => farthest(parts.map(({ to }) => to));

function farthest(factors: readonly number[]): number {
  let shock = 0;
  for (const factor of factors) if (Math.abs(factor - 1) > Math.abs(shock)) shock = factor - 1;
  return shock;
}

/** Four points a bar: the last close, the extremes (low first where the bar does not fall), its close. */
function partsOf(
  { open, bars, noise }: Extract<GivenPath, { bars: unknown }>,
  tickSeconds: number,
): readonly Part[] {
  const parts: Part[] = [];
  let before = 0;
  let last = 1;
  for (const [endSeconds, lowPrice, highPrice, closePrice] of bars) {
    const ticks = Math.round(endSeconds / tickSeconds) - before;
    const [low, high, close] = [lowPrice / open, highPrice / open, closePrice / open];
    const [first, second] = close >= last ? [low, high] : [high, low];
    const ways = [
      [0, last],
      [Math.floor(ticks / 3), first],
      [Math.floor((2 * ticks) / 3), second],
      [ticks, close],
    ] as const;
    const deviation = (noise * log(high / low)) / PARKINSON / Math.sqrt(ticks);
    for (let k = 1; k < ways.length; k++) {
      const [[at, from], [until, to]] = [ways[k - 1]!, ways[k]!];
      parts.push({ before: before + at, ticks: until - at, from, to, low, high, deviation });
    }
    before += ticks;
    last = close;
  }
  return parts;
}

/** `2 sqrt(ln 2)`: a Brownian path's mean squared range over its variance is `4 ln 2` (Parkinson 1980, doi:10.1086/296071). */
const PARKINSON = 1.66511;

let draws = new Float64Array(0);

/** Straight, or with a Brownian bridge added to the logarithm and cut where the bar ends. */
function follow(part: Part, noise: BarNoise, factors: Float64Array): void {
  const { before, ticks, from, to, low, high, deviation } = part;
  if (deviation > 0) walkTo(part, noise);
  for (let j = 1; j < ticks; j++) {
    const straight = from + ((to - from) * j) / ticks;
    const bridge = deviation > 0 ? draws[j - 1]! - (j / ticks) * draws[ticks - 1]! : 0;
    factors[before + j - 1] = bridge === 0 ? straight : Math.min(high, Math.max(low, straight * exp(bridge)));
  }
  factors[before + ticks - 1] = to;
}

/** Sums of the part's draws, one a tick since the start of the chain. */
function walkTo({ before, ticks, deviation }: Part, { ticksBefore, ...stream }: BarNoise): void {
  if (draws.length < ticks) draws = new Float64Array(ticks);
  normals({ ...stream, purpose: PURPOSE.barNoise }, ticksBefore + before + 1, ticks, draws);
  let walk = 0;
  for (let j = 0; j < ticks; j++) {
    walk += deviation * draws[j]!;
    draws[j] = walk;
  }
}
