// A recorded price path (model.md 8.3) and the noise inside its bars (calibration.md 2).
import { normalAt } from './chance.ts';

export type Bar = readonly [endSeconds: number, low: number, high: number, close: number];

export type GivenPath =
  | { readonly shape: 'path'; readonly factors: readonly number[] }
  | { readonly shape: 'path'; readonly open: number; readonly bars: readonly Bar[]; readonly noise?: number };

/** Whose draws the noise is. */
export interface NoiseDraws {
  readonly seedLow: number;
  readonly seedHigh: number;
  readonly path: number;
  /** The market's number. */
  readonly lane: number;
  /** Ticks of the chain before this path. */
  readonly ticksBefore: number;
}

export interface OraclePath {
  /** `S_1, S_2, ...`, up to the last change but at least one. */
  readonly factors: readonly number[];
  /** The last tick at which `S` changes; 0: never. */
  readonly lastChange: number;
  readonly shock: number;
}

const refuse = (rule: string, value: unknown): never => {
  throw new RangeError(`path must hold that ${rule}, got ${JSON.stringify(value)}`);
};

export function givenPath(path: GivenPath, dt: number, horizon: number, draws?: NoiseDraws): OraclePath {
  const all = 'factors' in path ? [...path.factors] : throughBars(path, dt, draws);
  for (const factor of all) if (!(factor > 0)) refuse('a factor is above 0', factor);
  if (all.length > Math.ceil(horizon / dt)) refuse('a path is not longer than the horizon', all.length);
  const lastChange = all.findLastIndex((factor, k) => factor !== (all[k - 1] ?? 1)) + 1;
  // Of the way without noise: at the end of a bar that noise has come to before, it would be first of two equals.
  const straight = 'factors' in path ? all : throughBars({ ...path, noise: 0 }, dt, undefined);
  const shocks = straight.map((factor) => factor - 1);
  const largest = Math.max(...shocks.map(Math.abs));
  return {
    factors: all.slice(0, Math.max(1, lastChange)),
    lastChange,
    shock: shocks.find((shock) => Math.abs(shock) === largest)!,
  };
}

function throughBars(
  { open, bars, noise = 0 }: Extract<GivenPath, { bars: unknown }>,
  dt: number,
  draws: NoiseDraws | undefined,
): number[] {
  if (noise > 0 && !draws) refuse('noise has draws', noise);
  const out: number[] = [];
  let close = 1;
  for (const bar of bars) {
    const end = bar[0] / dt;
    const [low, high, next] = bar.slice(1).map((price) => price / open) as [number, number, number];
    const before = out.length;
    const m = end - before;
    if (!Number.isInteger(end)) refuse('a bar ends on a tick', bar);
    if (!(m > 0)) refuse('bars are in order of time', bar);
    if (!(m >= 3)) refuse('a bar lasts at least three ticks', bar);
    if (!(low > 0 && low <= next && next <= high)) refuse('low <= close <= high', bar);
    const [first, second] = next >= close ? [low, high] : [high, low];
    const points = [
      { at: 0, S: close },
      { at: Math.floor(m / 3), S: first },
      { at: Math.floor((2 * m) / 3), S: second },
      { at: m, S: next },
    ];
    points.slice(1).forEach((to, part) => {
      const from = points[part]!;
      const ticks = to.at - from.at;
      // Steps of the bridge before it is tied down: Parkinson's deviation, a bar's square root of time.
      const step = (noise * Math.log(high / low)) / 1.66511 / Math.sqrt(m);
      const walk = [0];
      for (let j = 1; j <= ticks; j++) walk.push(walk[j - 1]! + step * drawOf(draws, before + from.at + j));
      for (let j = 1; j <= ticks; j++) {
        const straight = j === ticks ? to.S : from.S + ((to.S - from.S) * j) / ticks;
        const bridge = walk[j]! - (j / ticks) * walk[ticks]!;
        out.push(step === 0 ? straight : Math.min(high, Math.max(low, straight * Math.exp(bridge))));
      }
    });
    close = next;
  }
  return out;
}

/** Normal of a tick; ticks of a chain count on. */
const drawOf = (draws: NoiseDraws | undefined, tick: number): number =>
  draws ? normalAt({ ...draws, purpose: 9 }, draws.ticksBefore + tick) : 0;
