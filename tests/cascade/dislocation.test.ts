// `dislocationHour` by hand, on the oracle: what hourly bars of venue and index would show (model.md 7).
import { expect, it } from 'vitest';
import { runEngine } from './engine-run.ts';
import { plainRules } from './ladders.ts';
import { runOracle } from './oracle.ts';
import type { Scenario } from './scenario.ts';

/** One long of 100 that is reached at 95, in ten-minute ticks; selling it takes 10 from the price. */
function run(factors: readonly number[], horizonSeconds: number, own: object = {}) {
  const rules = plainRules(100, { tickSeconds: 600, horizonSeconds, permanentShare: 0, decayPerTick: 0.5 });
  const account = { side: 1, quantity: 100, entryPrice: 100, collateral: 500, owner: 0 } as const;
  return runOracle({
    rules: { ...rules, ...own },
    depth: { law: 'linear', slope: 0.1 },
    tiers: [{ floor: 0, rate: 0, maxLeverage: 1_000 }],
    accounts: [account, { ...account, side: -1, collateral: 9_000, owner: 1 }],
    shock: -0.06,
    factors,
    depthScale: 1,
  }).outcome;
}

const CALM = [0.99, 0.98];

it('is the lowest price of an hour against the lowest index of that hour, not tick by tick', () => {
  // Sold at 96 - 2 = 94, where the index had been for a tick: 84 against 94 in the hour; 10/94.
  expect(run([...CALM, 0.94, 0.98], 7_200).dislocationHour).toBeCloseTo(10 / 94, 12);
  // A lower index later in the same hour, 88, which the price meets at 88 - 5 = 83; 5/88. Tick by tick it is still 10/94.
  const later = run([...CALM, 0.94, 0.88, 0.98], 7_200);
  expect(later.dislocationHour).toBeCloseTo(5 / 88, 12);
  expect(later.dislocationPeak).toBeCloseTo(10 / 94, 12);
});

it('counts the hour in which a tick ends, and leaves out a last hour that is not full', () => {
  const at = (tick: number) => [...Array.from({ length: tick - 1 }, () => 0.99), 0.94];
  // Tick 12 ends the second hour; tick 13 stands in a third one that has half an hour.
  expect(run(at(12), 9_000).dislocationHour).toBeCloseTo(10 / 94, 12);
  expect(run(at(13), 9_000).dislocationHour).toBe(0);
  expect(run(at(13), 10_800).dislocationHour).toBeCloseTo(10 / 94, 12);
  // Less than an hour is one.
  expect(run(at(3), 1_800).dislocationHour).toBeCloseTo(10 / 94, 12);
});

it('goes on where a path stops early, as if it had run', () => {
  // The mark comes three ticks late: sold in the last tick of the first hour at 100 - 10, in which the index had been
  // at 80 and price and index both end their bar on it. Nothing is left to do, and the second hour shows 90 against 100.
  const own = { triggerRule: { rule: 'lagged', ticks: 3 }, decayPerTick: 1 };
  const early = run([0.99, 0.99, 0.8, 0.99, 0.99, 1], 7_200, own);
  expect(early.ticks).toBe(6);
  expect(early.dislocationHour).toBeCloseTo(0.1, 12);
  expect(run([0.99, 0.99, 0.8, 0.99, 0.99, 1], 3_600, own).dislocationHour).toBe(0);
});

it('shows the fundamental where what has decayed leaves nothing, though nobody acts any more', () => {
  // Bought at 106 + 10, which moves the index by 5 for good; sold at 85 + 5 - 10, which takes that back. The tick after, not
  // run any more, shows the index at 85: 80 against it is less than 116 against 106.
  const own = { side: 1, quantity: 100, entryPrice: 100, collateral: 500, owner: 0 } as const;
  const rules = { tickSeconds: 600, permanentShare: 0.5, permanentTo: 'index', decayPerTick: 0 } as const;
  const scene: Scenario = {
    rules: plainRules(100, rules),
    depth: { law: 'linear', slope: 0.1 },
    tiers: [{ floor: 0, rate: 0, maxLeverage: 1_000 }],
    accounts: [own, { ...own, side: -1, owner: 1 }],
    shock: -0.15,
    factors: [1.06, 0.85],
    depthScale: 1,
  };
  const runs = [runOracle(scene), runEngine(scene, 'traced'), runEngine(scene, 'untraced')];
  for (const { outcome } of runs) {
    expect(outcome.ticks).toBe(2);
    expect(outcome.dislocationHour).toBeCloseTo(10 / 106, 12);
  }
});
