import { expect, it } from 'vitest';
import { maintenanceMargin, tiersOf } from '../../shared/cascade/margin/tiers.ts';
import { type ImportRequest, importSnapshot } from '../../shared/market/import/import-snapshot.ts';
import { barsOf, pricesOf, worstMoves } from '../../shared/market/import/prices.ts';
import { steppedTiers } from '../../shared/market/import/stepped-tiers.ts';
import { readTiers, type TierFormatName } from '../../shared/market/import/tier-formats.ts';
import { venueLevels } from '../../shared/market/import/venue-levels.ts';
import { marketOf } from '../../shared/market/market.ts';
import { parseSnapshot } from '../../shared/market/snapshot.ts';
import { EXAMPLE, edited, SMALL } from './example-snapshot.ts';

const base = { name: 'base.json', text: EXAMPLE };
const withBase = (parts: Omit<ImportRequest, 'base'>) => importSnapshot({ base, ...parts });

const LEVELS = `venue,symbol,recv_ts,side,level,price,size
v,OTHER,1626993370.3,bid,0,1,1
v,COIN,1626993370.3,bid,0,32180,5
v,COIN,1626993370.3,bid,1,32179.5,7
v,COIN,1626993370.3,ask,0,32181,3
`;
const levels = {
  name: 'levels.csv',
  text: LEVELS,
  venue: 'v',
  symbol: 'COIN',
  contractValue: 10,
  beyond: 'stop',
} as const;

it('takes one order book out of a file of many, sizes in units of quantity', () => {
  const { snapshot } = withBase({ levels });
  expect(snapshot.depth).toEqual({
    kind: 'levels',
    reference: 32180.5,
    bids: [
      [32180, 50],
      [32179.5, 70],
    ],
    asks: [[32181, 30]],
    beyond: 'stop',
  });
});

it('replaces the source of the section and drops what was assumed of it, and nothing else', () => {
  const { snapshot, text } = withBase({ levels });
  const before = parseSnapshot(EXAMPLE);
  const ids = snapshot.assumptions.map(({ id }) => id);
  const dropped = before.assumptions.filter(({ id }) => !ids.includes(id));
  expect(dropped.map(({ id }) => id)).toEqual(['depth-beyond', 'depth-profile']);
  expect(snapshot.sources.filter(({ name }) => name === 'depth')).toEqual([
    { name: 'depth', source: 'imported from levels.csv' },
  ]);
  expect(snapshot.tiers).toEqual(before.tiers);
  expect(parseSnapshot(text)).toEqual(snapshot);
});

const OTHERS = `venue,symbol,recv_ts,side,level,price,size
w,ONE,1626993371,bid,0,399,4
w,ONE,1626993371,ask,0,401,5
w,ONE,1626993371,ask,1,404,6
w,TWO,1626993372,bid,0,7.98,1
w,TWO,1626993372,bid,1,7.92,2
w,TWO,1626993372,ask,0,8.02,3
`;
const other = (symbol: string, contractValue: number) => ({
  name: 'others.csv',
  text: OTHERS,
  venue: 'w',
  symbol,
  contractValue,
});

it('takes the books of other venues, each by the distance from its own mid', () => {
  const books = [other('ONE', 1), other('TWO', 100)];
  const { snapshot } = withBase({ levels, outside: { cost: 0.005, books } });
  // Around 400, the mid of the first, 7.98 of 8 is 399, and a price that both have is one level.
  expect(snapshot.depth).toMatchObject({
    kind: 'levels',
    reference: 32180.5,
    outside: {
      cost: 0.005,
      levels: {
        reference: 400,
        bids: [
          [399, 104],
          [396, 200],
        ],
        asks: [
          [401, 305],
          [404, 6],
        ],
      },
    },
  });
  expect(snapshot.sources.slice(-2)).toEqual([
    { name: 'depth', source: 'imported from levels.csv' },
    { name: 'outside-depth', source: 'imported from others.csv' },
  ]);
  // 0.5 % of 32,180.5 is some 161: two own bids, then theirs at 0.25 and 1 % of their own mid, 0.5 % further out.
  const law = marketOf(snapshot).depth;
  if (law.law !== 'walk') throw new Error(`depth must be levels, got ${law.law}`);
  expect(law.bids.map(([, size]) => size)).toEqual([50, 70, 104, 200]);
  expect(law.bids[2]![0]).toBeCloseTo(32180.5 * (1 - 0.0025 - 0.005), 6);
});

it('sets outside depth beside the depth of the base, and takes it away with the levels it stood beside', () => {
  const before = parseSnapshot(EXAMPLE);
  const beside = withBase({ outside: { cost: 0.005, multiple: 1, books: [] } });
  expect(beside.snapshot).toEqual({
    ...before,
    depth: { ...before.depth, outside: { cost: 0.005, multiple: 1 } },
  });
  const from = (parts: Omit<ImportRequest, 'base'>, text: string) =>
    importSnapshot({ base: { name: 'b.json', text }, ...parts }).snapshot;
  const two = from({ outside: { cost: 0, books: [other('TWO', 1)] } }, beside.text);
  expect(two.depth).toMatchObject({ outside: { cost: 0, levels: { reference: 8 } } });
  expect(two.sources.at(-1)).toEqual({ name: 'outside-depth', source: 'imported from others.csv' });
  const none = from({ levels }, JSON.stringify(two));
  expect(none.depth).not.toHaveProperty('outside');
  expect(none.sources.map(({ name }) => name)).not.toContain('outside-depth');
});

it('refuses books of another day, both kinds of outside depth, and none', () => {
  const outside = (request: ImportRequest['outside']) => () => withBase({ outside: request! });
  const late = { ...other('ONE', 1), text: OTHERS.replaceAll('1626993371', '1627993371') };
  expect(outside({ cost: 0, books: [late] })).toThrow('others.csv recv_ts must be within 3600 s of asOf');
  const rule = 'snapshot.depth.outside must have either multiple or levels beside cost, got';
  expect(outside({ cost: 0, multiple: 1, books: [other('ONE', 1)] })).toThrow(rule);
  expect(outside({ cost: 0, books: [] })).toThrow(rule);
});

it.each([
  [
    'a level that is missing',
    LEVELS.replace('bid,1,', 'bid,2,'),
    'levels.csv row 3 level must be 1, got "2"',
  ],
  [
    'two moments',
    LEVELS.replace('.3,ask', '.4,ask'),
    'levels.csv row 4 recv_ts must be 1626993370.3 as before',
  ],
  [
    'no level with a size',
    LEVELS.replace('32181,3', '32181,0'),
    'levels.csv must have bids and asks of v COIN, got 2 bids, 0 asks',
  ],
  [
    'another symbol',
    LEVELS.replaceAll('COIN', 'COINS'),
    'must have bids and asks of v COIN, got 0 bids, 0 asks',
  ],
  [
    'another day',
    LEVELS.replaceAll('1626993370.3', '1627993370'),
    'recv_ts must be within 3600 s of asOf, 2021-07-22T22:36:05Z',
  ],
  [
    'crossed levels',
    LEVELS.replace('0,32181,3', '0,32180,3'),
    'bids.0 must be below the best ask, 32180: the depth is locked',
  ],
  ['a truncated file', LEVELS.slice(0, -10), 'levels.csv row 4 must be a whole CSV row'],
])('refuses a book with %s', (_damage, text, message) =>
  expect(() => withBase({ levels: { ...levels, text } })).toThrow(message),
);

it('does not read a book of another symbol by mistake', () => {
  expect(() => venueLevels('l', LEVELS, { venue: 'v', symbol: 'OTHER', contractValue: 1 })).toThrow(
    'got 1 bids, 0 asks',
  );
});

const HOURS = `time,date,open,high,close,low,volumefrom
0,a,100,104,102,99,1
3600,b,102,103,98,90,2
7200,c,98,120,110,97,3
10800,d,110,111,100,100,4
14400,e,200,210,205,190,5
`;

it('groups hourly prices into bars that end with the last whole hour, and finds the worst moves', () => {
  // As of 14,500 s the fifth hour is not over. Windows of two hours: 100..102 and 98..110.
  const prices = pricesOf({ name: 'h.csv', text: HOURS }, 14_500);
  expect(worstMoves(prices, 3_600)).toEqual({
    seconds: 3_600,
    count: 4,
    down: [(102 - 90) / 102, (110 - 100) / 110, 1 / 98, 1 / 100].sort((a, b) => b - a),
    up: [22 / 98, 4 / 100, 1 / 102, 1 / 110].sort((a, b) => b - a),
    // Ranks 2, 4, 4, 4 of four.
    quantiles: {
      down: [1 / 98, (102 - 90) / 102, (102 - 90) / 102, (102 - 90) / 102],
      up: [1 / 102, 22 / 98, 22 / 98, 22 / 98],
    },
  });
  expect(worstMoves(prices, 7_200)).toMatchObject({ count: 2, down: [0.1, 1 / 98], up: [22 / 98, 0.04] });
  expect(barsOf(prices, 7_200, 180)).toEqual({
    endTimeSeconds: [7_200, 14_400],
    low: [90, 97],
    high: [104, 120],
    volume: [3, 7],
  });
  // Three hours fit once: the last three. The first hour is left out, not the last.
  expect(worstMoves(prices, 10_800)).toMatchObject({ count: 1, down: [(102 - 90) / 102], up: [18 / 102] });
  expect(barsOf(prices, 3_600, 2).endTimeSeconds).toEqual([10_800, 14_400]);
});

it.each([
  [
    'an hour twice with other numbers',
    HOURS.replace('7200', '3600'),
    'h.csv row 3 time must be after the bar before it, 3600, got 3600',
  ],
  [
    'an hour out of order',
    HOURS.replace('7200', '1800'),
    'h.csv row 3 time must be after the bar before it, 3600',
  ],
  [
    'a low above its high',
    HOURS.replace('103,98,90', '89,98,90'),
    'h.csv row 2 low must be at most the high, 89, got 90',
  ],
  [
    'a word for a price',
    HOURS.replace('0,a,100', '0,a,n/a'),
    'h.csv row 1 open must be a number > 0, got "n/a"',
  ],
  ['no volume', HOURS.replace('volumefrom', 'turnover'), 'h.csv must have the column volume, got time, date'],
  ['one bar', HOURS.split('\n').slice(0, 2).join('\n'), 'h.csv must have at least two bars, got 1 rows'],
])('refuses prices with %s', (_damage, text, message) =>
  expect(() => pricesOf({ name: 'h.csv', text }, 20_000)).toThrow(message),
);

it('refuses prices that begin after asOf, and windows that are no multiple of the bars', () => {
  expect(() => pricesOf({ name: 'h.csv', text: HOURS }, 3_599)).toThrow(
    'h.csv must have a bar that ends by asOf, 1970-01-01T00:59:59Z',
  );
  expect(() => worstMoves(pricesOf({ name: 'h.csv', text: HOURS }, 20_000), 5_400)).toThrow(
    'bars for windows of 5400 s must be a whole part of that, an hour or less, got bars of 3600 s',
  );
});

const ACCOUNTS =
  'side,quantity,entryPrice,collateral,account,owner\nlong,4,100,40,7,Alice\nshort,4,99,50,8,Bob\n';
const small = { name: 'small.json', text: SMALL };

it('takes an account list and leaves the names at home', () => {
  const { snapshot, text, files } = importSnapshot({
    base: small,
    positions: { name: 'accounts.csv', text: ACCOUNTS },
  });
  expect(snapshot.positions).toEqual({
    kind: 'accounts',
    rows: [
      { side: 1, quantity: 4, entryPrice: 100, collateral: 40, owner: '0' },
      { side: -1, quantity: 4, entryPrice: 99, collateral: 50, owner: '1' },
    ],
  });
  expect(text).not.toMatch(/Alice|Bob/);
  expect(files).toEqual([]);
  expect(() =>
    importSnapshot({ base: small, positions: { name: 'a.csv', text: ACCOUNTS.replace('4,100', '-4,100') } }),
  ).toThrow('a.csv row 1 quantity must be a number > 0 of a long, got -4');
});

it('refuses an account beyond the last tier, with its row, however long the list', () => {
  // The small market's table ends at a notional of 2,000, 20 coins at 100.
  const rows = Array.from({ length: 2_000 }, (_row, i) => `1,${i === 1_500 ? 20.5 : 0.001},100,5`);
  const text = `side,quantity,entryPrice,collateral\n${rows.join('\n')}\n`;
  const roomy = { name: 'small.json', text: edited({ 'market.openInterest': 100 }, SMALL) };
  expect(() => importSnapshot({ base: roomy, positions: { name: 'a.csv', text } })).toThrow(
    'a.csv row 1501 quantity must lie in a tier, at most 20, got 20.5',
  );
});

it('puts a long account list into a file of its own, under its digest', () => {
  const rows = Array.from({ length: 2_000 }, (_row, i) => `${i % 2 ? 1 : -1},0.01,100,0.5,a${i}`);
  const text = `side,quantity,entryPrice,collateral,account\n${rows.join('\n')}\n`;
  const { snapshot, files } = importSnapshot({ base: small, positions: { name: 'accounts.csv', text } });
  expect(snapshot.positions).toMatchObject({ kind: 'accounts', file: 'positions.csv', count: 2_000 });
  expect(files.map(({ name }) => name)).toEqual(['positions.csv']);
  expect(files[0]!.text.split('\n').length).toBe(2_002);
});

it('needs asOf and market of the base, and says what else is missing in the end', () => {
  const bare = { name: 'bare.json', text: '{"asOf": "2021-07-22T22:36:05Z"}' };
  expect(() => importSnapshot({ base: bare })).toThrow('bare.json.market must be an object with id, venue');
  const { asOf, market } = JSON.parse(EXAMPLE);
  const half = { name: 'half.json', text: JSON.stringify({ asOf, market, schema: 'market-snapshot/1' }) };
  expect(() => importSnapshot({ base: half, levels })).toThrow(
    'snapshot.tiers must be a list of 1 to 1000 entries, got nothing',
  );
});

it('asks by a risk-limit rule what the documentation prints', () => {
  // BitMEX documentation of 2020, golden group margin-forms: 180, 300, 400 and 500 XBT at base 200, step 100, 0.4 %.
  const tiers = tiersOf(
    steppedTiers({
      baseLimit: 200,
      stepLimit: 100,
      initialRate: 0.01,
      maintenanceRate: 0.004,
      initialPerStep: 0.004,
      maintenancePerStep: 0.004,
      steps: 5,
    }),
  );
  expect(tiers.jumping).toBe(true);
  const asked = [180, 300, 400, 500].map((value) => maintenanceMargin(tiers, value));
  for (const [i, printed] of [0.72, 2.4, 4.8, 8].entries()) expect(asked[i]).toBeCloseTo(printed, 12);
});

it('names the record, the field and the value of a venue file that does not fit', () => {
  const read = (format: TierFormatName, value: unknown, symbol: string) => () =>
    readTiers(format, {
      subject: 'f.json',
      text: JSON.stringify(value),
      symbol,
      markPrice: 100,
      contract: 'linear',
      say: () => {},
    });
  const record = {
    name: 'A',
    maintenance_rate: 'x',
    leverage_max: 1,
    risk_limit_base: 1,
    risk_limit_step: 1,
    risk_limit_max: 1,
  };
  expect(read('gate-contracts', { contracts: [record] }, 'B')).toThrow(
    'f.json must have a record with name B, got A',
  );
  expect(read('gate-contracts', { contracts: [] }, 'A')).toThrow(
    /f\.json must be Gate's contracts \(can be read: binance-csv, .*\), got a JSON object with the fields contracts$/,
  );
  expect(read('gate-contracts', { contracts: [record] }, 'A')).toThrow(
    'f.json A.maintenance_rate must be a number, got "x"',
  );
  expect(
    read(
      'kraken-instruments',
      {
        instruments: [
          { symbol: 'A', marginLevels: null },
          { symbol: 'B', marginLevels: [] },
        ],
      },
      'A',
    ),
  ).toThrow('f.json A must have marginLevels and contractSize');
});

it('makes a market of everything that was imported', () => {
  const { text } = withBase({ levels });
  expect(marketOf(parseSnapshot(text)).depth).toMatchObject({
    law: 'walk',
    reference: 32180.5,
    beyond: 'stop',
  });
});
