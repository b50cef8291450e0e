// The largest account of each side made larger (report.md 3.7): by hand, and what must hold of any accounts.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { allocateAccounts } from '../../shared/cascade/margin/accounts.ts';
import { marketUnder } from '../../shared/market/change.ts';
import { marketOf } from '../../shared/market/market.ts';
import { parseSnapshot } from '../../shared/market/snapshot.ts';
import { RICH } from '../sweep/worlds.ts';

type Row = { side: number; quantity: number; entryPrice: number; collateral: number };

const TIERS = [
  { floor: 0, rate: 0.01, maxLeverage: 50 },
  { floor: 3_000, rate: 0.05, maxLeverage: 10 },
];
const known = (rows: readonly Row[]) =>
  marketOf(parseSnapshot(JSON.stringify({ ...RICH, tiers: TIERS, positions: { kind: 'accounts', rows } })));
const grown = (rows: readonly Row[], times: number) => {
  const { side, quantity, entryPrice, collateral } = marketUnder(
    known(rows),
    { largestScale: times },
    'change',
  ).accounts!;
  return rows.map((_, i) => ({
    side: side[i]!,
    quantity: quantity[i]!,
    entryPrice: entryPrice[i]!,
    collateral: collateral[i]!,
  }));
};
const long = (quantity: number, collateral: number): Row => ({
  side: 1,
  quantity,
  entryPrice: 100,
  collateral,
});
const short = (quantity: number, collateral: number): Row => ({ ...long(quantity, collateral), side: -1 });

describe('the largest account of each side', () => {
  it('grows with its collateral, and the others of the side that lacks a counterparty in proportion', () => {
    // 20 more longs and 16 more shorts; the 4 that are lacking are a sixth of what the other shorts hold.
    const rows = [long(20, 400), long(20, 400), short(16, 800), short(12, 600), short(12, 600)];
    expect(grown(rows, 2)).toEqual([
      long(40, 800),
      long(20, 400),
      short(32, 1_600),
      short(14, 700),
      short(14, 700),
    ]);
  });

  it('posts what the tier of its new size demands, unless it posts less than its own tier’s today', () => {
    // 20 at 100 are 2,000 and may have leverage 50; 60 are 6,000 and may have 10.
    const met = [long(20, 40), long(10, 40), short(20, 39), short(10, 40)];
    expect(grown(met, 3).map(({ collateral }) => collateral)).toEqual([600, 40, 117, 40]);
  });

  it('that is alone on its side takes all that is lacking', () => {
    const rows = [long(10, 500), short(6, 500), short(4, 500)];
    // 10 more longs, 6 more shorts, and 4 for the other short.
    expect(grown(rows, 2)).toEqual([long(20, 1_000), short(12, 1_000), short(8, 1_000)]);
    const alone = [short(6, 600), long(4, 500), long(2, 500)];
    // The short takes 6 more; the longs 4, and 2 for the other.
    expect(grown(alone, 2)).toEqual([short(12, 1_200), long(8, 1_000), long(4, 1_000)]);
    const facing = [long(10, 500), short(8, 400)];
    // 10 more longs; the one short 8, and the 2 that it lacks.
    expect(grown(facing, 2)).toEqual([long(20, 1_000), short(18, 900)]);
  });

  it('leaves the difference of the sides, entries and who is largest as they were', () => {
    const row = fc.record({
      side: fc.constantFrom(1, -1),
      quantity: fc.double({ min: 0.01, max: 40, noNaN: true }),
      entryPrice: fc.double({ min: 90, max: 110, noNaN: true }),
      collateral: fc.double({ min: 1, max: 2_000, noNaN: true }),
    });
    const net = (rows: readonly Row[]) => rows.reduce((sum, own) => sum + own.side * own.quantity, 0);
    fc.assert(
      fc.property(
        fc.array(row, { minLength: 1, maxLength: 12 }),
        fc.double({ min: 1, max: 8, noNaN: true }),
        (others, times) => {
          const rows = [long(1, 100), short(1, 100), ...others];
          const after = grown(rows, times);
          expect(net(after)).toBeCloseTo(net(rows), 9);
          after.forEach((own, i) => {
            expect(own.entryPrice).toBe(rows[i]!.entryPrice);
            expect(own.quantity).toBeGreaterThanOrEqual(rows[i]!.quantity);
            // Nobody's leverage rises.
            expect(own.collateral / own.quantity).toBeGreaterThanOrEqual(
              (rows[i]!.collateral / rows[i]!.quantity) * (1 - 1e-12),
            );
          });
        },
      ),
    );
  });

  it('of an estimate grows in every path, and today’s positions stay', () => {
    const market = marketOf(parseSnapshot(JSON.stringify(RICH)));
    const drawn = (of: typeof market) => {
      const accounts = allocateAccounts(of.accountCount);
      of.estimator!.draw(1, 2, 3, accounts);
      return accounts.quantity;
    };
    const before = drawn(market);
    const after = drawn(marketUnder(market, { largestScale: 3 }, 'change'));
    expect(Math.max(...after)).toBe(3 * Math.max(...before));
    expect(drawn(market)).toEqual(before);
    expect(marketUnder(market, { largestScale: 1 }, 'change').estimator).toBe(market.estimator);
  });
});
