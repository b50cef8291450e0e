// Two small markets with shared wallets: violent enough that wallets are reached, close out in both, and draw the fund.
import type { VenueSnapshot } from '../../../shared/market/contagion/venue-snapshot.ts';

const market = (symbol: string, markPrice: number, openInterest: number) => ({
  venue: 'test',
  symbol,
  contract: 'linear' as const,
  quoteCurrency: 'USD',
  settlementCurrency: 'USD',
  markPrice,
  openInterest,
});

const RULES: VenueSnapshot['markets'][number]['rules'] = {
  mechanism: { name: 'full' },
  triggerRule: { rule: 'last' },
  ownShare: 1,
  feeRate: 0.001,
  permanentShare: 0.3,
  halfLifeSeconds: 120,
  withdrawal: null,
};
const TIERS = [
  { floor: 0, rate: 0.02, maxLeverage: 25 },
  { floor: 20_000, rate: 0.04, maxLeverage: 10 },
];

/** Eight accounts: two wallets long in both markets, one hedged, and two isolated shorts that carry the other side. */
export const VENUE: VenueSnapshot = {
  schema: 'market-snapshot/2',
  asOf: '2024-03-01T00:00:00Z',
  markets: [
    {
      id: 'a-perp',
      market: market('A', 100, 1_000),
      tiers: TIERS,
      depth: { kind: 'law', law: { law: 'exponential', beta: 0.0004 } },
      rules: RULES,
    },
    {
      id: 'b-perp',
      market: market('B', 10, 10_000),
      tiers: TIERS,
      depth: { kind: 'law', law: { law: 'exponential', beta: 0.00005 } },
      rules: RULES,
    },
  ],
  fund: { balance: 2_000 },
  leftover: 'return',
  adl: { when: 'never' },
  socialised: false,
  closeOut: { order: 'pro-rata', amount: 'all' },
  hedge: 'net',
  accounts: {
    rows: [
      { market: 'a-perp', side: 1, quantity: 300, entryPrice: 101, wallet: 0 },
      { market: 'b-perp', side: 1, quantity: 2_000, entryPrice: 10.1, wallet: 0 },
      { market: 'a-perp', side: 1, quantity: 200, entryPrice: 100, wallet: 1 },
      { market: 'b-perp', side: 1, quantity: 3_000, entryPrice: 10, wallet: 1 },
      { market: 'a-perp', side: 1, quantity: 250, entryPrice: 99, wallet: 2 },
      { market: 'b-perp', side: -1, quantity: 2_500, entryPrice: 10, wallet: 2 },
      { market: 'a-perp', side: -1, quantity: 750, entryPrice: 100, collateral: 60_000, owner: 'maker' },
      { market: 'b-perp', side: -1, quantity: 2_500, entryPrice: 10, collateral: 30_000, owner: 'maker' },
    ],
  },
  wallets: { rows: [{ cash: 4_000, owner: 'one' }, { cash: 500 }, { cash: 3_500, owner: 'three' }] },
  assets: { rows: [{ wallet: 1, market: 'b-perp', factor: 1, amount: 300, haircut: 0.1 }] },
  assumptions: [{ id: 'made-up', text: 'Nothing here was observed.' }],
  sources: [{ name: 'all', source: 'tests/market/contagion/two-markets.ts' }],
};
