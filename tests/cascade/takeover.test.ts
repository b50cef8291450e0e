// Mechanism `takeover` of the engine: golden `takeover-traces` and `takeover-reduce-traces`, and the oracle over random
// markets, told tick by tick, and untold, where ranges of the ladder are taken over.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { TraceTick } from '../../shared/cascade/trace.ts';
import { differences, isOnEdge, tickDifferences } from './agreement.ts';
import { runEngine } from './engine-run.ts';
import { type Group, goldenGroup } from './golden.ts';
import { expectSame, takeoverScenario } from './golden-takeover.ts';
import { asRead } from './in-engine.ts';
import { runOracle } from './oracle.ts';
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
      expect(tickDifferences(scene, told.ticks, oracle)).toEqual([]);
    }),
    atLeast(1_000),
  );
}, 3_600_000);
