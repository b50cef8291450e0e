import fc from 'fast-check';
import { expect, it } from 'vitest';
import { inverseBeta, regularisedBeta } from '../../shared/risk/statistics/beta.ts';
import { binomialCdf, binomialQuantile, binomialTail } from '../../shared/risk/statistics/binomial.ts';
import { chiSquareTail, erfc } from '../../shared/risk/statistics/erfc.ts';
import { lnGamma } from '../../shared/risk/statistics/log-gamma.ts';

const near = (obtained: number, expected: number, relative = 1e-10) =>
  expect(Math.abs(obtained - expected)).toBeLessThanOrEqual(relative * Math.abs(expected) + 1e-14);

/** P(X <= k) term by term with exact whole numbers: p = a/1000. */
function exactCdf(k: number, n: number, a: number): number {
  const [p, q, whole] = [BigInt(a), BigInt(1_000 - a), 1_000n ** BigInt(n)];
  let choose = 1n;
  let sum = 0n;
  for (let i = 0; i <= k; i++) {
    sum += choose * p ** BigInt(i) * q ** BigInt(n - i);
    choose = (choose * BigInt(n - i)) / BigInt(i + 1);
  }
  return Number((sum * 10n ** 30n) / whole) / 1e30;
}

it('lnGamma of whole numbers is the logarithm of a factorial', () => {
  let factorial = 1;
  for (let n = 1; n <= 20; n++) {
    near(lnGamma(n), Math.log(factorial), 1e-13);
    factorial *= n;
  }
  expect(() => lnGamma(0)).toThrow('argument of lnGamma must be > 0, got 0');
});

it('binomial probabilities are those of the sum of exact terms', () => {
  const cases = fc.record({
    n: fc.integer({ min: 1, max: 120 }),
    a: fc.integer({ min: 1, max: 999 }),
    part: fc.nat(100),
  });
  fc.assert(
    fc.property(cases, ({ n, a, part }) => {
      const k = Math.min(n - 1, Math.floor((n * part) / 100));
      const below = exactCdf(k, n, a);
      expect(Math.abs(binomialCdf(k, n, a / 1_000) - below)).toBeLessThan(1e-10 * below + 1e-25);
      near(binomialTail(k + 1, n, a / 1_000), 1 - below, 1e-6);
    }),
  );
});

it('tails that a sum from p^n would lose to underflow are there', () => {
  // P(X <= 5000) of 10,000 at 0.5 is (1 + P(X = 5000))/2 by symmetry; P(X = 5000) from Stirling.
  near(binomialCdf(5_000, 10_000, 0.5), 0.5 + 0.5 * 0.0079786461393, 1e-9);
  expect(binomialTail(900, 1_000, 0.5)).toBeGreaterThan(0);
  expect(binomialTail(900, 1_000, 0.5)).toBeLessThan(1e-150);
});

it('the inverse beta function is an inverse, and rises with the probability', () => {
  const parameter = fc.integer({ min: 1, max: 2_000 });
  fc.assert(
    fc.property(parameter, parameter, fc.integer({ min: 1, max: 998 }), (a, b, p) => {
      const x = inverseBeta(p / 1_000, a, b);
      near(regularisedBeta(x, a, b), p / 1_000, 1e-8);
      expect(inverseBeta((p + 1) / 1_000, a, b)).toBeGreaterThan(x);
    }),
  );
});

it('a million trials still converge', () => {
  near(binomialCdf(1_000_000 / 2, 1_000_000, 0.5), 0.5 + 0.5 * 0.000797884361, 1e-8);
});

it('a quantile is the smallest number with enough probability', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 3_000 }),
      fc.integer({ min: 1, max: 999 }),
      fc.integer({ min: 1, max: 999 }),
      (n, q, p) => {
        const k = binomialQuantile(q / 1_000, n, p / 1_000);
        expect(binomialCdf(k, n, p / 1_000)).toBeGreaterThanOrEqual(q / 1_000);
        expect(binomialCdf(k - 1, n, p / 1_000)).toBeLessThan(q / 1_000);
      },
    ),
  );
});

it('erfc is twice the upper tail of a normal law with variance 1/2', () => {
  // Simpson's rule on the definition, on both sides of the switch at 2.
  for (const x of [0.1, 0.9, 1.7, 1.999, 2.001, 2.6, 3.5]) {
    const steps = 4_000;
    const width = 8 / steps;
    let sum = 0;
    for (let i = 0; i <= steps; i++) {
      const t = x + i * width;
      sum += Math.exp(-t * t) * (i === 0 || i === steps ? 1 : i % 2 === 1 ? 4 : 2);
    }
    near(erfc(x), ((2 / Math.sqrt(Math.PI)) * sum * width) / 3, 1e-9);
    near(erfc(-x), 2 - erfc(x), 1e-14);
  }
  near(chiSquareTail(2 * Math.log(20), 2), 0.05, 1e-13);
});
