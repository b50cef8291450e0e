// Lending (contagion.md 5): random markets against the oracle, the laws of pools, repayments and loops.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { afterHaircut, loopOf, unwind } from '../../shared/cascade/holders/borrower/loop.ts';
import {
  bonusAt,
  seizureOf,
  toxicFrom,
  wantedRepayment,
} from '../../shared/cascade/holders/borrower/repayment.ts';
import { borrowRate, poolOf, serve } from '../../shared/cascade/lender/pool.ts';
import { runOnPools } from '../../shared/cascade/lender/run.ts';
import { lendingOf } from '../../shared/market/lending-scenario.ts';
import { playLending } from '../../shared/market/play-lending.ts';
import { lendingBench } from '../bench/lending.bench.ts';
import { between } from './markets.ts';
import { type SlowLending, slowLending, slowRun } from './oracle/lending.ts';
import { atLeast } from './runs.ts';

const bonus = fc
  .record({ most: between(1, 15), share: between(2, 10), fullAt: between(70, 95) })
  .map(({ most, share, fullAt }) => ({
    most: most / 100 + 0.000_13,
    share: share / 10,
    fullAt: fullAt / 100 + 0.000_7,
  }));
const oracle = fc.constantFrom(
  { rule: 'last' },
  { rule: 'lagged', ticks: 1 },
  { rule: 'capped', cap: 0.037 },
);
const market = fc
  .record({
    path: fc.array(between(60, 101), { minLength: 4, maxLength: 6 }),
    slope: between(1, 60),
    kept: between(0, 10),
    decay: between(0, 10),
    threshold: between(60, 90),
    cut: between(0, 3),
    bonus,
    oracle,
    ceiling: between(0, 2),
  })
  .map(({ path, slope, kept, decay, threshold, cut, ceiling, ...own }) => ({
    ...own,
    ...(ceiling === 0 && { ceiling: { price: 88.8, growthPerSecond: 1e-7 } }),
    price: 100,
    slope: slope / 1_000,
    path: path.map((price) => price + 0.013),
    permanentShare: kept / 10,
    decayPerTick: decay / 10,
    threshold: threshold / 100,
    thresholdPath: cut === 0 ? { 3: threshold / 110 } : {},
  }));
const quote = {
  price: 1,
  slope: undefined,
  path: [],
  permanentShare: 1,
  decayPerTick: 1,
  threshold: 0.9,
  thresholdPath: {},
  bonus: { most: 0.02, share: 1, fullAt: 0 },
  oracle: { rule: 'last' },
};
const flows = fc
  .record({ at: between(1, 5), amount: between(0, 400) })
  .map(({ at, amount }) => ({ [at]: amount }));
const pool = (asset: number, size: number) =>
  fc
    .record({ lent: between(50, 99), withdraw: flows, repay: flows, deposit: flows })
    .map(({ lent, ...own }) => ({
      ...own,
      asset,
      curve: { kink: 0.9, slope1: 0.04, slope2: 0.7 },
      reserveFactor: 0.1,
      borrowed: (size * lent) / 100,
      cash: (size * (100 - lent)) / 100,
    }));
const borrower = fc
  .record({
    first: between(0, 40),
    second: between(0, 4_000),
    third: between(0, 40),
    ltv: between(40, 96),
    shorts: fc.boolean(),
  })
  .map(({ first, second, third, ltv, shorts }) => {
    const collateral = { 0: first + 0.011, 1: second, 2: third };
    const worth = 100 * first + second + 100 * third + 1.1;
    // Of the second market's asset, or of the quote currency.
    return {
      collateral,
      debt: ((ltv / 100) * worth * 1.000_137) / (shorts ? 100 : 1),
      debtAsset: shorts ? 2 : 1,
    };
  });
const config = fc
  .record({
    first: market,
    third: market,
    pools: fc.tuple(pool(1, 200_000), pool(0, 900), pool(2, 3_000)),
    lent: between(1, 3),
    borrowers: fc
      .tuple(fc.array(borrower, { minLength: 1, maxLength: 8 }), fc.boolean())
      .map(([rows, own]) => rows.map((row, i) => (own ? { ...row, threshold: 0.6 + i / 30 } : row))),
    closeFactor: fc.constantFrom<SlowLending['closeFactor']>(
      'all',
      { target: 1.07 },
      { half: 0.5, fullBelow: 0.9503, small: 900 },
    ),
    profit: between(0, 2),
    minRepay: fc.constantFrom(0, 37.1),
  })
  .map(
    ({ first, third, pools, lent, profit, ...own }): SlowLending => ({
      ...own,
      dt: 43_200,
      ticks: 7,
      assets: [first, quote, third],
      pools: pools.slice(0, lent),
      profit: profit / 100,
    }),
  );
const played = ({ assets, ...own }: SlowLending) =>
  playLending(
    lendingOf({
      config: {
        ...own,
        assets: assets.map(({ slope, path, ...asset }) =>
          slope === undefined ? asset : { ...asset, slope, path },
        ),
      },
    }),
  );

const near = (obtained: number, expected: number, size = expected) =>
  expect(Math.abs(obtained - expected)).toBeLessThanOrEqual(1e-8 * Math.max(1, Math.abs(size)));

describe('a lending market', () => {
  it('is that of the oracle, borrower by borrower and pool by pool', () => {
    const seen = { liquidated: 0, blocked: 0, waiting: 0, bad: 0, toxic: 0 };
    fc.assert(
      fc.property(config, (own) => {
        const { outcome, ticks } = played(own);
        const slow = slowLending(own);
        slow.told.forEach((wanted, n) => {
          const tick = ticks[n]!;
          near(tick.blocked, wanted.blocked);
          tick.pools.forEach((pool, k) => {
            const { K, B, A, R, X } = wanted.pools[k]!;
            near(pool.utilisation, wanted.utilisation[k]!);
            near(pool.share, wanted.shares[k]!);
            near(pool.cash, K, A);
            near(pool.borrowed, B, A);
            near(pool.supplied, A);
            near(pool.reserve, R);
            near(pool.trapped, X);
          });
          tick.borrowers.forEach(([i, debt, ...collateral]) => {
            near(debt!, wanted.debts[i!]!, own.borrowers[i!]!.debt);
            collateral.forEach((amount, k) => {
              near(amount, wanted.collateral[i!]![k]!, 4_000);
            });
          });
        });
        near(outcome.liquidatorProfit, slow.profit, slow.liquidated);
        near(outcome.badDebt, slow.badDebt, 1_000);
        near(outcome.debtLiquidated, slow.liquidated);
        expect(outcome.toxic).toBe(new Set(slow.told.flatMap(({ toxic }) => toxic)).size);
        seen.liquidated += Number(outcome.debtLiquidated > 0);
        seen.blocked += Number(outcome.blockedPeak > 0);
        seen.waiting += Number(outcome.debtWaitingPeak > 0);
        seen.bad += Number(outcome.badDebt > 0);
        seen.toxic += Number(outcome.toxic > 0);
      }),
      atLeast(300),
    );
    for (const [what, times] of Object.entries(seen)) expect(times, what).toBeGreaterThan(10);
  });

  it('keeps the books of its pools, lets nothing out beyond their cash, and never lets liquidators lose without a debt to buy', () => {
    fc.assert(
      fc.property(config, (own) => {
        const { outcome, ticks } = played(own);
        own.pools.forEach((terms, k) => {
          let asked = 0;
          let paid = 0;
          ticks.forEach((tick, n) => {
            const pool = tick.pools[k]!;
            near(pool.cash + pool.borrowed, pool.supplied + pool.reserve, pool.supplied);
            expect(pool.cash).toBeGreaterThanOrEqual(0);
            expect(pool.utilisation).toBeLessThanOrEqual(1);
            asked += terms.withdraw[n + 1] ?? 0;
            paid += pool.withdrawn;
            near(pool.trapped + paid, asked);
            if (pool.share < 1) expect(pool.trapped > 0 || tick.blocked > 0).toBe(true);
          });
        });
        if (own.borrowers.every(({ debtAsset }) => debtAsset === 1))
          expect(outcome.liquidatorProfit).toBeGreaterThanOrEqual(-1e-9 * (1 + outcome.debtLiquidated));
        expect(outcome.trappedPeak).toBeGreaterThanOrEqual(outcome.trappedEnd * (1 - 1e-12));
        expect(outcome.lendersLoss).toBeLessThanOrEqual(outcome.badDebt);
      }),
      atLeast(100),
    );
  });

  it.each([
    ['stands at a health of exactly 1', 750, 0],
    ['is liquidated below it', 750.5, 750.5],
  ])('a borrower %s', (_, debt, liquidated) => {
    const { outcome } = played({
      dt: 100,
      ticks: 1,
      assets: [{ ...quote, price: 100, threshold: 0.75, slope: 1e-9, path: [100] }, quote],
      pools: [],
      borrowers: [{ collateral: { 0: 10 }, debt, debtAsset: 1 }],
      closeFactor: 'all',
      profit: 0,
      minRepay: 0,
    });
    expect(outcome.debtLiquidated).toBe(liquidated);
  });

  it('tells what is open in the end, and for how long a pool was full', () => {
    const { outcome } = played({
      dt: 100,
      ticks: 3,
      assets: [{ ...quote, price: 100, slope: 0.001, path: [100, 100, 50] }, quote],
      pools: [
        {
          asset: 1,
          curve: { kink: 0.9, slope1: 0, slope2: 0 },
          reserveFactor: 0,
          borrowed: 990,
          cash: 10,
          withdraw: { 2: 12 },
          repay: {},
          deposit: {},
        },
      ],
      borrowers: [{ collateral: { 0: 10 }, debt: 800, debtAsset: 1 }],
      closeFactor: 'all',
      // Nobody will.
      profit: 9,
      minRepay: 0,
    });
    // Debt of 800 against 10 at 50; what is asked is what the collateral is worth to a liquidator, with a bonus of 2 %.
    expect(outcome.openDeficit).toBeCloseTo(300, 9);
    expect(outcome.debtWaitingPeak).toBeCloseTo(500 / 1.02, 9);
    expect([outcome.debtLiquidated, outcome.badDebt, outcome.trappedEnd]).toEqual([0, 0, 2]);
    // Found at 99 % in the first two ticks, and without cash in the third.
    expect([outcome.utilisationPeak, outcome.fullSeconds]).toEqual([1, 300]);
  });
});

describe('a repayment', () => {
  it('to a target of health ends there, and helps only below the toxic loan-to-value', () => {
    fc.assert(
      fc.property(
        between(50, 99),
        between(60, 90),
        between(1, 14),
        between(100, 130),
        (ltv, LT, b, target) => {
          const [debt, collateral, threshold, bonus, health] = [ltv, 100, LT / 100, b / 100, target / 100];
          const x = wantedRepayment(
            { debt, weighted: collateral * threshold, threshold, bonus },
            { rule: 'target', health },
          );
          if (x < debt && x > 0)
            expect(((collateral - x * (1 + bonus)) * threshold) / (debt - x)).toBeCloseTo(health, 9);
          const { repaid, seized } = seizureOf(1, bonus, collateral);
          const isWorse = (debt - repaid) / (collateral - seized) >= debt / collateral;
          expect(isWorse).toBe(debt / collateral >= toxicFrom(bonus));
        },
      ),
      atLeast(200),
    );
  });

  it('has a bonus that grows in a line from its share at health 1 to all of it', () => {
    const own = { most: 0.1, share: 0.4, fullAt: 0.8 };
    expect([1.2, 1, 0.9, 0.8, 0.3].map((health) => bonusAt(own, health))).toEqual([
      0.04000000000000001,
      0.04000000000000001,
      expect.closeTo(0.07, 12),
      0.1,
      0.1,
    ]);
  });
});

it('a rate rises with utilisation, without a step at its kink', () => {
  const curve = { base: 0.01, kink: 0.92, slope1: 0.04, slope2: 0.6 };
  const rates = Array.from({ length: 101 }, (_, k) => borrowRate(curve, k / 100));
  for (const [k, rate] of rates.entries()) if (k > 0) expect(rate).toBeGreaterThanOrEqual(rates[k - 1]!);
  expect(borrowRate(curve, 0.92 + 1e-12)).toBeCloseTo(borrowRate(curve, 0.92), 9);
  expect([rates[0], rates[100]]).toEqual([0.01, 0.65]);
});

it('a pool whose claims take all its cash is empty, not below it by rounding', () => {
  const [waiting, seized] = [0.3, 0.6];
  const cash = waiting + seized;
  expect(cash - waiting - seized).toBeLessThan(0);
  const curve = { base: 0, kink: 0.9, slope1: 0.04, slope2: 0.7 };
  const pool = { ...poolOf({ asset: 0, curve, reserveFactor: 0.1, cash, borrowed: 1, flows: [] }), waiting };
  expect(serve(pool, seized)).toEqual({ share: 1, paid: waiting });
  expect(pool.cash).toBe(0);
  expect(serve(pool, 0).share).toBe(1);
});

describe('a loop', () => {
  it('nears the leverage of its loan-to-value, and is liquidated below parity iff its threshold holds it there', () => {
    fc.assert(
      fc.property(between(40, 95), between(1, 12), between(50, 98), (ltv, rounds, LT) => {
        const [L, threshold] = [ltv / 100, LT / 100];
        const loop = loopOf(L, rounds, threshold);
        expect(loop.leverage).toBeGreaterThan(loopOf(L, rounds - 1, threshold).leverage);
        expect(loop.leverage).toBeLessThan(loop.limit);
        expect(loop.triggerRate < 1).toBe(loop.leverage * threshold > loop.leverage - 1);
        const { equity, badDebt } = afterHaircut(loop, 0.3);
        expect(badDebt).toBeCloseTo(Math.max(0, -equity), 9);
      }),
      atLeast(100),
    );
  });

  it('unwinds round by round, and not at all at its limit or out of an empty pool', () => {
    const { rounds, collateral, debt, cash } = unwind(0.8, 10, 7, 100);
    expect(rounds.length).toBeGreaterThan(1);
    expect([collateral, debt, cash]).toEqual([expect.closeTo(3, 12), 0, expect.closeTo(93, 12)]);
    expect(unwind(0.8, 10, 8, 100).rounds).toEqual([]);
    expect(unwind(0.8, 10, 7, 0).rounds).toEqual([]);
  });
});

it('a run fills the pools that it fills in the oracle, and none of a network before its first one', () => {
  const reserve = fc
    .record({ network: fc.constantFrom('a', 'b', 'c'), isFirst: fc.boolean(), lent: between(1, 997) })
    .map(({ lent, ...own }) => ({ ...own, utilisation: lent / 1_000 }));
  const kind = fc.record({ run: between(0, 60), return: between(0, 9) }).map((own) => ({
    run: own.run / 100 + 0.000_37,
    return: own.return / 100,
  }));
  let filled = 0;
  fc.assert(
    fc.property(
      fc.array(reserve, { minLength: 1, maxLength: 9 }),
      fc.record({ first: kind, others: kind, halfLifeDays: between(1, 4), days: fc.constant(12) }),
      (reserves, terms) => {
        const days = runOnPools(reserves, terms);
        expect(days.map(({ full }) => full)).toEqual(slowRun(reserves, terms));
        for (const { waiting } of days) expect(waiting).toBeGreaterThanOrEqual(0);
        if (
          days.some(({ full }) => full.some((i) => !reserves[i]!.isFirst && reserves[i]!.utilisation < 0.99))
        )
          filled++;
      },
    ),
    atLeast(200),
  );
  expect(filled).toBeGreaterThan(20);
});

it('runs borrowers of the bench, the same way each time', () => {
  const [figures, again] = [lendingBench(500, 1), lendingBench(500, 1)];
  expect(figures[0]!.name).toBe('500 borrowers of two assets each, 300 ticks');
  expect(again[0]!.checksum).toBe(figures[0]!.checksum);
});
