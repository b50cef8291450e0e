import * as z from 'zod/mini';
import type { GivenPath } from '../cascade/venue/given-path.ts';
import { above, atLeast, type Broken, list, object } from './fields.ts';

const MAX_TICKS = 1_000_000;
const price = z.number('must be a number');

/** Recorded bars: end in seconds from the start of the path, low, high and close; model.md 8.3. */
export const Bars = list(
  z.tuple([above(0, 'seconds'), price, price, price], 'must be [end in seconds, low, high, close]'),
  1,
  100_000,
);

/** A recorded way of the fundamental. */
export const Path = z.union(
  [
    object({ shape: z.literal('path'), factors: list(price, 1, MAX_TICKS) }),
    object({
      shape: z.literal('path'),
      open: above(0, 'quote currency per coin'),
      bars: Bars,
      noise: z._default(atLeast(0), 0),
    }),
  ],
  'must be {"shape": "path", "factors"} or {"shape": "path", "open", "bars", "noise"}',
);

/** What a path breaks of the rules of model.md 8.3. */
export function* brokenPath(path: GivenPath, tickSeconds: number, horizonSeconds: number): Iterable<Broken> {
  const most = Math.ceil(horizonSeconds / tickSeconds);
  const tooLong = (field: string, ticks: number): Broken[] =>
    ticks <= most
      ? []
      : [{ path: [field], rule: 'must hold that a path is not longer than the horizon', got: ticks }];
  if ('factors' in path) {
    for (const [i, factor] of path.factors.entries())
      if (!(factor > 0))
        yield { path: ['factors', i], rule: 'must hold that a factor is above 0', got: factor };
    yield* tooLong('factors', path.factors.length);
    return;
  }
  let before = 0;
  for (const [i, bar] of path.bars.entries()) {
    const [end, low, high, close] = bar;
    const rules: readonly [rule: string, holds: boolean][] = [
      ['a bar ends on a tick', Math.abs(end / tickSeconds - Math.round(end / tickSeconds)) < 1e-9],
      ['bars are in order of time', Math.round(end / tickSeconds) > before],
      ['a bar lasts at least three ticks', Math.round(end / tickSeconds) - before >= 3],
      ['low <= close <= high, and low above 0', 0 < low && low <= close && close <= high],
    ];
    for (const [rule, holds] of rules)
      if (!holds) yield { path: ['bars', i], rule: `must hold that ${rule}`, got: bar };
    before = Math.round(end / tickSeconds);
  }
  yield* tooLong('bars', before);
}

/** What stands beside a path in a scenario. */
interface Beside {
  readonly path?: GivenPath;
  readonly shock: number;
  readonly rampSeconds: number;
  readonly permanentShare: number;
  readonly dt: number;
  readonly horizon: number;
}

/** What a scenario breaks by its path, and by what a path leaves no room for. */
export function* besidePath(beside: Beside): Iterable<Broken> {
  const { path, shock, rampSeconds, permanentShare, dt, horizon } = beside;
  if (!path) return;
  const rule = 'must be 0 or left out beside a path';
  if (shock !== 0) yield { path: ['shock'], rule, got: shock };
  if (rampSeconds !== 0) yield { path: ['rampSeconds'], rule, got: rampSeconds };
  for (const broken of brokenPath(path, dt, horizon)) yield { ...broken, path: ['path', ...broken.path] };
  // A recorded index has in it what liquidations did to it (calibration.md 1): the same fall must not count twice.
  if ('bars' in path && permanentShare !== 0)
    yield { path: ['permanentShare'], rule: 'must be 0 beside recorded bars', got: permanentShare };
}
