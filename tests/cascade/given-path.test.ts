// Noise inside recorded bars (calibration.md 2), as the oracle draws it; its ways without noise are golden.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { COLUMN } from '../../shared/cascade/outcome.ts';
import { followGiven, givenShock, givenTicks } from '../../shared/cascade/venue/given-path.ts';
import { allocateShockPath } from '../../shared/cascade/venue/shock.ts';
import { runEngine } from './engine-run.ts';
import { difference, goldenGroup } from './golden.ts';
import { between, markets } from './markets.ts';
import { normalAt, quantile } from './oracle/chance.ts';
import { type Bar, givenPath, type NoiseDraws } from './oracle/path.ts';
import { atLeast } from './runs.ts';

const draws = (path: number, ticksBefore = 0): NoiseDraws => ({
  seedLow: 7,
  seedHigh: 0,
  path,
  lane: 0,
  ticksBefore,
});
const BARS: Bar[] = [
  [90, 95, 102, 97],
  [180, 90, 99, 98],
];
const along = (noise: number, own: NoiseDraws, bars = BARS) =>
  givenPath({ shape: 'path', open: 100, bars, noise }, 1, 240, own);

it("the oracle's normals are those of the golden streams", () => {
  const { streams, normalQuantiles } = goldenGroup('random-streams');
  for (const { u, z } of normalQuantiles) expect(difference(quantile(u), z)).toBeLessThan(1e-12);
  for (const { normals, ...stream } of streams)
    normals.forEach((z: number, i: number) => {
      expect(difference(normalAt(stream, i), z)).toBeLessThan(1e-12);
    });
});

const rawBars = fc.array(
  fc.record({ ticks: between(3, 40), low: between(1, 90), high: between(1, 90), close: between(0, 100) }),
  { minLength: 1, maxLength: 6 },
);

it('the product goes every way as the oracle does, with noise or without, and ends and peaks where it does', () => {
  let noisy = 0;
  fc.assert(
    fc.property(rawBars, between(0, 3), between(0, 1_000), (raw, noise, path) => {
      const bars: Bar[] = [];
      let [end, last] = [0, 100];
      for (const { ticks, low, high, close } of raw) {
        const [bottom, top] = [last * (1 - low / 1_000), last * (1 + high / 1_000)];
        end += 5 * ticks;
        last = bottom + ((top - bottom) * close) / 100;
        bars.push([end, bottom, top, last]);
      }
      const given = { shape: 'path', open: 100, bars, noise: noise / 2 } as const;
      const own = draws(path, 17);
      const expected = givenPath(given, 5, end, own);
      const into = allocateShockPath(givenTicks(given, 5));
      followGiven(given, 5, own, into);
      if (noise > 0) noisy++;
      expect(into.ticks).toBe(expected.factors.length);
      expect(Math.abs(into.shock - expected.shock)).toBeLessThan(1e-12);
      expect(Math.abs(givenShock(given, 5) - expected.shock)).toBeLessThan(1e-12);
      expected.factors.forEach((factor, n) => {
        expect(difference(into.factors[n]!, factor)).toBeLessThan(1e-12);
      });
    }),
    atLeast(60),
  );
  expect(noisy).toBeGreaterThan(20);
});

it('has the shock of its bars, whichever of two equal extremes its noise comes to first', () => {
  const bar: Bar = [105, 100 * (1 - 0.059), 100 * (1 + 0.059), 94.218];
  const given = { shape: 'path', open: 100, bars: [bar], noise: 1.5 } as const;
  const into = allocateShockPath(21);
  followGiven(given, 5, draws(310, 17), into);
  // The bar goes to its high first, and its noise to its low before that, as far from 1 to the bit.
  expect([...into.factors].indexOf(into.lowest[20]!)).toBeLessThan([...into.factors].indexOf(1.059));
  expect(1 - into.lowest[20]!).toBe(1.059 - 1);
  expect(into.shock).toBe(1.059 - 1);
  expect(givenShock(given, 5)).toBe(into.shock);
});

it('is the ramp of the same factors, to the bit but for its shock', () => {
  fc.assert(
    fc.property(markets({ factors: (shock) => ramp(shock, 7) }), (scene) => {
      // A ramp that stays waits for its end, a path that stays has ended.
      if (scene.shock === 0) return;
      const ticks = Math.ceil(scene.rules.horizonSeconds / scene.rules.tickSeconds);
      const factors = ramp(scene.shock, 7).slice(0, ticks);
      const path = allocateShockPath(factors.length);
      followGiven({ shape: 'path', factors }, scene.rules.tickSeconds, draws(0), path);
      const given = { ...scene, factors: [...path.factors.subarray(0, path.ticks)], shock: path.shock };
      const { row } = runEngine({ ...scene, factors }, 'untraced');
      const own = runEngine(given, 'untraced').row;
      const judged = [COLUMN.amplificationPeak, COLUMN.amplificationFinal, COLUMN.branchingStatic];
      for (const column of judged) own[column] = row[column]!;
      expect([...own]).toEqual([...row]);
    }),
    atLeast(200),
  );
});

const ramp = (shock: number, ticks: number) =>
  Array.from({ length: ticks }, (_, n) => 1 + (shock * (n + 1)) / ticks);

describe('noise', () => {
  it('stays within each bar, ends every part where the bar does, and leaves shock and length', () => {
    fc.assert(
      fc.property(between(0, 10_000), (path) => {
        const [plain, noisy] = [along(0, draws(path)), along(1, draws(path))];
        for (const n of [30, 60, 90, 120, 150, 180]) expect(noisy.factors[n - 1]).toBe(plain.factors[n - 1]);
        noisy.factors.forEach((factor, n) => {
          const [, low, high] = BARS[n < 90 ? 0 : 1]!;
          expect(factor).toBeGreaterThanOrEqual(low / 100);
          expect(factor).toBeLessThanOrEqual(high / 100);
        });
        expect(noisy.factors.length).toBe(plain.factors.length);
        expect(noisy.shock).toBe(plain.shock);
        expect(noisy.factors).not.toEqual(plain.factors);
      }),
      { numRuns: 30 },
    );
  });

  it('goes on with the draws of its chain', () => {
    const [first, second]: [Bar, Bar] = [
      [90, 95, 102, 97],
      [180, 90, 105, 101],
    ];
    const whole = along(1, draws(3), [first, second]).factors;
    const piece = along(1, draws(3, 90), [[90, 90, 105, 101]]).factors;
    // Both go to the low first; from there on, the way is the same.
    expect(piece.slice(30)).toEqual(whole.slice(120));
    expect(piece.slice(30)).not.toEqual(along(1, draws(3), [[90, 90, 105, 101]]).factors.slice(30));
  });

  it("deviates half way through a part by Parkinson's half, the square root of its share of the bar", () => {
    const wide: Bar[] = [[96, 50, 200, 100]];
    // Halfway from the low (at 32) to the high (at 64), a third of a bar long, far from both.
    const halves = Array.from({ length: 400 }, (_, path) => {
      const at = (noise: number) =>
        givenPath({ shape: 'path', open: 100, bars: wide, noise }, 1, 96, draws(path)).factors[47]!;
      return Math.log(at(0.2) / at(0));
    });
    const deviation = Math.sqrt(halves.reduce((sum, x) => sum + x * x, 0) / halves.length);
    const expected = (0.2 * Math.log(4)) / 1.66511 / Math.sqrt(3) / 2;
    // Four standard errors of 400 draws.
    expect(Math.abs(deviation / expected - 1)).toBeLessThan(4 / Math.sqrt(800));
  });
});
