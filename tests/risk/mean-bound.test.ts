import fc from 'fast-check';
import { expect, it } from 'vitest';
import { uniforms } from '../../shared/cascade/numbers/random.ts';
import { meanOf } from '../../shared/risk/proof/evidence.ts';
import { fewestPaths, pathsToProof } from '../../shared/risk/proof/paths-to-proof.ts';
import {
  methodOf,
  type ProofTest,
  stateOf,
  upperBound,
  whyOpen,
} from '../../shared/risk/proof/proof-test.ts';
import { clopperPearsonUpper } from '../../shared/risk/statistics/clopper-pearson.ts';
import { ALPHA } from '../../shared/risk/statistics/level.ts';
import { capitals, meanLower, meanSample, meanUpper } from '../../shared/risk/statistics/mean-bound.ts';

const one = (numbers: readonly number[], planned = numbers.length, tolerance = 0.005): ProofTest => ({
  parts: [{ weight: 1, evidence: meanOf(numbers, planned) }],
  over: 'mixture',
  tolerance,
});
const zeros = (n: number) => Array<number>(n).fill(0);

// Laws with the mean at 0.02 that try to break a bound: all or nothing, a rare heavy loss, many small ones, half way.
const LAWS: readonly [name: string, law: (u: number) => number][] = [
  ['all or nothing', (u) => (u < 0.02 ? 1 : 0)],
  ['rare and heavy', (u) => (u < 0.04 ? 0.5 : 0)],
  ['rare and graded', (u) => (u < 0.1 ? 4 * u : 0)],
  ['constant', () => 0.02],
  ['uniform', (u) => 0.04 * u],
];

it.each(LAWS)('each bound holds for a law that is %s, in 95 % of samples and more', (_name, law) => {
  const n = 300;
  const runs = 1_000;
  const draws = new Float64Array(n);
  let [above, below] = [0, 0];
  for (let path = 0; path < runs; path++) {
    uniforms({ seedLow: 23, seedHigh: 0, path, purpose: 99, lane: 0 }, 0, n, draws);
    const sample = meanSample(draws.map(law));
    if (meanUpper(sample, ALPHA) >= 0.02 - 1e-12) above++;
    if (meanLower(sample, ALPHA) <= 0.02 + 1e-12) below++;
  }
  expect(above / runs).toBeGreaterThanOrEqual(1 - ALPHA);
  expect(below / runs).toBeGreaterThanOrEqual(1 - ALPHA);
});

it('may be looked at as often as one likes, as a count may not: a rate of exactly the tolerance', () => {
  const rate = 0.005;
  const looks = [1_000, 2_000, 4_000, 8_000, 16_000];
  const runs = 600;
  const draws = new Float64Array(16_000);
  let [means, counts] = [0, 0];
  for (let path = 0; path < runs; path++) {
    uniforms({ seedLow: 29, seedHigh: 0, path, purpose: 99, lane: 0 }, 0, draws.length, draws);
    const failures = looks.map((n) => draws.subarray(0, n).filter((u) => u < rate).length);
    const sampleOf = (x: number, n: number) => ({ others: new Float64Array(x).fill(1), zeros: n - x });
    if (looks.some((n, i) => meanUpper(sampleOf(failures[i]!, n), ALPHA) <= rate)) means++;
    if (looks.some((n, i) => clopperPearsonUpper(failures[i]!, n, ALPHA) <= rate)) counts++;
  }
  expect(means / runs).toBeLessThanOrEqual(ALPHA);
  // 13 % over many runs: so the number of paths of a count is fixed before the first.
  expect(counts / runs).toBeGreaterThan(0.08);
});

const shares = fc.array(
  fc.integer({ min: 0, max: 30 }).map((k) => (k > 10 ? 0 : k / 10)),
  { minLength: 2, maxLength: 80 },
);

it('raising a number never lowers a bound, losing a path never does, and their order is no matter', () => {
  fc.assert(
    fc.property(shares, fc.nat(), fc.integer({ min: 1, max: 10 }), (numbers, which, to) => {
      const i = which % numbers.length;
      const raised = numbers.with(i, Math.max(numbers[i]!, to / 10));
      const upper = meanUpper(meanSample(numbers), ALPHA);
      expect(meanUpper(meanSample(raised), ALPHA)).toBeGreaterThanOrEqual(upper - 1e-12);
      expect(meanUpper(meanSample(numbers.toSpliced(i, 1)), ALPHA, { ones: 1 })).toBeGreaterThanOrEqual(
        upper - 1e-12,
      );
      expect(meanUpper(meanSample(numbers.toReversed()), ALPHA)).toBe(upper);
      const lower = meanLower(meanSample(numbers), ALPHA);
      expect(meanLower(meanSample(raised), ALPHA)).toBeGreaterThanOrEqual(lower - 1e-12);
      expect(meanLower(meanSample(numbers.toSpliced(i, 1)), ALPHA, 1)).toBeLessThanOrEqual(lower + 1e-12);
      expect(meanLower(meanSample(numbers.toReversed()), ALPHA)).toBe(lower);
    }),
  );
});

it('solves the equation that defines it, multiplied out path by path', () => {
  fc.assert(
    fc.property(shares, fc.nat(3), (numbers, missing) => {
      const all = [...numbers, ...Array<number>(missing).fill(1)];
      const stake = (b: number, m: number) =>
        all.reduce((product, y) => product * (1 + (b * (m - y)) / (1 - m)), 1);
      const capital = (m: number) =>
        stake(1, m) / 2 + (stake(3 / 4, m) + stake(1 / 2, m) + stake(1 / 4, m) + stake(1 / 8, m)) / 8;
      const upper = meanUpper(meanSample(numbers), ALPHA, { ones: missing });
      if (all.every((y) => y === 1)) expect(upper).toBe(1);
      else {
        expect(capital(upper * (1 + 1e-9))).toBeGreaterThanOrEqual(1 / ALPHA);
        expect(capital(upper * (1 - 1e-9))).toBeLessThanOrEqual(1 / ALPHA);
      }
    }),
  );
});

it('a missing path costs the largest stake and no more, and a missing cell proves nothing', () => {
  const test = one([0.02, 0.04, ...zeros(9_993)], 10_000);
  expect(upperBound(test, ALPHA)).toBeCloseTo(0.00151545, 4);
  expect(stateOf(test, 8)).toBe('proven');
  expect(methodOf(test)).toBe('mean-bound');
  expect(upperBound(one([], 10_000), ALPHA)).toBe(1);
  expect(stateOf(one([], 10_000), 8)).toBe('open');
  expect(whyOpen(one(zeros(600)))).toBe('PATHS_TOO_FEW');
});

it('paths to proof are the fewest with which the present paths, repeated, prove', () => {
  expect(fewestPaths('mean', 0.005, ALPHA)).toBe(704);
  expect(fewestPaths('mean', 0.005, ALPHA / 2)).toBe(850);
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 20 }), { maxLength: 6 }), (hundredths) => {
      const numbers = [...hundredths.map((k) => k / 100), ...zeros(300 - hundredths.length)];
      const { value } = pathsToProof(one(numbers));
      const logs = capitals(meanSample(numbers), 0.005);
      const weights = [0.5, 0.125, 0.125, 0.125, 0.125];
      const capital = (paths: number) =>
        logs.reduce((sum, log, i) => sum + weights[i]! * Math.exp((log * paths) / 300), 0);
      if (value === null) expect(capital(300_000)).toBeLessThan(1 / ALPHA);
      else {
        expect(capital(value)).toBeGreaterThanOrEqual((1 - 1e-9) / ALPHA);
        if (value > 300) expect(capital(value - 1)).toBeLessThan((1 + 1e-9) / ALPHA);
      }
    }),
  );
});

it('paths to proof of a mixture suffice: so many times the present paths prove', () => {
  const numbers = [0.3, 0.2, 0.1, ...zeros(297)];
  const mixed = (times: number): ProofTest => ({
    parts: [numbers, zeros(300)].map((list) => {
      const repeated = Array.from({ length: times }, () => list).flat();
      return { weight: 0.5, evidence: meanOf(repeated, repeated.length) };
    }),
    over: 'mixture',
    tolerance: 0.005,
  });
  const { value } = pathsToProof(mixed(1));
  expect(upperBound(mixed(Math.ceil(value! / 300)), ALPHA)).toBeLessThanOrEqual(0.005);
  expect(upperBound(mixed(Math.floor((value! - 1) / 300)), ALPHA)).toBeGreaterThan(0.005);
});
