// Depth laws (model.md 2.2, 2.3): golden points, the defining equations, and the oracle's own closed forms.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Depth,
  type DepthLaw,
  depthOf,
  fitLaw,
  LOWEST_FACTOR,
} from '../../shared/cascade/venue/depth/depth.ts';
import { inside, laws, P0, volume } from './depth-laws.ts';
import { difference, type Group, goldenGroup, rational } from './golden.ts';
import { between } from './markets.ts';
import { oracleDepth } from './oracle/depth.ts';

const golden = goldenGroup('depth-laws');

const integral = (depth: Depth, which: 'sum' | 'reciprocalSum', displaced: number, fundamental: number) =>
  displaced >= 0 ? depth[which](0, displaced, fundamental) : depth[which](displaced, 0, fundamental);

describe('golden: depth-laws', () => {
  it.each<[string, Group]>(golden.laws.map((law: Group) => [law.law, law]))('%s at its points', (_, law) => {
    const fundamental = law.fundamental ?? P0;
    const depth = depthOf(law, fundamental);
    for (const point of law.points) {
      const { displaced } = point;
      expect(difference(depth.factor(displaced, fundamental), point.D)).toBeLessThan(1e-12);
      for (const which of ['sum', 'reciprocalSum'] as const)
        expect(difference(integral(depth, which, displaced, fundamental), point[which])).toBeLessThan(1e-12);
    }
  });

  it('moves a rested price by one percent with these volumes', () => {
    const laws: Group[] = golden.laws;
    for (const own of golden.within1percent) {
      const law = laws.find((one) => one.law === own.law);
      const depth = depthOf({ ...law, ...own }, own.p0 ?? P0);
      expect(difference(depth.volumeWithin(0.01, 1), own.sell)).toBeLessThan(1e-12);
      expect(difference(depth.volumeWithin(0.01, -1), own.buy)).toBeLessThan(1e-12);
    }
  });

  it('goes on beyond the visible levels at half the density of their outer half', () => {
    const law = golden.laws.find((one: Group) => one.law === 'walk');
    const depth = depthOf(law, P0);
    // D(V) = d_n exp(-(V - c_n)/(g d_n)), solved for the density g.
    const density = (visible: number, side: number) => {
      const [near, far] = [depth.factor(side * visible, P0), depth.factor(side * (visible + 30), P0)];
      return (side * 30) / (near * Math.log(near / far));
    };
    expect(density(100, 1)).toBeCloseTo(rational(golden.walkExtension.bidDensity), 9);
    expect(density(60, -1)).toBeCloseTo(rational(golden.walkExtension.askDensity), 9);
  });

  it('pays two sales in a row what it pays their sum', () => {
    const { reserve, sales, sums, total } = golden.splitInvariance;
    const depth = depthOf({ law: 'amm', reserve }, P0);
    const first = depth.sum(0, sales[0], P0);
    const second = depth.sum(sales[0], sales[0] + sales[1], P0);
    expect(difference(first, sums[0])).toBeLessThan(1e-12);
    expect(difference(second, sums[1])).toBeLessThan(1e-12);
    expect(difference(first + second, total)).toBeLessThan(1e-12);
  });
});

describe('by hand', () => {
  // Selling 20 at 100 with a slope of 0.05: the last unit at 99, the average 99.5.
  it('a linear law takes half of its own impact', () => {
    const depth = depthOf({ law: 'linear', slope: 0.05 }, P0);
    expect(P0 * depth.factor(20, P0)).toBe(99);
    expect((P0 * depth.sum(0, 20, P0)) / 20).toBeCloseTo(99.5, 12);
  });

  // A square root anew for each slice would charge four slices twice the price of one.
  it('a square root does not begin again with every slice', () => {
    const depth = depthOf({ law: 'square-root', c: 0.01 }, P0);
    const slices = [0, 25, 50, 75].map((from) => depth.sum(from, from + 25, P0));
    expect(slices.reduce((a, b) => a + b)).toBeCloseTo(100 - (2 / 3) * 0.01 * 100 * 10, 12);
    expect(slices[3]!).toBeLessThan(slices[0]!);
  });

  // Reserve 100: buying 50 leaves half, so the price is four times the first.
  it('a pool of which half is bought costs four times as much', () => {
    const depth = depthOf({ law: 'amm', reserve: 100 }, P0);
    expect(depth.factor(-50, P0)).toBe(4);
    expect(depth.mostAsks).toBeCloseTo(99.9, 12);
  });

  const levels = (beyond: 'stop' | 'flat' | 'extend'): DepthLaw => ({
    law: 'walk',
    reference: 100,
    bids: [
      [99, 10],
      [98, 20],
    ],
    asks: [
      [101, 10],
      [102, 20],
    ],
    beyond,
  });

  it('a walk prices the last unit sold, level by level', () => {
    const depth = depthOf(levels('flat'), P0);
    expect([0, 5, 10, 11, 30, 31].map((sold) => depth.factor(sold, P0))).toEqual([
      1, 0.99, 0.99, 0.98, 0.98, 0.98,
    ]);
    expect(depth.sum(5, 20, P0)).toBeCloseTo(5 * 0.99 + 10 * 0.98, 12);
    expect(depth.sum(-15, 5, P0)).toBeCloseTo(10 * 1.01 + 5 * 1.02 + 5 * 0.99, 12);
  });

  it('a walk ends, goes on flat, or thins out, as the snapshot says', () => {
    const [stop, flat, extend] = (['stop', 'flat', 'extend'] as const).map((own) => depthOf(levels(own), P0));
    expect([stop!.mostBids, stop!.mostAsks, flat!.mostBids, extend!.mostBids]).toEqual([
      30,
      30,
      Infinity,
      Infinity,
    ]);
    expect(flat!.factor(50, P0)).toBe(0.98);
    // Outer half: 20 units between 0.01 and 0.02, half of that density: 1,000 per unit of distance.
    expect(extend!.factor(50, P0)).toBeCloseTo(0.98 * Math.exp(-20 / (1_000 * 0.98)), 12);
  });

  it('refuses levels that leave nothing to extend', () => {
    const law = { ...levels('extend'), beyondShare: 0 } as DepthLaw;
    expect(() => depthOf(law, P0)).toThrow(/must be > 0 per unit of distance, got 0/);
  });
});

describe('laws of every depth', () => {
  it('D(0) is 1, D never rises, and it never falls below the lowest factor', () => {
    fc.assert(
      fc.property(laws, volume, volume, (law, a, b) => {
        const depth = depthOf(law, P0);
        const [low, high] = [inside(depth, Math.min(a, b)), inside(depth, Math.max(a, b))];
        expect(depth.factor(0, P0)).toBe(1);
        expect(depth.factor(high, P0)).toBeLessThanOrEqual(depth.factor(low, P0));
        expect(depth.factor(high, P0)).toBeGreaterThanOrEqual(LOWEST_FACTOR);
      }),
    );
  });

  it('the sum over a split interval equals the whole', () => {
    fc.assert(
      fc.property(laws, volume, volume, between(0, 100), (law, a, b, share) => {
        const depth = depthOf(law, P0);
        const from = inside(depth, Math.min(a, b));
        const to = inside(depth, Math.max(a, b));
        const between = from + (share / 100) * (to - from);
        for (const which of ['sum', 'reciprocalSum'] as const) {
          const whole = depth[which](from, to, P0);
          const parts = depth[which](from, between, P0) + depth[which](between, to, P0);
          // The running totals of a walk are rounded, so ten digits are what it promises.
          const promised = law.law === 'walk' ? 1e-10 : 1e-13;
          expect(Math.abs(whole - parts)).toBeLessThanOrEqual(promised * whole);
        }
      }),
    );
  });

  it('an average fill lies between the prices at both ends', () => {
    fc.assert(
      fc.property(laws, volume, between(1, 5_000), (law, a, tenths) => {
        const depth = depthOf(law, P0);
        const from = inside(depth, a);
        const to = inside(depth, from + tenths / 10);
        if (!(to > from)) return;
        const [best, worst] = [depth.factor(from, P0), depth.factor(to, P0)];
        const average = depth.sum(from, to, P0) / (to - from);
        const harmonic = (to - from) / depth.reciprocalSum(from, to, P0);
        for (const fill of [average, harmonic]) {
          expect(fill).toBeLessThanOrEqual(Math.max(best, worst) * (1 + 1e-12));
          // At a level's end the best price is that of the level before; D(0) = 1 stands for the mid.
          expect(fill).toBeGreaterThanOrEqual(worst * (1 - 1e-12));
        }
      }),
    );
  });

  it('D is the derivative of its sum, and 1/D that of the reciprocal one', () => {
    fc.assert(
      fc.property(laws, volume, (law, a) => {
        const depth = depthOf(law, P0);
        const v = inside(depth, a);
        const step = 1e-3;
        if (inside(depth, v + step) !== v + step || inside(depth, v - step) !== v - step) return;
        const D = depth.factor(v, P0);
        // A step of a walk, or the root of the square root, within the interval: no derivative there.
        const jump = Math.abs(depth.factor(v - step, P0) - depth.factor(v + step, P0));
        const tolerance = 1e-7 + jump;
        const slope = (which: 'sum' | 'reciprocalSum') => depth[which](v - step, v + step, P0) / (2 * step);
        expect(Math.abs(slope('sum') / D - 1)).toBeLessThan(tolerance / D);
        expect(Math.abs(slope('reciprocalSum') * D - 1)).toBeLessThan((2 * tolerance) / D);
      }),
    );
  });

  it('is what the oracle computes from the table of model.md 2.2', () => {
    fc.assert(
      fc.property(laws, volume, volume, between(40, 200), (law, a, b, fundamental) => {
        const [depth, oracle] = [depthOf(law, P0), oracleDepth(law, P0)];
        const from = inside(depth, Math.min(a, b));
        const to = inside(depth, Math.max(a, b));
        expect(difference(depth.factor(to, fundamental), oracle.D(to, fundamental))).toBeLessThan(1e-12);
        const sum = fundamental * depth.sum(from, to, fundamental);
        const reciprocal = -depth.reciprocalSum(from, to, fundamental) / fundamental;
        // The oracle takes differences of integrals from 0, and loses the digits of a short one far out.
        const close = (own: number, other: number, whole: number) =>
          expect(Math.abs(own - other)).toBeLessThanOrEqual(
            1e-11 * Math.abs(other) + 1e-14 * Math.abs(whole),
          );
        const far = Math.max(Math.abs(from), Math.abs(to));
        close(sum, oracle.sumOfUnits(false, from, to, fundamental), fundamental * far);
        const whole =
          oracle.sumOfUnits(true, 0, to, fundamental) - oracle.sumOfUnits(true, from, 0, fundamental);
        close(reciprocal, oracle.sumOfUnits(true, from, to, fundamental), whole);
        for (const side of [1, -1]) close(depth.volumeWithin(0.0123, side), oracle.within(0.0123, side), 0);
      }),
    );
  });

  it('a short fill far out keeps its digits: its average is the price there', () => {
    fc.assert(
      fc.property(laws, between(1, 8_000), (law, v) => {
        const depth = depthOf(law, P0);
        const from = inside(depth, v) * 0.999;
        const to = from + 1e-9;
        if (depth.factor(from, P0) !== depth.factor(to, P0) && law.law === 'walk') return;
        const length = to - from;
        expect(difference(depth.sum(from, to, P0) / length, depth.factor(from, P0))).toBeLessThan(1e-9);
        expect(difference(length / depth.reciprocalSum(from, to, P0), depth.factor(from, P0))).toBeLessThan(
          1e-9,
        );
      }),
    );
  });

  it('the volume within a reach moves a rested price by that reach', () => {
    const smooth = laws.filter(({ law }) => law !== 'walk');
    fc.assert(
      fc.property(smooth, between(1, 80), fc.constantFrom(1, -1), (law, permille, side) => {
        const reach = permille / 1_000;
        const depth = depthOf(law, P0);
        const within = depth.volumeWithin(reach, side);
        expect(difference(depth.factor(side * within, P0), 1 - side * reach)).toBeLessThan(1e-12);
      }),
    );
  });

  it('a law fitted to the volume within a reach moves by that reach there', () => {
    const names = fc.constantFrom('linear', 'exponential', 'square-root', 'amm', 'floor');
    fc.assert(
      fc.property(
        names,
        between(1, 9_000),
        between(1, 80),
        fc.constantFrom(1, -1),
        (name, visible, permille, side) => {
          const reach = permille / 1_000;
          const depth = depthOf(fitLaw(name as 'linear', visible, reach, side, P0), P0);
          expect(difference(depth.factor(side * visible, P0), 1 - side * reach)).toBeLessThan(1e-11);
        },
      ),
    );
  });

  it('names a fundamental that sells down to a price, for every law', () => {
    fc.assert(
      fc.property(laws, between(0, 4_000), between(20, 100), (law, v, price) => {
        const depth = depthOf(law, P0);
        const displaced = inside(depth, v);
        const fundamental = depth.fundamentalAt(price, displaced);
        const obtained = fundamental * depth.factor(displaced, fundamental);
        expect(difference(obtained, price)).toBeLessThan(1e-12);
      }),
    );
  });

  it('a walk with dense levels of a law converges to the law', () => {
    const beta = 0.0004;
    const law = depthOf({ law: 'exponential', beta }, P0);
    const error = (levels: number) => {
      const size = 1_000 / levels;
      const at = (k: number, sign: number): [number, number] => [
        P0 * Math.exp(-sign * beta * (k + 0.5) * size),
        size,
      ];
      const rows = Array.from({ length: levels }, (_, k) => k);
      const walk = depthOf(
        {
          law: 'walk',
          reference: P0,
          bids: rows.map((k) => at(k, 1)),
          asks: rows.map((k) => at(k, -1)),
          beyond: 'flat',
        },
        P0,
      );
      const points = [-900, -333, 77, 500, 950];
      return Math.max(...points.map((v) => Math.abs(walk.factor(v, P0) - law.factor(v, P0))));
    };
    expect(error(4_000)).toBeLessThan(error(40) / 50);
    expect(error(4_000)).toBeLessThan(1e-4);
  });
});
