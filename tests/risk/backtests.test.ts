// Tests of past reports, what compares two nights, and volatility: laws that golden values do not show.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { binomialCdf } from '../../shared/risk/statistics/binomial.ts';
import {
  conditionalCoverage,
  independence,
  transitionsOf,
} from '../../shared/risk/statistics/christoffersen.ts';
import { flipOf } from '../../shared/risk/statistics/flip.ts';
import { kupiecAccepts, kupiecPower } from '../../shared/risk/statistics/kupiec.ts';
import { squareRootCost } from '../../shared/risk/statistics/liquidation-cost.ts';
import { largestCall, releasedBuffer } from '../../shared/risk/statistics/procyclicality.ts';
import { shapley } from '../../shared/risk/statistics/shapley.ts';
import { shortfallCritical } from '../../shared/risk/statistics/shortfall-backtest.ts';
import { stabilityIndex } from '../../shared/risk/statistics/stability-index.ts';
import { zoneOf, zonesOf } from '../../shared/risk/statistics/traffic-light.ts';
import { ewma, filteredReturns } from '../../shared/risk/statistics/volatility.ts';

describe('exceptions', () => {
  it('have a power that is what the binomial leaves outside the accepted range', () => {
    const { from, to } = kupiecAccepts(365, 0.005);
    let inside = 0;
    for (let x = from; x <= to; x++) inside += binomialCdf(x, 365, 0.01) - binomialCdf(x - 1, 365, 0.01);
    expect(kupiecPower(365, 0.005, 0.01)).toBeCloseTo(1 - inside, 12);
  });

  it('are in the zone that begins at or below them', () => {
    const { yellowFrom, redFrom } = zonesOf(250, 0.01);
    const at = [yellowFrom - 1, yellowFrom, redFrom - 1, redFrom].map((x) => zoneOf(x, 250, 0.01));
    expect(at).toEqual(['green', 'yellow', 'yellow', 'red']);
  });

  it('that come in runs are not independent, and spread ones are', () => {
    const days = (hits: readonly number[]) =>
      transitionsOf(Array.from({ length: 200 }, (_, day) => hits.includes(day)));
    expect(independence(days([50, 51, 52, 53])).pValue).toBeLessThan(0.001);
    expect(independence(days([20, 70, 120, 170])).pValue).toBeGreaterThan(0.5);
    expect(conditionalCoverage(200, 1, 0.01, days([50]))).toEqual({
      lr: null,
      pValue: null,
      reason: 'NOT_TESTABLE',
    });
  });

  it('have as many transitions as days less one', () => {
    fc.assert(
      fc.property(fc.array(fc.boolean(), { minLength: 1 }), (days) => {
        const { n00, n01, n10, n11 } = transitionsOf(days);
        expect(n00 + n01 + n10 + n11).toBe(days.length - 1);
      }),
    );
  });
});

describe('statistic 2 of the shortfall', () => {
  it('falls below its critical value as often as it says, drawn at random', () => {
    // Normal losses, 40 days at 5 %: exceptions alone need to be drawn.
    const critical = shortfallCritical(40, 0.05, 'normal', 0.05);
    let seed = 1;
    const uniform = () => {
      seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
      return (seed + 0.5) / 2 ** 32;
    };
    const shortfall = 2.062712808; // of a standard normal at 5 %
    let below = 0;
    const runs = 20_000;
    for (let run = 0; run < runs; run++) {
      let sum = 0;
      for (let day = 0; day < 40; day++) {
        const u = uniform();
        if (u < 0.05) sum += normalAbove(u) / shortfall;
      }
      if (1 - sum / (40 * 0.05) < critical) below++;
    }
    expect(below / runs).toBeGreaterThan(0.045);
    expect(below / runs).toBeLessThan(0.055);
  });

  /** The z that a standard normal exceeds with chance `u`, by bisection over a series of its own. */
  function normalAbove(u: number): number {
    let [low, high] = [1, 9];
    for (let step = 0; step < 40; step++) {
      const middle = (low + high) / 2;
      // Mills' ratio by continued fraction, from the tenth term.
      let ratio = middle;
      for (let k = 40; k >= 1; k--) ratio = middle + k / ratio;
      const tail = Math.exp((-middle * middle) / 2) / Math.sqrt(2 * Math.PI) / ratio;
      if (tail > u) low = middle;
      else high = middle;
    }
    return low;
  }
});

describe('parts of a change', () => {
  const values = fc.array(fc.integer({ min: -1_000, max: 1_000 }), { minLength: 32, maxLength: 32 });

  it('add up to it, whatever interacts', () => {
    fc.assert(
      fc.property(values, (at) => {
        const parts = shapley(5, (set) => at[set]!);
        const sum = parts.reduce((total, part) => total + part, 0);
        expect(Math.abs(sum - (at[31]! - at[0]!))).toBeLessThan(1e-9);
      }),
    );
  });

  it('are nothing for a factor that changes nothing, and the whole for the only one that does', () => {
    fc.assert(
      fc.property(values, fc.integer({ min: 0, max: 4 }), (at, factor) => {
        const without = shapley(5, (set) => at[set & ~(1 << factor)]!);
        expect(without[factor]).toBeCloseTo(0, 12);
        const alone = shapley(5, (set) => at[set & (1 << factor)]!);
        expect(alone[factor]).toBeCloseTo(at[1 << factor]! - at[0]!, 9);
      }),
    );
  });

  it('of a histogram that did not change are none, and an empty bin is joined first', () => {
    expect(stabilityIndex([0.5, 0.5], [0.5, 0.5])).toBe(0);
    expect(stabilityIndex([0.5, 0, 0.5], [0.25, 0.25, 0.5])).toBeCloseTo(
      stabilityIndex([0.5, 0.5], [0.25, 0.75]),
      12,
    );
    expect(stabilityIndex([0.5, 0.5, 0], [0.5, 0.25, 0.25])).toBe(0);
  });
});

describe('volatility', () => {
  it('answers a doubled one by sqrt(1 + 3 (1 - decay^k)) after k days', () => {
    const decay = 0.97;
    const variances = ewma(0.02, Array<number>(60).fill(0.04), decay);
    for (const k of [1, 10, 60]) {
      expect(Math.sqrt(variances[k - 1]!) / 0.02).toBeCloseTo(Math.sqrt(1 + 3 * (1 - decay ** k)), 12);
    }
  });

  it('of a day knows only the returns before it: the last return changes no other', () => {
    const returns = [0.01, -0.02, 0.03, -0.01];
    const before = filteredReturns(0.02, returns, 0.94);
    const after = filteredReturns(0.02, [...returns.slice(0, 3), -0.5], 0.94);
    const scaled = ({ rescaled, sigmaNext }: typeof before) =>
      rescaled.slice(0, 3).map((own) => own / sigmaNext);
    for (const [day, own] of scaled(after).entries()) expect(own).toBeCloseTo(scaled(before)[day]!, 12);
  });
});

it('a buffer is never above its share of the margin, nor below the margin', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 1_000 }), { minLength: 1 }), (margin) => {
      const { called, exhausted } = releasedBuffer(margin, 0.25);
      for (const [day, own] of called.entries()) {
        expect(own).toBeGreaterThanOrEqual(margin[day]!);
        expect(own).toBeLessThanOrEqual(Math.max(1.25 * margin[day]!, called[day - 1] ?? 0));
        expect(exhausted.includes(day + 1)).toBe(own === margin[day]);
      }
    }),
  );
  expect(largestCall([100, 120], 5)).toBeNull();
});

it('a curve flips at the point where it passes, and a cost without a half spread is the root law', () => {
  expect(flipOf([1, 2, 3], [0, 5, 9], 5)).toEqual({ value: 2, reason: null });
  expect(squareRootCost(1, 0.04, 0.25, 0.001)).toBeCloseTo(0.021, 12);
});
