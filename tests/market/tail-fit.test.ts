// Tails over a threshold (report.md 8.5); golden: `peaks-over-threshold`, by `validate`.
import { describe, expect, it } from 'vitest';
import { tailOfMoves } from '../../shared/market/import/window-tail.ts';
import {
  clusterMaxima,
  fitTail,
  tailInterval,
  tailQuantile,
  tailShortfall,
} from '../../shared/market/tail-fit.ts';

/** Quantiles of a law at the middles of n steps: its own best fit, nearly. */
const drawn = (xi: number, scale: number, n: number) =>
  Array.from({ length: n }, (_, i) => {
    const above = 1 - (i + 0.5) / n;
    return xi === 0 ? -scale * Math.log(above) : (scale / xi) * (above ** -xi - 1);
  });

describe('a fit', () => {
  it.each([
    [-0.2, 3],
    [0, 0.5],
    [0.3, 0.02],
    [0.9, 1],
  ])('finds the law that numbers were made by: xi %d, scale %d', (xi, scale) => {
    const found = fitTail(drawn(xi, scale, 4_000));
    expect(found.xi).toBeCloseTo(xi, 2);
    expect(found.scale / scale).toBeCloseTo(1, 2);
  });

  it('is where the likelihood, from the definition, falls every way', () => {
    const excesses = drawn(0.25, 0.02, 100);
    const { xi, scale, negLogLik } = fitTail(excesses);
    const from = (x: number, b: number) =>
      excesses.reduce((sum, y) => sum + Math.log(b) + (1 + 1 / x) * Math.log(1 + (x * y) / b), 0);
    expect(from(xi, scale)).toBeCloseTo(negLogLik, 8);
    for (const [x, b] of [
      [1.02, 1],
      [0.98, 1],
      [1, 1.02],
      [1, 0.98],
    ] as const)
      expect(from(xi * x, scale * b)).toBeGreaterThan(negLogLik);
  });

  it('scales with its numbers', () => {
    const excesses = drawn(0.3, 2, 200);
    const [one, ten] = [fitTail(excesses), fitTail(excesses.map((own) => 10 * own))];
    expect(ten.xi).toBeCloseTo(one.xi, 6);
    expect(ten.scale / one.scale).toBeCloseTo(10, 5);
  });
});

it('has quantiles and shortfalls that are those of the law', () => {
  // Exponential over 1, a tenth of all above it: 1 % lie above 1 + 0.5 ln 10.
  const tail = { xi: 0, scale: 0.5, threshold: 1, excesses: 100, observations: 1_000 };
  expect(tailQuantile(tail, 0.99)).toBeCloseTo(1 + 0.5 * Math.log(10), 12);
  expect(tailShortfall(tail, 0.99)).toBeCloseTo(1.5 + 0.5 * Math.log(10), 12);
  expect(tailQuantile({ ...tail, xi: 1e-7 }, 0.99)).toBeCloseTo(tailQuantile(tail, 0.99), 6);
  expect(tailShortfall({ ...tail, xi: 1 }, 0.99)).toBe(Infinity);
});

it('has an interval around the quantile that is longer above, and longer with fewer', () => {
  const spread = (n: number) => {
    const [lower, upper] = tailInterval(
      drawn(0.25, 0.02, n),
      { threshold: 0.05, observations: 20 * n },
      0.999,
    );
    const middle = tailQuantile(
      { ...fitTail(drawn(0.25, 0.02, n)), threshold: 0.05, excesses: n, observations: 20 * n },
      0.999,
    );
    expect(upper - middle).toBeGreaterThan(middle - lower);
    expect(lower).toBeLessThan(middle);
    return upper - lower;
  };
  expect(spread(60)).toBeGreaterThan(1.5 * spread(240));
});

it('counts a run of neighbours once, by its largest', () => {
  expect(clusterMaxima([0, 5, 7, 0, 6, 0, 0, 8, 1, 9], 3, 1)).toEqual([7, 6, 8, 9]);
  expect(clusterMaxima([0, 5, 7, 0, 6, 0, 0, 8, 1, 9], 3, 2)).toEqual([7, 9]);
});

it('proposes moves of windows with their intervals, and nothing of too few', () => {
  // Of 2,000 windows every 20th moves by more than 3 %.
  const large = drawn(0.2, 0.02, 100);
  const moves = Float64Array.from({ length: 2_000 }, (_, i) =>
    i % 20 === 7 ? 0.03 + large[(37 * ((i - 7) / 20)) % 100]! : 0.001 + (i % 19) / 1_000,
  );
  const tail = tailOfMoves(moves)!;
  expect(tail.exceedances).toBe(100);
  const [, , worst] = tail.shocks!;
  expect(worst!.quantile).toBe(0.999);
  expect(worst!.move).toBeCloseTo(
    tailQuantile(
      { xi: tail.xi, scale: tail.beta, threshold: tail.threshold, excesses: 100, observations: 2_000 },
      0.999,
    ),
    12,
  );
  expect(worst!.lower).toBeLessThan(worst!.move);
  expect(worst!.upper).toBeGreaterThan(worst!.move);
  expect(tailOfMoves(moves.subarray(0, 900))).toBeUndefined();
});
