// Whole ladders of which the end is known: by both solvers of model.md 6, and by the engine.
import { describe, expect, it } from 'vitest';
import { createEngine } from '../../shared/cascade/cascade.ts';
import {
  equilibriumByRounds,
  equilibriumByThresholds,
  thresholdsOf,
} from '../../shared/cascade/check/equilibrium.ts';
import { type Ladder, quantityBefore } from '../../shared/cascade/holders/isolated/ladder.ts';
import { OUTCOME_COLUMNS, outcomeOf } from '../../shared/cascade/outcome.ts';
import type { TraceTick } from '../../shared/cascade/trace.ts';
import { type Depth, depthOf } from '../../shared/cascade/venue/depth/depth.ts';
import { shockPathOf } from '../../shared/cascade/venue/shock.ts';
import { difference, type Group, goldenGroup } from './golden.ts';
import { ladderOfRungs, plainRules } from './ladders.ts';

const engine = createEngine(100);

function run(ladder: Ladder, depth: Depth, fundamental: number, told: boolean) {
  const { startPrice } = ladder;
  // The engine is handed a factor: one of the neighbours of the quotient that gives the price back.
  const quotient = fundamental / startPrice;
  const factor = [0, 1, -1, 2, -2]
    .map((k) => quotient + k * 2 ** -53)
    .find((f) => startPrice * f === fundamental);
  const factors = Float64Array.of(factor!);
  const row = new Float64Array(OUTCOME_COLUMNS.length);
  const trace = told ? { ticks: [] as TraceTick[] } : undefined;
  const path = shockPathOf(factors[0]! - 1, factors);
  engine.run({ ladder, rules: plainRules(startPrice), depth, shockPath: path, depthScale: 1 }, row, trace);
  return { outcome: outcomeOf(row), last: trace?.ticks.at(-1) };
}

/** 100 longs of one unit, every 100 below 99,000; sales at a side of -1 mirror into purchases above. */
function goldenLadder({ ladder: { start, step, count, quantity }, p0 }: Group, side: 1 | -1): Ladder {
  const rungs = Array.from({ length: count }, (_, j) => ({
    side,
    distance: p0 - (start + j * step),
    quantity,
  }));
  return ladderOfRungs(rungs, p0);
}

describe('golden: ladder-linear, to the bit', () => {
  const group = goldenGroup('ladder-linear');
  const ladder = goldenLadder(group, 1);

  it.each<Group>(group.cases)('slope $slope at $fundamental', ({ slope, fundamental, ...expected }) => {
    const depth = depthOf({ law: 'linear', slope }, group.p0);
    const rounds = equilibriumByRounds(ladder, depth, fundamental, 1);
    expect([rounds.accounts, rounds.price, rounds.rounds]).toEqual([
      expected.liquidated,
      expected.finalPrice,
      expected.rounds,
    ]);
    const thresholds = equilibriumByThresholds(thresholdsOf(ladder, depth, 1, 1), fundamental);
    expect([thresholds.accounts, thresholds.price]).toEqual([expected.liquidated, expected.finalPrice]);
    for (const told of [true, false]) {
      const { outcome, last } = run(ladder, depth, fundamental, told);
      expect([outcome.accountsClosed, outcome.rounds]).toEqual([expected.liquidated, expected.rounds]);
      expect(outcome.moveFinal).toBe(expected.finalPrice / group.p0 - 1);
      if (last) expect(last.post).toBe(expected.finalPrice);
    }
  });

  it.each<Group>(group.cases)(
    'mirrored: slope $slope, $fundamental below',
    ({ slope, fundamental, ...own }) => {
      const depth = depthOf({ law: 'linear', slope }, group.p0);
      const shorts = goldenLadder(group, -1);
      const [up, price] = [2 * group.p0 - fundamental, 2 * group.p0 - own.finalPrice];
      const rounds = equilibriumByRounds(shorts, depth, up, 1);
      expect([rounds.accounts, rounds.price, rounds.rounds]).toEqual([own.liquidated, price, own.rounds]);
      const thresholds = equilibriumByThresholds(thresholdsOf(shorts, depth, 1, -1), up);
      expect([thresholds.accounts, thresholds.price]).toEqual([own.liquidated, price]);
      expect(run(shorts, depth, up, true).last!.post).toBe(price);
    },
  );
});

describe('golden: ladder-exponential', () => {
  const group = goldenGroup('ladder-exponential');
  const ladder = goldenLadder(group, 1);

  it.each<Group>(group.cases)('beta $beta at $fundamental', ({ beta, fundamental, ...expected }) => {
    const depth = depthOf({ law: 'exponential', beta }, group.p0);
    const rounds = equilibriumByRounds(ladder, depth, fundamental, 1);
    const thresholds = equilibriumByThresholds(thresholdsOf(ladder, depth, 1, 1), fundamental);
    const { outcome, last } = run(ladder, depth, fundamental, true);
    const told = [rounds.accounts, thresholds.accounts, outcome.accountsClosed];
    expect(told).toEqual([expected.liquidated, expected.liquidated, expected.liquidated]);
    expect([rounds.rounds, outcome.rounds]).toEqual([expected.rounds, expected.rounds]);
    for (const price of [rounds.price, thresholds.price, last!.post])
      expect(difference(price, expected.finalPrice)).toBeLessThan(1e-12);
  });
});

it('the ladder stands longs falling, then shorts rising, equal triggers by account', () => {
  const ladder = ladderOfRungs(
    [
      { side: -1, distance: 7, quantity: 1 },
      { side: 1, distance: 9, quantity: 2 },
      { side: 1, distance: 4, quantity: 3 },
      { side: -1, distance: 2, quantity: 4 },
      { side: 1, distance: 9, quantity: 5 },
    ],
    100,
  );
  expect([...ladder.account]).toEqual([2, 1, 4, 3, 0]);
  expect([...ladder.trigger]).toEqual([96, 91, 91, 102, 107]);
  expect([0, 1, 2, 3, 4, 5].map((row) => quantityBefore(ladder, row))).toEqual([0, 3, 5, 10, 14, 15]);
  expect([ladder.longs, ladder.openQuantity, ladder.openInterest]).toEqual([3, 10, 1_000]);
});
