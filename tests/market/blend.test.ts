import { describe, expect, it } from 'vitest';
import { blended } from '../../shared/market/blend.ts';
import { type Market, marketOf } from '../../shared/market/market.ts';
import { parseSnapshot } from '../../shared/market/snapshot.ts';
import { probe } from '../../shared/risk/changes/probe.ts';
import { parseSweep } from '../../shared/sweep/parse-sweep.ts';
import { SNAPSHOT, SWEEP, sweepText } from '../sweep/small.ts';
import { RICH } from '../sweep/worlds.ts';

const market = (change: object = {}, base: object = RICH): Market =>
  marketOf(parseSnapshot(JSON.stringify({ ...base, ...change })));
const sweep = parseSweep(sweepText());
const all = (own: Market) => ({ positions: own, prices: own, depth: own, fund: own, rules: own });
const numbers = (own: Market) => probe({ market: own, sweep }, 20);

/** Four accounts whose prices, levels and money are all that many times as large. */
const scaledMarket = (times: number) => {
  const row = (side: 1 | -1, entryPrice: number, collateral: number) => ({
    side,
    quantity: 1_000,
    entryPrice: entryPrice * times,
    collateral: collateral * times,
  });
  const level = (price: number) => [price * times, 400];
  return market({
    market: { ...RICH.market, markPrice: 100 * times, openInterest: 2_000 },
    positions: {
      kind: 'accounts',
      rows: [row(1, 101, 8_000), row(1, 99, 12_000), row(-1, 98, 12_000), row(-1, 100, 9_000)],
    },
    depth: {
      kind: 'levels',
      reference: 100 * times,
      bids: [99, 96, 90, 80].map(level),
      asks: [101, 104, 110, 120].map(level),
      beyond: 'flat',
    },
    tiers: SNAPSHOT.tiers.map((tier) => ({ ...tier, floor: tier.floor * times })),
    fund: { balance: 2_000 * times },
  });
};

describe('a blend', () => {
  it('of one market is that market', () => {
    const own = market();
    expect(blended(all(own))).toBe(own);
  });

  it('of equal markets gives the same numbers, to the bit', () => {
    const [one, other] = [market(), market()];
    expect(numbers(blended({ ...all(one), depth: other, positions: other }))).toEqual(numbers(one));
  });

  it.each([
    ['depth', { depth: { ...RICH.depth, bid: [30, 75, 78, 80] } }],
    ['fund', { fund: { balance: 10 } }],
    ['positions', { market: { ...RICH.market, openInterest: 7_000 } }],
    ['rules', { rules: { ...RICH.rules, permanentShare: 0.9 } }],
  ] as const)('takes the %s from where it is told', (part, change) => {
    const [before, now] = [market(), market(change)];
    const own = blended({ ...all(before), [part]: now });
    expect(numbers(own)).toEqual(numbers(now));
    expect(numbers(own)).not.toEqual(numbers(before));
  });

  it('moves accounts and levels along with the mark price: a market twice as dear is the same market', () => {
    const [one, two] = [scaledMarket(1), scaledMarket(2)];
    const own = blended({ ...all(two), positions: one, depth: one });
    for (const side of ['down', 'up'] as const) {
      expect(numbers(own)[side].coverage).toBeCloseTo(numbers(two)[side].coverage!, 12);
      expect(numbers(own)[side].coverage).toBeLessThan(1);
    }
    expect(own.accounts!.entryPrice[0]).toBe(202);
    expect(own.accounts!.collateral[0]).toBe(16_000);
    expect(own.snapshot.depth).toMatchObject({
      reference: 200,
      bids: [
        [198, 400],
        [192, 400],
        [180, 400],
        [160, 400],
      ],
    });
  });

  it('moves the coin that inverse contracts are settled in the other way', () => {
    const inverse = (markPrice: number) =>
      market({
        market: { ...RICH.market, contract: 'inverse', settlementCurrency: 'BTC', markPrice },
        positions: {
          kind: 'accounts',
          rows: [1 as const, -1 as const].map((side) => ({
            side,
            quantity: 5_000,
            entryPrice: markPrice,
            collateral: 10,
          })),
        },
      });
    const own = blended({ ...all(inverse(200)), positions: inverse(100) });
    expect([...own.accounts!.collateral]).toEqual([5, 5]);
    expect([...own.accounts!.entryPrice]).toEqual([200, 200]);
  });

  it('moves a price slope, and the bars of estimated positions', () => {
    const sloped = (markPrice: number) =>
      market({
        market: { ...RICH.market, markPrice },
        depth: { kind: 'law', law: { law: 'linear', slope: 0.01 } },
      });
    const own = blended({ ...all(sloped(101)), depth: sloped(100), positions: sloped(100) });
    expect(own.depth).toEqual({ law: 'linear', slope: 0.01 * 1.01 });
    const { positions } = own.snapshot;
    expect(positions.kind === 'estimated' && positions.bars.low[0]).toBe(
      SNAPSHOT.positions.bars.low[0]! * 1.01,
    );
  });

  it('is refused of contracts that differ', () => {
    const inverse = market({ market: { ...RICH.market, contract: 'inverse' } });
    expect(() => blended({ ...all(market()), depth: inverse })).toThrow(
      'blend must be of linear contracts, got inverse',
    );
  });
});

it('a probe gives the numbers of a report of as many paths', () => {
  expect(SWEEP.design.down).toHaveLength(1);
  const few = numbers(market());
  const again = probe({ market: market(), sweep: { ...sweep, paths: { decision: 500, other: 1 } } }, 20);
  expect(again).toEqual(few);
});
