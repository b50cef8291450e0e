// Outside depth (model.md 2.3): golden levels, and what an arbitrageur brings.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Depth, type DepthLaw, depthOf, fitLaw } from '../../shared/cascade/venue/depth/depth.ts';
import type { Level } from '../../shared/cascade/venue/depth/walk.ts';
import { depthLaw, Depth as Section } from '../../shared/market/depth.ts';
import { marketOf } from '../../shared/market/market.ts';
import { withOutside } from '../../shared/market/outside.ts';
import { checked } from '../../shared/market/parse.ts';
import { scenarioOf } from '../../shared/market/scenario.ts';
import { parseSnapshot, snapshotDigest } from '../../shared/market/snapshot.ts';
import { type Group, goldenGroup, rational } from '../cascade/golden.ts';
import { edited, SMALL } from './example-snapshot.ts';

type Walk = Extract<DepthLaw, { law: 'walk' }>;

const golden = goldenGroup('outside-depth', 'takeover');
const { reference, bids, asks } = golden.levels;
const DIGEST = '3a9c8cff07096cfdd8579547cbb4c6c185bd98d30e3272174b885358389806db';
const signOf = (side: string) => (side === 'sell' ? 1 : -1);
const near = (obtained: number, expected: number | string) => {
  const own = rational(expected);
  expect(Math.abs(obtained - own) / Math.max(1, Math.abs(own))).toBeLessThan(1e-10);
};

const marketDepth = (outside: Group, beyond: 'stop' | 'flat' | 'extend'): Walk => {
  const given = outside && (outside.levels ? { ...outside, levels: golden[outside.levels] } : outside);
  const { venue: _venue, symbol: _symbol, ...levels } = given?.levels ?? {};
  const own = given && { ...given, ...(given.levels && { levels }) };
  const depth = { kind: 'levels', reference, bids, asks, beyond, ...(own && { outside: own }) };
  return depthLaw(checked('depth', Section, depth), reference) as Walk;
};

describe('golden: outside-depth', () => {
  const named = golden.cases.map((one: Group) => [`${JSON.stringify(one.outside)} ${one.beyond}`, one]);
  it.each<[string, Group]>(named)('%s', (_, one) => {
    const law = marketDepth(one.outside, one.beyond);
    const depth = depthOf(law, reference);
    expect([law.bids.length, law.asks.length]).toEqual(one.count);
    near(depth.visibleBids, one.visible[0]);
    near(depth.visibleAsks, one.visible[1]);
    for (const side of ['bids', 'asks'] as const)
      for (const [i, [price, size]] of (one.merged?.[side] ?? []).entries()) {
        near(law[side][i]![0], price);
        near(law[side][i]![1], size);
      }
    for (const { reach, sell, buy } of one.within) {
      near(depth.volumeWithin(reach, 1), sell);
      near(depth.volumeWithin(reach, -1), buy);
    }
    for (const fill of one.fills) filled(depth, fill);
    for (const { side, price, volume } of one.volumeTo)
      near(signOf(side) * depth.volumeTo(price / reference, signOf(side), 1), volume);
    for (const { displaced, D } of one.beyondPoints ?? []) near(depth.factor(displaced, 1), D);
    for (const side of ['sell', 'buy']) fitted(depth, one.fit.reach, side, one.fit[side]);
  });

  function filled(depth: Depth, { side, quantity, averagePrice, harmonicPrice, lastPrice }: Group) {
    const [from, to] = side === 'sell' ? [0, quantity] : [-quantity, 0];
    near((reference * depth.sum(from, to, 1)) / quantity, averagePrice);
    near((reference * quantity) / depth.reciprocalSum(from, to, 1), harmonicPrice);
    near(reference * depth.factor(signOf(side) * quantity, 1), lastPrice);
  }

  function fitted(depth: Depth, reach: number, side: string, expected: Group) {
    const volume = depth.volumeWithin(reach, signOf(side));
    near(volume, expected.volume);
    const of = (law: 'linear' | 'exponential' | 'square-root') =>
      fitLaw(law, volume, reach, signOf(side), reference) as unknown as Record<string, number>;
    // Parameters are small: to ten digits of themselves.
    expect(of('linear').slope! / rational(expected.slope)).toBeCloseTo(1, 10);
    expect(of('exponential').beta! / expected.beta).toBeCloseTo(1, 10);
    if (expected.c !== undefined) expect(of('square-root').c! / expected.c).toBeCloseTo(1, 10);
  }
});

const side = (sign: number) =>
  fc
    .array(fc.record({ gap: fc.integer({ min: 1, max: 400 }), size: fc.integer({ min: 1, max: 90 }) }), {
      minLength: 1,
      maxLength: 30,
      size: 'max',
    })
    .map((own) => {
      let distance = 0;
      return own.map(({ gap, size }): Level => {
        distance += gap;
        // Down to 12,000 ticks of 1/128 from a mid of 128: binary fractions, so that prices meet exactly.
        return [128 * (1 + (sign * distance) / 16_384), size];
      });
    });
const levels = fc.record({ bids: side(-1), asks: side(1) });
const walk = (own: { bids: readonly Level[]; asks: readonly Level[] }) =>
  depthOf({ law: 'walk', reference: 128, ...own, beyond: 'stop' }, 128);

describe('an arbitrageur', () => {
  const multiple = fc.constantFrom(0.25, 0.5, 1, 2, 8);
  it('brings a multiple of what rests within the reach less the cost', () => {
    const ticks = fc.integer({ min: 0, max: 900 });
    const half = fc.integer({ min: 0, max: 13_000 }).map((n) => (n + 0.5) / 16_384);
    fc.assert(
      fc.property(levels, multiple, ticks, half, fc.constantFrom(1, -1), (own, k, n, reach, sign) => {
        const cost = n / 16_384;
        const before = walk(own);
        const after = walk(withOutside(128, own, { cost, multiple: k }));
        const brought = k * before.volumeWithin(reach - cost, sign);
        // A bid that the cost carries to 0 or below is nobody's.
        if (sign > 0 && reach >= 1) return;
        expect(after.volumeWithin(reach, sign)).toBeCloseTo(before.volumeWithin(reach, sign) + brought, 9);
      }),
    );
  });

  it('changes nothing with nobody there, and at no cost sizes times one more than the multiple', () => {
    fc.assert(
      fc.property(levels, multiple, (own, k) => {
        expect(withOutside(128, own, { cost: 0.01, multiple: 0 })).toEqual(own);
        expect(withOutside(128, own, undefined)).toBe(own);
        const times = (of: readonly Level[]) => of.map(([price, size]) => [price, size * (1 + k)]);
        expect(withOutside(128, own, { cost: 0, multiple: k })).toEqual({
          bids: times(own.bids),
          asks: times(own.asks),
        });
      }),
    );
  });

  it('brings other levels as the recorded ones would stand around the own mid', () => {
    fc.assert(
      fc.property(levels, multiple, (own, k) => {
        // Another venue that is this one at twice the price, in k times the size.
        const moved = (of: readonly Level[]) =>
          of.map(([price, size]): [number, number] => [2 * price, k * size]);
        const other = { reference: 256, bids: moved(own.bids), asks: moved(own.asks) };
        const cost = 1 / 64;
        const theirs = withOutside(128, own, { cost, levels: other });
        expect(theirs).toEqual(withOutside(128, own, { cost, multiple: k }));
      }),
    );
  });

  it('keeps the sides in order: best first, every price once, bids below asks', () => {
    fc.assert(
      fc.property(levels, levels, fc.integer({ min: 0, max: 500 }), (own, other, n) => {
        const plain = { reference: 128, bids: [...other.bids], asks: [...other.asks] };
        const outside = { cost: n / 16_384, levels: plain as never };
        const { bids, asks } = withOutside(128, own, outside);
        for (const [list, sign] of [
          [bids, 1],
          [asks, -1],
        ] as const)
          for (let i = 1; i < list.length; i++)
            expect(sign * (list[i - 1]![0] - list[i]![0])).toBeGreaterThan(0);
        expect(bids[0]![0]).toBeLessThan(asks[0]![0]);
        const sizes = (of: readonly Level[]) => of.reduce((sum, [, size]) => sum + size, 0);
        expect(sizes(asks)).toBe(sizes(own.asks) + sizes(other.asks));
      }),
    );
  });

  it('drops bids that the cost carries to nothing, and no asks', () => {
    const own = { bids: [[99, 1]], asks: [[101, 1]] } as const;
    expect(withOutside(100, own, { cost: 0.99, multiple: 3 })).toEqual({
      bids: [[99, 1]],
      asks: [
        [101, 1],
        [200, 3],
      ],
    });
  });
});

describe('in a snapshot', () => {
  const outside = { cost: 0.02, multiple: 2 };

  it('is merged into levels and into a profile that has been turned into levels', () => {
    const of = (depth: unknown) => marketOf(parseSnapshot(edited({ depth }, SMALL))).depth as Walk;
    const inline = { ...JSON.parse(SMALL).depth, outside };
    expect(of(inline).bids).toEqual([
      [99.5, 1],
      [99, 2],
      [98, 3],
      [97.5, 2],
      [97, 8],
      [96, 6],
      [95, 8],
    ]);
    const profile = { kind: 'profile', distance: [0.01, 0.05], bid: [10, 30], ask: [5, 25], beyond: 'flat' };
    const depth = depthOf(of({ ...profile, outside }), 100);
    expect(depth.volumeWithin(0.01, 1)).toBeCloseTo(10, 12);
    expect(depth.volumeWithin(0.03, 1)).toBeCloseTo(10 + 10 + 2 * 10, 12);
    expect(depth.visibleAsks).toBeCloseTo(3 * 25, 12);
  });

  it('is not there unless it is named: the digest is that of before', () => {
    // Computed by the edition before this field was known.
    expect(snapshotDigest(parseSnapshot(SMALL))).toBe(DIGEST);
    expect(snapshotDigest(parseSnapshot(edited({ 'depth.outside': outside }, SMALL)))).not.toBe(DIGEST);
  });

  it.each<[unknown, string]>([
    [{ cost: 0.01 }, 'snapshot.depth.outside must have either multiple or levels beside cost, got ["cost"]'],
    [
      { cost: 0.01, multiple: 1, levels: { reference: 1, bids: [[1, 1]], asks: [[2, 1]] } },
      'must have either multiple or levels beside cost, got ["cost","multiple","levels"]',
    ],
    [
      { cost: -0.01, multiple: 1 },
      'snapshot.depth.outside.cost must be a number >= 0 and at most 2^53, got -0.01',
    ],
    [{ cost: 0.01, multiple: -1 }, 'snapshot.depth.outside.multiple must be a number >= 0'],
    [
      { cost: 0.01, levels: { reference: 3, bids: [[1, 1]], asks: [[2, 1]] } },
      'snapshot.depth.outside.levels.reference must lie between best bid 1 and best ask 2, got 3',
    ],
    [
      { cost: 0.01, levels: { reference: 1, bids: [], asks: [[2, 1]] } },
      'outside.levels.bids must be a list of 1 to',
    ],
  ])('refuses %j', (broken, message) => {
    expect(() => parseSnapshot(edited({ 'depth.outside': broken }, SMALL))).toThrow(message);
  });

  it('is refused beside a law, which has no levels to bring from elsewhere', () => {
    const depth = { kind: 'law', law: { law: 'amm', reserve: 1 }, outside };
    expect(() => parseSnapshot(edited({ depth }, SMALL))).toThrow(
      'snapshot.depth must be an object with kind, law and nothing else, got outside',
    );
  });

  it('stands in the levels of a scenario, too', () => {
    const scenario = {
      config: {
        p0: 100,
        shock: 0,
        depth: { law: 'walk', ...JSON.parse(SMALL).depth, kind: undefined, outside },
      },
      tiers: [{ floor: 0, rate: 0.01 }],
      accounts: [{ side: 1, quantity: 1, entry: 100, collateral: 10 }],
    };
    const { depth } = scenarioOf(JSON.parse(JSON.stringify(scenario)));
    expect(depth).toEqual(marketOf(parseSnapshot(edited({ 'depth.outside': outside }, SMALL))).depth);
  });
});
