import fc from 'fast-check';
import { expect, it } from 'vitest';
import { assess } from '../../shared/risk/assess.ts';
import type { MeasureId } from '../../shared/risk/mechanisms/measures.ts';
import { overshoot } from '../../shared/risk/mechanisms/overshoot.ts';
import { benjaminiHochberg, holm } from '../../shared/risk/statistics/many-tests.ts';
import { mcnemar, pairedMean } from '../../shared/risk/statistics/pairing.ts';
import { newcombe } from '../../shared/risk/statistics/unpaired.ts';
import { worstOfGrid } from '../../shared/risk/statistics/worst-of-grid.ts';
import { inputOf, type PathOf } from './scene.ts';

it('McNemar counts the ways in which a fair coin would be at least as far off', () => {
  fc.assert(
    fc.property(fc.nat(12), fc.nat(12), (b, c) => {
      const n = b + c;
      let choose = 1;
      const ways = Array.from({ length: n + 1 }, (_, k) => {
        const own = choose;
        choose = (choose * (n - k)) / (k + 1);
        return own;
      });
      const tail = ways.slice(0, Math.min(b, c) + 1).reduce((sum, way) => sum + way, 0) / 2 ** n;
      expect(mcnemar(b, c).exactP).toBeCloseTo(n === 0 ? 1 : Math.min(1, 2 * tail), 9);
      expect(mcnemar(b, c).exactP).toBe(mcnemar(c, b).exactP);
    }),
  );
});

it('a paired mean sees what independent samples cannot', () => {
  // Twelve of 2,000 paths fail newly and none passes newly: plain. 50 against 62 of independent ones: not.
  expect(mcnemar(12, 0).exactP).toBeLessThan(0.001);
  const { lower, upper } = newcombe(50, 2_000, 62, 2_000);
  expect(lower).toBeLessThan(0);
  expect(upper).toBeGreaterThan(0);
  expect(pairedMean([1, 1, 1]).t).toBeNull();
});

it('Newcombe’s interval turns round with its samples', () => {
  const samples = fc.record({
    x1: fc.nat(50),
    x2: fc.nat(50),
    n1: fc.integer({ min: 50, max: 900 }),
    n2: fc.integer({ min: 50, max: 900 }),
  });
  fc.assert(
    fc.property(samples, ({ x1, x2, n1, n2 }) => {
      const [one, other] = [newcombe(x1, n1, x2, n2), newcombe(x2, n2, x1, n1)];
      expect(one.lower).toBeCloseTo(-other.upper, 12);
      expect(one.lower).toBeLessThanOrEqual(one.difference);
      expect(one.difference).toBeLessThanOrEqual(one.upper);
    }),
  );
});

it('tells 0/0 from a haircut that nothing asked for', () => {
  expect(overshoot(12, 8)).toEqual({ value: 1.5, reason: null });
  expect(overshoot(0, 0)).toEqual({ value: null, reason: 'NOT_NEEDED' });
  expect(overshoot(3, 0)).toEqual({ value: null, reason: 'TAKEN_WITHOUT_NEED' });
});

it('Holm rejects step by step while p stays below what is left of the level, Benjamini-Hochberg up to the last that does', () => {
  const pValues = fc.array(
    fc.integer({ min: 0, max: 1_000 }).map((p) => p / 1_000),
    { minLength: 1, maxLength: 12 },
  );
  fc.assert(
    fc.property(pValues, fc.constantFrom(0.05, 0.1), (p, level) => {
      const order = [...p.keys()].sort((i, j) => p[i]! - p[j]!);
      const m = p.length;
      const stop = order.findIndex((i, place) => !(p[i]! * (m - place) <= level));
      const rejected = new Set(order.slice(0, stop === -1 ? m : stop));
      expect(holm(p).map((adjusted) => adjusted <= level)).toEqual(p.map((_, i) => rejected.has(i)));
      const last = order.findLastIndex((i, place) => (p[i]! * m) / (place + 1) <= level);
      const found = new Set(order.slice(0, last + 1));
      expect(benjaminiHochberg(p).map((adjusted) => adjusted <= level)).toEqual(
        p.map((_, i) => found.has(i)),
      );
    }),
  );
});

it('the worst cell of a grid looks five times worse than it is, by chance alone', () => {
  expect(worstOfGrid(480, 500, 0.002).mean / 0.002).toBeGreaterThan(5);
  // One cell is no selection: its mean is the truth.
  expect(worstOfGrid(1, 500, 0.002).mean).toBeCloseTo(0.002, 12);
});

// Both mechanisms see the same paths; `gentle` saves every second of the ten that ruin the fund, and 5 from each draw.
const compared: PathOf = (cell, path) => {
  if (cell.shockBps !== -1_000 || cell.leverageBps !== 10_000 || cell.tiers !== 'current') return {};
  const gentle = cell.mechanism === 'gentle';
  const hit = path < 10 && !(gentle && path % 2 === 0);
  return {
    deficit: hit ? 1_100 : gentle ? 5 : 10,
    firstSeconds: 10,
    lastSeconds: gentle ? 200 : 50,
    accountsInnocent: gentle ? 1 : 2,
    haircutNeeded: hit ? 100 : 0,
    haircutTaken: hit ? (gentle ? 150 : 300) : 0,
    haircutWorst: hit ? 0.4 : 0,
    haircutGini: hit ? 0.6 : 0,
    winners: hit ? 20 : 0,
    adlAccounts: hit ? 2 : 0,
    amplificationPeak: 1.5,
  };
};
const mechanisms = (path: PathOf = compared) => assess(inputOf({ path })).mechanisms;
const at = (list: ReturnType<typeof mechanisms>, name: string) =>
  list.find(({ mechanism, side }) => mechanism === name && side === 'down')!;
const metric = (list: ReturnType<typeof mechanisms>, name: string, id: MeasureId) =>
  at(list, name).metrics.find((one) => one.id === id)!;

it('compares every mechanism with the base path by path, worked by hand', () => {
  const list = mechanisms();
  expect(list.map(({ mechanism, side, base }) => [mechanism, side, base])).toEqual([
    ['full', 'down', true],
    ['gentle', 'down', false],
    ['full', 'up', true],
    ['gentle', 'up', false],
  ]);
  expect(metric(list, 'full', 'meanDraw')).toMatchObject({
    value: (10 * 1_100 + 2_990 * 10) / 3_000,
    difference: null,
  });
  const draw = metric(list, 'gentle', 'meanDraw');
  expect(draw.difference!.mean).toBeCloseTo((5 * -1_095 + 2_990 * -5) / 3_000, 9);
  expect(draw.difference!.interval.upper!).toBeLessThan(0);
  expect(metric(list, 'gentle', 'pRuin').difference).toMatchObject({
    pairs: 3_000,
    mcnemar: { newlyFailing: 0, newlyPassing: 5, exactP: expect.closeTo(2 / 32, 12) },
  });
  // 10 x 300 taken for 10 x 100 needed; 5 x 150 for 5 x 100.
  expect(metric(list, 'full', 'overshoot').value).toBe(3);
  expect(metric(list, 'gentle', 'overshoot').value).toBe(1.5);
  expect(metric(list, 'full', 'adlAccounts').value).toBeCloseTo((10 * 2) / 4 / 3_000, 12); // of four accounts
  expect(metric(list, 'full', 'largestHaircut').value).toBe(0.4);
  expect(metric(list, 'full', 'haircutGini').value).toBeCloseTo(0.6, 12); // over the paths that had one
  expect(metric(list, 'gentle', 'innocent').difference).toMatchObject({
    differing: 3_000,
    mean: -1,
    // Two paths more of -1, and for the upper end two of 0.
    interval: { lower: -1, upper: expect.closeTo(-0.9984, 4), method: 'paired-padded' },
  });
  expect(metric(list, 'gentle', 'secondsToEnd')).toMatchObject({ value: 210, difference: { mean: 150 } });
  expect(at(list, 'full').winners).toEqual({ value: 20, reason: null });
});

it('says of a mean that one path decides that it is a median, and of failures that never differ how many may', () => {
  // Path 0 draws more than all the others together.
  const list = mechanisms((cell, path) =>
    cell.shockBps === -1_000 && cell.tiers === 'current' ? { deficit: path === 0 ? 900_000 : path % 3 } : {},
  );
  // No path draws more than open interest, which is 100,000; the others draw 2,999.
  expect(metric(list, 'full', 'meanDraw')).toMatchObject({ of: 'median', value: 1 });
  expect(metric(list, 'gentle', 'meanDraw').difference).toMatchObject({
    differing: 0,
    mean: 0,
    interval: { upper: expect.closeTo(0.001417 * 100_000, 0), method: 'paired-range' },
  });
  const most = 1 - 0.025 ** (1 / 3_000);
  expect(metric(list, 'gentle', 'pRuin')).toMatchObject({
    of: 'probability',
    difference: {
      differing: 0,
      interval: {
        lower: expect.closeTo(-most, 12),
        upper: expect.closeTo(most, 12),
        method: 'paired-count',
      },
    },
  });
  expect(metric(list, 'gentle', 'amplification').difference!.interval).toMatchObject({
    upper: null,
    reason: 'TOO_FEW_DIFFER',
  });
});

it('has no haircut where there was none, and no seconds where nothing was liquidated', () => {
  const calm = mechanisms(() => ({}));
  expect(metric(calm, 'gentle', 'overshoot')).toMatchObject({ value: null, reason: 'NOT_NEEDED' });
  expect(metric(calm, 'gentle', 'haircutGini')).toMatchObject({
    value: null,
    reason: 'NO_HAIRCUT',
    difference: null,
  });
  expect(metric(calm, 'gentle', 'secondsToEnd')).toMatchObject({ value: null, reason: 'NO_LIQUIDATION' });
  expect(metric(calm, 'gentle', 'meanDraw')).toMatchObject({ value: 0 });
});

it('pairs by path number, not by row, and gives no interval when a pair lacks a path', () => {
  const list = mechanisms((cell, path) =>
    cell.mechanism === 'full' && path === 0 ? null : compared(cell, path),
  );
  const draw = metric(list, 'gentle', 'meanDraw').difference!;
  expect(draw.pairs).toBe(2_999);
  expect(metric(list, 'gentle', 'pRuin').difference!.mcnemar).toMatchObject({
    newlyFailing: 0,
    newlyPassing: 4,
  });
  // Path 0 fell out: four saved paths remain.
  expect(draw.mean).toBeCloseTo((4 * -1_095 + 2_990 * -5) / 2_999, 9);
  expect(draw.interval).toMatchObject({ lower: null, upper: null, reason: 'MISSING_PATHS' });
});

it('depth and speed: median and 99 % with rank intervals, how far and not which way', () => {
  const path: PathOf = (cell, number) => ({
    movePeak: Math.sign(cell.shockBps) * (0.1 + number / 1e5),
    lastSeconds: number < 2_000 ? -1 : number,
    firstSeconds: number < 2_000 ? -1 : 1,
    rounds: number,
    liquidatedShare: number / 1e4,
    liquidatedNotional: number * 1e6,
  });
  const [down, up] = assess(inputOf({ path })).depthAndSpeed;
  const row = (id: string) => down!.rows.find((one) => one.id === id)!;
  expect(row('totalMove').median.value).toBeCloseTo(0.1 + 1_499 / 1e5, 12);
  expect(up!.rows[0]!.median.value).toBeCloseTo(0.1 + 1_499 / 1e5, 12);
  // 2,970 -+ 1.96 x 5.45 of Bin(3000, 99 %): ranks 2,959 and 2,981; paths count from 0.
  expect(row('rounds').q99).toMatchObject({ value: 2_969, interval: { lower: 2_958, upper: 2_980 } });
  expect(row('liquidatedShare').q99.value).toBeCloseTo(0.2969, 12);
  // Two paths in three liquidated nobody: the median path has no seconds.
  expect(row('seconds').median).toMatchObject({ value: null, reason: 'NO_LIQUIDATION' });
  expect(row('seconds').q99.value).toBe(2_969);
});
