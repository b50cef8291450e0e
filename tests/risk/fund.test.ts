import fc from 'fast-check';
import { expect, it } from 'vitest';
import { assess } from '../../shared/risk/assess.ts';
import { basePlace, cellIndex, viewOf } from '../../shared/risk/cells/cell-view.ts';
import { coverOf, coverOverShocks, groupShortfalls } from '../../shared/risk/fund/cover.ts';
import { excesses, needsAbove } from '../../shared/risk/fund/fund.ts';
import { waterfall } from '../../shared/risk/fund/waterfall.ts';
import { gini, hhi } from '../../shared/risk/statistics/concentration.ts';
import { kaplanMeier } from '../../shared/risk/statistics/kaplan-meier.ts';
import { quantileEstimate, upperQuantile } from '../../shared/risk/statistics/quantile-estimate.ts';
import { cellAt } from '../../shared/sweep/cells.ts';
import { createWorkbench, runCells } from '../../shared/sweep/run-cells.ts';
import { inputOf, type PathOf, sceneOf } from './scene.ts';

const numbers = fc.array(fc.nat(50), { minLength: 1, maxLength: 80 });

it('counts needs above a fund as going through them does, and a need equal to it is survived', () => {
  fc.assert(
    fc.property(numbers, fc.nat(60), (draws, fund) => {
      const ascending = [...draws].sort((a, b) => a - b);
      expect(needsAbove(ascending, fund)).toBe(draws.filter((draw) => draw > fund).length);
      expect([...excesses(draws, fund)]).toEqual(draws.map((draw) => (draw > fund ? draw - fund : 0)));
    }),
  );
  expect(needsAbove([5, 5, 5], 5)).toBe(0);
});

it('Kaplan-Meier without censoring is the share that is left, and its error the binomial one', () => {
  fc.assert(
    fc.property(numbers, (times) => {
      for (const { time, survival, se } of kaplanMeier(times.map((time) => ({ time, event: true })))) {
        const left = times.filter((other) => other > time).length / times.length;
        expect(survival).toBeCloseTo(left, 10);
        expect(se).toBeCloseTo(Math.sqrt((left * (1 - left)) / times.length), 10);
      }
    }),
  );
});

it('Kaplan-Meier multiplies over those still watched: censored at a tied time means watched through it', () => {
  // Three paths: one empties at 5, one is watched until 5, one until 9. At 5 all three are at risk.
  const steps = kaplanMeier([
    { time: 5, event: false },
    { time: 9, event: false },
    { time: 5, event: true },
  ]);
  expect(steps).toEqual([
    {
      time: 5,
      atRisk: 3,
      events: 1,
      survival: expect.closeTo(2 / 3, 12),
      se: expect.closeTo(Math.sqrt(2 / 27), 12),
    },
  ]);
  expect(kaplanMeier([{ time: 3, event: false }])).toEqual([]);
});

it('one account’s surplus does not help another of its owner', () => {
  const shortfalls = groupShortfalls([
    { group: 'A', margin: 100, loss: 150 },
    { group: 'A', margin: 500, loss: 0 },
    { group: 'B', margin: 10, loss: 15 },
  ]);
  expect([...shortfalls]).toEqual([
    ['A', 50],
    ['B', 5],
  ]);
  expect(coverOf(shortfalls.values(), 2)).toBe(55);
  expect(coverOf([], 2)).toBe(0);
});

it('cover over shocks sums first: it is at most the sum of the largest maxima', () => {
  const shocks = fc.array(fc.array(fc.nat(90), { minLength: 3, maxLength: 3 }), {
    minLength: 1,
    maxLength: 5,
  });
  fc.assert(
    fc.property(shocks, (list) => {
      const pairs = list.flatMap((own) => [own[0]! + own[1]!, own[0]! + own[2]!, own[1]! + own[2]!]);
      expect(coverOverShocks(list, 2)).toBe(Math.max(...pairs));
      expect(coverOverShocks(list, 1)).toBe(Math.max(...list.flat()));
    }),
  );
});

it('Gini equals its double sum, and both indices know equal from all-to-one', () => {
  fc.assert(
    fc.property(numbers, (amounts) => {
      fc.pre(amounts.some((amount) => amount > 0));
      const mean = amounts.reduce((sum, amount) => sum + amount, 0) / amounts.length;
      const pairs = amounts.flatMap((a) => amounts.map((b) => Math.abs(a - b)));
      const slow = pairs.reduce((sum, gap) => sum + gap, 0) / (2 * amounts.length * amounts.length * mean);
      expect(gini(amounts)!).toBeCloseTo(slow, 10);
    }),
  );
  expect([gini([3, 3, 3]), hhi([3, 3, 3])]).toEqual([0, expect.closeTo(1 / 3, 12)]);
  expect([gini([0, 0, 0, 8]), hhi([0, 0, 0, 8])]).toEqual([0.75, 1]);
  expect([gini([0, 0]), hhi([0, 0])]).toEqual([null, null]);
});

it('missing paths rank above all others for an upper end, below all others for a lower one', () => {
  // 1,000 planned, c = 99 %: ranks 983 and 997, one-sided 996. With 3 missing the values are 1..997.
  const ascending = Float64Array.from({ length: 997 }, (_, i) => i + 1);
  const sample = { ascending, planned: 1_000 };
  expect(quantileEstimate(sample, 990_000)).toEqual({
    value: 988, // ceil(997 x 0.99) of the done
    reason: null,
    interval: { level: 0.95, sides: 2, lower: 980, upper: 997, method: 'quantile-ranks', reason: null },
  });
  expect(upperQuantile(sample, 990_000)).toEqual({ value: 996, reason: null });
  const fewer = { ascending: ascending.slice(0, 995), planned: 1_000 };
  expect(upperQuantile(fewer, 990_000)).toEqual({ value: null, reason: 'MISSING_PATHS' });
  expect(quantileEstimate(fewer, 990_000).interval).toMatchObject({ upper: null, reason: 'MISSING_PATHS' });
  expect(quantileEstimate(sample, 999_000).interval).toMatchObject({
    upper: null,
    reason: 'NO_FINITE_BOUND',
  });
  const none = { ascending: new Float64Array(0), planned: 1_000 };
  expect(quantileEstimate(none, 500_000)).toMatchObject({
    value: null,
    reason: 'NO_PATHS_DONE',
    interval: { lower: null, upper: null, reason: 'MISSING_PATHS' },
  });
});

// A hundredth of the paths lose much, each in its own way; path p loses p + 1 more than the fund of 1,000 pays.
const losing: PathOf = (cell, path) =>
  cell.shockBps === -1_000 && cell.leverageBps === 10_000 && path % 100 === 0
    ? {
        deficit: 1_500 + path,
        openDeficit: 7,
        deficitFirst: 800,
        deficitSecond: 100,
        fundDraw: 1_000,
        socialised: 50,
        adlHaircut: 30,
        haircutTaken: 80,
        badDebt: 450 + path,
        // Of what margins paid, 20 went into the fund, before the losses that it then paid.
        closeOutCost: 1_980 + path,
        fundIn: 20,
        fundNeed: 1_480 + path,
        fundEmptySeconds: 60 + path / 100,
      }
    : {};
const fundOf = () => assess(inputOf({ path: losing })).fund[0]!;

it('the waterfall is one path’s layers, which add up to its draw; margins paid for closing and into the fund', () => {
  const [median, worst] = fundOf().shocks[0]!.waterfall;
  expect(median).toMatchObject({ quantile: 'median', path: 1, draw: 0 }); // lowest number among equals
  // Ranks 2,971 to 3,000 lose; 99 % is rank 2,970.
  expect(worst).toMatchObject({ quantile: 'q99', draw: 0 });
  const more: PathOf = (cell, path) => (path % 50 === 0 ? losing(cell, path * 2) : {});
  const q99 = assess(inputOf({ path: more })).fund[0]!.shocks[0]!.waterfall[1]!;
  // Sixty lose now, 1,537 + 2 path each; rank 2,970 is the thirtieth of them, path 29 x 50.
  expect(q99).toMatchObject({ path: 1_450, draw: 1_537 + 2_900, fundIn: 20, fundEnd: 20 });
  const money = Object.fromEntries(q99.layers.map(({ id, money: { value } }) => [id, value!]));
  expect(money).toEqual({
    collateral: 500,
    fund: 1_000,
    adl: 30,
    socialised: 50,
    badDebt: 3_350,
    openDeficit: 7,
  });
  expect(money.fund! + money.adl! + money.socialised! + money.badDebt! + money.openDeficit!).toBe(q99.draw);
});

it('the curve starts at zero, passes through the fund, never rises, and keeps its zeros', () => {
  const curve = assess(inputOf({ path: losing })).fundCurve.filter(({ side }) => side === 'down');
  expect(curve[0]).toMatchObject({ need: 0, p: 0.01 });
  expect(curve.find(({ need }) => need === 1_000)).toMatchObject({ p: 0.01 });
  expect(curve.length).toBeLessThan(200);
  for (let i = 1; i < curve.length; i++) {
    expect(curve[i]!.p).toBeLessThanOrEqual(curve[i - 1]!.p);
    expect(curve[i]!.need).toBeGreaterThan(curve[i - 1]!.need);
  }
  for (const { p, lower, upper } of curve) expect(lower <= p && p <= upper).toBe(true);
  expect(curve.at(-1)).toMatchObject({ need: 1_517 + 2_900, p: 0 });
});

it('the fund’s verticals and the time it lasts', () => {
  const fund = fundOf();
  expect(fund.cover1.value).toBe(0); // the 99 % quantile is the last quiet path
  expect(fund.cover1.interval.upper).toBe(800);
  expect(fund.cover2.interval.upper).toBe(900);
  expect(fund.draw999.value).toBe(1_517 + 2_600); // rank 2,997 of 3,000: path 2,600 is the fourth largest
  expect(fund.draw999.interval).toMatchObject({ upper: null, reason: 'NO_FINITE_BOUND' });
  expect(fund.provenFund).toEqual({ value: 1_517 + 2_900, reason: null }); // rank 3,000 for one in a thousand
  const { depletion } = fund.shocks[0]!;
  expect(depletion.length).toBe(30);
  expect(depletion[0]).toMatchObject({ seconds: 60, atRisk: 3_000, events: 1 });
  expect(depletion.at(-1)!.survival).toBeCloseTo(0.99, 10);
});

it('margins paid what the core’s accounts were worth at their trigger marks, closing cost and leftovers together', () => {
  // A fall of 10 % reaches two longs: 10 coins worth 5 at 90, and 20 coins worth 30; the depth moves them little. What
  // closing leaves of that goes to the fund, and nobody is under water.
  const rows = [
    { side: 1, quantity: 10, entryPrice: 100, collateral: 105 },
    { side: 1, quantity: 20, entryPrice: 100, collateral: 230 },
    { side: 1, quantity: 970, entryPrice: 100, collateral: 90_000 },
    { side: -1, quantity: 1_000, entryPrice: 100, collateral: 90_000 },
  ];
  const scene = sceneOf({
    snapshot: { positions: { kind: 'accounts', rows }, tiers: [{ floor: 0, rate: 0.02, maxLeverage: 25 }] },
    sweep: { paths: { decision: 3, other: 3 } },
  });
  const index = cellIndex(scene, basePlace(scene, 'current'), -1_000)!;
  const own = runCells(scene.manifest, createWorkbench(scene.market), [cellAt(scene.manifest, index)]);
  const results = { cells: { length: index + 1, at: () => own.cells[0]! }, paths: own.paths };
  const [median] = waterfall(viewOf({ ...scene, results }, index));
  const paths = own.paths.get(index)!;
  expect(median).toMatchObject({ draw: 0, fundIn: paths.fundIn[0]! });
  expect(paths.closeOutCost[0]!).toBeGreaterThan(1);
  expect(paths.fundIn[0]!).toBeGreaterThan(1);
  const collateral = median!.layers.find(({ id }) => id === 'collateral')!.money.value!;
  expect(collateral).toBeCloseTo(5 + 30, 9);
  expect(median!.fundEnd).toBeCloseTo(1_000 + paths.fundIn[0]!, 9);
});
