// Thirteen small paths in exact rationals, tick by tick (golden: tick-traces): first the oracle, which may
// judge nobody before it reproduces all of them, then the engine.
import { describe, expect, it } from 'vitest';
import { runEngine } from './engine-run.ts';
import { difference, type Group, rational } from './golden.ts';
import { goldenPaths, goldenScenario } from './golden-scenario.ts';
import type { ToldTick } from './oracle/terms.ts';
import { runOracle } from './oracle.ts';

const TOLERANCE = 1e-9;

function expectTicks(obtained: readonly ToldTick[], expected: Group[]): void {
  expect(obtained.length).toBe(expected.length);
  obtained.forEach((tick, i) => {
    const golden = expected[i]!;
    const at = `tick ${golden.n}`;
    for (const key of [
      'n',
      'fundamental',
      'pre',
      'mark',
      'depthScale',
      'post',
      'displacedAfterDecay',
      'fund',
      'badDebt',
    ] as const)
      expect(difference(tick[key], rational(golden[key])), `${at} ${key}`).toBeLessThan(TOLERANCE);
    expect(tick.triggered, `${at} triggered`).toEqual(golden.triggered);
    expect(tick.takenOver, `${at} takenOver`).toEqual(golden.takenOver);
    expect(tick.fills.map(([account, kind]) => [account, kind])).toEqual(
      golden.fills.map(([account, kind]: Group) => [account, kind]),
    );
    tick.fills.forEach(([, , quantity, price], k) => {
      expect(difference(quantity, rational(golden.fills[k][2])), `${at} quantity`).toBeLessThan(TOLERANCE);
      expect(difference(price, rational(golden.fills[k][3])), `${at} price`).toBeLessThan(TOLERANCE);
    });
  });
}

const HELPERS = ['liquidatedQuantity', 'adlQuantity'];

function expectOutcome(obtained: Record<string, number>, expected: Group): void {
  for (const [column, value] of Object.entries(expected)) {
    if (HELPERS.includes(column) && obtained[column] === undefined) continue;
    expect(difference(obtained[column]!, rational(value as number | string)), column).toBeLessThan(TOLERANCE);
  }
}

describe.each(goldenPaths().map((path) => [path.name as string, path]))('%s', (_, path) => {
  const scene = goldenScenario(path);

  it('is what the oracle computes, in every tick and column', () => {
    const run = runOracle(scene);
    expectTicks(run.ticks, path.ticks);
    const { liquidatedQuantity, adlQuantity } = run;
    expectOutcome({ ...run.outcome, liquidatedQuantity, adlQuantity }, path.outcome);
  });

  it('is what the engine tells, in every tick and column', () => {
    const run = runEngine(scene, 'traced');
    expectTicks(run.ticks, path.ticks);
    expectOutcome(run.outcome, path.outcome);
  });

  it('is what the engine computes when nobody listens', () => {
    expectOutcome(runEngine(scene, 'untraced').outcome, path.outcome);
  });
});
