// What a market is asked before it is believed. Small books of accounts, each number by hand.
import { describe, expect, it } from 'vitest';
import { importSnapshot } from '../../shared/market/import/import-snapshot.ts';
import type { Finding } from '../../shared/market/inspect/finding.ts';
import { isAsked } from '../../shared/market/inspect/finding.ts';
import { inspect, refuseUnaccepted } from '../../shared/market/inspect/inspect.ts';
import { inspectScenario } from '../../shared/market/inspect/scenario.ts';
import { marketOf } from '../../shared/market/market.ts';
import { parseScenario } from '../../shared/market/scenario.ts';
import { parseSnapshot } from '../../shared/market/snapshot.ts';
import { EXAMPLE, edited, SMALL } from './example-snapshot.ts';

type Row = {
  side: 1 | -1;
  quantity: number;
  entryPrice: number;
  collateral: number;
  account?: string;
  owner?: string;
};
const long = (quantity: number, collateral: number, more: Partial<Row> = {}): Row => ({
  side: 1,
  quantity,
  entryPrice: 100,
  collateral,
  ...more,
});
const short = (quantity: number, collateral: number, more: Partial<Row> = {}): Row => ({
  ...long(quantity, collateral, more),
  side: -1,
});
/** Mark 100, open interest 10; 1 % up to 500, 2 % up to 2,000, at most 50 and 25 times. */
const found = (rows: readonly Row[], changes: object = {}): Map<string, Finding> => {
  const snapshot = parseSnapshot(edited({ 'positions.rows': rows, ...changes }, SMALL));
  return new Map(inspect(marketOf(snapshot)).map((finding) => [finding.what, finding]));
};

describe('accounts', () => {
  it('under water are counted with what is missing, and any is asked', () => {
    // 2 coins from 120: 40 lost of 10, so 30 are missing; the other side has enough.
    const {
      'under-water': water,
      maintenance,
      cushion,
    } = Object.fromEntries(
      found([long(2, 10, { entryPrice: 120, owner: 'a' }), short(2, 50, { owner: 'b' })]),
    ) as Record<string, Finding>;
    expect(water).toMatchObject({
      value: 1,
      text: '1 account under water: 30 USD are missing before any shock',
    });
    expect(isAsked(water!)).toBe(true);
    // Maintenance of 200 is 2: short by 32; the cushion asks 2.2, and so adds 32.2.
    expect(maintenance!.text).toContain('32 USD short');
    expect(cushion!.text).toMatch(/^the cushion rule adds 32\.2 USD to 50 % of the quantity/);
    expect(
      found([long(2, 41, { entryPrice: 120, owner: 'a' }), short(2, 50, { owner: 'b' })]).has('under-water'),
    ).toBe(false);
  });

  it('above the maximum leverage are those who are so at entry and at the mark', () => {
    // 400 over 7 is more than 50 times. 400 over 7 with a profit of 40 is not, at the mark; nor is 400 over 9 with a loss of 4.
    const leverage = (row: Row) => found([row, short(4, 100, { owner: 'z' })]).get('leverage')?.value ?? 0;
    expect(leverage(long(4, 7, { owner: 'a' }))).toBe(1);
    expect(leverage(long(4, 7, { owner: 'a', entryPrice: 90 }))).toBe(0);
    expect(leverage(long(4, 9, { owner: 'a', entryPrice: 101 }))).toBe(0);
  });

  it('that stand twice are rows of one account; without names a copy is anybody’s', () => {
    const twice = [
      long(1, 10, { account: 'a' }),
      long(1, 10, { account: 'a' }),
      short(2, 20, { account: 'b' }),
    ];
    expect(found(twice).get('doubled')).toMatchObject({ value: 1 });
    expect(found(twice).get('doubled')!.text).toMatch(
      /^1 row of 3 repeat another of the same account, 1 of quantity/,
    );
    // Two sub-accounts of one owner may hold the same.
    const apart = [
      long(1, 10, { account: 'a', owner: 'x' }),
      long(1, 10, { account: 'c', owner: 'x' }),
      short(2, 20, { account: 'b', owner: 'y' }),
    ];
    expect(found(apart).has('doubled')).toBe(false);
    const nameless = found([long(1, 10), long(1, 10), short(2, 20)]);
    expect(nameless.get('doubled-unnamed')).toMatchObject({ value: 1 / 3 });
    expect(isAsked(nameless.get('doubled-unnamed')!, 'sweep')).toBe(false);
  });

  it('balance: what one side has more is a share of open interest, asked above 1 %, refused by a sweep above 10 %', () => {
    const sides = (longs: number) =>
      found([long(longs, 100, { owner: 'a' }), short(5, 100, { owner: 'b' })]).get('sides');
    expect(sides(5)).toBeUndefined();
    expect(sides(5.05)!.value).toBeCloseTo(0.005, 12);
    expect([5.05, 5.5, 7].map((longs) => isAsked(sides(longs)!))).toEqual([false, true, true]);
    expect([5.05, 5.5, 7].map((longs) => isAsked(sides(longs)!, 'sweep'))).toEqual([false, false, true]);
    expect(sides(7)!.text).toContain('longs hold 7 and shorts 5: 20 % of open interest has no other side');
    expect(found([long(5, 100, { owner: 'a' }), short(5, 100, { owner: 'b' })]).get('unheld')!.value).toBe(
      0.5,
    );
  });

  it('hedged within one owner are named with their share', () => {
    const rows = [long(4, 50, { owner: 'x' }), short(3, 50, { owner: 'x' }), short(1, 50, { owner: 'y' })];
    expect(found(rows).get('hedged')).toMatchObject({ value: 0.3 });
    expect(found(rows).get('hedged')!.text).toContain(
      '1 owner with both sides, 30 % of open interest: taken as isolated',
    );
    expect(found([long(4, 50, { owner: 'x' }), short(4, 50, { owner: 'y' })]).has('hedged')).toBe(false);
  });
});

describe('a margin table', () => {
  const tiers = (rows: object[]) =>
    found([long(4, 40, { owner: 'a' }), short(4, 40, { owner: 'b' })], { tiers: rows });
  const row = (floor: number, rate: number, deduction?: number) => ({
    floor,
    rate,
    maxLeverage: Math.min(50, 1 / rate),
    ...(deduction !== undefined && { deduction }),
  });

  it('jumps, falls, or has deductions of its own', () => {
    // At 500: 1 % is 5, 2 % without a deduction 10, with 7 off 3, with 5 off again 5.
    expect(tiers([row(0, 0.01, 0), row(500, 0.02, 0)]).get('tiers-jump')!.text).toBe(
      'at 1 floor the requirement jumps, by up to 5',
    );
    const falling = tiers([row(0, 0.01, 0), row(500, 0.02, 7)]);
    expect(falling.get('tiers-fall')!.text).toContain('at 1 floor the requirement falls, by up to 2');
    expect(falling.get('deductions')!.value).toBe(1);
    const continuous = tiers([row(0, 0.01, 0), row(500, 0.02, 5)]);
    for (const what of ['tiers-jump', 'tiers-fall', 'deductions', 'deductions-missing'])
      expect(continuous.has(what)).toBe(false);
  });

  it('without deductions has two readings, and says what the other would change', () => {
    // A long of 6 from 100 with 60: at 2 % of all 540 / (6 x 0.98) = 91.837; with 5 off 535 / (6 x 0.98) = 90.986.
    const rows = [long(6, 60, { owner: 'a' }), short(6, 60, { owner: 'b' })];
    const text = found(rows, { tiers: [row(0, 0.01), row(500, 0.02)] }).get('deductions-missing')!.text;
    expect(text).toMatch(
      /^1 tier without a deduction: read as continuous, 5 off in the last one\. .*then 2 accounts would have another trigger, up to 0\.935 % away$/,
    );
  });

  it('without deductions has one reading where all rates are the same', () => {
    expect(tiers([row(0, 0.03), row(500, 0.03)]).has('deductions-missing')).toBe(false);
  });

  it('with a fixed amount on top is refused in these words', () => {
    expect(() => tiers([row(0, 0.01, -20)])).toThrow(
      'snapshot.tiers.0.deduction must be a number >= 0 and at most 2^53: a fixed amount on top of rate times notional is not supported, got -20',
    );
  });

  it('has floors in whole cents, or satoshi', () => {
    expect(() => tiers([row(0, 0.01), row(500.001, 0.02)])).toThrow(
      'snapshot.tiers.1.floor must be a multiple of 1/100, got 500.001',
    );
  });
});

it('a price far from the mark is of another market', () => {
  const snapshot = parseSnapshot(SMALL);
  const price = (last: number) => inspect(marketOf(snapshot), last).find(({ what }) => what === 'price');
  expect(price(100)).toBeUndefined();
  expect(isAsked(price(104)!)).toBe(false);
  expect(price(2_500)!.text).toContain(
    '2500 USD and the mark price 100, 25 times as much away: are they prices of this market?',
  );
  // Bars of estimated positions are prices too.
  const moved = parseSnapshot(
    edited({ 'market.markPrice': (old: number) => 1.1 * old, 'depth.outside': undefined }),
  );
  expect(inspect(marketOf(moved)).find(({ what }) => what === 'price')!.value).toBeGreaterThan(0.05);
  expect(inspect(marketOf(parseSnapshot(EXAMPLE))).filter((finding) => isAsked(finding))).toEqual([]);
});

it('depth that could not take a hundredth of open interest, and sections of which nothing speaks, are said', () => {
  const thin = found([long(4, 40, { owner: 'a' }), short(4, 40, { owner: 'b' })], {
    'market.openInterest': 10_000,
  });
  expect(thin.get('thin-depth')!.text).toContain('% of open interest; are both in the same unit?');
  expect(found([long(4, 40), short(4, 40)], { assumptions: [], sources: [] }).get('unnamed')!.text).toMatch(
    /^tiers, positions, depth, rules, fund, history stand there/,
  );
});

it('what is accepted is let pass, with its reason in the snapshot', () => {
  const rows = 'side,quantity,entryPrice,collateral,owner\nlong,4,100,40,a\nshort,4,100,40,a\n';
  const positions = { name: 'a.csv', text: rows };
  const base = { name: 'small.json', text: SMALL };
  expect(() => importSnapshot({ base, positions })).toThrow(
    'snapshot check hedged must find at most 5 %, share of open interest, or be accepted with a reason, got 1 owner with both sides, 40 % of open interest',
  );
  const accepted = [{ what: 'hedged', reason: 'accounts are isolated' }] as const;
  const { snapshot, text, findings } = importSnapshot({ base, positions, accepted: [...accepted] });
  expect(snapshot.accepted).toEqual(accepted);
  expect(findings.map(({ what }) => what)).toContain('hedged');
  refuseUnaccepted(inspect(marketOf(parseSnapshot(text))), snapshot, 'sweep');
});

it('a scenario that leaves something to be assumed says what', () => {
  const scenario = {
    config: { p0: 100, shock: -0.2, depth: { law: 'linear', slope: 1e-9 } },
    tiers: [
      { floor: 0, rate: 0.01 },
      { floor: 500, rate: 0.02 },
    ],
    accounts: [
      { side: 1, quantity: 10, entry: 100, collateral: 50, owner: 'A' },
      { side: -1, quantity: 10, entry: 100, collateral: 50, owner: 'A' },
    ],
  };
  expect(inspectScenario(parseScenario(JSON.stringify(scenario))).map(({ what }) => what)).toEqual([
    'hedged',
    'deductions-missing',
  ]);
});

it('says of estimated positions what one draw would need of the cushion rule, and where it does not', () => {
  // Accounts of average size may take 3 times, so survive with that; smaller ones take what is allowed to them.
  const held = (maxLeverage: number) =>
    inspect(
      marketOf(
        parseSnapshot(
          edited({
            tiers: [
              { floor: 0, cap: 500, rate: 0.005, maxLeverage },
              { floor: 500, rate: 0.005, maxLeverage: 3 },
            ],
            'positions.leverageMix': { leverage: [90], long: [1], short: [1] },
            'positions.accountsPerSide': { long: 20, short: 20 },
          }),
        ),
      ),
    ).find(({ what }) => what === 'cushion');
  expect(held(3)).toBeUndefined();
  expect(held(90)!.text).toMatch(
    /^in one draw of the estimate .* the cushion rule adds [\d.]+ \w+ to [\d.]+ % of the quantity, [\d.]+ % of the fund/,
  );
});
