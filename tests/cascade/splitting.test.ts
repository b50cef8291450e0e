// Accounts split to stay in low tiers (model.md 10.4).
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createEngine } from '../../shared/cascade/cascade.ts';
import { createLadder, fillLadder } from '../../shared/cascade/holders/isolated/ladder.ts';
import { type Accounts, allocateAccounts } from '../../shared/cascade/margin/accounts.ts';
import { CUSHION } from '../../shared/cascade/margin/axes.ts';
import { unitValue } from '../../shared/cascade/margin/contract.ts';
import { splitAccounts, splitRoom } from '../../shared/cascade/margin/splitting.ts';
import { maintenanceMargin, tiersOf } from '../../shared/cascade/margin/tiers.ts';
import { bankruptcyUnit, triggerPrice } from '../../shared/cascade/margin/trigger.ts';
import { COLUMN, OUTCOME_COLUMNS, type OutcomeColumn } from '../../shared/cascade/outcome.ts';
import { depthOf } from '../../shared/cascade/venue/depth/depth.ts';
import { pathOf } from './engine-run.ts';
import { difference } from './golden.ts';
import { between, markets } from './markets.ts';
import type { Scenario } from './scenario.ts';

function accountsOf({ accounts }: Scenario): Accounts {
  const into = allocateAccounts(accounts.length);
  accounts.forEach(({ side, quantity, entryPrice, collateral, owner }, i) => {
    into.side[i] = side;
    into.quantity[i] = quantity;
    into.entryPrice[i] = entryPrice;
    into.collateral[i] = collateral;
    into.owner[i] = owner;
  });
  return into;
}

const notionalOf = ({ rules }: Scenario, quantity: number) =>
  quantity * Math.abs(unitValue(rules.contract, rules.startPrice));

function split(scene: Scenario, cap: number): Accounts {
  const accounts = accountsOf(scene);
  const all = accounts.quantity.reduce((sum, own) => sum + notionalOf(scene, own), 0);
  const room = allocateAccounts(splitRoom(accounts.count, all, cap));
  const parts = splitAccounts(accounts, cap, scene.rules.contract, scene.rules.startPrice, room);
  expect(parts.count).toBeLessThanOrEqual(room.count);
  return parts;
}

/** Rows of `parts` that one account has become: they follow each other. */
function* families(scene: Scenario, parts: Accounts) {
  let row = 0;
  for (const [i, account] of scene.accounts.entries()) {
    const first = row;
    let held = 0;
    while (row < parts.count && held < account.quantity * (1 - 1e-9)) held += parts.quantity[row++]!;
    yield { i, account, first, count: row - first, held };
  }
  expect(row).toBe(parts.count);
}

describe('by hand', () => {
  // 70,000 of notional above a cap of 20,000: four accounts of 17,500. The tiers ask 200 + 2 % of the rest: 1,200 of
  // the whole, but 1 % of each part, 700 together.
  const tiers = tiersOf([
    { floor: 0, rate: 0.01, maxLeverage: 50 },
    { floor: 20_000, rate: 0.02, maxLeverage: 25 },
  ]);
  const whole = allocateAccounts(2);
  whole.side.set([1, -1]);
  whole.quantity.set([700, 200]);
  whole.entryPrice.set([100, 100]);
  whole.collateral.set([7_000, 5_000]);
  whole.owner.set([0, 1]);
  const parts = splitAccounts(whole, 20_000, 'linear', 100, allocateAccounts(6));

  it('makes the fewest equal accounts below the cap, of one owner; one on the cap stays whole', () => {
    expect(parts.count).toBe(5);
    expect([...parts.quantity.subarray(0, 5)]).toEqual([175, 175, 175, 175, 200]);
    expect([...parts.collateral.subarray(0, 5)]).toEqual([1_750, 1_750, 1_750, 1_750, 5_000]);
    expect([...parts.owner.subarray(0, 5)]).toEqual([0, 0, 0, 0, 1]);
    expect([...parts.side.subarray(0, 5)]).toEqual([1, 1, 1, 1, -1]);
  });

  it('lowers maintenance, moves the trigger away and leaves bankruptcy at 90', () => {
    expect([maintenanceMargin(tiers, 70_000), 4 * maintenanceMargin(tiers, 17_500)]).toEqual([1_200, 700]);
    const trigger = (quantity: number, collateral: number) =>
      triggerPrice('linear', tiers, 1, quantity, 100, collateral, 100);
    // 7,000 - 70,000 + 700 T = 0.02 (700 T) - 200, and 1,750 - 17,500 + 175 T = 0.01 (175 T).
    expect(trigger(700, 7_000)).toBeCloseTo(62_800 / 686, 12);
    expect(trigger(175, 1_750)).toBeCloseTo(15_750 / 173.25, 12);
    expect(bankruptcyUnit('linear', 1, 175, 100, 1_750)).toBe(90);
  });
});

describe('laws', () => {
  const scenes = markets({ balanced: true });

  it('splitting takes nothing and gives nothing: sides, quantity, collateral and owners stay', () => {
    fc.assert(
      fc.property(scenes, between(5, 300), (scene, percent) => {
        const cap = (percent / 100) * notionalOf(scene, scene.accounts[0]!.quantity);
        const parts = split(scene, cap);
        for (const { account, first, count, held } of families(scene, parts)) {
          const notional = notionalOf(scene, account.quantity);
          expect(count).toBe(Math.max(1, Math.ceil(notional / cap)));
          expect(Math.abs(held / account.quantity - 1)).toBeLessThan(1e-12);
          for (let row = first; row < first + count; row++) {
            expect(notionalOf(scene, parts.quantity[row]!)).toBeLessThanOrEqual(cap * (1 + 1e-12));
            expect(parts.quantity[row]).toBe(parts.quantity[first]);
            expect([parts.side[row], parts.owner[row]]).toEqual([account.side, account.owner]);
            expect(difference(parts.collateral[row]! * count, account.collateral)).toBeLessThan(1e-12);
          }
        }
      }),
    );
  });

  it('bankruptcy stays, the trigger moves no nearer to the mark, the cushion gets no wider, nobody loses the first one', () => {
    let moved = 0;
    fc.assert(
      fc.property(markets({ table: 1 }), between(1, 2), (scene, tier) => {
        const { contract, startPrice } = scene.rules;
        const tiers = tiersOf(scene.tiers);
        const parts = split(scene, tiers.floor[tier]!);
        const triggerOf = (side: number, quantity: number, entry: number, collateral: number) =>
          triggerPrice(contract, tiers, side, quantity, entry, collateral, startPrice);
        for (const { account, first, count } of families(scene, parts)) {
          const { side, quantity, entryPrice, collateral } = account;
          const [units, money] = [parts.quantity[first]!, parts.collateral[first]!];
          const bankrupt = bankruptcyUnit(contract, side, quantity, entryPrice, collateral);
          const own = bankruptcyUnit(contract, side, units, entryPrice, money);
          expect(difference(own, bankrupt)).toBeLessThan(1e-12);
          const before = triggerOf(side, quantity, entryPrice, collateral);
          const after = triggerOf(side, units, entryPrice, money);
          if (Number.isFinite(before)) {
            expect(side * (after - before)).toBeLessThanOrEqual(1e-12 * startPrice);
            if (count > 1 && side * (before - after) > 1e-9 * startPrice) moved++;
          }
          const equity =
            money + side * units * (unitValue(contract, startPrice) - unitValue(contract, entryPrice));
          const least = CUSHION * maintenanceMargin(tiers, notionalOf(scene, units));
          expect(equity).toBeGreaterThanOrEqual(least * (1 - 1e-12));
        }
      }),
    );
    expect(moved).toBeGreaterThan(100);
  });

  // Under one flat rate every part has the trigger and the bankruptcy of the whole.
  it('under a flat rate nothing comes of it but more accounts', () => {
    fc.assert(
      fc.property(
        markets({
          mechanism: 'full',
          table: 0,
          rules: { adl: { when: 'never' }, backstop: null, socialised: false },
        }),
        between(5, 300),
        (scene, percent) => {
          const cap = (percent / 100) * notionalOf(scene, scene.accounts[0]!.quantity);
          const [whole, parts] = [run(scene, accountsOf(scene)), run(scene, split(scene, cap))];
          const size = scene.accounts.reduce((sum, { quantity }) => sum + notionalOf(scene, quantity), 0);
          for (const column of ['moveFinal', 'liquidatedShare', 'rounds'] as OutcomeColumn[])
            expect([column, difference(parts(column), whole(column)) < 1e-9]).toEqual([column, true]);
          // Owners stand behind their parts, so the largest shortfall of one of them is what it was.
          for (const column of [
            'deficit',
            'deficitFirst',
            'deficitSecond',
            'badDebt',
            'openDeficit',
          ] as const)
            expect([column, Math.abs(parts(column) - whole(column)) < 1e-9 * size]).toEqual([column, true]);
        },
      ),
    );
  });

  function run(scene: Scenario, accounts: Accounts): (column: OutcomeColumn) => number {
    const { rules, depth, depthScale } = scene;
    const ladder = createLadder(accounts.count);
    fillLadder(ladder, accounts, tiersOf(scene.tiers), rules.contract, rules.startPrice);
    const row = new Float64Array(OUTCOME_COLUMNS.length);
    const law = depthOf(depth, rules.startPrice);
    createEngine(accounts.count).run(
      { ladder, rules, depth: law, shockPath: pathOf(scene), depthScale },
      row,
    );
    return (column) => row[COLUMN[column]]!;
  }

  it('refuses a cap that is none', () => {
    expect(() => splitAccounts(allocateAccounts(1), 0, 'linear', 100, allocateAccounts(1))).toThrow(
      'cap of a split account must be > 0, got 0',
    );
  });
});
