import fc from 'fast-check';
import { expect, it } from 'vitest';
import { uniforms } from '../../shared/cascade/numbers/random.ts';
import { type Evidence, upperOf } from '../../shared/risk/proof/evidence.ts';
import { fewestPaths, pathsToProof } from '../../shared/risk/proof/paths-to-proof.ts';
import {
  lowerBound,
  optimisticUpperBound,
  type ProofTest,
  refutedByHolm,
  stateOf,
  upperBound,
  whyOpen,
} from '../../shared/risk/proof/proof-test.ts';
import { binomialTail } from '../../shared/risk/statistics/binomial.ts';
import { ALPHA } from '../../shared/risk/statistics/level.ts';
import { holm } from '../../shared/risk/statistics/many-tests.ts';

const count = (amount: number, planned = 1_000, done = planned): Evidence => ({
  kind: 'count',
  amount,
  done,
  planned,
});
const one = (evidence: Evidence, tolerance = 0.005): ProofTest => ({
  parts: [{ weight: 1, evidence }],
  over: 'mixture',
  tolerance,
});

const counts = fc
  .record({ planned: fc.integer({ min: 1, max: 4_000 }), miss: fc.nat(40), amount: fc.nat(60) })
  .map(({ planned, miss, amount }) => {
    const done = Math.max(0, planned - miss);
    return count(Math.min(amount, done), planned, done);
  });

it('losing a path, whatever it was, never turns a test proven and never lowers what is proven', () => {
  fc.assert(
    fc.property(counts, fc.boolean(), (evidence, failed) => {
      fc.pre(evidence.done > 0 && (failed ? evidence.amount > 0 : evidence.amount < evidence.done));
      const without = { ...evidence, done: evidence.done - 1, amount: evidence.amount - (failed ? 1 : 0) };
      expect(upperOf(without, ALPHA)).toBeGreaterThanOrEqual(upperOf(evidence, ALPHA));
      if (stateOf(one(without), 8) === 'proven') expect(stateOf(one(evidence), 8)).toBe('proven');
      // It may turn a refuted test open: a missing path cannot convict either.
      if (stateOf(one(without), 8) === 'refuted') expect(stateOf(one(evidence), 8)).toBe('refuted');
    }),
  );
});

it('the bound that is used is never better than the optimistic one, and equal when nothing is missing', () => {
  fc.assert(
    fc.property(counts, (evidence) => {
      const optimistic = optimisticUpperBound(one(evidence), ALPHA);
      if (optimistic === null) expect(evidence.done).toBe(0);
      else if (evidence.done === evidence.planned) expect(optimistic).toBe(upperBound(one(evidence), ALPHA));
      else expect(optimistic).toBeLessThanOrEqual(upperBound(one(evidence), ALPHA));
    }),
  );
});

it('no path at all proves nothing and refutes nothing', () => {
  const nothing = one(count(0, 1_000, 0));
  expect(upperBound(nothing, ALPHA)).toBe(1);
  expect(lowerBound(nothing, ALPHA)).toBe(0);
  expect(stateOf(nothing, 8)).toBe('open');
  expect(whyOpen(nothing)).toBe('MISSING_PATHS');
});

it('a number that is not one ends as open, never as proven', () => {
  expect(stateOf({ ...one(count(0)), tolerance: Number.NaN }, 8)).toBe('open');
  expect(stateOf({ ...one(count(0)), beyondGrid: true }, 8)).toBe('open');
  expect(whyOpen({ ...one(count(0)), beyondGrid: true })).toBe('GRID_TOO_SHORT');
});

it('names the first reason that applies: too few paths, then missing ones, then the bound itself', () => {
  expect(whyOpen(one(count(0, 500, 400)))).toBe('PATHS_TOO_FEW');
  expect(whyOpen(one(count(0, 1_000, 995)))).toBe('MISSING_PATHS');
  expect(whyOpen(one(count(3, 1_000, 999)))).toBe('UPPER_BOUND_ABOVE_LIMIT');
});

it('a mixture of one shock is that shock, and each further shock costs level', () => {
  const evidence = count(2);
  const two: ProofTest = {
    parts: [
      { weight: 0.5, evidence },
      { weight: 0.5, evidence },
    ],
    over: 'mixture',
    tolerance: 0.005,
  };
  expect(upperBound(one(evidence), ALPHA)).toBe(upperOf(evidence, ALPHA));
  expect(upperBound(two, ALPHA)).toBeCloseTo(upperOf(evidence, ALPHA / 2), 15);
});

it('the worst shock decides where each must hold alone', () => {
  const test: ProofTest = {
    parts: [
      { weight: 0.99, evidence: count(0) },
      { weight: 0.01, evidence: count(40) },
    ],
    over: 'worst',
    tolerance: 0.01,
  };
  expect(upperBound(test, ALPHA)).toBe(upperOf(count(40), ALPHA));
  expect(stateOf(test, 8)).toBe('refuted');
  expect(stateOf({ ...test, over: 'mixture' }, 8)).toBe('proven'); // 0.99 of 0.37 % and 0.01 of 5.4 %
});

it('Holm refutes here what its adjusted p-values refute', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 5, max: 16 }), { minLength: 1, maxLength: 8 }), (failures) => {
      const tests = failures.map((x) => one(count(x)));
      const adjusted = holm(failures.map((x) => binomialTail(x, 1_000, 0.005)));
      expect(refutedByHolm(tests)).toEqual(adjusted.map((p) => p < ALPHA));
    }),
  );
  // Twelve failures stand alone at 5 %/8; with seven of them gone the eighth is judged at 5 %, where ten do.
  expect(refutedByHolm([12, 12, 12, 12, 12, 12, 12, 10].map((x) => one(count(x)))).at(-1)).toBe(true);
  expect(stateOf(one(count(10)), 8)).toBe('open');
});

it('a mixture’s bounds hold in at least 95 % of nights although its shocks share their paths', () => {
  const n = 500;
  const nights = 800;
  const draws = new Float64Array(n);
  let [upper, lower] = [0, 0];
  for (let night = 0; night < nights; night++) {
    uniforms({ seedLow: 13, seedHigh: 0, path: night, purpose: 99, lane: 0 }, 0, n, draws);
    const fails = (p: number) => count(draws.filter((u) => u < p).length, n);
    const test: ProofTest = {
      parts: [
        { weight: 0.6, evidence: fails(0.004) },
        { weight: 0.4, evidence: fails(0.02) },
      ],
      over: 'mixture',
      tolerance: 0,
    };
    const truth = 0.6 * 0.004 + 0.4 * 0.02;
    if (upperBound(test, ALPHA) >= truth) upper++;
    if (lowerBound(test, ALPHA) <= truth) lower++;
  }
  expect(upper / nights).toBeGreaterThanOrEqual(0.95);
  expect(lower / nights).toBeGreaterThanOrEqual(0.95);
});

it('the whole market is wrongly proven in at most 5 % of nights, and wrongly refuted in at most 5 %', () => {
  // Eight tests whose true rates lie a hair on the wrong side of their tolerance, then on the right side. Independent
  // cells are the worst case for the family: here every test has its own draws.
  const n = 400;
  const nights = 400;
  const draws = new Float64Array(n);
  let [proven, refuted] = [0, 0];
  for (let night = 0; night < nights; night++) {
    const states = (p: number) =>
      Array.from({ length: 8 }, (_, k) => {
        uniforms({ seedLow: 17, seedHigh: k, path: night, purpose: 99, lane: 0 }, 0, n, draws);
        return stateOf(one(count(draws.filter((u) => u < p).length, n), 0.02), 8);
      });
    if (states(0.0201).every((state) => state === 'proven')) proven++;
    if (states(0.0199).includes('refuted')) refuted++;
  }
  expect(proven / nights).toBeLessThanOrEqual(0.05);
  expect(refuted / nights).toBeLessThanOrEqual(0.05);
});

it('finds the smallest number of paths to proof, as trying every number does', () => {
  const cases = fc.record({
    planned: fc.integer({ min: 20, max: 150 }),
    miss: fc.nat(3),
    amount: fc.nat(6),
    tolerance: fc.constantFrom(0.02, 0.05, 0.1),
    kind: fc.constantFrom('count' as const, 'sum' as const),
  });
  fc.assert(
    fc.property(cases, ({ planned, miss, amount, tolerance, kind }) => {
      const done = planned - miss;
      const evidence: Evidence = { kind, amount: kind === 'sum' ? amount * 0.7 : amount, done, planned };
      const found = pathsToProof(one(evidence, tolerance));
      const rate = evidence.amount / done;
      if (rate >= tolerance) {
        expect(found).toEqual({ value: null, reason: 'RATE_ABOVE_TOLERANCE' });
        return;
      }
      const at = (paths: number): Evidence => {
        const expected = (evidence.amount * paths) / done;
        const failures = kind === 'count' ? Math.ceil(expected - 1e-9) : expected;
        return { kind, amount: Math.min(paths, failures), done: paths, planned: paths };
      };
      let tried = planned;
      while (tried < 3_000 && !(upperOf(at(tried), ALPHA) <= tolerance)) tried++;
      if (tried < 3_000) expect(found.value).toBe(tried);
      else expect(found.value === null || found.value >= 3_000).toBe(true);
    }),
    { numRuns: 40 },
  );
});

it('says how few paths could prove a tolerance at best', () => {
  expect([0.005, 0.01, 0.001].map((tolerance) => fewestPaths('count', tolerance, ALPHA))).toEqual([
    598, 299, 2_995,
  ]);
  expect(fewestPaths('mean', 0.005, ALPHA)).toBe(704);
  expect(fewestPaths('sum', 0.005, ALPHA)).toBe(798);
  expect(Math.ceil(Math.log(0.05) / Math.log(1 - 0.001))).toBe(2_995);
});

it('finds paths to proof for a mixture and for the worst of several shocks', () => {
  const parts = [
    { weight: 0.5, evidence: count(0) },
    { weight: 0.5, evidence: count(6) },
  ];
  const mixture = pathsToProof({ parts, over: 'mixture', tolerance: 0.005 });
  const scaled = (paths: number): ProofTest => ({
    parts: parts.map(({ weight, evidence }) => ({
      weight,
      evidence: count(Math.ceil((evidence.amount * paths) / 1_000), paths),
    })),
    over: 'mixture',
    tolerance: 0.005,
  });
  expect(upperBound(scaled(mixture.value!), ALPHA)).toBeLessThanOrEqual(0.005);
  expect(pathsToProof({ parts, over: 'worst', tolerance: 0.005 })).toEqual({
    value: null,
    reason: 'RATE_ABOVE_TOLERANCE',
  });
});
