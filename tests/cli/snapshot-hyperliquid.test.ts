// A snapshot of Hyperliquid by the real ccxt over answers in the shape of its info endpoint
// (hyperliquid.gitbook.io/hyperliquid-docs/for-developers/api/info-endpoint): the tables are those of trading/margin-tiers.
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { snapshotOf } from '../../cli/commands/snapshot.ts';
import { connect } from '../../cli/snapshot/venue-api.ts';
import { parseSnapshot } from '../../shared/market/snapshot.ts';

const NOW = Date.parse('2026-03-01T12:00:30Z');
const HOUR = 3_600_000;
const meta = {
  universe: [
    { szDecimals: 5, name: 'BTC', maxLeverage: 40, marginTableId: 56 },
    { szDecimals: 1, name: 'DYDX', maxLeverage: 5, marginTableId: 5 },
  ],
  marginTables: [
    [
      56,
      {
        description: 'tiered 40x',
        marginTiers: [
          { lowerBound: '0.0', maxLeverage: 40 },
          { lowerBound: '150000000.0', maxLeverage: 20 },
        ],
      },
    ],
  ],
  collateralToken: 0,
};
const context = (price: string) => ({
  funding: '0.0000125',
  openInterest: '30000.5',
  prevDayPx: price,
  dayNtlVlm: '3000000000.0',
  premium: '-0.0001',
  oraclePx: price,
  markPx: price,
  midPx: price,
  impactPxs: [price, price],
  dayBaseVlm: '50000.0',
});
const level = (px: string, sz: string) => ({ px, sz, n: 3 });
const candle = (start: number) => {
  const open = 60_000 + 300 * Math.sin(start / HOUR);
  const close = 60_000 + 300 * Math.sin(start / HOUR + 1);
  const [high, low] = [Math.max(open, close) + 40, Math.min(open, close) - 40];
  const prices = { o: String(open), c: String(close), h: String(high), l: String(low), v: '12.5' };
  return { t: start, T: start + HOUR - 1, s: 'BTC', i: '1h', ...prices, n: 9 };
};

interface Asked {
  readonly type: string;
  readonly req?: { readonly startTime: number; readonly endTime: number };
}
const ANSWERS: Readonly<Record<string, (asked: Asked) => unknown>> = {
  meta: () => meta,
  metaAndAssetCtxs: () => [meta, [context('60000.0'), context('2.0')]],
  spotMeta: () => ({
    tokens: [
      {
        name: 'USDC',
        index: 0,
        szDecimals: 8,
        weiDecimals: 8,
        tokenId: '0x6d1e7cde53ba9467b783cb7c530ce054',
        isCanonical: true,
      },
    ],
    universe: [],
  }),
  spotMetaAndAssetCtxs: () => [{ tokens: [], universe: [] }, []],
  perpDexs: () => [null],
  l2Book: () => ({
    coin: 'BTC',
    time: NOW,
    levels: [
      [level('59990.0', '20.5'), level('59000.0', '40.0')],
      [level('60010.0', '18.0'), level('61000.0', '39.0')],
    ],
  }),
  candleSnapshot: ({ req }) => {
    const first = Math.ceil(req!.startTime / HOUR) * HOUR;
    const last = Math.min(req!.endTime, NOW - (NOW % HOUR) - HOUR);
    const bars = Math.min(500, Math.max(0, Math.floor((last - first) / HOUR) + 1));
    return Array.from({ length: bars }, (_, i) => candle(first + i * HOUR));
  },
};

const venue = () =>
  connect('hyperliquid', (async (_address: string, { body }: RequestInit) => {
    const asked = JSON.parse(String(body)) as Asked;
    const answer = ANSWERS[asked.type];
    if (!answer) throw new Error(`no answer is saved of ${asked.type}`);
    const headers = { 'content-type': 'application/json' };
    return new Response(JSON.stringify(answer(asked)), { headers });
  }) as typeof fetch);

beforeEach(() => {
  vi.useFakeTimers({ now: NOW, toFake: ['Date'] });
  vi.spyOn(process.stdout, 'write').mockReturnValue(true);
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

it('takes the margin tables of the venue’s own endpoint, which ccxt does not give', async () => {
  const out = mkdtempSync(join(tmpdir(), 'snapshot-'));
  const choices = {
    days: 30,
    beyond: 'stop',
    outside: [],
    outsideCost: 0.005,
    accept: [],
    json: true,
  } as const;
  await snapshotOf('hyperliquid', 'BTC/USDC:USDC', { ...choices, out, fund: 1_000_000 }, venue);
  const snapshot = parseSnapshot(readFileSync(join(out, 'snapshot.json'), 'utf8'));
  expect(snapshot).toMatchObject({
    market: {
      id: 'hyperliquid-btc',
      symbol: 'BTC',
      contract: 'linear',
      settlementCurrency: 'USDC',
      markPrice: 60_000,
      openInterest: 30_000.5,
    },
    tiers: [
      { floor: 0, rate: 0.0125, maxLeverage: 40, deduction: 0 },
      { floor: 150e6, rate: 0.025, maxLeverage: 20, deduction: 1_875_000 },
    ],
    depth: { kind: 'levels', reference: 60_000 },
  });
  expect(snapshot.sources.find(({ name }) => name === 'tiers')!.source).toContain(
    'fetched/tiers.json sha256',
  );
  expect(snapshot.assumptions.map(({ id }) => id)).not.toContain('tiers-made-up');
});
