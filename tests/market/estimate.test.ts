// The definition is model.md section 9. The oracle below is the obvious program: it tests survival with the
// equity and the requirement at each later extreme instead of a trigger price, and looks for each
// account's entry from the start.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type Accounts, allocateAccounts } from '../../shared/cascade/margin/accounts.ts';
import { type Contract, unitValue } from '../../shared/cascade/margin/contract.ts';
import { maintenanceMargin, tierAt, tiersOf } from '../../shared/cascade/margin/tiers.ts';
import { exp } from '../../shared/cascade/numbers/math.ts';
import { normals, uniforms } from '../../shared/cascade/numbers/random.ts';
import { type EstimateMarket, estimatorOf } from '../../shared/market/estimate.ts';
import { marketOf } from '../../shared/market/market.ts';
import type { EstimatedPositions } from '../../shared/market/positions.ts';
import { parseSnapshot } from '../../shared/market/snapshot.ts';
import { EXAMPLE } from './example-snapshot.ts';

const DAY = 86_400;

interface Side {
  readonly before: Float64Array;
  readonly after: Float64Array;
}
const FLAT = tiersOf([{ floor: 0, rate: 0.01, maxLeverage: 50 }]);

// Two bars a day apart, the later one ending now. 90-110 then 99-101; half of the volume of the first is gone.
const BARS = { endTimeSeconds: [0, 10 * DAY], low: [90, 99], high: [110, 101], volume: [16, 8] };
const hand: EstimatedPositions = {
  kind: 'estimated',
  accountsPerSide: { long: 8, short: 8 },
  sizeDispersion: 0,
  ageHalfLifeDays: 10,
  leverageMix: { leverage: [2, 20], long: [0.5, 0.5], short: [0.5, 0.5] },
  bars: BARS,
};
const handMarket: EstimateMarket = {
  contract: 'linear',
  startPrice: 100,
  openInterest: 80,
  tiers: FLAT,
  asOfSeconds: 10 * DAY,
};

function draw(positions: EstimatedPositions, market: EstimateMarket, path = 0, seedLow = 1): Accounts {
  const estimator = estimatorOf(positions, market);
  const accounts = allocateAccounts(estimator.count);
  estimator.draw(seedLow, 0, path, accounts);
  return accounts;
}

it('enters where volume was traded and later prices have not liquidated: a case by hand', () => {
  // First bar: 92.5, 97.5, 102.5, 107.5, weight 16 / 2 / 4 x 0.5 = 1 each for leverage 2 and 20.
  // Second: 99.25, 99.75, 100.25, 100.75, weight 8 / 4 x 0.5 = 1 each.
  // A long of leverage 20 triggers at 0.95 / 0.99 of its entry: 102.5 -> 98.36, not reached by the later
  // low of 99; 107.5 -> 103.2, reached. So 15 of 16 weights of 1 survive. Eight accounts of 10 coins
  // stand 15/8 apart, from U x 15/8 on: of the first bar's 7 entries between 3 and 4 accounts.
  const { side, quantity, entryPrice, collateral } = draw(hand, handMarket);
  const longs = [...entryPrice.slice(0, 8)];
  const bar = longs.map((price) => (price < 99 || price > 101 ? 0 : 1));
  expect([...side]).toEqual([1, 1, 1, 1, 1, 1, 1, 1, -1, -1, -1, -1, -1, -1, -1, -1]);
  expect([...quantity]).toEqual(new Array(16).fill(10));
  expect(bar).toEqual([...bar].sort());
  expect([3, 4]).toContain(bar.indexOf(1));
  for (let i = 0; i < 16; i++) {
    const leverage = (quantity[i]! * entryPrice[i]!) / collateral[i]!;
    expect([2, 20].some((own) => Math.abs(leverage - own) < 1e-12)).toBe(true);
    if (i < 8 && entryPrice[i] === 107.5) expect(leverage).toBeCloseTo(2, 12);
  }
});

it('drops the short ghosts too: entered at 92.5 with leverage 20, gone at 101', () => {
  // A short of leverage 20 triggers at 1.05 / 1.01 of its entry: 92.5 -> 96.2, and the later high is 101.
  for (let path = 0; path < 50; path++) {
    const { entryPrice, quantity, collateral } = draw(hand, handMarket, path);
    for (let i = 8; i < 16; i++) {
      if (entryPrice[i] === 92.5) expect((quantity[i]! * 92.5) / collateral[i]!).toBeCloseTo(2, 12);
    }
  }
});

it('tilts what is opened, and sets apart what does not stand: a case by hand', () => {
  // Tilt -1: 0.5 / 2 and 0.5 / 20 are 10 to 1. Of 220 longs over one bar that nothing has closed, 20 % do not
  // stand: 44 at 1.01, 160 at 2 and 16 at 20, each give or take the one that systematic sampling may shift.
  const positions: EstimatedPositions = {
    ...hand,
    accountsPerSide: { long: 220, short: 110 },
    leverageTilt: -1,
    standingShare: { long: 0.8, short: 1 },
    bars: { endTimeSeconds: [0], low: [99.9], high: [100.1], volume: [1] },
  };
  const { quantity, entryPrice, collateral } = draw(positions, handMarket);
  const held = (from: number, to: number) => {
    const counts = new Map([1.01, 2, 20].map((leverage) => [leverage, 0]));
    for (let i = from; i < to; i++) {
      const leverage = Number(((quantity[i]! * entryPrice[i]!) / collateral[i]!).toFixed(9));
      counts.set(leverage, counts.get(leverage)! + 1);
    }
    return [...counts.values()];
  };
  for (const [counts, expected] of [
    [held(0, 220), [44, 160, 16]],
    [held(220, 330), [0, 100, 10]],
  ] as const) {
    // Four prices of the bar, so the share of each is met four times over.
    for (const [k, count] of counts.entries()) expect(Math.abs(count - expected[k]!)).toBeLessThanOrEqual(4);
  }
  expect(held(220, 330)[0]).toBe(0);
});

it('refuses when later prices have closed everything, naming the side', () => {
  const fallen: EstimateMarket = { ...handMarket, startPrice: 40 };
  expect(() => estimatorOf(hand, fallen)).toThrow(
    'snapshot.positions.leverageMix.long must leave entries that later prices have not closed, got 0',
  );
  const risen: EstimateMarket = { ...handMarket, startPrice: 400 };
  expect(() => estimatorOf(hand, risen)).toThrow('snapshot.positions.leverageMix.short must leave entries');
});

const whole = (min: number, max: number) => fc.integer({ min, max });
const scenario = fc
  .record({
    contract: fc.constantFrom<Contract>('linear', 'inverse'),
    bars: fc.array(fc.record({ low: whole(80, 110), range: whole(0, 25), volume: whole(0, 9) }), {
      minLength: 1,
      maxLength: 12,
    }),
    startPrice: whole(95, 105),
    long: whole(1, 30),
    short: whole(1, 30),
    dispersion: whole(0, 20),
    shares: fc.array(whole(1, 9), { minLength: 3, maxLength: 3 }),
    path: whole(0, 1_000),
    tilt: whole(-15, 5),
    standing: fc.record({ long: whole(1, 10), short: whole(1, 10) }),
  })
  .map(({ contract, bars, startPrice, long, short, dispersion, shares, path, tilt, standing }) => {
    const sum = shares.reduce((total, share) => total + share, 0);
    const mix = shares.map((share) => share / sum);
    // Floors in units of open interest, so that both contracts meet every tier.
    const openInterest = contract === 'linear' ? 1_000 : 100_000;
    const unit = Math.abs(unitValue(contract, 100));
    const floor = (share: number) => openInterest * unit * share;
    const positions: EstimatedPositions = {
      kind: 'estimated',
      accountsPerSide: { long, short },
      sizeDispersion: dispersion / 10,
      ageHalfLifeDays: 3,
      leverageMix: { leverage: [3, 10, 40], long: mix, short: [...mix].reverse() },
      leverageTilt: tilt / 10,
      standingShare: { long: standing.long / 10, short: standing.short / 10 },
      bars: {
        endTimeSeconds: bars.map((_bar, i) => i * 14_400),
        low: bars.map(({ low }) => low),
        high: bars.map(({ low, range }) => low + range),
        volume: bars.map(({ volume }) => volume),
      },
    };
    const tiers = tiersOf([
      { floor: 0, rate: 0.005, maxLeverage: 50 },
      { floor: floor(0.05), rate: 0.02, maxLeverage: 20 },
      { floor: floor(0.2), rate: 0.1, maxLeverage: 5 },
    ]);
    const market: EstimateMarket = { contract, startPrice, openInterest, tiers, asOfSeconds: 12 * 14_400 };
    return { positions, market, path };
  });

/** One side by the obvious program; undefined where no entry survives. */
function slowSide(positions: EstimatedPositions, market: EstimateMarket, path: number, side: 1 | -1) {
  const { bars, leverageMix, accountsPerSide, sizeDispersion, ageHalfLifeDays } = positions;
  const { contract, startPrice, openInterest, tiers, asOfSeconds } = market;
  const name = side > 0 ? 'long' : 'short';
  const count = accountsPerSide[name];
  const weights = leverageMix.leverage.map((l, k) => leverageMix[name][k]! * l ** positions.leverageTilt!);
  const allWeights = weights.reduce((sum, weight) => sum + weight, 0);
  const standing = positions.standingShare![name];
  // Those who do not stand come first: 1.01 is below every leverage of the mix.
  const mix = [
    { leverage: 1.01, share: 1 - standing },
    ...leverageMix.leverage.map((leverage, k) => ({
      leverage,
      share: (standing * weights[k]!) / allWeights,
    })),
  ].filter(({ share }) => share > 0);
  const u = (price: number) => unitValue(contract, price);
  const capped = (notional: number, leverage: number) =>
    Math.min(leverage, tiers.maxLeverage[tierAt(tiers, notional)]!);

  const cells: { price: number; leverage: number; weight: number }[] = [];
  bars.low.forEach((low, bar) => {
    for (const part of [0.125, 0.375, 0.625, 0.875]) {
      mix.forEach(({ leverage, share }) => {
        const price = low + part * (bars.high[bar]! - low);
        const average = openInterest / count;
        const notional = average * Math.abs(u(price));
        const collateral = notional / capped(notional, leverage);
        const gone = (mark: number) =>
          collateral + side * average * (u(mark) - u(price)) <=
          maintenanceMargin(tiers, average * Math.abs(u(mark)));
        const marks = [startPrice, ...(side > 0 ? bars.low : bars.high).slice(bar + 1)];
        if (marks.some(gone)) return;
        const ageDays = (asOfSeconds - bars.endTimeSeconds[bar]!) / DAY;
        cells.push({
          price,
          leverage,
          weight: (bars.volume[bar]! * 2 ** (-ageDays / ageHalfLifeDays) * share) / 4,
        });
      });
    }
  });
  const total = cells.reduce((sum, { weight }) => sum + weight, 0);
  if (total === 0) return undefined;

  const lane = side > 0 ? 0 : 1;
  const z = new Float64Array(count);
  const offset = new Float64Array(1);
  normals({ seedLow: 1, seedHigh: 0, path, purpose: 4, lane }, 0, count, z);
  uniforms({ seedLow: 1, seedHigh: 0, path, purpose: 5, lane }, 0, 1, offset);
  const sizes = [...z].map((own) => Math.exp(sizeDispersion * own));
  const allSizes = sizes.reduce((sum, size) => sum + size, 0);
  return sizes.map((size, i) => {
    let rest = ((i + offset[0]!) / count) * total;
    const cell = cells.find(({ weight }) => {
      rest -= weight;
      return rest <= 1e-9 * total && weight > 0; // sums differ in rounding; ties are skipped by the test
    })!;
    const quantity = (openInterest * size) / allSizes;
    const notional = quantity * Math.abs(u(cell.price));
    return { quantity, price: cell.price, collateral: notional / capped(notional, cell.leverage) };
  });
}

it('agrees with the obvious program', () => {
  let compared = 0;
  fc.assert(
    fc.property(scenario, ({ positions, market, path }) => {
      const slow = [slowSide(positions, market, path, 1), slowSide(positions, market, path, -1)];
      if (slow.includes(undefined)) {
        expect(() => estimatorOf(positions, market)).toThrow('must leave entries');
        return;
      }
      const expected = slow.flatMap((side) => side!);
      const { quantity, entryPrice, collateral } = draw(positions, market, path);
      for (const [i, row] of expected.entries()) {
        expect(quantity[i]! / row.quantity).toBeCloseTo(1, 10);
        expect(entryPrice[i]).toBeCloseTo(row.price, 9);
        expect(collateral[i]! / row.collateral).toBeCloseTo(1, 9);
      }
      compared++;
    }),
  );
  expect(compared).toBeGreaterThan(50);
});

it('adds the rounding difference to the largest account of the smaller side, and to nobody else', () => {
  const { estimator, accountCount } = marketOf(parseSnapshot(EXAMPLE));
  const accounts = allocateAccounts(accountCount);
  const sum = (values: Float64Array) => values.reduce((total, own) => total + own, 0);
  let corrected = 0;
  for (let path = 0; path < 20; path++) {
    estimator!.draw(20210722, 0, path, accounts);
    const sides = [0, 1].map((lane) => {
      const sizes = new Float64Array(1_000);
      normals({ seedLow: 20210722, seedHigh: 0, path, purpose: 4, lane }, 0, 1_000, sizes);
      const weights = sizes.map((z) => exp(1.8 * z));
      const all = sum(weights);
      const before = weights.map((weight) => (574264600 * weight) / all);
      return { before, after: accounts.quantity.slice(1_000 * lane, 1_000 * lane + 1_000) };
    }) as [Side, Side];
    const [smaller, larger] = sides.sort((a, b) => sum(a.before) - sum(b.before));
    const gap = sum(larger.before) - sum(smaller.before);
    const row = smaller.before.indexOf(Math.max(...smaller.before));
    smaller.before[row]! += gap;
    expect(smaller.after).toEqual(smaller.before);
    expect(larger.after).toEqual(larger.before);
    expect(Math.abs(sum(larger.after) / 574264600 - 1)).toBeLessThan(1e-12);
    if (gap > 0) corrected++;
  }
  expect(corrected).toBeGreaterThan(5);
});

it('splits every bar to one account: systematic sampling', () => {
  // Up to the end of any bar, n accounts hold n times that bar's share of the weight, give or take one.
  const bars = {
    endTimeSeconds: [0, DAY, 2 * DAY],
    low: [100, 101, 102],
    high: [100, 101, 102],
    volume: [3, 1, 6],
  };
  const positions: EstimatedPositions = {
    ...hand,
    accountsPerSide: { long: 37, short: 41 },
    ageHalfLifeDays: 1e9,
    leverageMix: { leverage: [2], long: [1], short: [1] },
    bars,
  };
  for (let path = 0; path < 50; path++) {
    const { entryPrice } = draw(positions, handMarket, path);
    const upTo = (price: number) => entryPrice.slice(0, 37).filter((own) => own <= price).length;
    expect(Math.abs(upTo(100) - 37 * 0.3)).toBeLessThan(1);
    expect(Math.abs(upTo(101) - 37 * 0.4)).toBeLessThan(1);
  }
});

it('draws the same positions for a path whatever was drawn before, and others for other paths', () => {
  const { estimator, accountCount } = marketOf(parseSnapshot(EXAMPLE));
  const first = allocateAccounts(accountCount);
  const second = allocateAccounts(accountCount);
  estimator!.draw(20210722, 0, 7, first);
  for (const path of [3, 8, 7]) estimator!.draw(20210722, 0, path, second);
  expect(second).toEqual(first);
  estimator!.draw(20210722, 0, 8, second);
  expect(second.quantity).not.toEqual(first.quantity);
  estimator!.draw(20210722, 1, 7, second);
  expect(second.quantity).not.toEqual(first.quantity);
});

it('allows nobody more leverage than the tier of the account', () => {
  const { estimator, tiers, accountCount } = marketOf(parseSnapshot(EXAMPLE));
  const accounts = allocateAccounts(accountCount);
  estimator!.draw(20210722, 0, 0, accounts);
  let capped = 0;
  for (let i = 0; i < accountCount; i++) {
    const notional = accounts.quantity[i]! / accounts.entryPrice[i]!;
    const leverage = notional / accounts.collateral[i]!;
    const allowed = tiers.maxLeverage[tierAt(tiers, notional)]!;
    expect(leverage).toBeLessThan(allowed * (1 + 1e-9));
    if (Math.abs(leverage / allowed - 1) < 1e-9 && leverage < 99) capped++;
  }
  expect(capped).toBeGreaterThan(0);
});
