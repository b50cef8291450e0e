// Two solvers of one fixed point (model.md 6), against rounds done the obvious way.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { allocateAccounts } from '../../shared/cascade/accounts.ts';
import { depthOf } from '../../shared/cascade/depth.ts';
import {
  equilibriumByRounds,
  equilibriumByThresholds,
  thresholdsOf,
} from '../../shared/cascade/equilibrium.ts';
import { createLadder, fillLadder, type Ladder } from '../../shared/cascade/ladder.ts';
import { tiersOf } from '../../shared/cascade/tiers.ts';

const START = 100_000;
const between = (min: number, max: number) => fc.integer({ min, max });
/** Whole trigger prices and quantities: with a whole slope every price is exact. */
const rows = fc.array(fc.record({ distance: between(1, 9_000), quantity: between(1, 40) }), {
  minLength: 1,
  maxLength: 60,
  size: 'max',
});

/** Without maintenance the trigger is the bankruptcy price: start minus (or plus) the distance. */
function ladderOf(side: 1 | -1, own: readonly { distance: number; quantity: number }[]): Ladder {
  const accounts = allocateAccounts(own.length);
  own.forEach(({ distance, quantity }, i) => {
    accounts.side[i] = side;
    accounts.quantity[i] = quantity;
    accounts.entryPrice[i] = START;
    accounts.collateral[i] = distance * quantity;
  });
  const ladder = createLadder(own.length);
  fillLadder(ladder, accounts, tiersOf([{ floor: 0, rate: 0, maxLeverage: 1_000 }]), 'linear', START);
  return ladder;
}

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
    { numRuns: 2_000 },
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
