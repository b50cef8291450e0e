import fc from 'fast-check';
import { expect, it } from 'vitest';
import { normalQuantile, uniforms } from '../../shared/cascade/numbers/random.ts';
import { erfc } from '../../shared/risk/statistics/erfc.ts';
import { expectedShortfall } from '../../shared/risk/statistics/expected-shortfall.ts';
import { mixtureShortfall } from '../../shared/risk/statistics/mixture-shortfall.ts';
import { shortfallInterval } from '../../shared/risk/statistics/shortfall-interval.ts';

const upTo = (n: number) => Float64Array.from({ length: n }, (_, i) => i + 1);

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

const ALL = 1_000_000;
/** Independent of the code: sorts whole rows of (loss, weight) and walks them. */
function slowShortfall(
  parts: readonly { weight: number; losses: ArrayLike<number> }[],
  tail: number,
): number {
  const rows = parts.flatMap(({ weight, losses }) =>
    Array.from(losses, (loss) => [loss, weight / losses.length] as const),
  );
  rows.sort((a, b) => b[0] - a[0]);
  const whole = rows.reduce((sum, [, mass]) => sum + mass, 0);
  const objective = (q: number) =>
    q + rows.reduce((sum, [loss, mass]) => sum + (mass / whole) * Math.max(0, loss - q), 0) / tail;
  return Math.min(...rows.map(([loss]) => objective(loss)));
}

it('told path by path it is the same number, of one shock and of several, with its edge in whole numbers', () => {
  const columns = fc.array(fc.tuple(fc.nat(60), fc.nat(60)), { minLength: 12, maxLength: 60 });
  fc.assert(
    fc.property(columns, fc.constantFrom(1, 3), fc.constantFrom(975_000, 750_000), (rows, weight, ppm) => {
      const parts = [
        { weight: 1, losses: Float64Array.from(rows, ([one]) => one) },
        { weight, losses: Float64Array.from(rows, ([, other]) => other) },
      ];
      const slow = slowShortfall(parts, (ALL - ppm) / ALL);
      expect(shortfallInterval(parts, ppm, null).es).toBeCloseTo(slow, 9);
      expect(
        mixtureShortfall(
          parts.map((part) => ({ ...part, weight: part.weight / (1 + weight) })),
          ppm,
        ),
      ).toBeCloseTo(slow, 9);
    }),
  );
});

it('neither end moves when paths change places, and both hold the value between them', () => {
  const losses = fc.array(fc.nat(1_000), { minLength: 40, maxLength: 90 });
  fc.assert(
    fc.property(losses, fc.nat(1_000), (numbers, by) => {
      const turned = numbers.map((_, i) => numbers[(i + by) % numbers.length]!);
      const [one, other] = [numbers, turned].map((list) => {
        const { worst: _row, ...found } = shortfallInterval(
          [
            { weight: 0.5, losses: Float64Array.from(list) },
            { weight: 0.5, losses: Float64Array.from(list, (loss) => 1_000 - loss) },
          ],
          750_000,
          1_000,
        );
        return { ...found, padded: found.padded && { ...found.padded, worst: 0 } };
      });
      expect(one).toEqual(other);
      expect(one!.lower.value!).toBeLessThanOrEqual(one!.es + 1e-9);
      expect(one!.upper.value!).toBeGreaterThanOrEqual(one!.es - 1e-9);
    }),
  );
});

// Losses of a path from one uniform number, and what their worst 2.5 % come to. The wanted level is 95 %; each holds
// 95.8 % or more over 10,000 runs, and 2,000 runs are off by 0.5 % twice in a hundred.
const logNormal = (u: number) => Math.exp(normalQuantile(u));
const normalBelow = (x: number) => erfc(-x / Math.SQRT2) / 2;
const logNormalTail = (tail: number) => (Math.sqrt(Math.E) * normalBelow(1 + normalQuantile(tail))) / tail;
const LAWS: readonly [name: string, law: (u: number) => number, truth: number][] = [
  [
    'normal',
    (u) => normalQuantile(u),
    Math.exp(-(normalQuantile(0.975) ** 2) / 2) / Math.sqrt(2 * Math.PI) / 0.025,
  ],
  ['lognormal', logNormal, logNormalTail(0.025)],
  ['Pareto 2.5', (u) => u ** (-1 / 2.5), (2.5 / 1.5) * 0.025 ** (-1 / 2.5)],
  ['90 % zeros', (u) => (u < 0.1 ? logNormal(u / 0.1) : 0), logNormalTail(0.25)],
  ['98 % zeros', (u) => (u < 0.02 ? logNormal(u / 0.02) : 0), 0.8 * Math.sqrt(Math.E)],
  ['two modes, the edge between them', (u) => (u < 0.025 ? 10 + u / 0.025 : u), 10.5],
];

it.each(LAWS)(
  'the interval covers the shortfall of %s losses in 94 % of samples or more',
  (_name, law, truth) => {
    const n = 1_000;
    const runs = 2_000;
    const losses = new Float64Array(n);
    let covered = 0;
    for (let path = 0; path < runs; path++) {
      uniforms({ seedLow: 19, seedHigh: 0, path, purpose: 99, lane: 0 }, 0, n, losses);
      for (let i = 0; i < n; i++) losses[i] = law(losses[i]!);
      const { lower, upper, method } = shortfallInterval([{ weight: 1, losses }], 975_000, null);
      // With 20 paths in the tail on average it has fewer than ten once in two hundred samples.
      if (method === 'es-range' || (lower.value! <= truth && truth <= upper.value!)) covered++;
    }
    expect(covered / runs).toBeGreaterThanOrEqual(0.94);
  },
  60_000,
);
