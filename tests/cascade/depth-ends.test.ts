// Where depth ends and how short a fill may be (model.md 2.1 to 2.3): golden points, and what the words say.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Depth,
  type DepthLaw,
  depthOf,
  HIGHEST_FACTOR,
  LOWEST_FACTOR,
} from '../../shared/cascade/venue/depth/depth.ts';
import { inside, laws, P0 } from './depth-laws.ts';
import { difference, type Group, goldenGroup } from './golden.ts';
import { between } from './markets.ts';
import { oracleDepth } from './oracle/depth.ts';

const closed = laws.filter(({ law }) => law !== 'walk');
const walks = laws.filter(({ law }) => law === 'walk') as fc.Arbitrary<Extract<DepthLaw, { law: 'walk' }>>;

/** Nodes and weights of Gauss and Legendre on [-1, 1], by Newton's rule. */
const GAUSS = Array.from({ length: 12 }, (_, i) => {
  let x = Math.cos((Math.PI * (i + 0.75)) / 12.5);
  let slope = 0;
  for (let round = 0; round < 20; round++) {
    let [before, own] = [1, x];
    for (let k = 2; k <= 12; k++) [before, own] = [own, ((2 * k - 1) * x * own - (k - 1) * before) / k];
    slope = (12 * (x * own - before)) / (x * x - 1);
    x -= own / slope;
  }
  return [x, 2 / ((1 - x * x) * slope * slope)] as const;
});

/** Mean of a smooth function over an interval, from its values alone. */
const meanOf = (f: (v: number) => number, from: number, to: number) =>
  GAUSS.reduce((sum, [x, weight]) => sum + (weight / 2) * f((from + to) / 2 + (x * (to - from)) / 2), 0);

describe('short fills', () => {
  it('golden: short-fills, to 1e-14 of the average itself', () => {
    for (const one of goldenGroup('short-fills', 'takeover').cases) {
      const depth = depthOf({ law: 'exponential', beta: one.beta }, P0);
      const [from, to] = [one.displaced, one.displaced + one.quantity];
      const factor = depth.sum(from, to, P0) / (to - from);
      const reciprocal = depth.reciprocalSum(from, to, P0) / (to - from);
      expect(Math.abs(factor / one.averageFactor - 1)).toBeLessThanOrEqual(1e-14);
      expect(Math.abs(reciprocal / one.averageReciprocal - 1)).toBeLessThanOrEqual(1e-14);
    }
  });

  it('average what lies in them to 1e-14, from a billionth of a unit to hundreds, in every closed form', () => {
    const length = fc
      .tuple(fc.integer({ min: -9, max: 1 }), between(10, 99))
      .map(([power, digits]) => digits * 10 ** power);
    fc.assert(
      fc.property(closed, between(1, 500), length, fc.constantFrom(1, -1), (law, near, h, side) => {
        const depth = depthOf(law, P0);
        // Not longer than it is away from 0, where a root is infinitely steep and `floor` has its kink.
        const far = near + Math.min(h, near);
        const [from, to] = side > 0 ? [near, far] : [-far, -near];
        const D = (v: number) => depth.factor(v, P0);
        const mean = depth.sum(from, to, P0) / (to - from);
        const inverse = depth.reciprocalSum(from, to, P0) / (to - from);
        expect(Math.abs(mean / meanOf(D, from, to) - 1)).toBeLessThan(1e-14);
        expect(Math.abs(inverse / meanOf((v) => 1 / D(v), from, to) - 1)).toBeLessThan(1e-14);
      }),
    );
  });

  it('a fill of many scales of `floor` does not overflow', () => {
    // Far out the price is the floor, 0.5: each unit brings half and asks for two, but for what the way there took.
    const depth = depthOf({ law: 'floor', floor: 0.5, scale: 1 }, P0);
    expect(depth.sum(0, 1e6, P0)).toBeCloseTo(0.5e6 + 0.5, 6);
    // ln(0.5 exp(y) + 0.5) / 0.5 = 2 y - 2 ln 2 for large y.
    expect(depth.reciprocalSum(0, 1e6, P0)).toBeCloseTo(2e6 - 2 * Math.LN2, 6);
    // The two ways of writing it meet.
    const across = depth.reciprocalSum(0, 50, P0) + depth.reciprocalSum(50, 50.001, P0);
    expect(depth.reciprocalSum(0, 50.001, P0)).toBeCloseTo(across, 12);
  });
});

describe('clamps', () => {
  it('golden: depth-ceiling', () => {
    for (const one of goldenGroup('depth-ceiling', 'takeover').cases) {
      const depth = depthOf(one.depth, one.fundamental);
      const { from, to, fundamental } = one;
      expect(difference(depth.factor(from, fundamental), one.D)).toBeLessThan(1e-12);
      expect(difference(depth.sum(from, to, fundamental), one.sum)).toBeLessThan(1e-12);
      expect(difference(depth.reciprocalSum(from, to, fundamental), one.reciprocalSum)).toBeLessThan(1e-12);
    }
  });

  const ends = fc.constantFrom<[number, number]>([LOWEST_FACTOR, 1], [HIGHEST_FACTOR, -1]);
  it('price and integrals go on at them, in every law that comes so far', () => {
    let met = 0;
    fc.assert(
      fc.property(laws, ends, between(1, 99), (law, [clamp, side], percent) => {
        const depth = depthOf(law, P0);
        // The other side may come back just to where the clamp begins.
        const edge = depth.volumeTo(clamp, -side, P0);
        if (!Number.isFinite(edge)) return;
        met++;
        const beyond = inside(depth, 1.5 * edge);
        const [within, length] = [edge * (1 - percent / 1e3), Math.abs(beyond - edge)];
        expect(depth.factor(beyond, P0)).toBe(clamp);
        expect(depth.price(beyond, P0, clamp)).toBe(P0 * clamp);
        for (const [which, own] of [
          ['sum', clamp],
          ['reciprocalSum', 1 / clamp],
        ] as const) {
          const over = (a: number, b: number) => depth[which](Math.min(a, b), Math.max(a, b), P0);
          expect(over(edge, beyond) / (own * length)).toBeCloseTo(1, 12);
          const middle = (edge + beyond) / 2;
          expect(over(middle, beyond) / (own * Math.abs(beyond - middle))).toBeCloseTo(1, 12);
          const parts = over(within, edge) + over(edge, beyond);
          expect(over(within, beyond) / parts).toBeCloseTo(1, 12);
        }
      }),
    );
    expect(met).toBeGreaterThan(50);
  });

  it('the fundamental of a price at a clamp is the price over the clamp', () => {
    for (const law of [
      { law: 'linear', slope: 1 },
      { law: 'exponential', beta: 0.01 },
      { law: 'amm', reserve: 1_000 },
    ] as DepthLaw[]) {
      const depth = depthOf(law, P0);
      const fundamental = depth.fundamentalAt(5, -999);
      expect(fundamental * depth.factor(-999, fundamental)).toBeCloseTo(5, 12);
    }
  });

  it('an emptied pool stays dear', () => {
    const depth = depthOf({ law: 'amm', reserve: 1_000 }, P0);
    expect([-999, -1_000, -5_000].map((v) => depth.factor(v, P0))).toEqual([1_000, 1_000, 1_000]);
  });
});

describe('how far one side may go', () => {
  const sides: Record<string, number> = { sell: 1, buy: -1 };
  const golden = goldenGroup('volume-to', 'takeover');

  it.each<[string, Group]>(
    golden.laws.map((one: Group) => [`${one.depth.law} ${one.depth.beyond ?? ''}`, one]),
  )('golden: volume-to, %s', (_, one) => {
    const depth = depthOf(one.depth, one.fundamental);
    for (const { side, factor, volume } of one.points) {
      const obtained = depth.volumeTo(factor, sides[side]!, one.fundamental);
      if (typeof volume === 'string') expect(obtained).toBe(volume === 'infinity' ? Infinity : -Infinity);
      else expect(difference(obtained, volume)).toBeLessThan(1e-12);
    }
  });

  it('the price there is the price asked for, in every closed form', () => {
    const factors = fc.oneof(between(2, 999), between(1_000, 900_000)).map((permille) => permille / 1_000);
    fc.assert(
      fc.property(closed, factors, fc.constantFrom(1, -1), between(50, 200), (law, factor, side, F) => {
        const depth = depthOf(law, P0);
        const volume = depth.volumeTo(factor, side, F);
        if (Number.isFinite(volume)) expect(difference(depth.factor(volume, F), factor)).toBeLessThan(1e-12);
        // Only a law that saturates has prices that it never meets.
        else expect(law.law).toBe('floor');
      }),
    );
  });

  it.each([1, -1])('ends a walk where the definition says, side %d', (side) => {
    const at = fc.record({ pick: between(0, 30), nudge: fc.constantFrom(0, 0, 1e-4, -1e-4, 0.3, -0.3) });
    fc.assert(
      fc.property(walks, at, (law, { pick, nudge }) => {
        const prices = [...law.bids, ...law.asks].map(([price]) => price / law.reference);
        const factor = prices[pick % prices.length]! + nudge;
        const [depth, oracle] = [depthOf(law, P0), oracleDepth(law, P0)];
        const reached = depth.volumeTo(factor, side, P0);
        const bound = (v: number) => Math.max(-depth.mostAsks, Math.min(depth.mostBids, v));
        const good = (v: number) => side * (oracle.D(v, P0) - factor) >= 0;
        const step = 1e-7;
        // Everything up to there is at the price or better, nothing beyond is; as far as there is anybody.
        const before = bound(
          Math.abs(reached) === Infinity ? 1e7 * Math.sign(reached) : reached - side * step,
        );
        const after = bound(
          Math.abs(reached) === Infinity ? 1e7 * Math.sign(reached) : reached + side * step,
        );
        const none = reached === -side * Infinity;
        if (!none && Math.abs(before) > step) expect(good(before)).toBe(true);
        const ended = reached === side * Infinity || side * after < side * reached + step / 2;
        if (!ended && Math.abs(after) > step) expect(good(after)).toBe(false);
      }),
      { numRuns: 500 },
    );
  });

  it('has no end where nobody minds, and no beginning where nobody would', () => {
    const depth = depthOf({ law: 'exponential', beta: 0.01 }, P0);
    expect([depth.volumeTo(0, 1, P0), depth.volumeTo(Infinity, -1, P0)]).toEqual([Infinity, -Infinity]);
    expect([depth.volumeTo(2_000, 1, P0), depth.volumeTo(0.0005, -1, P0)]).toEqual([-Infinity, Infinity]);
  });

  const book = (beyond: 'stop' | 'flat'): Depth =>
    depthOf(
      {
        law: 'walk',
        reference: 100,
        bids: [
          [99, 1],
          [98, 2],
          [0.05, 4],
        ],
        asks: [[101, 3]],
        beyond,
      },
      P0,
    );

  it('a bid below the clamp is taken at the clamp, until nobody is left', () => {
    // 0.05 of 100 is half of the lowest factor.
    expect(book('flat').volumeTo(0.001, 1, P0)).toBe(Infinity);
    expect(book('stop').volumeTo(0.001, 1, P0)).toBe(7);
    expect(book('stop').volumeTo(0.002, 1, P0)).toBe(3);
    expect(book('flat').factor(5, P0)).toBe(LOWEST_FACTOR);
    expect(book('flat').sum(3, 7, P0)).toBe(4 * LOWEST_FACTOR);
  });

  it("meets a level's end within 1e-12 of what is visible on its side, and no further", () => {
    // Seven bids are visible: the first ends at 1, give or take 7e-12.
    expect([1 + 6e-12, 1 + 8e-12].map((v) => book('flat').factor(v, P0))).toEqual([0.99, 0.98]);
    // Three asks: what is bought beyond them is at the last price, whatever the rule.
    expect(book('flat').factor(-3 - 2e-12, P0)).toBe(1.01);
  });
});
