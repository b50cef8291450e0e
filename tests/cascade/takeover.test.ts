// Mechanism `takeover` of the engine: golden `takeover-traces` and `takeover-reduce-traces`, and the oracle over random
// markets, told tick by tick, and untold, where ranges of the ladder are taken over.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { TraceTick } from '../../shared/cascade/trace.ts';
import { differences, EDGE, isOnEdge } from './agreement.ts';
import { runEngine } from './engine-run.ts';
import { type Group, goldenGroup } from './golden.ts';
import { expectSame, takeoverScenario } from './golden-takeover.ts';
import { asRead } from './in-engine.ts';
import type { OracleScenario } from './oracle/terms.ts';
import { type OracleRun, runOracle } from './oracle.ts';
import { atLeast } from './runs.ts';
import { takeoverMarkets } from './takeover-markets.ts';

const paths: [string, Group][] = ['takeover-traces', 'takeover-reduce-traces'].flatMap((id) =>
  goldenGroup(id, 'takeover').paths.map((path: Group): [string, Group] => [path.name, path]),
);

describe.each(paths)('%s', (_, path) => {
  const scene = asRead(takeoverScenario(path));

  it('is what the engine tells, in every tick', () => {
    const { ticks } = runEngine(scene, 'traced');
    expect(ticks.length).toBe(path.ticks.length);
    ticks.forEach((tick, i) => {
      expectTick(tick, path.ticks[i]);
    });
  });

  it('and computes in every column, told or not', () => {
    for (const how of ['traced', 'untraced'] as const) {
      const outcome: Record<string, number> = runEngine(scene, how).outcome;
      for (const [column, value] of Object.entries(path.outcome))
        if (!BESIDE.includes(column)) expectSame(column, outcome[column]!, value as number | string, 1e-9);
    }
  });
});

/** Quantities that the file states and the outcome row has not. */
const BESIDE = ['liquidatedQuantity', 'adlQuantity', 'reducedQuantity', 'inventoryEnd'];

function expectTick(tick: TraceTick, golden: Group): void {
  const at = (what: string) => `tick ${golden.n} ${what}`;
  const keys = ['n', 'fundamental', 'index', 'pre', 'mark', 'depthScale', 'post', 'fund', 'badDebt'] as const;
  for (const key of [...keys, 'displacedAfterDecay', 'permanentAfterDecay'] as const)
    expectSame(at(key), tick[key], golden[key], 1e-9);
  for (const key of ['triggered', 'takenOver', 'reduced'] as const)
    expect(tick[key], at(key)).toEqual(golden[key] ?? []);
  expect(tick.fills.map(([account, kind]) => [account, kind])).toEqual(
    golden.fills.map(([account, kind]: Group) => [account, kind]),
  );
  tick.fills.forEach(([, , quantity, price], k) => {
    expectSame(at('quantity'), quantity, golden.fills[k][2], 1e-9);
    expectSame(at('price'), price, golden.fills[k][3], 1e-9);
  });
  expect(tick.inventory.map(([account]) => account)).toEqual(golden.inventory.map(([own]: Group) => own));
  tick.inventory.forEach(([, quantity, limit], k) => {
    expectSame(at('held'), quantity, golden.inventory[k][1], 1e-9);
    expectSame(at('limit'), limit, golden.inventory[k][2], 1e-9);
  });
}

it('the engine says what the oracle says, in every tick and column', () => {
  fc.assert(
    fc.property(takeoverMarkets(), (scene) => {
      const oracle = runOracle(scene);
      if (isOnEdge(oracle)) return;
      const told = runEngine(asRead(scene), 'traced');
      expect(differences(scene, told, oracle)).toEqual([]);
      expect(differences(scene, runEngine(asRead(scene), 'untraced'), oracle)).toEqual([]);
      expectSameTicks(scene, told.ticks, oracle);
    }),
    atLeast(1_000),
  );
}, 3_600_000);

function expectSameTicks(scene: OracleScenario, obtained: readonly TraceTick[], oracle: OracleRun): void {
  const same = (who: readonly number[]) => who;
  const told = oracle.closestRank < EDGE ? (who: readonly number[]) => [...who].sort((a, b) => a - b) : same;
  const quantity = scene.accounts.reduce((sum, account) => sum + account.quantity, 0);
  expect(obtained.length).toBe(oracle.ticks.length);
  oracle.ticks.forEach((tick, k) => {
    const own = obtained[k]!;
    for (const key of ['pre', 'mark', 'post', 'depthScale', 'displacedAfterDecay'] as const) {
      const size = key === 'displacedAfterDecay' ? quantity : Math.abs(tick[key]);
      expect(Math.abs(own[key] - tick[key])).toBeLessThanOrEqual(1e-9 * size);
    }
    for (const key of ['triggered', 'takenOver', 'reduced'] as const)
      expect(told(own[key])).toEqual(told(tick[key]));
    expect(own.fills.map(([account, kind]) => [account, kind])).toEqual(
      tick.fills.map(([account, kind]) => [account, kind]),
    );
    expect(own.inventory.map(([account]) => account)).toEqual(tick.inventory.map(([account]) => account));
    own.inventory.forEach(([, held, limit], j) => {
      const [, quantityLeft, limitThere] = tick.inventory[j]!;
      expect(Math.abs(held - quantityLeft)).toBeLessThanOrEqual(1e-9 * quantity);
      if (limit !== limitThere) expect(Math.abs(limit / limitThere - 1)).toBeLessThan(1e-9);
    });
  });
}
