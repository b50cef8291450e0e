// Two solvers of one fixed point (model.md 6), against rounds done the obvious way.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createEngine } from '../../shared/cascade/cascade.ts';
import {
  equilibriumByRounds,
  equilibriumByThresholds,
  thresholdsOf,
} from '../../shared/cascade/check/equilibrium.ts';
import type { Ladder } from '../../shared/cascade/holders/isolated/ladder.ts';
import { OUTCOME_COLUMNS } from '../../shared/cascade/outcome.ts';
import type { Rules } from '../../shared/cascade/rules.ts';
import { depthOf } from '../../shared/cascade/venue/depth/depth.ts';
import { isOnEdge } from './agreement.ts';
import { ladderOf as ladderOfScene, pathOf, runEngine } from './engine-run.ts';
import { ladderOfRungs, type Rung } from './ladders.ts';
import { between, markets } from './markets.ts';
import { runOracle } from './oracle.ts';
import { atLeast } from './runs.ts';

const START = 100_000;
/** Whole trigger prices and quantities: with a whole slope every price is exact. */
const rows = fc.array(fc.record({ distance: between(1, 9_000), quantity: between(1, 40) }), {
  minLength: 1,
  maxLength: 60,
  size: 'max',
});
const ladderOf = (side: 1 | -1, own: readonly Rung[]): Ladder =>
  ladderOfRungs(
    own.map((rung) => ({ ...rung, side })),
    START,
  );

function roundsByHand(
  side: 1 | -1,
  own: readonly { distance: number; quantity: number }[],
  F: number,
  slope: number,
) {
  const closed = new Set<number>();
  let price = F;
  let rounds = 0;
  for (;;) {
    const hit = own
      .map((_, i) => i)
      .filter((i) => !closed.has(i) && side * (price - (START - side * own[i]!.distance)) <= 0);
    if (hit.length === 0) return { accounts: closed.size, price, rounds };
    for (const i of hit) closed.add(i);
    price = F - side * slope * [...closed].reduce((sum, i) => sum + own[i]!.quantity, 0);
    rounds++;
  }
}

it('rounds, thresholds and closing by hand end at the same accounts and price, to the bit', () => {
  let cascades = 0;
  fc.assert(
    fc.property(
      fc.constantFrom<1 | -1>(1, -1),
      rows,
      between(1, 60),
      between(0, 6_000),
      (side, own, slope, move) => {
        const ladder = ladderOf(side, own);
        const depth = depthOf({ law: 'linear', slope }, START);
        const F = START - side * move;
        const expected = roundsByHand(side, own, F, slope);
        if (expected.rounds > 1) cascades++;
        const rounds = equilibriumByRounds(ladder, depth, F, 1);
        // At no move at all both sides stand at the start; the solver then runs down the longs.
        if (move > 0 || side > 0)
          expect([rounds.accounts, rounds.price, rounds.rounds]).toEqual([
            expected.accounts,
            expected.price,
            expected.rounds,
          ]);
        const thresholds = equilibriumByThresholds(thresholdsOf(ladder, depth, 1, side), F);
        expect([thresholds.accounts, thresholds.price]).toEqual([expected.accounts, expected.price]);
      },
    ),
    atLeast(2_000),
  );
  expect(cascades).toBeGreaterThan(500);
});

it('a deeper shock never closes fewer accounts, nor ends at a better price', () => {
  fc.assert(
    fc.property(rows, between(1, 60), between(0, 6_000), between(1, 500), (own, slope, move, more) => {
      const thresholds = thresholdsOf(ladderOf(1, own), depthOf({ law: 'linear', slope }, START), 1, 1);
      const mild = equilibriumByThresholds(thresholds, START - move);
      const deep = equilibriumByThresholds(thresholds, START - move - more);
      expect(deep.accounts).toBeGreaterThanOrEqual(mild.accounts);
      expect(deep.price).toBeLessThan(mild.price);
    }),
  );
});

/** Where the solvers hold; horizons long enough for every round. */
const SIMPLE: Partial<Rules> = {
  permanentShare: 1,
  decayPerTick: 1,
  triggerRule: { rule: 'last' },
  adl: { when: 'never' },
  socialised: false,
  withdrawal: null,
  backstop: null,
  tickSeconds: 1,
  horizonSeconds: 1_000,
};
const simple = () => markets({ mechanism: 'full', rules: SIMPLE, factors: (shock) => [1 + shock] });

it('rounds, thresholds, engine and oracle agree for every depth law and both contracts', () => {
  let cascades = 0;
  fc.assert(
    fc.property(simple(), (scene) => {
      const { rules, depth: law, depthScale, shock } = scene;
      const oracle = runOracle(scene);
      // The solvers know no end of buyers.
      if (isOnEdge(oracle) || oracle.flags.has('DEPTH_EXHAUSTED')) return;
      if (oracle.outcome.rounds > 1) cascades++;
      const ladder = ladderOfScene(scene);
      const depth = depthOf(law, rules.startPrice);
      const F = rules.startPrice * (1 + shock);
      const { outcome } = runEngine(scene, 'untraced');
      const end = rules.startPrice * (1 + oracle.outcome.moveFinal);
      const rounds = equilibriumByRounds(ladder, depth, F, depthScale);
      expect([rounds.accounts, outcome.accountsClosed]).toEqual(Array(2).fill(oracle.outcome.accountsClosed));
      expect([rounds.rounds, outcome.rounds]).toEqual(Array(2).fill(oracle.outcome.rounds));
      expect(Math.abs(rounds.price / end - 1)).toBeLessThan(1e-12);
      expect(Math.abs(Math.abs(rounds.proceeds) - outcome.marketNotional)).toBeLessThanOrEqual(
        1e-12 * outcome.marketNotional,
      );
      expect(Math.abs(rounds.deficit - outcome.deficit)).toBeLessThanOrEqual(1e-11 * outcome.marketNotional);
      const thresholds = thresholdsOf(ladder, depth, depthScale, shock > 0 ? -1 : 1);
      const found = equilibriumByThresholds(thresholds, F);
      expect(found.accounts).toBe(rounds.accounts);
      expect(found.quantity).toBe(rounds.quantity);
      expect(Math.abs(found.price / end - 1)).toBeLessThan(1e-12);
    }),
    atLeast(500),
  );
  expect(cascades).toBeGreaterThan(80);
});

it('thresholds answered along an axis are those answered one by one, and name the shock that starts a cascade', () => {
  fc.assert(
    fc.property(rows, between(1, 60), (own, slope) => {
      const ladder = ladderOf(1, own);
      const depth = depthOf({ law: 'linear', slope }, START);
      const thresholds = thresholdsOf(ladder, depth, 1, 1);
      // The exact reverse stress: at the threshold of a row the row closes, a thousandth above it does not.
      thresholds.fundamental.forEach((F, row) => {
        const at = equilibriumByRounds(ladder, depth, F, 1);
        expect(at.accounts).toBeGreaterThan(row);
        expect(equilibriumByRounds(ladder, depth, F + 0.5, 1).accounts).toBeLessThanOrEqual(row);
        expect(equilibriumByThresholds(thresholds, F).accounts).toBe(at.accounts);
      });
    }),
  );
});

it('the shocks of an axis on one ladder are, to the bit, those of a ladder each', () => {
  fc.assert(
    fc.property(
      simple(),
      fc.array(between(-250, 250), { minLength: 2, maxLength: 12 }),
      (scene, permille) => {
        const engine = createEngine(scene.accounts.length);
        const ladder = ladderOfScene(scene);
        const depth = depthOf(scene.depth, scene.rules.startPrice);
        for (const shock of permille.map((own) => own / 1_000)) {
          const row = new Float64Array(OUTCOME_COLUMNS.length);
          const own = { ...scene, shock, factors: [1 + shock] };
          engine.run(
            { ladder, rules: scene.rules, depth, shockPath: pathOf(own), depthScale: scene.depthScale },
            row,
          );
          const cold = runEngine(own, 'untraced', createEngine(scene.accounts.length));
          expect(row).toEqual(cold.row);
        }
      },
    ),
  );
});
