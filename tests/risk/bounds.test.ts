import fc from 'fast-check';
import { expect, it } from 'vitest';
import { uniforms } from '../../shared/cascade/numbers/random.ts';
import { smallestProvenFund } from '../../shared/risk/fund/fund.ts';
import { bentkusLower, bentkusUpper } from '../../shared/risk/statistics/bentkus.ts';
import { clopperPearsonLower, clopperPearsonUpper } from '../../shared/risk/statistics/clopper-pearson.ts';
import { quantileRank, quantileRanks, upperRank } from '../../shared/risk/statistics/quantile-ranks.ts';

const A = 0.05;

/** P(X = k), by logarithms: shares no code with the bounds. */
function pmf(n: number, p: number): number[] {
  const logs = [0];
  for (let i = 1; i <= n; i++) logs.push(logs[i - 1]! + Math.log(i));
  return Array.from({ length: n + 1 }, (_, k) =>
    Math.exp(logs[n]! - logs[k]! - logs[n - k]! + k * Math.log(p) + (n - k) * Math.log(1 - p)),
  );
}

it('Clopper-Pearson bounds cover every probability at least 95 % of the time, exactly summed', () => {
  for (const n of [7, 60, 400]) {
    const bounds = Array.from({ length: n + 1 }, (_, x) => ({
      upper: clopperPearsonUpper(x, n, A),
      lower: clopperPearsonLower(x, n, A),
    }));
    for (const p of [0.001, 0.005, 0.0123, 0.05, 0.2, 0.5, 0.9]) {
      const mass = pmf(n, p);
      const covered = (holds: (x: number) => boolean) =>
        mass.reduce((sum, m, x) => sum + (holds(x) ? m : 0), 0);
      expect(covered((x) => bounds[x]!.upper >= p)).toBeGreaterThanOrEqual(1 - A - 1e-12);
      expect(covered((x) => bounds[x]!.lower <= p)).toBeGreaterThanOrEqual(1 - A - 1e-12);
    }
  }
});

it('Clopper-Pearson bounds solve their defining equations', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 300 }), fc.nat(300), (n, x) => {
      fc.pre(x < n);
      const upper = clopperPearsonUpper(x, n, A);
      const atMost = pmf(n, upper)
        .slice(0, x + 1)
        .reduce((sum, m) => sum + m, 0);
      expect(Math.abs(atMost - A)).toBeLessThan(1e-9);
    }),
  );
});

it('more failures raise both bounds, also fractional ones, and more trials lower the upper one', () => {
  fc.assert(
    fc.property(fc.integer({ min: 2, max: 5_000 }), fc.integer({ min: 0, max: 49 }), (n, tenths) => {
      const x = Math.min(n - 1, tenths / 10);
      expect(clopperPearsonUpper(x + 0.1, n, A)).toBeGreaterThan(clopperPearsonUpper(x, n, A));
      expect(clopperPearsonLower(x + 0.1, n, A)).toBeGreaterThan(clopperPearsonLower(x, n, A));
      expect(clopperPearsonUpper(x, n + 1, A)).toBeLessThan(clopperPearsonUpper(x, n, A));
    }),
  );
});

it('refuses more failures than trials', () => {
  expect(() => clopperPearsonUpper(3, 2, A)).toThrow(
    'failures must be from 0 to trials, trials > 0, got 3 of 2',
  );
  expect(() => clopperPearsonLower(Number.NaN, 2, A)).toThrow('got NaN of 2');
});

it('a proof by bound and a proof by rank are the same proof, for every n and c of a grid', () => {
  // A fund at the draw of the upper rank leaves n - rank draws above it: that many failures prove, one more does not.
  for (const n of [59, 60, 299, 300, 500, 1_000, 2_995, 10_000]) {
    for (const ppm of [950_000, 975_000, 990_000, 995_000, 999_000]) {
      const tolerance = (1_000_000 - ppm) / 1_000_000;
      const rank = upperRank(n, ppm, A);
      if (rank === null) {
        expect(clopperPearsonUpper(0, n, A)).toBeGreaterThan(tolerance);
        continue;
      }
      expect(clopperPearsonUpper(n - rank, n, A)).toBeLessThanOrEqual(tolerance);
      expect(clopperPearsonUpper(n - rank + 1, n, A)).toBeGreaterThan(tolerance);
    }
  }
});

it('a missing path ranks above all others, so that dropping paths never makes the proven fund smaller', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(1_000), { minLength: 300, maxLength: 600 }), fc.nat(20), (draws, dropped) => {
      const ascending = [...draws].sort((a, b) => a - b);
      const whole = smallestProvenFund(ascending, draws.length, 0.01, A);
      // The worst for us to lose are the largest: exactly the ones that tend to be missing.
      const rest = ascending.slice(0, draws.length - dropped);
      const partial = smallestProvenFund(rest, draws.length, 0.01, A);
      if (partial.value !== null) expect(partial.value).toBe(whole.value);
      else expect(partial.reason).toBe('MISSING_PATHS');
    }),
  );
});

it('a quantile is ranked in whole numbers, where a double would be one too high', () => {
  expect(quantileRank(1_000, 990_000)).toBe(990);
  expect(quantileRank(100, 970_000)).toBe(97);
  expect(Math.ceil(100 * 0.07)).toBe(8); // 7.000000000000001
  expect(quantileRank(100, 70_000)).toBe(7);
  expect(quantileRank(1, 1)).toBe(1);
});

it('rank intervals cover a uniform law’s quantile at least 95 % of the time', () => {
  const n = 200;
  const { lower, upper } = quantileRanks(n, 950_000, A);
  const top = upperRank(n, 950_000, A)!;
  let [inside, above] = [0, 0];
  const draws = new Float64Array(n);
  const nights = 2_000;
  for (let night = 0; night < nights; night++) {
    uniforms({ seedLow: 7, seedHigh: 0, path: night, purpose: 99, lane: 0 }, 0, n, draws);
    draws.sort();
    if (draws[lower - 1]! <= 0.95 && 0.95 <= draws[upper! - 1]!) inside++;
    if (draws[top - 1]! >= 0.95) above++;
  }
  expect(inside / nights).toBeGreaterThanOrEqual(0.94); // exact coverage 0.9700; sampling error 0.004
  expect(above / nights).toBeGreaterThanOrEqual(0.94);
});

// Laws with the mean at 0.02 that try to break a bound: all or nothing, a rare heavy loss, many small ones, half way.
const LAWS: readonly [name: string, law: (u: number) => number][] = [
  ['all or nothing', (u) => (u < 0.02 ? 1 : 0)],
  ['rare and heavy', (u) => (u < 0.04 ? 0.5 : 0)],
  ['constant', () => 0.02],
  ['uniform', (u) => 0.04 * u],
  ['cubic', (u) => 0.08 * u * u * u],
];

it.each(LAWS)('bounds of a mean from its sum cover the mean of a law that is %s', (_name, law) => {
  const n = 300;
  const nights = 1_000;
  const draws = new Float64Array(n);
  let [upperHolds, lowerHolds] = [0, 0];
  for (let night = 0; night < nights; night++) {
    uniforms({ seedLow: 11, seedHigh: 0, path: night, purpose: 99, lane: 1 }, 0, n, draws);
    const sum = draws.reduce((total, u) => total + law(u), 0);
    if (bentkusUpper(sum, n, A) >= 0.02 - 1e-12) upperHolds++;
    if (bentkusLower(sum, n, A) <= 0.02 + 1e-12) lowerHolds++;
  }
  expect(upperHolds / nights).toBeGreaterThanOrEqual(1 - A);
  expect(lowerHolds / nights).toBeGreaterThanOrEqual(1 - A);
});

it('a sum that is whole but for rounding does not cost a whole failure', () => {
  const sum = 1.0000000000000002;
  expect(bentkusUpper(sum, 1_000, A)).toBe(bentkusUpper(1, 1_000, A));
  expect(bentkusLower(0.1 + 0.2 + 0.6999999999999999, 1_000, A)).toBe(bentkusLower(1, 1_000, A));
});
