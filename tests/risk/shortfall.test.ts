import fc from 'fast-check';
import { expect, it } from 'vitest';
import { expectedShortfall } from '../../shared/risk/statistics/expected-shortfall.ts';
import { bootstrapShortfall, mixtureShortfall } from '../../shared/risk/statistics/mixture-shortfall.ts';

const upTo = (n: number) => Float64Array.from({ length: n }, (_, i) => i + 1);
const seed = { seedLow: 20_210_722, seedHigh: 0, lane: 0 };

it('weighs the edge by its fraction: 1..100 at 97.5 % is (100 + 99 + 98/2) / 2.5', () => {
  expect(expectedShortfall(upTo(100), 975_000)).toBe(99.2);
  // The quantile is 98, and the mean beyond it 99.5: neither is the answer.
});

it('is the mean of the whole tail when nothing is split, and the maximum when the tail is below one path', () => {
  expect(expectedShortfall(upTo(100), 950_000)).toBe(98);
  expect(expectedShortfall(upTo(10), 990_000)).toBe(10);
  expect(() => expectedShortfall([], 975_000)).toThrow('losses must not be empty, got 0');
});

it('minimises q + E[(L - q)+]/(1 - c), as Rockafellar and Uryasev define it', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 0, max: 500 }), { minLength: 1, maxLength: 60 }),
      fc.constantFrom(900_000, 975_000, 500_000),
      (losses, ppm) => {
        const tail = 1 - ppm / 1_000_000;
        const objective = (q: number) =>
          q + losses.reduce((sum, loss) => sum + Math.max(0, loss - q), 0) / losses.length / tail;
        const least = Math.min(...losses.map(objective));
        expect(Math.abs(expectedShortfall(losses, ppm) - least)).toBeLessThan(1e-9 * (1 + least));
      },
    ),
  );
});

it('of a mixture of one is that of its losses, and of a mixture of equals no other', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(500), { minLength: 1, maxLength: 80 }), (numbers) => {
      const losses = Float64Array.from(numbers);
      const own = expectedShortfall(losses, 975_000);
      const close = (value: number) => expect(Math.abs(value - own)).toBeLessThan(1e-9 * (1 + own));
      close(mixtureShortfall([{ weight: 1, losses }], 975_000));
      close(
        mixtureShortfall(
          [
            { weight: 0.25, losses },
            { weight: 0.75, losses },
          ],
          975_000,
        ),
      );
    }),
  );
});

it('of a mixture takes the tail from where it is: a rare shock alone fills it', () => {
  // The second shock has 4 % of the weight and loses 10 or 20 with equal chance: the worst 2.5 % are its 2 % of 20
  // and a fifth more of 10.
  const parts = [
    { weight: 0.96, losses: Float64Array.of(0, 0) },
    { weight: 0.04, losses: Float64Array.of(10, 20) },
  ];
  expect(mixtureShortfall(parts, 975_000)).toBeCloseTo((0.02 * 20 + 0.005 * 10) / 0.025, 12);
});

it('bootstraps the same ends for the same seed, in any order of mixtures, and a constant has none of it', () => {
  const losses = Float64Array.from({ length: 400 }, (_, i) => Math.sqrt(i * 7_919));
  const calm = new Float64Array(400).fill(3);
  const [one, two] = bootstrapShortfall(
    [[{ weight: 1, losses }], [{ weight: 1, losses: calm }]],
    975_000,
    400,
    seed,
  );
  const [alone] = bootstrapShortfall([[{ weight: 1, losses }]], 975_000, 400, seed);
  expect(one).toEqual(alone);
  expect(two).toEqual({ lower: 3, upper: 3 });
  const value = expectedShortfall(losses, 975_000);
  expect(one!.lower).toBeLessThan(value);
  expect(one!.upper).toBeGreaterThan(value * 0.99);
  // Frozen: the stream, the index rule and the ranks are part of the report's bytes.
  expect(one).toMatchInlineSnapshot(`
    {
      "lower": 1756.4649961015743,
      "upper": 1773.0840450667024,
    }
  `);
});

it('bootstraps paths, each with all its shocks: perfectly dependent shocks are as wide as one', () => {
  const losses = Float64Array.from({ length: 300 }, (_, i) => i * i);
  const half = [
    { weight: 0.5, losses },
    { weight: 0.5, losses },
  ];
  const [together, alone] = bootstrapShortfall([half, [{ weight: 1, losses }]], 900_000, 300, seed);
  expect(together!.lower).toBeCloseTo(alone!.lower, 6);
  expect(together!.upper).toBeCloseTo(alone!.upper, 6);
});
