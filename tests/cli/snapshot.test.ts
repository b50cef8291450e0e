// Snapshots of what venues show to anybody, by the real ccxt over saved answers: Bybit's as its v5 pages print them
// (bybit-exchange.github.io/docs/v5/market), Binance's as developers.binance.com prints those of USD-M futures.
import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { snapshotOf } from '../../cli/commands/snapshot.ts';
import { quantityOf } from '../../cli/snapshot/fetch-market.ts';
import { connect, needMarket, type VenueApi } from '../../cli/snapshot/venue-api.ts';
import { sha256 } from '../../shared/market/digest.ts';
import { parseSnapshot } from '../../shared/market/snapshot.ts';

const NOW = Date.parse('2026-03-01T12:00:30Z');
const HOUR = 3_600_000;
const bar = (start: number) => {
  const open = 60_000 + 300 * Math.sin(start / HOUR);
  const close = 60_000 + 300 * Math.sin(start / HOUR + 1);
  return [start, open, Math.max(open, close) + 40, Math.min(open, close) - 40, close, 12.5].map(String);
};
const LAST = NOW - (NOW % HOUR) - HOUR;
/** Bars from a time on, at most a thousand, as pages of a venue hold them. */
const bars = (from: number) =>
  Array.from({ length: Math.min(1_000, Math.floor((LAST - from) / HOUR) + 1) }, (_, i) =>
    bar(Math.ceil(from / HOUR) * HOUR + i * HOUR),
  );

const bybitAnswer = (result: object) => ({ retCode: 0, retMsg: 'OK', result, retExtInfo: {}, time: NOW });
const BYBIT: Readonly<Record<string, (query: URLSearchParams) => object>> = {
  '/v5/market/instruments-info': (query) => ({
    category: query.get('category'),
    nextPageCursor: '',
    list:
      query.get('category') === 'linear'
        ? [
            {
              symbol: 'BTCUSDT',
              contractType: 'LinearPerpetual',
              status: 'Trading',
              baseCoin: 'BTC',
              quoteCoin: 'USDT',
              settleCoin: 'USDT',
              launchTime: '1584230400000',
              deliveryTime: '0',
              deliveryFeeRate: '',
              priceScale: '2',
              leverageFilter: { minLeverage: '1', maxLeverage: '100.00', leverageStep: '0.01' },
              priceFilter: { minPrice: '0.10', maxPrice: '1999999.80', tickSize: '0.10' },
              lotSizeFilter: { maxOrderQty: '1190.000', minOrderQty: '0.001', qtyStep: '0.001' },
              unifiedMarginTrade: true,
              fundingInterval: 480,
            },
          ]
        : [],
  }),
  '/v5/market/orderbook': () => ({
    s: 'BTCUSDT',
    b: [
      ['59990', '200.5'],
      ['59000', '400'],
    ],
    a: [
      ['60010', '180'],
      ['61000', '390'],
    ],
    ts: NOW,
    u: 1,
    seq: 1,
  }),
  '/v5/market/tickers': () => ({
    category: 'linear',
    list: [
      {
        symbol: 'BTCUSDT',
        lastPrice: '60001',
        markPrice: '60002.5',
        indexPrice: '60003',
        openInterest: '5000',
        fundingRate: '0.0001',
        nextFundingTime: String(NOW + HOUR),
      },
    ],
  }),
  '/v5/market/open-interest': () => ({
    symbol: 'BTCUSDT',
    category: 'linear',
    list: [{ openInterest: '5000.00000000', timestamp: String(NOW - 100_000) }],
    nextPageCursor: '',
  }),
  '/v5/market/risk-limit': () => ({
    category: 'linear',
    list: [
      {
        id: 1,
        symbol: 'BTCUSDT',
        riskLimitValue: '2000000',
        maintenanceMargin: '0.005',
        initialMargin: '0.01',
        isLowestRisk: 1,
        maxLeverage: '100.00',
        mmDeduction: '',
      },
      {
        id: 2,
        symbol: 'BTCUSDT',
        riskLimitValue: '10000000',
        maintenanceMargin: '0.01',
        initialMargin: '0.02',
        isLowestRisk: 0,
        maxLeverage: '50.00',
        mmDeduction: '10000',
      },
    ],
  }),
  '/v5/market/kline': (query) => ({
    category: 'linear',
    symbol: 'BTCUSDT',
    list: bars(Number(query.get('start'))).reverse(),
  }),
  '/v5/market/insurance': () => ({
    updatedTime: String(NOW),
    list: [
      { coin: 'USDT', symbols: 'XUSDT', balance: '7', value: '7' },
      { coin: 'USDT', symbols: 'ETHUSDT,BTCUSDT', balance: '123456789.5', value: '123456789.5' },
    ],
  }),
};

/** A venue whose answers are these; what nobody saved is refused by name. */
const answering = (answers: typeof BYBIT, wrap: (result: object) => object): typeof fetch =>
  (async (address: string | URL) => {
    const { pathname, searchParams } = new URL(address);
    const answer = answers[pathname];
    if (!answer) throw new Error(`no answer is saved of ${pathname}?${searchParams}`);
    const text = JSON.stringify(wrap(answer(searchParams)));
    return new Response(text, { headers: { 'content-type': 'application/json' } });
  }) as typeof fetch;

const venues: Readonly<Record<string, () => ReturnType<typeof connect>>> = {
  bybit: () => connect('bybit', answering(BYBIT, bybitAnswer)),
};
const choices = {
  days: 60,
  beyond: 'stop',
  outside: [],
  outsideCost: 0.005,
  accept: [],
  json: true,
} as const;
const said: string[] = [];
beforeEach(() => {
  vi.useFakeTimers({ now: NOW, toFake: ['Date'] });
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => said.push(String(text)) > 0);
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

it('reads all that Bybit publishes, and keeps it beside the snapshot with digests', async () => {
  const out = mkdtempSync(join(tmpdir(), 'snapshot-'));
  await snapshotOf('bybit', 'BTC/USDT:USDT', { ...choices, out }, (name) => venues[name]!());
  const snapshot = parseSnapshot(readFileSync(join(out, 'snapshot.json'), 'utf8'));
  expect(snapshot).toMatchObject({
    asOf: '2026-03-01T12:00:30Z',
    market: { id: 'bybit-btcusdt', contract: 'linear', markPrice: 60_002.5, openInterest: 5_000 },
    fund: { balance: 123_456_789.5 },
    tiers: [
      { floor: 0, cap: 2_000_000, rate: 0.005, maxLeverage: 100 },
      { floor: 2_000_000, cap: 10_000_000, rate: 0.01, maxLeverage: 50, deduction: 10_000 },
    ],
    depth: {
      kind: 'levels',
      reference: 60_000,
      bids: [
        [59_990, 200.5],
        [59_000, 400],
      ],
      beyond: 'stop',
    },
  });
  expect(snapshot.history.windows.map(({ seconds }) => seconds)).toEqual([3_600, 14_400]);
  const fetched = readdirSync(join(out, 'fetched')).sort();
  expect(fetched).toEqual(
    [
      'book',
      'digests',
      'funding',
      'insurance-fund',
      'market',
      'open-interest',
      'prices',
      'ticker',
      'tiers',
    ].map((name) => `${name}.json`),
  );
  const { sha256: digests } = JSON.parse(readFileSync(join(out, 'fetched/digests.json'), 'utf8'));
  for (const name of fetched.filter((own) => own !== 'digests.json'))
    expect(digests[name]).toBe(sha256(readFileSync(join(out, 'fetched', name))));
  const depth = snapshot.sources.find(({ name }) => name === 'depth')!;
  expect(depth.source).toBe(
    `bybit BTC/USDT:USDT, fetched 2026-03-01T12:00:30Z: fetched/book.json sha256 ${digests['book.json']}`,
  );
  // What a venue does not show is an assumption.
  expect(snapshot.assumptions.map(({ id }) => id)).toEqual(
    expect.arrayContaining(['positions-made-up', 'rules-made-up', 'fund']),
  );
});

it.each([
  ['an amount where a contract is a coin', { openInterestAmount: 5 }, { linear: true, contractSize: 1 }, 5],
  [
    'a value where it is not',
    { openInterestAmount: 50_000, openInterestValue: 1_000 },
    { linear: true, contractSize: 0.0001 },
    10,
  ],
  [
    'nothing where one cannot tell',
    { openInterestAmount: 50_000 },
    { linear: true, contractSize: 0.01 },
    undefined,
  ],
  ['quote units of an inverse one', { openInterestAmount: 7 }, { linear: false, contractSize: 100 }, 700],
] as const)('takes %s for open interest', (_what, interest, market, quantity) => {
  expect(quantityOf(interest, market, 100)).toBe(quantity);
});

it('takes the dated table where tiers are not public, says so, and adds the book of another venue', async () => {
  const out = mkdtempSync(join(tmpdir(), 'snapshot-'));
  // As ccxt has Binance: everything but tiers, fund and mark without a key.
  const bybit = await venues.bybit!();
  const like = Object.assign(Object.create(bybit), {
    id: 'binanceusdm',
    fetchMarketLeverageTiers: () =>
      Promise.reject(
        Object.assign(new Error('binanceusdm requires "apiKey"'), { name: 'AuthenticationError' }),
      ),
  });
  const reach = async (name: string) => (name === 'binanceusdm' ? like : bybit);
  const own = { ...choices, out, fund: 1_000_000, outside: ['bybit'], json: false };
  await snapshotOf('binanceusdm', 'BTCUSDT', own, reach);
  const { tiers, assumptions, depth } = parseSnapshot(readFileSync(join(out, 'snapshot.json'), 'utf8'));
  expect(tiers).toHaveLength(12);
  expect(tiers[1]).toEqual({ floor: 50_000, cap: 600_000, rate: 0.005, maxLeverage: 100, deduction: 50 });
  expect(assumptions.find(({ id }) => id === 'tiers-dated')!.text).toContain('those of 2024-10-24');
  expect(said.join('')).toContain('binanceusdm does not publish its tiers: those of 2024-10-24');
  expect(depth).toMatchObject({ outside: { cost: 0.005, levels: { reference: 60_000 } } });
  expect(readdirSync(join(out, 'fetched'))).toContain('bybit-book.json');
});

it.each([
  // As ccxt's Gate and Delta have it: inverse is whatever does not settle in its quote currency.
  ['called inverse', { linear: false, inverse: true, settle: 'BTC' }, 'settled in BTC'],
  ['called neither', { linear: false, inverse: false, settle: 'BTC' }, 'settled in BTC'],
])('refuses a quanto that is %s: what a contract of it pays is not said', async (_what, flags, words) => {
  const markets = {
    'ETH/USD:BTC': { id: 'ETH_USD', symbol: 'ETH/USD:BTC', base: 'ETH', quote: 'USD', swap: true, ...flags },
    'BTC/USD:BTC': {
      id: 'BTC_USD',
      base: 'BTC',
      quote: 'USD',
      settle: 'BTC',
      swap: true,
      linear: false,
      inverse: true,
    },
    'ETH/USD:USDC': {
      id: 'E',
      base: 'ETH',
      quote: 'USD',
      settle: 'USDC',
      swap: true,
      linear: true,
      inverse: false,
    },
  };
  const api = { id: 'gate', loadMarkets: async () => markets } as unknown as VenueApi;
  await expect(needMarket(api, 'ETH_USD')).rejects.toThrow(
    `gate ETH_USD must be a linear or inverse contract, for what one of a quanto pays is not among what ccxt gives; with the venue’s record of it saved, cascade import reads it, got a quanto: priced in USD, ${words}`,
  );
  expect((await needMarket(api, 'BTC_USD')).id).toBe('BTC_USD');
  expect((await needMarket(api, 'ETH/USD:USDC')).id).toBe('E');
});

it('refuses what is no contract, what is there already, and a venue that nobody knows', async () => {
  const out = mkdtempSync(join(tmpdir(), 'snapshot-'));
  const ask = (venue: string, symbol: string) =>
    snapshotOf(venue, symbol, { ...choices, out }, (name) => (venues[name] ?? (() => connect(name)))());
  await expect(ask('bybit', 'DOGE')).rejects.toThrow(
    'symbol must be a contract of bybit, such as none, got DOGE',
  );
  await expect(ask('mtgox', 'BTC')).rejects.toThrow(
    /venue must be one that ccxt knows, such as .*, got mtgox/,
  );
  expect(readdirSync(out)).toEqual([]);
});
