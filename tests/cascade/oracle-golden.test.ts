// The oracle against golden/takeover.json: who is to judge the engine's takeover, index, outside depth and given
// path must first say itself what was computed in exact rationals.
import { describe, expect, it } from 'vitest';
import { FLAG } from '../../shared/cascade/outcome.ts';
import { type Group, goldenGroup } from './golden.ts';
import { numbers } from './golden-scenario.ts';
import { expectSame, takeoverScenario } from './golden-takeover.ts';
import { meet } from './oracle/block.ts';
import { trigger } from './oracle/margin.ts';
import { givenPath } from './oracle/path.ts';
import { decay, displace, setPrice } from './oracle/price.ts';
import { startWorld } from './oracle/start.ts';
import type { OracleTick } from './oracle/terms.ts';
import { runOracle } from './oracle.ts';

const group = (id: string): Group => numbers(goldenGroup(id, 'takeover'));
const named = (id: string, of: string): [string, Group][] =>
  goldenGroup(id, 'takeover')[of].map((own: Group) => [own.name, own]);

describe.each([...named('takeover-traces', 'paths'), ...named('takeover-reduce-traces', 'paths')])(
  '%s',
  (_, path) => {
    const scene = takeoverScenario(path);
    const run = runOracle(scene);

    it('is what the oracle computes in every tick', () => {
      expect(run.ticks.length).toBe(path.ticks.length);
      run.ticks.forEach((tick, i) => {
        expectTick(tick, path.ticks[i]);
      });
    });

    it('and in every column', () => {
      const bits: Record<string, number> = { ...FLAG, CEILING_HIT: 131_072 };
      const flags = [...run.flags].reduce((sum, flag) => sum + bits[flag]!, 0);
      const { liquidatedQuantity, adlQuantity, reducedQuantity, inventoryEnd } = run;
      const obtained: Record<string, number> = {
        ...run.outcome,
        flags,
        liquidatedQuantity,
        adlQuantity,
        reducedQuantity,
        inventoryEnd,
      };
      for (const [column, value] of Object.entries(path.outcome))
        expectSame(column, obtained[column]!, value as number | string, 1e-9);
      expect(run.outcome.conservation).toBeLessThan(1e-12);
    });

    it('triggers where the file says, and no comparison is left to rounding', () => {
      path.accounts.forEach((account: Group, i: number) => {
        const { side, quantity, entryPrice, collateral } = scene.accounts[i]!;
        const { contract, startPrice } = scene.rules;
        const T = trigger(contract, scene.tiers, side, quantity, entryPrice, collateral, startPrice);
        if (account.trigger === null) expect(T).toBe(side > 0 ? -Infinity : Infinity);
        else expectSame('trigger', T, account.trigger, 1e-9);
      });
      // In one path half of the peak is met to the bit, between levels; that column is not in the file.
      if (!run.edge.startsWith('half of the peak')) expect(run.tightest, run.edge).toBeGreaterThan(1e-10);
    });
  },
);

function expectTick(tick: OracleTick, golden: Group): void {
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

describe('golden: index-follows', () => {
  it.each<[string, Group]>(group('index-follows').cases.map((own: Group) => [own.name, own]))(
    '%s',
    (_, own) => {
      // Nobody is ever reached: the blocks are made by hand, by the steps of the tick.
      const plain = takeoverScenario(goldenGroup('takeover-traces', 'takeover').paths[0]);
      const { depth, permanentTo, decayPerTick, permanentShare, ownShare, depthScale } = own;
      const rules = { ...plain.rules, permanentTo, decayPerTick, permanentShare, ownShare };
      const world = startWorld({ ...plain, rules, depth, depthScale });
      for (const golden of own.ticks) {
        world.F = golden.fundamental;
        setPrice(world);
        expectSame('index', world.J, golden.index, 1e-12);
        expectSame('pre', world.p, golden.pre, 1e-12);
        expectSame('input', world.J + ownShare * (world.p - world.J), golden.input, 1e-12);
        const meeting = meet(world, Math.sign(golden.block), Math.abs(golden.block));
        if (golden.average !== null) expectSame('average', meeting.depthUnit, golden.average, 1e-12);
        displace(world, meeting.net);
        setPrice(world);
        expectSame('post', world.p, golden.post, 1e-12);
        decay(world, 1);
        expectSame('temporary', world.temporary, golden.temporary, 1e-12);
        expectSame('permanent', world.permanent, golden.permanent, 1e-12);
      }
      decay(world, own.end.ticksLeft);
      setPrice(world);
      expectSame('index at the end', world.J, own.end.index, 1e-12);
      expectSame('price at the end', world.p, own.end.price, 1e-12);
    },
  );
});

describe('golden: given-path', () => {
  const { cases, refused } = group('given-path');

  it.each<[string, Group]>(cases.map((own: Group) => [own.name, own]))('%s', (_, own) => {
    const { factors, lastChange, shock } = givenPath(own.path, own.dt, own.horizon);
    own.factors.forEach((factor: number, n: number) => {
      expectSame(`S_${n + 1}`, factors[Math.min(n, factors.length - 1)]!, factor, 1e-12);
    });
    expect(lastChange).toBe(own.lastChange);
    expectSame('shock', shock, own.shock, 1e-12);
  });

  it.each<[string, Group]>(refused.map((own: Group) => [own.rule, own]))('refuses: %s', (rule, own) => {
    expect(() => givenPath(own.path, own.dt, own.horizon)).toThrow(rule);
  });
});

it.each<Group>(group('always-reached').cases)(
  'golden: always-reached, $contract $side with $K at notional 0',
  ({ contract, side, quantity, entry, collateral, rate, trigger: expected }) => {
    const T = trigger(
      contract,
      [{ floor: 0, rate, maxLeverage: 1 }],
      side,
      quantity,
      entry,
      collateral,
      entry,
    );
    if (expected === 'never') expect(T).toBe(side > 0 ? -Infinity : Infinity);
    else if (expected === 'always') expect(T).toBe(side > 0 ? Infinity : 0);
    else expectSame('trigger', T, expected, 1e-12);
  },
);
