import { describe, expect, it } from 'vitest';
import { movedSnapshot } from '../../shared/market/import/moved-snapshot.ts';
import { pricesOf } from '../../shared/market/import/prices.ts';
import { parseSnapshot } from '../../shared/market/snapshot.ts';
import { SNAPSHOT } from '../sweep/small.ts';

const START = Date.parse('2024-01-01T00:00:00Z') / 1_000;
/** Ten days of hours, each an eighth dearer than the one before and falling by a hundredth inside. */
const csv = Array.from({ length: 240 }, (_, i) => {
  const open = 50 + i / 8;
  return `${START + 3_600 * i},${open},${open * 1.005},${open * 0.99},${10 + i}`;
});
const prices = pricesOf(
  { name: 'made.csv', text: ['time,open,high,low,volume', ...csv].join('\n') },
  Infinity,
);
const base = parseSnapshot(JSON.stringify(SNAPSHOT));

describe('a snapshot moved over a price series', () => {
  const asOf = '2024-01-09T00:00:00Z';
  const moved = movedSnapshot(base, prices, asOf);

  it('takes mark, bars and history from what was known then', () => {
    expect(moved.asOf).toBe(asOf);
    expect(moved.market.markPrice).toBe(50 + 192 / 8);
    const { bars } = moved.positions as {
      bars: { endTimeSeconds: number[]; low: number[]; volume: number[] };
    };
    expect(bars.endTimeSeconds).toHaveLength(SNAPSHOT.positions.bars.endTimeSeconds.length);
    expect(bars.endTimeSeconds.at(-1)).toBe(Date.parse(asOf) / 1_000);
    expect(bars.low.at(-1)).toBeCloseTo((50 + 191 / 8) * 0.99, 9);
    const [window] = moved.history.windows;
    expect(window).toMatchObject({ seconds: 3_600, count: 192 });
    expect(window!.down[0]).toBeCloseTo(0.01, 9);
  });

  it('keeps everything else, and says so', () => {
    expect(moved.market.openInterest).toBe(base.market.openInterest);
    expect({ ...moved.fund, tiers: moved.tiers, rules: moved.rules }).toEqual({
      ...base.fund,
      tiers: base.tiers,
      rules: base.rules,
    });
    expect(moved.assumptions.at(-1)).toMatchObject({ id: 'hindcast', basis: 'guessed' });
    expect(moved.assumptions.at(-1)!.text).toContain(
      'book, leverage mix, open interest, tiers, rules and fund',
    );
    expect(moved.assumptions.at(-1)!.text).toContain(base.asOf);
  });

  it('moves levels and accounts along with the mark', () => {
    const positions = {
      kind: 'accounts',
      rows: [1, -1].map((side) => ({ side, quantity: 5_000, entryPrice: 110, collateral: 90_000 })),
    };
    const depth = { kind: 'levels', reference: 100, bids: [[99, 5]], asks: [[101, 5]], beyond: 'flat' };
    const known = movedSnapshot(
      parseSnapshot(JSON.stringify({ ...SNAPSHOT, positions, depth, tiers: [SNAPSHOT.tiers[0]] })),
      prices,
      asOf,
    );
    expect(known.depth).toMatchObject({ reference: 74, bids: [[expect.closeTo(73.26, 9), 5]] });
    expect(known.positions).toMatchObject({
      rows: [{ entryPrice: expect.closeTo(81.4, 9), collateral: 66_600 }, {}],
    });
  });

  it.each([
    [
      '2023-12-31T00:00:00Z',
      'asOf must be the start of a bar of the prices, and not of the first, got 2023-12-31T00:00:00Z',
    ],
    ['2024-01-01T00:00:00Z', 'asOf must be the start of a bar'],
    ['2024-01-02T00:30:00Z', 'asOf must be the start of a bar'],
    ['2024-01-11T00:00:00Z', 'asOf must be the start of a bar'],
  ])('is refused at %s', (time, message) => {
    expect(() => movedSnapshot(base, prices, time)).toThrow(message);
  });

  it('is refused where accounts or levels are in a file of their own', () => {
    const file = { file: 'levels.csv', sha256: '0'.repeat(64), count: 2 };
    const filed = { ...SNAPSHOT, depth: { kind: 'levels', reference: 100, ...file, beyond: 'stop' } };
    expect(() => movedSnapshot(parseSnapshot(JSON.stringify(filed)), prices, asOf)).toThrow(
      'snapshot.depth must hold its levels itself to be moved, got levels.csv',
    );
    const accounts = { kind: 'accounts', file: 'a.csv', sha256: '0'.repeat(64), count: 2 };
    expect(() =>
      movedSnapshot(parseSnapshot(JSON.stringify({ ...SNAPSHOT, positions: accounts })), prices, asOf),
    ).toThrow('snapshot.positions must hold its accounts itself to be moved, got a.csv');
  });
});
