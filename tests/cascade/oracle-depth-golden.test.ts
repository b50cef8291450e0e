// The oracle's depth against golden/takeover.json: outside depth, how far a limit goes, short fills and clamps.
import { describe, expect, it } from 'vitest';
import { type Group, goldenGroup } from './golden.ts';
import { numbers } from './golden-scenario.ts';
import { expectSame } from './golden-takeover.ts';
import { oracleDepth } from './oracle/depth.ts';
import { withOutside } from './oracle/outside.ts';
import type { Level, OracleDepthLaw } from './oracle/terms.ts';

const group = (id: string): Group => numbers(goldenGroup(id, 'takeover'));
describe('golden: outside-depth', () => {
  const { levels, outsideLevels, cases } = group('outside-depth');
  const { reference, bids, asks } = levels;

  it.each<[string, Group]>(cases.map((own: Group) => [`${JSON.stringify(own.outside)}, ${own.beyond}`, own]))(
    '%s',
    (_, own) => {
      const outside = own.outside?.levels ? { cost: own.outside.cost, levels: outsideLevels } : own.outside;
      const walk = {
        law: 'walk',
        reference,
        bids,
        asks,
        beyond: own.beyond,
        ...(outside && { outside }),
      } as const;
      const depth = oracleDepth(walk, reference);
      for (const { reach, sell, buy } of own.within) {
        expectSame('within', depth.within(reach, 1), sell, 1e-10);
        expectSame('within', depth.within(reach, -1), buy, 1e-10);
      }
      for (const { side, quantity, averagePrice, harmonicPrice, lastPrice } of own.fills) {
        const to = side === 'sell' ? quantity : -quantity;
        const [a, b] = [Math.min(0, to), Math.max(0, to)];
        expectSame('average', depth.sumOfUnits(false, a, b, reference) / quantity, averagePrice, 1e-10);
        expectSame('harmonic', -quantity / depth.sumOfUnits(true, a, b, reference), harmonicPrice, 1e-10);
        expectSame('last', reference * depth.D(to, reference), lastPrice, 1e-10);
      }
      for (const { side, price, volume } of own.volumeTo) {
        const sign = side === 'sell' ? 1 : -1;
        expectSame('to', sign * depth.volumeTo(price / reference, sign, reference), volume, 1e-10);
      }
      for (const { displaced, D } of own.beyondPoints ?? [])
        expectSame('D', depth.D(displaced, reference), D, 1e-10);
      const merged = withOutside(walk);
      const total = (side: readonly Level[]) => side.reduce((sum, [, size]) => sum + size, 0);
      expect([merged.bids.length, merged.asks.length]).toEqual(own.count);
      expectSame('visible bids', total(merged.bids), own.visible[0], 1e-10);
      expectSame('visible asks', total(merged.asks), own.visible[1], 1e-10);
      for (const side of ['bids', 'asks'] as const)
        own.merged?.[side].forEach(([price, size]: Level, k: number) => {
          expectSame('price', merged[side][k]![0], price, 1e-10);
          expect(merged[side][k]![1]).toBe(size);
        });
      for (const sign of [1, -1] as const) {
        const { volume, slope, beta, c } = sign > 0 ? own.fit.sell : own.fit.buy;
        const fitted: OracleDepthLaw[] = [
          { law: 'linear', slope },
          { law: 'exponential', beta },
        ];
        if (c) fitted.push({ law: 'square-root', c });
        for (const law of fitted)
          expectSame(law.law, oracleDepth(law, reference).within(own.fit.reach, sign), volume, 1e-10);
      }
    },
  );
});

const infinite = new Map<unknown, number>([
  ['infinity', Infinity],
  ['-infinity', -Infinity],
]);

describe('golden: volume-to', () => {
  it.each<[string, Group]>(
    group('volume-to').laws.map((own: Group) => [`${own.depth.law} ${own.depth.beyond ?? ''}`, own]),
  )('%s', (_, { depth: law, fundamental, points }) => {
    const depth = oracleDepth(law, 100);
    for (const { side, factor, volume } of points) {
      const obtained = depth.volumeTo(factor, side === 'sell' ? 1 : -1, fundamental);
      if (infinite.has(volume)) expect(obtained).toBe(infinite.get(volume));
      else expectSame(`${side} to ${factor}`, obtained, volume, 1e-12);
    }
  });
});

it.each<Group>(group('depth-ceiling').cases)(
  'golden: depth-ceiling, $depth.law from $from',
  ({ depth: law, fundamental, from, to, D, sum, reciprocalSum }) => {
    const depth = oracleDepth(law, 100);
    expectSame('D', depth.D(from, fundamental), D, 1e-12);
    expectSame('sum', depth.sumOfUnits(false, from, to, fundamental) / fundamental, sum, 1e-12);
    expectSame('of 1/D', -depth.sumOfUnits(true, from, to, fundamental) * fundamental, reciprocalSum, 1e-12);
    expect(depth.clamp(from, fundamental)).toBe(D === 1000 ? 'CEILING_HIT' : undefined);
  },
);

it.each<Group>(group('short-fills').cases)(
  'golden: short-fills, $quantity from $displaced of itself',
  ({ beta, displaced, quantity, averageFactor, averageReciprocal }) => {
    const depth = oracleDepth({ law: 'exponential', beta }, 1);
    const to = displaced + quantity;
    const average = (inverse: boolean) =>
      Math.abs(depth.sumOfUnits(inverse, displaced, to, 1)) / (to - displaced);
    expect(Math.abs(average(false) / averageFactor - 1)).toBeLessThan(1e-14);
    expect(Math.abs(average(true) / averageReciprocal - 1)).toBeLessThan(1e-14);
  },
);
