// Noise inside recorded bars (calibration.md 2), as the oracle draws it; its ways without noise are golden.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { difference, goldenGroup } from './golden.ts';
import { between } from './markets.ts';
import { normalAt, quantile } from './oracle/chance.ts';
import { type Bar, givenPath, type NoiseDraws } from './oracle/path.ts';

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
