// A replay in pieces (calibration.md 2): fund, displaced volume and largest move go on, and the oracle says the same.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { differences, isOnEdge } from './agreement.ts';
import { runEngine } from './engine-run.ts';
import { MECHANISMS, markets } from './markets.ts';
import { runOracle } from './oracle.ts';
import { atLeast } from './runs.ts';
import type { Scenario } from './scenario.ts';

const scenes = fc
  .tuple(fc.constantFrom(...MECHANISMS), fc.constantFrom<'venue' | 'index'>('venue', 'index'))
  .chain(([mechanism, permanentTo]) => markets({ mechanism, rules: { permanentTo } }));

/** Two markets of one contract and depth, the second as it stands where the first one has ended. */
const pieces = scenes.chain((first) => scenes.map((second) => [first, piece(first, second)] as const));
const piece = (first: Scenario, second: Scenario): Scenario => ({
  ...second,
  depth: first.depth,
  rules: { ...second.rules, permanentTo: first.rules.permanentTo },
});

it('is the path itself as a chain of one piece, to the bit', () => {
  fc.assert(
    fc.property(scenes, (scene) => {
      const chain = { fund: scene.rules.fund, inventory: [], permanent: 0, temporary: 0, m: 0 };
      for (const told of ['traced', 'untraced'] as const)
        expect(runEngine(scene, told, undefined, chain)).toEqual(runEngine(scene, told));
    }),
    atLeast(200),
  );
});

it('goes on where a piece ended, as the oracle says, in every column and in what it hands on', () => {
  let displaced = 0;
  let runs = 0;
  fc.assert(
    fc.property(pieces, ([first, second]) => {
      const before = runOracle(first);
      const start = before.end;
      const oracle = runOracle({ ...second, start });
      if (isOnEdge(before) || isOnEdge(oracle)) return;
      const chain = { ...start, inventory: [] };
      runs++;
      if (chain.temporary !== 0 && oracle.outcome.rounds > 0) displaced++;
      for (const told of ['traced', 'untraced'] as const) {
        expectSameEnd(runEngine(first, told).end, before.end, first);
        const run = runEngine(second, told, undefined, chain);
        expect(differences(second, run, oracle)).toEqual([]);
        expectSameEnd(run.end, oracle.end, second);
      }
    }),
    atLeast(500),
  );
  expect(displaced / runs).toBeGreaterThan(0.15);
}, 600_000);

type End = ReturnType<typeof runEngine>['end'];

function expectSameEnd(own: End, expected: End, { accounts, rules }: Scenario): void {
  const quantity = accounts.reduce((sum, account) => sum + account.quantity, 0);
  const money = rules.contract === 'linear' ? quantity * rules.startPrice : quantity / rules.startPrice;
  const volume = quantity + Math.abs(expected.permanent) + Math.abs(expected.temporary);
  const size = {
    fund: money + Math.abs(expected.fund),
    permanent: volume,
    temporary: volume,
    m: 1 + expected.m,
  };
  for (const key of ['fund', 'permanent', 'temporary', 'm'] as const)
    expect([key, Math.abs(own[key] - expected[key]) <= 1e-9 * size[key]]).toEqual([key, true]);
}
