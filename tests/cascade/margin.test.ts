// Tiers, triggers, bankruptcy and the axes of model.md 1: venues' own examples, definitions, laws.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { allocateAccounts } from '../../shared/cascade/margin/accounts.ts';
import { applyAxes } from '../../shared/cascade/margin/axes.ts';
import { type Contract, unitValue } from '../../shared/cascade/margin/contract.ts';
import {
  maintenanceMargin,
  scaleMaintenance,
  type TierRow,
  tierAt,
  tiersOf,
} from '../../shared/cascade/margin/tiers.ts';
import { bankruptcyPrice, bankruptcyUnit, triggerPrice } from '../../shared/cascade/margin/trigger.ts';
import { difference, type Group, goldenGroup, rational } from './golden.ts';
import { between, tierTables } from './markets.ts';
import { trigger as oracleTrigger } from './oracle/margin.ts';

const flat = (rate: number) => tiersOf([{ floor: 0, rate, maxLeverage: 1 / rate }]);
const tables: Record<string, TierRow[]> = goldenGroup('tiers-recursion').tables;
const tableOf = (name: string) => tiersOf(tables[name]!);

describe('golden', () => {
  it('deductions follow from floors and rates, in every table', () => {
    for (const rows of Object.values(tables)) {
      const computed = tiersOf(rows.map(({ floor, rate, maxLeverage }) => ({ floor, rate, maxLeverage })));
      rows.forEach((row, k) => {
        expect(difference(computed.deduction[k]!, row.deduction!)).toBeLessThan(1e-12);
      });
      expect(tiersOf(rows).jumping).toBe(false);
    }
    for (const { maxLeverage1, cap, maxLeverage2, deduction2 } of goldenGroup('tiers-recursion')
      .hyperliquid) {
      const tiers = tiersOf([
        { floor: 0, rate: 1 / (2 * maxLeverage1), maxLeverage: maxLeverage1 },
        { floor: cap, rate: 1 / (2 * maxLeverage2), maxLeverage: maxLeverage2 },
      ]);
      expect(difference(tiers.deduction[1]!, rational(deduction2))).toBeLessThan(1e-12);
    }
  });

  it('maintenance margins', () => {
    for (const { table, notional, maintenance } of goldenGroup('maintenance-margin').cases)
      expect(difference(maintenanceMargin(tableOf(table), notional), maintenance)).toBeLessThan(1e-12);
  });

  it("the venue's own isolated examples, to the printed digit", () => {
    const { cases } = goldenGroup('binance-trigger-price');
    for (const one of cases.filter(({ name }: Group) => name.includes('isolated'))) {
      const tiers = tiersOf([{ floor: 0, rate: one.rate, maxLeverage: 1, deduction: one.deduction }]);
      const { side, quantity, entry, walletBalance } = one;
      // One tier with the deduction of the tier that holds there; not a table, so walk from the entry.
      const own = triggerPrice('linear', tiers, side, quantity, entry, walletBalance, entry);
      expect(Math.abs(own - one.printed)).toBeLessThan(0.005);
      expect(difference(own, one.exact)).toBeLessThan(1e-12);
    }
  });

  it('the tier is the one that holds at the trigger, not at entry', () => {
    for (const one of goldenGroup('self-consistent-tier').cases) {
      const tiers = tableOf(one.table);
      const { side, quantity, entry, collateral } = one;
      const own = triggerPrice('linear', tiers, side, quantity, entry, collateral, entry);
      expect(difference(own, one.trigger)).toBeLessThan(1e-12);
      expect(tierAt(tiers, quantity * own)).toBe(one.tierAtTrigger - 1);
      const bankrupt = bankruptcyPrice('linear', side, quantity, entry, collateral);
      expect(difference(bankrupt!, one.bankruptcy)).toBeLessThan(1e-12);
    }
  });

  it('inverse contracts, and what Kraken prints', () => {
    for (const one of goldenGroup('inverse-contract').cases) {
      const { side, quantity, entry, collateral, rate } = one;
      const own = triggerPrice('inverse', flat(rate), side, quantity, entry, collateral, entry);
      const bankrupt = bankruptcyPrice('inverse', side, quantity, entry, collateral)!;
      expect(difference(own, one.trigger)).toBeLessThan(1e-12);
      expect(difference(bankrupt, one.bankruptcy)).toBeLessThan(1e-12);
      if (one.printed) {
        expect(Math.abs(own - one.printed.trigger)).toBeLessThan(0.5);
        expect(Math.abs(bankrupt - one.printed.bankruptcy)).toBeLessThan(0.5);
      }
    }
  });

  it("Hyperliquid's formula", () => {
    for (const one of goldenGroup('hyperliquid-trigger').cases) {
      const tiers = flat(1 / (2 * one.maxLeverage));
      const own = triggerPrice('linear', tiers, one.side, one.quantity, one.price, one.margin, one.price);
      expect(difference(own, one.trigger)).toBeLessThan(1e-12);
    }
  });

  it('the cushion of a flat rate is the rate, whatever the leverage', () => {
    for (const { side, leverage, rate, triggerReturn, bankruptcyReturn, cushion } of goldenGroup(
      'flat-rate-geometry',
    ).cases) {
      const own = triggerPrice('linear', flat(rate), side, 1, 100, 100 / leverage, 100);
      const bankrupt = bankruptcyPrice('linear', side, 1, 100, 100 / leverage)!;
      expect(difference(own / 100 - 1, rational(triggerReturn))).toBeLessThan(1e-12);
      expect(difference(bankrupt / 100 - 1, rational(bankruptcyReturn))).toBeLessThan(1e-12);
      expect(difference(Math.abs(bankrupt / own - 1), rational(cushion))).toBeLessThan(1e-12);
    }
  });

  it('five accounts of a paper, one of which no price reaches', () => {
    for (const { side, quantity, collateral, bankruptcy, trigger } of goldenGroup('adl-five-accounts')
      .accounts) {
      const C = rational(collateral);
      const own = triggerPrice('linear', flat(0.1), side, quantity, 1, C, 1);
      const bankrupt = bankruptcyPrice('linear', side, quantity, 1, C);
      if (trigger === null) {
        expect(own).toBe(-Infinity);
        expect(bankrupt).toBeUndefined();
      } else {
        expect(difference(own, rational(trigger))).toBeLessThan(1e-12);
        expect(difference(bankrupt!, rational(bankruptcy))).toBeLessThan(1e-12);
      }
    }
  });
});

describe('by hand', () => {
  // 10 coins at 100 with 100 of collateral: worthless at 90; 4 % of 10 T is left at T = 900/9.6 = 93.75.
  it('a long of leverage ten with a rate of 4 %', () => {
    expect(bankruptcyPrice('linear', 1, 10, 100, 100)).toBe(90);
    expect(triggerPrice('linear', flat(0.04), 1, 10, 100, 100, 100)).toBe(93.75);
  });

  // The short: 1,100 - 10 T = 0.4 T, T = 1100/10.4.
  it('and a short', () => {
    expect(bankruptcyPrice('linear', -1, 10, 100, 100)).toBeCloseTo(110, 12);
    expect(triggerPrice('linear', flat(0.04), -1, 10, 100, 100, 100)).toBeCloseTo(1100 / 10.4, 12);
  });

  it('no price reaches an account whose collateral covers everything', () => {
    expect(triggerPrice('linear', flat(0.04), 1, 10, 100, 1_000, 100)).toBe(-Infinity);
    expect(bankruptcyPrice('linear', 1, 10, 100, 1_000)).toBeUndefined();
    // An inverse short loses at most 10/100 coins, when the coin is worth everything.
    expect(triggerPrice('inverse', flat(0.04), -1, 10, 100, 0.1, 100)).toBe(Infinity);
  });

  it('every price reaches an account whose equity is negative at all of them', () => {
    // A short that sold 10 at 100 and owes 1,200 already: 10 (100 - 0) - 1200 < 0 even at price zero.
    expect(triggerPrice('linear', flat(0.04), -1, 10, 100, -1_200, 100)).toBe(0);
    expect(triggerPrice('inverse', flat(0.04), 1, 10, 100, -0.2, 100)).toBe(Infinity);
  });

  // Maintenance jumps from 1 % to 2 % of all notional above 1,000. A short of 10 at 100 with 30: at 101 its
  // notional passes 1,010 with equity 20 < 20.2, but already just above 100 the requirement is 20.
  const jump = tiersOf([
    { floor: 0, rate: 0.01, maxLeverage: 50, deduction: 0 },
    { floor: 1_000, rate: 0.02, maxLeverage: 25, deduction: 0 },
  ]);
  it('a jumping table triggers at the jump where the requirement is not met behind it', () => {
    expect(jump.jumping).toBe(true);
    expect(triggerPrice('linear', jump, -1, 10, 100, 15, 99)).toBe(100);
    // With 30: 1030 - 10 T = 0.2 T, T = 1030/10.2, well behind the jump.
    expect(triggerPrice('linear', jump, -1, 10, 100, 30, 99)).toBeCloseTo(1030 / 10.2, 12);
    // A long at 100 is in the cheap tier and needs 10; 15 - 10 (100 - T) = 0.1 T.
    expect(triggerPrice('linear', jump, 1, 10, 100, 15, 100)).toBeCloseTo(985 / 9.9, 12);
  });

  it('an account on the very floor of a jumping table is reached there, though the floor belongs below', () => {
    // Notional 1,000 needs 10 of 15, the next cent of it 20.
    expect(maintenanceMargin(jump, 1_000)).toBe(10);
    expect(triggerPrice('linear', jump, -1, 10, 100, 15, 100)).toBe(100);
  });

  it('a jumping table triggers at the mark itself where it already asks too much', () => {
    // At 100.4 the long has 25 - 6 = 19 and needs 2 % of 1,004; at 100.7 it still had enough.
    expect(triggerPrice('linear', jump, 1, 10, 101, 25, 100.4)).toBe(100.4);
    expect(triggerPrice('linear', jump, 1, 10, 101, 25, 100.7)).toBeLessThan(100.7);
  });

  it('refuses a maintenance axis that asks for everything', () => {
    expect(() => scaleMaintenance(flat(0.5), 2)).toThrow('maintenance rate times 2 must be < 1, got 1');
  });
});

interface Position {
  readonly contract: Contract;
  readonly side: number;
  readonly quantity: number;
  readonly entry: number;
  readonly collateral: number;
}

const position: fc.Arbitrary<Position> = fc
  .record({
    contract: fc.constantFrom<Contract>('linear', 'inverse'),
    side: fc.constantFrom(1, -1),
    lots: between(1, 2_000),
    entry: between(50, 200),
    leverage: between(2, 100),
  })
  .map(({ contract, side, lots, entry, leverage }) => {
    const quantity = contract === 'linear' ? lots : 100 * lots;
    const notional = quantity * Math.abs(unitValue(contract, entry));
    return { contract, side, quantity, entry, collateral: notional / leverage };
  });

const notionalAt = ({ contract, quantity }: Position, price: number) =>
  quantity * Math.abs(unitValue(contract, price));
const equityAt = ({ contract, side, quantity, entry, collateral }: Position, price: number) =>
  collateral + side * quantity * (unitValue(contract, price) - unitValue(contract, entry));

/** A table of three or four tiers for the sizes of `position`. */
const table = fc.tuple(between(0, 1), between(5, 500)).map(([k, size]) => tierTables(100 * size)[k]!);
const triggerOf = (own: Position, tiers: readonly TierRow[], mark = own.entry) =>
  triggerPrice(own.contract, tiersOf(tiers), own.side, own.quantity, own.entry, own.collateral, mark);

describe('laws', () => {
  it('at the trigger, equity equals the maintenance margin of the tier that holds there', () => {
    fc.assert(
      fc.property(position, table, (own, tiers) => {
        const price = triggerOf(own, tiers);
        if (!Number.isFinite(price)) return;
        const notional = notionalAt(own, price);
        const gap = equityAt(own, price) - maintenanceMargin(tiersOf(tiers), notional);
        expect(Math.abs(gap)).toBeLessThan(1e-12 * Math.max(notional, notionalAt(own, own.entry)));
      }),
    );
  });

  it('an account is reached exactly where its equity is at or below maintenance', () => {
    fc.assert(
      fc.property(position, table, between(40, 250), (own, tiers, price) => {
        const trigger = triggerOf(own, tiers);
        const margin = equityAt(own, price) - maintenanceMargin(tiersOf(tiers), notionalAt(own, price));
        if (Math.abs(margin) < 1e-9 * notionalAt(own, price)) return;
        const reached = own.side > 0 ? price <= trigger : price >= trigger;
        expect(reached).toBe(margin < 0);
      }),
    );
  });

  it('a jumping table triggers at the first mark on the way out that does not meet it', () => {
    fc.assert(
      fc.property(position, between(5, 500), between(60, 180), (own, size, mark) => {
        const tiers = tierTables(100 * size)[2]!;
        const trigger = triggerOf(own, tiers, mark);
        const met = (price: number) =>
          equityAt(own, price) > maintenanceMargin(tiersOf(tiers), notionalAt(own, price));
        const steps = Array.from({ length: 400 }, (_, k) => mark * (1 - (own.side * k) / 500));
        for (const price of steps.slice(1)) {
          if (Math.abs(price / trigger - 1) < 1e-9) continue;
          const before = own.side > 0 ? price > trigger : price < trigger;
          // Before the trigger the table is met; how it looks behind does not matter.
          if (before) expect(met(price)).toBe(true);
        }
        if (Number.isFinite(trigger) && trigger !== mark) {
          const behind = trigger * (1 - own.side * 1e-9);
          expect(met(behind)).toBe(false);
        }
      }),
    );
  });

  it('is what the oracle finds by asking every tier, jumping tables included', () => {
    fc.assert(
      fc.property(position, between(0, 2), between(5, 500), between(60, 180), (own, k, size, mark) => {
        const tiers = tierTables(100 * size)[k]!;
        const { contract, side, quantity, entry, collateral } = own;
        const expected = oracleTrigger(contract, tiers, side, quantity, entry, collateral, mark);
        const obtained = triggerOf(own, tiers, mark);
        if (Number.isFinite(expected)) expect(difference(obtained, expected)).toBeLessThan(1e-12);
        else expect(obtained).toBe(expected);
      }),
    );
  });

  it('a long is bankrupt below its trigger below its entry, a short above', () => {
    fc.assert(
      fc.property(position, table, (own, tiers) => {
        const trigger = triggerOf(own, tiers);
        const enough = own.collateral > maintenanceMargin(tiersOf(tiers), notionalAt(own, own.entry));
        if (!Number.isFinite(trigger) || !enough) return;
        const bankrupt = bankruptcyPrice(own.contract, own.side, own.quantity, own.entry, own.collateral)!;
        expect(own.side * (own.entry - trigger)).toBeGreaterThan(0);
        expect(own.side * (trigger - bankrupt)).toBeGreaterThan(0);
        expect(Math.abs(equityAt(own, bankrupt))).toBeLessThan(1e-9 * notionalAt(own, own.entry));
      }),
    );
  });

  it('the trigger goes to the bankruptcy price as rates go to zero', () => {
    fc.assert(
      fc.property(position, table, (own, tiers) => {
        const bankrupt = bankruptcyPrice(own.contract, own.side, own.quantity, own.entry, own.collateral);
        if (bankrupt === undefined) return;
        const low = scaleMaintenance(tiersOf(tiers), 1e-9);
        const { contract, side, quantity, entry, collateral } = own;
        const trigger = triggerPrice(contract, low, side, quantity, entry, collateral, entry);
        expect(difference(trigger, bankrupt)).toBeLessThan(1e-9);
      }),
    );
  });

  it('maintenance is continuous and convex, and its share of notional never falls', () => {
    fc.assert(
      fc.property(table, between(1, 90_000), between(1, 9_000), (rows, low, step) => {
        const tiers = tiersOf(rows);
        const [a, b, c] = [low, low + step, low + 2 * step].map((N) => maintenanceMargin(tiers, N));
        expect(a! + c! - 2 * b!).toBeGreaterThanOrEqual(-1e-12 * c!);
        expect(b! / (low + step)).toBeGreaterThanOrEqual((a! / low) * (1 - 1e-12));
        rows.forEach(({ floor }, k) => {
          if (k === 0) return;
          expect(tierAt(tiers, floor)).toBe(k - 1);
          const above = tiers.rate[k]! * floor - tiers.deduction[k]!;
          expect(difference(maintenanceMargin(tiers, floor), above)).toBeLessThan(1e-12);
        });
      }),
    );
  });

  it('two halves of an account trigger no earlier than the whole, and are bankrupt where it is', () => {
    fc.assert(
      fc.property(position, table, (own, tiers) => {
        const half = { ...own, quantity: own.quantity / 2, collateral: own.collateral / 2 };
        const [whole, split] = [triggerOf(own, tiers), triggerOf(half, tiers)];
        if (Number.isFinite(whole)) expect(own.side * (whole - split)).toBeGreaterThanOrEqual(-1e-9 * whole);
        const unit = (one: Position) =>
          bankruptcyUnit(one.contract, one.side, one.quantity, one.entry, one.collateral);
        expect(difference(unit(half), unit(own))).toBeLessThan(1e-12);
      }),
    );
  });
});

describe('axes', () => {
  const accountsOf = (own: readonly Position[]) => {
    const accounts = allocateAccounts(own.length);
    own.forEach(({ side, quantity, entry, collateral }, i) => {
      accounts.side[i] = side;
      accounts.quantity[i] = quantity;
      accounts.entryPrice[i] = entry;
      accounts.collateral[i] = collateral;
    });
    return accounts;
  };
  const linear = (side: number, quantity: number, entry: number, collateral: number): Position => ({
    contract: 'linear',
    side,
    quantity,
    entry,
    collateral,
  });

  // Leverage 10 at entry; twice the leverage halves the collateral, and at 100 the 20 left is more than 1.1
  // times 1 % of 1,000.
  it('doubling leverage halves collateral', () => {
    const into = allocateAccounts(1);
    const own = accountsOf([linear(1, 10, 100, 100)]);
    const clamped = applyAxes(own, flat(0.01), 'linear', 100, 2, into);
    expect([into.collateral[0], clamped]).toEqual([50, { share: 0, money: 0 }]);
  });

  it('leverage one leaves collateral as observed, also below what the table demands', () => {
    const tiers = tiersOf([{ floor: 0, rate: 0.01, maxLeverage: 20 }]);
    const into = allocateAccounts(1);
    applyAxes(accountsOf([linear(1, 10, 100, 30)]), tiers, 'linear', 100, 1, into);
    expect(into.collateral[0]).toBe(30);
  });

  it('more leverage stops at the maximum of the tier', () => {
    const tiers = tiersOf([{ floor: 0, rate: 0.01, maxLeverage: 20 }]);
    const into = allocateAccounts(1);
    applyAxes(accountsOf([linear(1, 10, 100, 100)]), tiers, 'linear', 100, 5, into);
    expect(into.collateral[0]).toBe(50); // 1,000 / 20
  });

  // Bought at 110, now 100: 10 x 10 lost of 105. Needs 1.1 x 1 % of 1,000 = 11, has 5: raised by 6.
  it('whoever stands within a tenth of maintenance is raised to it and counted', () => {
    const into = allocateAccounts(2);
    const own = accountsOf([linear(1, 10, 110, 105), linear(-1, 30, 100, 3_000)]);
    const clamped = applyAxes(own, flat(0.01), 'linear', 100, 1, into);
    expect(into.collateral[0]).toBeCloseTo(111, 12);
    expect(clamped.share).toBe(10 / 40);
    expect(clamped.money).toBeCloseTo(6, 12);
  });

  it('after the cushion nobody is reached at the start price', () => {
    fc.assert(
      fc.property(
        fc.array(position, { minLength: 1, maxLength: 20 }),
        table,
        between(1, 400),
        (rows, tiers, lambda) => {
          const contract = rows[0]!.contract;
          const into = allocateAccounts(rows.length);
          const own = accountsOf(rows.map((row) => ({ ...row, contract })));
          applyAxes(own, tiersOf(tiers), contract, 100, lambda / 100, into);
          for (let i = 0; i < rows.length; i++) {
            const trigger = triggerPrice(
              contract,
              tiersOf(tiers),
              into.side[i]!,
              into.quantity[i]!,
              into.entryPrice[i]!,
              into.collateral[i]!,
              100,
            );
            expect(into.side[i]! > 0 ? trigger < 100 : trigger > 100).toBe(true);
          }
        },
      ),
    );
  });

  it('a higher maintenance rate triggers earlier and leaves bankruptcy where it was', () => {
    fc.assert(
      fc.property(position, table, between(100, 1_000), (own, tiers, percent) => {
        const { contract, side, quantity, entry, collateral } = own;
        const at = (multiple: number) =>
          triggerPrice(
            contract,
            scaleMaintenance(tiersOf(tiers), multiple),
            side,
            quantity,
            entry,
            collateral,
            entry,
          );
        const [now, more] = [at(1), at(percent / 100)];
        if (Number.isFinite(now)) expect(side * (more - now)).toBeGreaterThanOrEqual(-1e-12 * now);
      }),
    );
  });

  it('the maintenance axis caps leverage at one over the rate', () => {
    const tiers = scaleMaintenance(tiersOf([{ floor: 0, rate: 0.02, maxLeverage: 50 }]), 2);
    expect([tiers.rate[0], tiers.maxLeverage[0]]).toEqual([0.04, 25]);
  });
});
