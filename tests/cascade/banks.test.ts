// Banks (contagion.md 4): each rule against the oracle on random banks, and what must not depend on how they are listed.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type BankRow, balanceSheets } from '../../shared/cascade/holders/bank/balance-sheets.ts';
import { createFireSale } from '../../shared/cascade/holders/bank/fire-sale.ts';
import { type Portfolios, thresholdSale } from '../../shared/cascade/holders/bank/threshold.ts';
import { vulnerability } from '../../shared/cascade/holders/bank/vulnerability.ts';
import { depthOf } from '../../shared/cascade/venue/depth/depth.ts';
import { banksBench } from '../bench/banks.bench.ts';
import { difference } from './golden.ts';
import { between } from './markets.ts';
import { type SlowBank, slowFireSale, slowThreshold, slowVulnerability } from './oracle/banks.ts';
import { atLeast } from './runs.ts';

const bank = fc.record({
  equity: between(100, 5_000),
  /** Of assets, in thousandths: some fail at once, some never act. */
  ratio: between(25, 90),
  securities: between(0, 95),
  government: between(0, 100),
});
const rows = fc.array(bank, { minLength: 1, maxLength: 12 }).map((banks) =>
  banks.map(({ equity, ratio, securities, government }, i): BankRow => {
    const debtSecurities = ((securities / 100) * equity * 1_000) / ratio;
    return {
      id: `B${i}`,
      equity,
      ratio: ratio / 1_000,
      debtSecurities,
      governmentBonds: (government / 100) * debtSecurities,
    };
  }),
);
const rule = fc.constantFrom(
  { failsBelow: 0.03, actsBelow: 0.04, target: 0.05, steps: 6 },
  { failsBelow: 0.03, actsBelow: 1, target: 0.05, steps: 6 },
  { failsBelow: 0.02, actsBelow: 0.06, target: 0.08, steps: 15 },
);

const slowBanks = (own: readonly BankRow[]): SlowBank[] =>
  own.map(({ equity, ratio, debtSecurities, governmentBonds }) => {
    const assets = equity / ratio;
    return {
      cash: assets * 0.05,
      bonds: [governmentBonds, debtSecurities - governmentBonds],
      other: assets * 0.95 - debtSecurities,
      loan: (assets - equity) / 2,
      deposits: (assets - equity) / 2,
      offers: [0, 0],
      state: 'live',
    };
  });

describe('a fire sale of bonds', () => {
  it('is that of the oracle, bank by bank and step by step', () => {
    let sales = 0;
    fc.assert(
      fc.property(rows, rule, between(0, 40), between(0, 15), (own, how, shock, impact) => {
        const came = createFireSale(balanceSheets(own))(how, shock / 100, impact / 100);
        const slow = slowFireSale(slowBanks(own), how, shock / 100, impact / 100);
        expect(came.failures).toBe(slow.failures);
        if (own.some(({ debtSecurities }) => debtSecurities > 0))
          expect(came.soldShare).toBeCloseTo(slow.soldShare, 10);
        expect(came.governmentPrice).toBeCloseTo(slow.price[0]!, 10);
        expect(came.corporatePrice).toBeCloseTo(slow.price[1]!, 10);
        if (came.soldShare > 0 && came.soldShare < 1) sales++;
      }),
      atLeast(300),
    );
    expect(sales).toBeGreaterThan(100);
  });

  it('does not depend on the order of banks, nor on what ran before', () => {
    fc.assert(
      fc.property(rows, rule, between(5, 30), (own, how, shock) => {
        const run = createFireSale(balanceSheets(own));
        const first = run(how, shock / 100, 0.01);
        const turned = createFireSale(balanceSheets(own.toReversed()))(how, shock / 100, 0.01);
        expect(turned.failures).toBe(first.failures);
        expect(turned.soldShare).toBeCloseTo(first.soldShare, 12);
        run(how, 0.5, 0.1);
        expect(run(how, shock / 100, 0.01)).toEqual(first);
      }),
      atLeast(100),
    );
  });

  it.each([
    [-0.1, 0.01, 'shock must be from 0 to below 1, got -0.1'],
    [1, 0.01, 'shock must be from 0 to below 1, got 1'],
    [0.1, 1, 'impact must be from 0 to below 1, got 1'],
    [0.1, Number.NaN, 'impact must be from 0 to below 1, got NaN'],
  ])('refuses shock %d with impact %d', (shock, impact, message) => {
    const run = createFireSale(balanceSheets([]));
    expect(() => run({ failsBelow: 0.03, actsBelow: 1, target: 0.05, steps: 6 }, shock, impact)).toThrow(
      message,
    );
  });
});

const holder = fc.record({
  Pi: fc.array(between(0, 400), { minLength: 2, maxLength: 2 }),
  I: between(0, 1_500),
  E: between(20, 90),
});
const portfoliosOf = (own: readonly { Pi: readonly number[]; I: number; E: number }[]): Portfolios => ({
  count: own.length,
  assets: 2,
  value: Float64Array.from(own.flatMap(({ Pi }) => Pi)),
  illiquid: Float64Array.from(own, ({ I }) => I),
  capital: Float64Array.from(own, ({ E }) => E),
});

describe('the threshold rule', () => {
  // The second is a law of the core, whose impact grows with what was sold before; the first is told anew each round.
  const floor = depthOf({ law: 'floor', floor: 0.6, scale: 9_000 }, 1);
  it.each([
    ['a line, anew each round', (_: number, sold: number) => Math.min(1, sold / 6_000)],
    [
      'a depth law',
      (_: number, sold: number, before: number) =>
        1 - floor.factor(before + sold, 1) / floor.factor(before, 1),
    ],
  ])('sells in the rounds of the oracle, with %s', (_, psi) => {
    let most = 0;
    fc.assert(
      fc.property(fc.array(holder, { minLength: 1, maxLength: 8 }), between(0, 12), (own, fall) => {
        const shock = [fall / 100, fall / 500];
        const rounds: Portfolios[] = [];
        const end = thresholdSale(portfoliosOf(own), shock, 25, psi, ({ after }) => rounds.push(after));
        const slow = slowThreshold(own, shock, 25, psi);
        expect(rounds.length).toBe(slow.length);
        rounds.forEach((round, n) => {
          const wanted = portfoliosOf(slow[n]!);
          round.value.forEach((value, at) => {
            expect(difference(value, wanted.value[at]!)).toBeLessThan(1e-11);
          });
          round.capital.forEach((value, at) => {
            expect(difference(value, wanted.capital[at]!)).toBeLessThan(1e-11);
          });
        });
        if (rounds.length > 0) expect(rounds.at(-1)).toBe(end);
        most = Math.max(most, rounds.length);
      }),
      atLeast(200),
    );
    expect(most).toBeGreaterThan(2);
  });

  it('leaves a bank without capital with nothing to sell, and its loss with its creditors', () => {
    const banks = portfoliosOf([{ Pi: [100, 0], I: 0, E: 5 }]);
    const end = thresholdSale(banks, [0.1, 0], 20, () => 0);
    expect([...end.value]).toEqual([0, 0]);
    expect(end.capital[0]).toBe(-5);
    expect([...banks.value]).toEqual([100, 0]);
  });
});

const leveraged = fc
  .array(fc.record({ assets: between(50, 500), debt: between(0, 20), first: between(0, 100) }), {
    minLength: 1,
    maxLength: 6,
  })
  .map((banks) => ({
    assets: banks.map(({ assets }) => assets),
    equity: banks.map(({ assets, debt }) => assets / (1 + debt)),
    debtToEquity: banks.map(({ debt }) => debt),
    weights: banks.map(({ first }) => [first / 100, 1 - first / 100]),
    impact: 1e-5,
  }));

describe('leverage targeting', () => {
  it('is the product of matrices of its authors, and all rounds solve the linear system', () => {
    fc.assert(
      fc.property(leveraged, between(-10, 10), between(-10, 10), (own, f, g) => {
        const shock = [f / 100, g / 100];
        const found = vulnerability(own, shock);
        const slow = slowVulnerability(own, shock);
        expect(difference(found.aggregate, slow.aggregate)).toBeLessThan(1e-12);
        found.indirect.forEach((value, i) => {
          expect(difference(value, slow.indirect[i]!)).toBeLessThan(1e-12);
        });
        const parts = found.systemicness.reduce((sum, part) => sum + part, 0);
        expect(difference(parts, slow.aggregate)).toBeLessThan(1e-12);
        found.allRounds!.forEach((value, k) => {
          expect(difference(value, slow.allRounds[k]!)).toBeLessThan(1e-12);
        });
        // Of two by two, the larger root of the characteristic polynomial.
        const [[a, b], [c, d]] = slow.K as [[number, number], [number, number]];
        const root = (a + d) / 2 + Math.sqrt(((a - d) / 2) ** 2 + b * c);
        expect(difference(found.radius, root)).toBeLessThan(1e-9);
      }),
      atLeast(200),
    );
  });

  it('has no sum of rounds where each sells more than the one before', () => {
    const { radius, allRounds } = vulnerability(
      { assets: [1_000], equity: [50], debtToEquity: [19], weights: [[1]], impact: 1e-4 },
      [-0.01],
    );
    expect(radius).toBeCloseTo(1.9, 12);
    expect(allRounds).toBeUndefined();
  });
});

it('runs 48 banks a thousand times, with the same sum of failures each time', () => {
  const [figures, again] = [banksBench(), banksBench()];
  expect(figures[0]!.name).toBe('48 banks, 1000 shocks');
  expect(again[0]!.checksum).toBe(figures[0]!.checksum);
});
