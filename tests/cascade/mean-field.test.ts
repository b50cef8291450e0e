// Where many small accounts behave like a law of large numbers (model.md 6, 12 row 6; golden: mean-field).
import { describe, expect, it } from 'vitest';
import { createEngine } from '../../shared/cascade/cascade.ts';
import { equilibriumByRounds } from '../../shared/cascade/check/equilibrium.ts';
import { createLadder } from '../../shared/cascade/holders/isolated/ladder.ts';
import { OUTCOME_COLUMNS, outcomeOf } from '../../shared/cascade/outcome.ts';
import { depthOf } from '../../shared/cascade/venue/depth/depth.ts';
import { shockPathOf } from '../../shared/cascade/venue/shock.ts';
import { type Group, goldenGroup, rational } from './golden.ts';
import { fillRungs, ladderOfRungs, plainRules } from './ladders.ts';

const golden = goldenGroup('mean-field');
const P0 = 100;

describe('a uniform ladder of 100,000 accounts', () => {
  const ACCOUNTS = 100_000;
  /** Reaches far enough for every drop of the golden group. */
  const RANGE = 15;
  const engine = createEngine(ACCOUNTS);

  it.each<Group>(golden.uniformDrop)(
    'slope $kappa, density $rho, gap $gap: a shock of $delta becomes a drop of $drop',
    ({ kappa, rho, gap, delta, drop }) => {
      const rungs = Array.from({ length: ACCOUNTS }, (_, j) => ({
        distance: gap + ((j + 0.5) / ACCOUNTS) * RANGE,
        quantity: (rho * RANGE) / ACCOUNTS,
      }));
      const ladder = ladderOfRungs(rungs, P0);
      const depth = depthOf({ law: 'linear', slope: kappa }, P0);
      expect(
        Math.abs((P0 - equilibriumByRounds(ladder, depth, P0 - delta, 1).price) / drop - 1),
      ).toBeLessThan(0.01);
      const factors = Float64Array.of(1 - delta / P0);
      const row = new Float64Array(OUTCOME_COLUMNS.length);
      const path = shockPathOf(factors[0]! - 1, factors);
      engine.run({ ladder, rules: plainRules(P0), depth, shockPath: path, depthScale: 1 }, row);
      const { moveFinal, amplificationFinal, branchingStatic } = outcomeOf(row);
      expect(Math.abs((-moveFinal * P0) / drop - 1)).toBeLessThan(0.01);
      // The early warning reads kappa rho off the next percent of ladder, a little less below p0.
      if (gap === 0) expect(amplificationFinal).toBeCloseTo(1 / (1 - kappa * rho), 1);
      if (delta > gap) expect(Math.abs(branchingStatic / (kappa * rho) - 1)).toBeLessThan(0.01);
    },
  );
});

it.each<Group>(golden.criticalLeverage)(
  'below the critical leverage $leverage a tenth of a percent stays small, above it takes everybody along',
  ({ rate, impactTimesOpenInterest, leverage }) => {
    // Accounts of one leverage spread evenly over 1/l - mu, closing all of which costs Lambda Q.
    const ACCOUNTS = 5_000;
    const end = (own: number) => {
      const width = P0 * (1 / own - rate);
      const rungs = Array.from({ length: ACCOUNTS }, (_, j) => ({
        distance: ((j + 0.5) / ACCOUNTS) * width,
        quantity: 1 / ACCOUNTS,
      }));
      const depth = depthOf({ law: 'linear', slope: P0 * impactTimesOpenInterest }, P0);
      return equilibriumByRounds(ladderOfRungs(rungs, P0), depth, P0 * 0.999, 1).accounts / ACCOUNTS;
    };
    const critical = rational(leverage);
    expect(end(1.05 * critical)).toBe(1);
    expect(end(0.7 * critical)).toBeLessThan(0.3);
  },
);

it('a square-root impact has no small cascade', () => {
  const ACCOUNTS = 50_000;
  for (const { c, rho, y0, y, limitAsShockVanishes } of golden.squareRoot) {
    const range = 4 * y;
    const rungs = Array.from({ length: ACCOUNTS }, (_, j) => ({
      distance: P0 * ((j + 0.5) / ACCOUNTS) * range,
      quantity: (rho * range) / ACCOUNTS,
    }));
    const depth = depthOf({ law: 'square-root', c }, P0);
    const drop = (shock: number) =>
      1 - equilibriumByRounds(ladderOfRungs(rungs, P0), depth, P0 * (1 - shock), 1).price / P0;
    expect(Math.abs(drop(y0) / y - 1)).toBeLessThan(0.01);
    expect(Math.abs(drop(1e-5) / limitAsShockVanishes - 1)).toBeLessThan(0.01);
  }
});

describe('cascade sizes over triggers scattered at random', () => {
  const SLOPE = 1e-4;
  const CASCADES = 100_000;
  /** 0.999 quantile of chi-square with 14 degrees of freedom. */
  const CHI_SQUARE_14 = 36.123;

  /** Numerical Recipes' quick generator: what scatters the triggers must not be what is tested. */
  const uniform = (seed: number) => {
    let state = BigInt(seed);
    return () => {
      state = (state * 6364136223846793005n + 1442695040888963407n) & 0xffffffffffffffffn;
      return (Number(state >> 33n) + 0.5) / 2 ** 31;
    };
  };

  it.each<Group>(golden.borel)('follow the law of Borel at n = $n', ({ n, mean, variance, pmf }) => {
    const next = uniform(20211010);
    const depth = depthOf({ law: 'linear', slope: SLOPE }, P0);
    const ladder = createLadder(20_000);
    const BINS = 15;
    const seen = new Float64Array(BINS);
    let sum = 0;
    for (let k = 0; k < CASCADES; k++) {
      // The first account stands at the price; the others are a Poisson process of density n/slope below. As
      // many as the cascade can reach, and one more.
      const rungs = [{ distance: 0, quantity: 1 }];
      let distance = 0;
      do {
        distance += (-Math.log(next()) * SLOPE) / n;
        rungs.push({ distance, quantity: 1 });
      } while (distance <= SLOPE * (rungs.length - 1));
      const { accounts } = equilibriumByRounds(fillRungs(ladder, rungs, P0), depth, P0, 1);
      sum += accounts;
      seen[Math.min(accounts, BINS) - 1]!++;
    }
    const borel: number[] = [];
    let factorial = 1;
    for (let s = 1; s < BINS; s++) {
      factorial *= s;
      borel.push((Math.exp(-n * s) * (n * s) ** (s - 1)) / factorial);
    }
    pmf.forEach((own: number, s: number) => {
      expect(borel[s]!).toBeCloseTo(own, 12);
    });
    borel.push(1 - borel.reduce((a, b) => a + b, 0));
    const chiSquare = borel.reduce(
      (total, p, s) => total + (seen[s]! - CASCADES * p) ** 2 / (CASCADES * p),
      0,
    );
    expect(chiSquare).toBeLessThan(CHI_SQUARE_14);
    expect(Math.abs(sum / CASCADES - mean)).toBeLessThan(4 * Math.sqrt(variance / CASCADES));
  });
});
