import fc from 'fast-check';
import { expect, it } from 'vitest';
import { maintenanceMargin, tiersOf } from '../../shared/cascade/margin/tiers.ts';
import { marketOf } from '../../shared/market/market.ts';
import { parseSnapshot } from '../../shared/market/snapshot.ts';
import { MOST_COST, shockedDepth } from '../../shared/risk/tiers/closing-cost.ts';
import { gapOf } from '../../shared/risk/tiers/gap.ts';
import { phaseIn, tierConsequences } from '../../shared/risk/tiers/tier-consequences.ts';
import {
  clampedPpm,
  exactRatioPpm,
  maxLeverageOf,
  ppmUp,
  wantedPpm,
  wholeUnits,
} from '../../shared/risk/tiers/tier-rate.ts';
import { candidateTiers } from '../../shared/risk/tiers/tier-table.ts';
import { parseSweep } from '../../shared/sweep/parse-sweep.ts';
import { snapshot, sweepText } from './scene.ts';

const market = (changes: Record<string, unknown> = {}) =>
  marketOf(parseSnapshot(JSON.stringify(snapshot(changes))));
const sweep = (changes: Parameters<typeof sweepText>[0] = {}) => parseSweep(sweepText(changes));
const tierTable = (changes: Record<string, unknown>) => ({ ...sweep().tierTable, ...changes });

it('1.1 % + 0.25 % + 0.05 % with a buffer of 25 % is exactly 1.75 %, where doubles would say 2 %', () => {
  const need = { gapPpm: ppmUp(0.011), impactPpm: ppmUp(0.0025), feePpm: ppmUp(0.0005) };
  expect(wantedPpm(need, 250_000, 2_500)).toBe(17_500);
  expect(Math.ceil(((0.011 + 0.0025 + 0.0005) * 1.25) / 0.0025) * 0.0025).toBeCloseTo(0.02, 12);
});

it('the wanted rate is the smallest multiple of the step that covers the need with its buffer', () => {
  const ppm = fc.integer({ min: 0, max: 400_000 });
  fc.assert(
    fc.property(
      ppm,
      ppm,
      ppm,
      fc.integer({ min: 0, max: 1_000_000 }),
      fc.integer({ min: 1, max: 10_000 }),
      (gapPpm, impactPpm, feePpm, buffer, step) => {
        const rate = wantedPpm({ gapPpm, impactPpm, feePpm }, buffer, step);
        const needed = BigInt(gapPpm + impactPpm + feePpm) * BigInt(1_000_000 + buffer);
        expect(rate % step).toBe(0);
        expect(BigInt(rate) * 1_000_000n >= needed).toBe(true);
        expect(BigInt(rate - step) * 1_000_000n < needed || rate === 0).toBe(true);
      },
    ),
  );
});

it('a clamped rate lies between the current one and the clamp, on the step or where it was', () => {
  const rate = fc.integer({ min: 1, max: 500_000 });
  fc.assert(
    fc.property(
      rate,
      rate,
      fc.integer({ min: 0, max: 1_000_000 }),
      fc.integer({ min: 1, max: 5_000 }),
      (current, wanted, clamp, step) => {
        const { ppm, clamped } = clampedPpm(current, wanted, clamp, step);
        expect(Math.abs(ppm - current) * 1_000_000).toBeLessThanOrEqual(current * clamp);
        if (!clamped) expect(ppm).toBe(wanted);
        else if (wanted > current) expect(ppm).toBeGreaterThanOrEqual(current);
        else expect(ppm).toBeLessThanOrEqual(current);
        if (clamped) expect(ppm % step === 0 || ppm === current).toBe(true);
      },
    ),
  );
});

it('a step wider than the clamp changes nothing: 0.35 % may not become 0.25 % on its way up', () => {
  expect(clampedPpm(3_500, 65_000, 250_000, 2_500)).toEqual({ ppm: 3_500, clamped: true });
  expect(clampedPpm(3_500, 65_000, 250_000, 250)).toEqual({ ppm: 4_250, clamped: true });
});

it('decimals become whole numbers by their digits, not by multiplication', () => {
  expect(0.57 * 100).not.toBe(57);
  expect(wholeUnits(0.57, 100n, 'floor')).toBe(57n);
  expect(wholeUnits(123_456_789.12345678, 100_000_000n, 'floor')).toBe(12_345_678_912_345_678n);
  expect(wholeUnits(1e21, 100n, 'floor')).toBe(10n ** 23n);
  expect(() => wholeUnits(0.001, 100n, 'snapshot.tiers.1.floor')).toThrow(
    'snapshot.tiers.1.floor must be a multiple of 1/100, got 0.001',
  );
  expect([ppmUp(0.021), ppmUp(0.0210000001), ppmUp(1e-7), ppmUp(0), ppmUp(2.5e-6)]).toEqual([
    21_000, 21_001, 1, 0, 3,
  ]);
  expect(() => ppmUp(Number.NaN)).toThrow('fraction must be a number >= 0, got NaN');
});

it('maximum leverage is the largest whole one that leaves the tier’s ratio of initial to maintenance', () => {
  expect(maxLeverageOf(32_500, 2_000_000)).toBe(15);
  expect(exactRatioPpm(50, 0.01)).toBe(2_000_000);
  expect(exactRatioPpm(100, 0.0035)).toBe(2_857_143); // 2.857142857... rounded up
  expect(maxLeverageOf(900_000, 2_000_000)).toBe(1);
});

it('the gap is the bound of a rank counted from the largest move, worse side', () => {
  // 1,000 windows: the 99.5 % quantile's upper rank is 999, the second largest: 4 % down, 3 % up.
  const history = market().snapshot.history;
  expect(gapOf(history, 3_600, 995_000)).toEqual({ ppm: 40_000, windows: 1_000, flags: [] });
  // Too few windows for 99.9 %: the largest, flagged.
  expect(gapOf(history, 3_600, 999_500)).toEqual({
    ppm: 60_000,
    windows: 1_000,
    flags: ['GAP_NO_FINITE_BOUND'],
  });
  // A median lies far below the five listed moves: the smallest listed is still an upper bound.
  expect(gapOf(history, 3_600, 500_000)).toEqual({
    ppm: 10_000,
    windows: 1_000,
    flags: ['GAP_LIST_TOO_SHORT'],
  });
  expect(() => gapOf(history, 60, 995_000)).toThrow(
    'sweep.tierTable.windowSeconds must be one of 3600, got 60',
  );
});

it('closing costs what the depth after the shock takes, sold or bought', () => {
  // Exponential depth: average of exp(-v/10000) over 2,000 is (1 - exp(-0.2))/0.2, so the cost is 9.365 %.
  const down = shockedDepth(market(), sweep(), 'down');
  expect(down.cost(2_000)).toBeCloseTo(1 - (1 - Math.exp(-0.2)) / 0.2, 12);
  const up = shockedDepth(market(), sweep(), 'up');
  expect(up.cost(2_000)).toBeCloseTo((Math.exp(0.2) - 1) / 0.2 - 1, 12);
  expect(down.cost(0)).toBe(0);
  expect([down.price, up.price]).toEqual([90, expect.closeTo(110, 12)]);
});

it('the additive law costs more of a lower price', () => {
  // 0.001 a coin: selling 2,000 from 90 fills at 89 on average, buying them from 110 at 111.
  const linear = market({ depth: { kind: 'law', law: { law: 'linear', slope: 0.001 } } });
  expect(shockedDepth(linear, sweep(), 'down').cost(2_000)).toBeCloseTo(1 / 90, 12);
  expect(shockedDepth(linear, sweep(), 'up').cost(2_000)).toBeCloseTo(1 / 110, 12);
});

it('an inverse contract pays in coin: selling costs more than the price says, buying less', () => {
  const inverse = market({
    market: { ...snapshot().market, contract: 'inverse', settlementCurrency: 'BTC', openInterest: 100_000 },
    positions: {
      kind: 'accounts',
      rows: [
        { side: 1, quantity: 100_000, entryPrice: 100, collateral: 100 },
        { side: -1, quantity: 100_000, entryPrice: 100, collateral: 100 },
      ],
    },
    tiers: [{ floor: 0, rate: 0.01, maxLeverage: 50 }],
  });
  expect(shockedDepth(inverse, sweep(), 'down').cost(2_000)).toBeCloseTo((Math.exp(0.2) - 1) / 0.2 - 1, 12);
  expect(shockedDepth(inverse, sweep(), 'up').cost(2_000)).toBeCloseTo(1 - (1 - Math.exp(-0.2)) / 0.2, 12);
});

it('what nobody would take cannot be closed, and what everybody would take ends at the highest price', () => {
  const levels = { kind: 'levels', reference: 100, bids: [[99, 10]], asks: [[101, 10]], beyond: 'stop' };
  const stop = shockedDepth(market({ depth: levels }), sweep(), 'down');
  expect([stop.cost(10), stop.isBeyond(10)]).toEqual([1 - 0.99, false]);
  expect([stop.cost(10.1), stop.isBeyond(10.1)]).toEqual([MOST_COST, true]);
  const hole = market({ depth: { kind: 'law', law: { law: 'exponential', beta: 1 } } });
  // The price grows e-fold with each unit up to a thousandfold, for which 999 is paid, and stays there.
  const climb = Math.log(1_000);
  const paid = 999 + 1_000 * (1_000 - climb);
  expect(shockedDepth(hole, sweep(), 'up').cost(1_000)).toBeCloseTo(paid / 1_000 - 1, 9);
});

it('makers who left make closing dearer', () => {
  const gone = market({
    rules: {
      ...snapshot().rules,
      withdrawal: [
        [0, 1],
        [0.2, 0.5],
      ],
    },
  });
  // At a move of 10 % three quarters are left.
  expect(shockedDepth(gone, sweep(), 'down').cost(1_500)).toBeCloseTo(
    shockedDepth(market(), sweep(), 'down').cost(2_000),
    12,
  );
});

it('the table of a market worked by hand', () => {
  const { rows, tiers, kind, changed } = candidateTiers(market(), sweep(), null);
  // Tier 1: after a fall to 90 the cap of 10,000 is 111.1 coins, sold at 1 - (1-exp(-0.0111))/0.0111 = 0.5536 %; after
  // the rise it is 90.9 coins, bought at 0.4559 %. Gap 4 %, fee 0.05 %: (40,000 + 5,536 + 500) x 1.25 = 57,545 -> 58,000
  // on the step of 500. Clamp: 10,000 -> 12,500.
  expect(rows[0]).toMatchObject({
    tier: 1,
    from: '0',
    to: '1000000', // cents
    currentPpm: 10_000,
    gapPpm: 40_000,
    impactPpm: 5_536,
    feePpm: 500,
    wantedPpm: 58_000,
    recommendedPpm: 12_500,
    driver: 'clamp',
    clamped: true,
    currentMaxLeverage: 50,
    recommendedMaxLeverage: 40,
    recommendedDeduction: '0',
  });
  expect(rows[1]).toMatchObject({
    currentPpm: 20_000,
    recommendedPpm: 25_000,
    recommendedMaxLeverage: 20,
    recommendedDeduction: '125',
  });
  // Top tier, open: the largest position, 1,000 coins: impact (exp(0.1)-1)/0.1 - 1 = 5.1710 %.
  expect(rows[2]).toMatchObject({
    to: null,
    impactPpm: 51_710,
    recommendedPpm: 62_500,
    recommendedMaxLeverage: 8,
    recommendedDeduction: '2000',
  });
  expect(tiers[1]).toEqual({ floor: 10_000, rate: 0.025, maxLeverage: 20, deduction: 125 });
  expect([kind, changed]).toEqual(['recursion', true]);
});

it('takes a cap at the price after the design shock: fewer contracts of an inverse one after a fall, more after a rise', () => {
  const inverse = market({
    market: { ...snapshot().market, contract: 'inverse', settlementCurrency: 'BTC', openInterest: 100_000 },
    tiers: [
      { floor: 0, rate: 0.01, maxLeverage: 50 },
      { floor: 10, rate: 0.02, maxLeverage: 25 },
    ],
    positions: {
      kind: 'accounts',
      rows: [
        { side: 1, quantity: 100_000, entryPrice: 100, collateral: 100 },
        { side: -1, quantity: 100_000, entryPrice: 100, collateral: 100 },
      ],
    },
  });
  const { rows } = candidateTiers(inverse, sweep(), null);
  // 10 coins are 900 contracts at 90 and 1,100 at 110. Sold, 1/D averages (exp(0.09)-1)/0.09, a cost of 4.638 %;
  // bought, (1-exp(-0.11))/0.11, a cost of 5.305 %.
  expect(rows[0]!.impactPpm).toBe(Math.ceil(1e6 * (1 - (1 - Math.exp(-0.11)) / 0.11)));
});

it('deductions are those of the recursion, exact, so that the core takes the table for continuous', () => {
  const floors = fc.uniqueArray(fc.integer({ min: 1, max: 1_000_000 }), { minLength: 0, maxLength: 12 });
  fc.assert(
    fc.property(floors, fc.integer({ min: 500, max: 20_000 }), (cents, step) => {
      const tiers = [0, ...cents.sort((a, b) => a - b)].map((floor, k) => {
        const rate = (step * (k + 1)) / 1_000_000;
        return { floor: floor / 100, rate, maxLeverage: Math.max(1, Math.floor(0.5 / rate)) };
      });
      const { tiers: proposed, rows } = candidateTiers(market({ tiers }), sweep(), null);
      const table = tiersOf(proposed);
      expect(table.jumping).toBe(false);
      rows.forEach((row, k) => {
        const edge = proposed[k]!.floor;
        if (k === 0) return;
        expect(row.recommendedPpm).toBeGreaterThanOrEqual(rows[k - 1]!.recommendedPpm);
        expect(row.recommendedMaxLeverage).toBeLessThanOrEqual(rows[k - 1]!.recommendedMaxLeverage);
        const [below, above] = [maintenanceMargin(table, edge), maintenanceMargin(table, edge * (1 + 1e-12))];
        expect(Math.abs(above - below)).toBeLessThan(1e-6 * (1 + below));
      });
    }),
  );
});

it('a table on the whole value stays one; one with deductions of its own gets the recursion, flagged', () => {
  const whole = [
    { floor: 0, rate: 0.01, maxLeverage: 50, deduction: 0 },
    { floor: 10_000, rate: 0.02, maxLeverage: 25, deduction: 0 },
  ];
  const jumping = candidateTiers(market({ tiers: whole }), sweep(), null);
  expect(jumping.kind).toBe('whole-value');
  expect(jumping.tiers.map(({ deduction }) => deduction)).toEqual([0, 0]);
  const odd = candidateTiers(market({ tiers: [whole[0], { ...whole[1], deduction: 40 }] }), sweep(), null);
  expect(odd.kind).toBe('recursion');
  expect(odd.rows[1]!.flags).toContain('DEDUCTIONS_BY_RECURSION');
  expect(odd.rows[1]!.recommendedDeduction).toBe('125');
});

it('lowers only after an adequate night and with permission, and an unchanged tier keeps its leverage to the digit', () => {
  const generous = market({ tiers: [{ floor: 0, rate: 0.3, maxLeverage: 3 }] });
  const allowed = sweep({ tierTable: tierTable({ allowLowering: true }) });
  const held = (word: 'adequate' | 'watch' | null, settings = allowed) =>
    candidateTiers(generous, settings, word).rows[0]!;
  expect(held('watch')).toMatchObject({ recommendedPpm: 300_000, driver: 'held', recommendedMaxLeverage: 3 });
  expect(held(null).flags).toContain('LOWERING_HELD');
  expect(held('adequate', sweep())).toMatchObject({ recommendedPpm: 300_000, driver: 'held' });
  // Clamped on the way down: a quarter at most.
  expect(held('adequate')).toMatchObject({ recommendedPpm: 225_000, driver: 'clamp', clamped: true });
  expect(candidateTiers(generous, sweep(), null).changed).toBe(false);
});

it('a rate never passes 1, however deep the hole', () => {
  const deep = market({
    depth: { kind: 'law', law: { law: 'exponential', beta: 1 } },
    tiers: [{ floor: 0, rate: 0.9, maxLeverage: 1 }],
  });
  const [row] = candidateTiers(deep, sweep({ tierTable: tierTable({ clampPpm: 10_000_000 }) }), null).rows;
  expect(row!.recommendedPpm).toBe(999_500);
  expect(row!.recommendedMaxLeverage).toBe(1);
});

it('a higher tier is never below its neighbour', () => {
  const flat = market({
    tiers: [
      { floor: 0, rate: 0.02, maxLeverage: 25 },
      { floor: 10_000, rate: 0.02, maxLeverage: 25 },
    ],
  });
  const rows = candidateTiers(flat, sweep({ tierTable: tierTable({ stepPpm: 1 }) }), null).rows;
  expect(rows[1]!.recommendedPpm).toBeGreaterThanOrEqual(rows[0]!.recommendedPpm);
});

it('what the change means to the holders, worked by hand', () => {
  const own = market();
  const candidate = candidateTiers(own, sweep(), null);
  const { byTier, total } = tierConsequences(own, sweep(), candidate);
  // Tier 2 holds the 35,000 position with 1,500 margin: initial 1,400 -> 1,750, 250 more; maintenance
  // 0.025 x 35,000 - 125 = 750, held.
  expect(byTier[1]).toMatchObject({ accounts: 1, newlyUnderInitial: 1, liquidatedByChange: 0 });
  expect(byTier[1]!.extraMargin).toBeCloseTo(250, 9);
  expect(byTier[1]!.shareOfOpenInterest).toBeCloseTo(0.175, 12);
  expect(total.accounts).toBe(4);
  expect(total.shareOfOpenInterest).toBeCloseTo(1, 12);
});

it('counts whom the change itself would liquidate, and phases it in', () => {
  const tight = market({
    positions: {
      kind: 'accounts',
      rows: [
        { side: 1, quantity: 80, entryPrice: 100, collateral: 90 }, // 8,000: maintenance 80 -> 100
        { side: -1, quantity: 80, entryPrice: 100, collateral: 70 }, // under maintenance already: not the change
        { side: 1, quantity: 80, entryPrice: 100, collateral: 150 }, // under initial margin already, and held
        { side: 1, quantity: 80, entryPrice: 100, collateral: 180 }, // 160 was enough, 200 is asked
      ],
    },
  });
  const candidate = candidateTiers(tight, sweep(), null);
  const { byTier } = tierConsequences(tight, sweep(), candidate);
  expect(byTier[0]).toMatchObject({ accounts: 4, liquidatedByChange: 1, newlyUnderInitial: 1 });
  expect(phaseIn(candidate.rows[0]!, 1, sweep().tierTable)).toEqual([
    { daysAfterApproval: 0, applies: 'new positions', ppm: 12_500 },
    { daysAfterApproval: 7, applies: 'present positions', ppm: 12_500 },
  ]);
  expect(phaseIn(candidate.rows[0]!, 0, sweep().tierTable)).toEqual([]);
  // Raised beyond the clamp by its neighbour: in steps of a quarter.
  const far = { ...candidate.rows[0]!, currentPpm: 10_000, recommendedPpm: 16_000 };
  expect(phaseIn(far, 1, sweep().tierTable).map(({ ppm }) => ppm)).toEqual([16_000, 12_500, 15_625, 16_000]);
});

it('plan and report make the same table', () => {
  expect(candidateTiers(market(), sweep(), 'watch')).toEqual(candidateTiers(market(), sweep(), 'watch'));
});
