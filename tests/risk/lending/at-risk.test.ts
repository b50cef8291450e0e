// What stands at risk before any path: health by its definition, falls at which something breaks by the equations that define them.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lendingOf } from '../../../shared/market/lending-scenario.ts';
import { atRisk, breakingOfAll, healthBands } from '../../../shared/risk/lending/at-risk.ts';
import { breakingFall, breakingFalls } from '../../../shared/risk/lending/breaking-fall.ts';
import { firstAndHalf } from '../../../shared/risk/lending/first-and-half.ts';
import { headrooms, loopsAtStart, poolsAtStart } from '../../../shared/risk/lending/market-at-start.ts';
import { isToxic, oracleAfter, standingsAt, startOracle } from '../../../shared/risk/lending/standing.ts';
import { between } from '../../cascade/markets.ts';
import { CONFIG, scenarioOf, sweepOf } from '../../sweep/lending/small-lending.ts';

const { input } = scenarioOf();
const sum = (numbers: readonly number[]) => numbers.reduce((all, own) => all + own, 0);

describe('health bands', () => {
  const bands = healthBands(input, [0]);

  it('hold everybody who owes, by health as it is defined', () => {
    // 400 x 100 x 0.8 / 29,000, ...; the fifth owes nothing.
    const health = [32_000 / 29_000, 27_500 / 25_300, 20_000 / 15_000, 17_500 / 14_000, 31_500 / 28_000];
    const debts = [29_000, 25_300, 15_000, 14_000, 28_000];
    for (const { from, to, borrowers, debt } of bands) {
      const own = debts.filter((_, i) => health[i]! >= from && health[i]! < (to ?? Infinity));
      expect([borrowers, debt]).toEqual([own.length, sum(own)]);
    }
    expect(sum(bands.map(({ borrowers }) => borrowers))).toBe(5);
  });

  it('say from which fall on the first of them, and half of their debt, breaks', () => {
    const band = bands.find(({ from }) => from === 1.05)!;
    // The second borrower alone: (24,000 (1 - g) + 3,500) / 25,300 = 1.
    expect(band).toMatchObject({ borrowers: 1, liquidatable: { first: expect.closeTo(2_200 / 24_000, 12) } });
    const never = bands.find(({ from }) => from === 1.25)!;
    expect([never.borrowers, never.liquidatable.first, never.liquidatable.half]).toEqual([
      2,
      expect.closeTo(0.25, 12),
      expect.closeTo(0.25, 12),
    ]);
  });
});

it('the first, and half of all debt: what never breaks counts for the half', () => {
  const rows = [
    { debt: 10, fall: 0.3 },
    { debt: 20, fall: null },
    { debt: 5, fall: 0.1 },
  ];
  expect(firstAndHalf(rows)).toEqual({ first: 0.1, half: null });
  expect(firstAndHalf([...rows, { debt: 5, fall: 0.4 }])).toEqual({ first: 0.1, half: 0.4 });
  expect(firstAndHalf([])).toEqual({ first: null, half: null });
});

describe('a breaking fall', () => {
  const money = between(1, 1_000);
  it('is where what counts of the collateral meets the debt, and no smaller one does', () => {
    const seen = { some: 0, never: 0, already: 0 };
    fc.assert(
      fc.property(
        money,
        between(0, 10),
        money,
        fc.boolean(),
        between(50, 100),
        (all, part, debt, debtFalls, share) => {
          const collateral = { all, fallen: (all * part) / 10 };
          const owing = { all: debt, fallen: debtFalls ? debt : 0 };
          const spare = (g: number) =>
            (share / 100) * (collateral.all - g * collateral.fallen) - (owing.all - g * owing.fallen);
          const fall = breakingFall(share / 100, collateral, owing);
          const grid = Array.from({ length: 100 }, (_, i) => i / 100);
          if (fall === null) {
            for (const g of grid) expect(spare(g)).toBeGreaterThan(0);
            seen.never++;
          } else {
            if (fall > 0) expect(spare(fall)).toBeCloseTo(0, 8);
            for (const g of grid) if (g < fall - 1e-12) expect(spare(g)).toBeGreaterThan(0);
            seen[fall === 0 ? 'already' : 'some']++;
          }
        },
      ),
      { numRuns: 500 },
    );
    for (const [what, times] of Object.entries(seen)) expect(times, what).toBeGreaterThan(10);
  });

  it('agrees with standings just before and after it', () => {
    const falls = breakingFalls(input, [0, 2]);
    const at = (fall: number, i: number) =>
      standingsAt(input, oracleAfter(input, [0, 2], fall)).find(({ borrower }) => borrower === i)!;
    for (const i of [0, 1, 2, 3]) {
      const { liquidatable, toxic, uncovered } = falls[i]!;
      expect(at(liquidatable! - 1e-9, i).health).toBeGreaterThan(1);
      expect(at(liquidatable! + 1e-9, i).health).toBeLessThan(1);
      // Below a health of 0.9 the bonus is at its largest.
      expect(isToxic(at(toxic! - 1e-9, i))).toBe(false);
      expect(isToxic(at(toxic! + 1e-9, i))).toBe(true);
      expect(at(uncovered!, i).loanToValue).toBeCloseTo(1, 9);
      expect(liquidatable).toBeLessThan(toxic!);
      expect(toxic).toBeLessThan(uncovered!);
    }
    // Owes what falls: of a common fall nothing comes.
    expect(falls[5]).toEqual({ liquidatable: null, toxic: null, uncovered: null });
  });
});

it('what a fall makes liquidatable is counted at the prices after it', () => {
  const rows = atRisk(input, [0], [0, 2_000, 4_500]);
  expect(rows.map(({ fallBps }) => fallBps)).toEqual([0, 500, 1_000, 2_000, 3_000, 4_500]);
  const { liquidatable, uncovered } = breakingOfAll(input, [0]);
  for (const { fallBps, borrowers, debt, uncovered: open } of rows) {
    expect(borrowers > 0).toBe(fallBps / 10_000 > liquidatable.first!);
    expect(open > 0).toBe(uncovered.first !== null && fallBps / 10_000 > uncovered.first);
    expect(debt === 0).toBe(borrowers === 0);
  }
  expect(rows.map(({ debt }) => debt)).toEqual(rows.map(({ debt }) => debt).toSorted((a, b) => a - b));
});

describe('at the start', () => {
  it('a pool is filled by just the run that leaves it lent out to 99 %', () => {
    for (const { claims, borrowed, cash, runToFull } of poolsAtStart(input)) {
      expect(borrowed / (borrowed + cash - runToFull * claims)).toBeCloseTo(0.99, 12);
      expect(runToFull).toBeGreaterThan(0);
    }
  });

  it('loops are those who pledge the one and owe the other', () => {
    const [loop] = loopsAtStart(input, sweepOf());
    // 900 of 50 against 280 of 100.
    expect(loop).toMatchObject({ borrowers: 1, collateral: 45_000, debt: 28_000 });
    expect(loop!.leverage).toBeCloseTo(45 / 17, 12);
    expect(loop!.breakEvenRate).toBeCloseTo((0.03 * 45) / 28, 12);
    expect(loop!.liquidatable.first).toBeCloseTo(1 - 28_000 / 31_500, 12);
    expect(
      loopsAtStart(input, sweepOf({ loops: [{ collateral: 1, debt: 2, yieldRate: 0 }] }))[0],
    ).toMatchObject({
      borrowers: 0,
      leverage: null,
      breakEvenRate: null,
      rate: null,
    });
  });

  it('a cut of loan-to-value takes headroom, and calls nobody', () => {
    const rows = headrooms(input, sweepOf());
    // Limits 0.75 of COIN and 0.6 of OTHER: 30,000 - 29,000, 25,500 - 25,300, 18,750 - 15,000, 15,000 - 14,000; the sixth 27,000 - 28,000.
    expect(rows[0]).toEqual({
      ltvCutBps: 0,
      headroom: 1_000 + 200 + 3_750 + 1_000,
      atLimit: { borrowers: 1, debt: 28_000 },
      atLimitBelow: { borrowers: 0, debt: 0 },
    });
    // By 3 points: 28,800, 24,450, 18,000 and 14,250 are left of the limits.
    expect(rows[1]!.headroom).toBeCloseTo(3_000 + 250, 9);
    expect(rows[1]).toMatchObject({
      atLimit: { borrowers: 3 },
      atLimitBelow: { borrowers: 1, debt: 25_300 },
    });
    expect(headrooms(input, sweepOf({ axes: { ...sweepOf().axes, ltvCutBps: [] } }))).toEqual([]);
  });

  it('an oracle that a ceiling holds down is what health is made of', () => {
    const assets = CONFIG.assets.map((asset, k) =>
      k === 2 ? { ...asset, ceiling: { price: 40, growthPerSecond: 0 } } : asset,
    );
    const low = lendingOf({
      config: {
        ...CONFIG,
        assets: assets.map(({ slope, path, ...own }) =>
          slope === undefined ? own : { ...own, slope, path },
        ),
      },
    }).input;
    expect([...startOracle(low)]).toEqual([100, 1, 40]);
    expect(oracleAfter(low, [2], 0.1)[2]).toBe(40);
    expect(oracleAfter(low, [2], 0.5)[2]).toBe(25);
  });
});
