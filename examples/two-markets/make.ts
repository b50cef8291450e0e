// Makes snapshot.json and the three files of columns beside it, of nothing but made-up figures and keyed random numbers:
//   node examples/two-markets/make.ts [FOLDER]
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { argv } from 'node:process';
import { exp } from '../../shared/cascade/numbers/math.ts';
import { normals, uniforms } from '../../shared/cascade/numbers/random.ts';
import type { VenueSnapshot } from '../../shared/market/contagion/venue-snapshot.ts';
import { sha256 } from '../../shared/market/digest.ts';

const here = (file: string): string => join(argv[2] ?? import.meta.dirname, file);

/** A draw after another: uniforms, and normals of their own stream. */
function draws() {
  const stream = { seedLow: 2_025, seedHigh: 10, path: 10, purpose: 4, lane: 0 };
  const one = new Float64Array(1);
  let [u, z] = [0, 0];
  return {
    uniform: (from = 0, to = 1): number => {
      uniforms(stream, u++, 1, one);
      return from + (to - from) * one[0]!;
    },
    /** Median 1. */
    lognormal: (sigma: number): number => {
      normals({ ...stream, lane: 1 }, z++, 1, one);
      return exp(sigma * one[0]!);
    },
  };
}

const MARKETS = [
  { id: 'btc-perp', symbol: 'BTC-PERP', price: 120_000, open: 2_000, c: 0.0032, sizes: 250_000 },
  { id: 'eth-perp', symbol: 'ETH-PERP', price: 4_300, open: 40_000, c: 0.001, sizes: 180_000 },
] as const;
type Side = 1 | -1;

interface Row {
  readonly market: 0 | 1;
  readonly side: Side;
  readonly quantity: number;
  readonly entryPrice: number;
  readonly collateral: number | null;
  readonly wallet: number;
  readonly owner: string;
}

const WALLETS = 160;
const ISOLATED = 220;
const MAKERS = 6;
const MOST_LEVERAGE = 20;
const SHORTS_LEVERAGE = 2 / 3;

const accounts: Row[] = [];
const wallets: { cash: number; owner: string }[] = [];
const assets: { wallet: number; market: string; amount: number }[] = [];
const { uniform, lognormal } = draws();
const held = { 1: [0, 0], [-1]: [0, 0] } as Record<Side, [number, number]>;

function open(
  market: 0 | 1,
  side: Side,
  notional: number,
  row: Pick<Row, 'collateral' | 'wallet' | 'owner'>,
) {
  const { price, open: most } = MARKETS[market];
  const quantity = round(Math.min(notional / price, most - held[side][market]), 4);
  if (quantity <= 0) return 0;
  held[side][market] += quantity;
  const entryPrice = round(price * (1 + side * uniform(-0.05, 0.03)), 2);
  accounts.push({ market, side, quantity, entryPrice, ...row });
  return quantity * price;
}

const round = (value: number, digits: number): number => Number(value.toFixed(digits));
/** Median 3.6, a quarter above 6; who is short only borrows a third less. What cross-margined accounts run is guessed. */
const leverage = (isShort: boolean): number =>
  (isShort ? SHORTS_LEVERAGE : 1) * Math.min(MOST_LEVERAGE, 3.6 * lognormal(0.8));

// Most wallets are long both markets, a quarter hold one against the other, the rest one market or shorts.
for (let w = 0; w < WALLETS; w++) {
  const [kind, size] = [uniform(), lognormal(1.2)];
  const sides: readonly (Side | 0)[] =
    kind < 0.45 ? [1, 1] : kind < 0.6 ? [1, -1] : kind < 0.7 ? [-1, 1] : kind < 0.85 ? [1, 0] : [-1, -1];
  const row = { collateral: null, wallet: w, owner: `w${w}` };
  const notional = sides.reduce<number>(
    (sum, side, k) =>
      side === 0 ? sum : sum + open(k as 0 | 1, side, 3 * MARKETS[k]!.sizes * size * uniform(0.6, 1.4), row),
    0,
  );
  const worth = Math.max(1_000, notional / leverage(kind >= 0.85));
  // A fifth of them keep a part of their collateral in ether.
  const inEther = uniform() < 0.2 ? uniform(0.3, 0.8) : 0;
  if (inEther > 0)
    assets.push({ wallet: w, market: 'eth-perp', amount: round((inEther * worth) / 4_300, 3) });
  wallets.push({ cash: round((1 - inEther) * worth, 0), owner: `w${w}` });
}
for (let i = 0; i < ISOLATED; i++) {
  const market = uniform() < 0.55 ? 0 : 1;
  const side = uniform() < 0.6 ? 1 : -1;
  const notional = MARKETS[market].sizes * lognormal(1.3);
  const got = Math.min(notional, MARKETS[market].price * (MARKETS[market].open - held[side][market]));
  const borrowed = (side < 0 ? SHORTS_LEVERAGE : 1) * Math.min(25, 6 * lognormal(0.6));
  const collateral = round(got / borrowed, 0);
  open(market, side, notional, { collateral, wallet: -1, owner: `i${i}` });
}
// Makers hold what is left of either side, at half a times leverage.
for (let m = 0; m < MAKERS; m++) {
  let notional = 0;
  for (const [k, { price, open: most }] of MARKETS.entries())
    for (const side of [1, -1] as const) {
      const left = most - held[side][k]!;
      const part = m === MAKERS - 1 ? left : left / (MAKERS - m);
      notional += open(k as 0 | 1, side, part * price, {
        collateral: null,
        wallet: WALLETS + m,
        owner: `maker-${m}`,
      });
    }
  wallets.push({ cash: round(2 * notional, 0), owner: `maker-${m}` });
}

/** Writes rows as CSV; what a snapshot says of the file. */
function csv(file: string, head: readonly string[], rows: readonly (readonly (string | number)[])[]) {
  const text = `${[head, ...rows].map((row) => row.join(',')).join('\n')}\n`;
  writeFileSync(here(file), text);
  return { file, sha256: sha256(text), count: rows.length };
}

const snapshot: VenueSnapshot = {
  schema: 'market-snapshot/2',
  asOf: '2025-10-10T20:00:00Z',
  markets: MARKETS.map(({ id, symbol, price, open: openInterest, c }, k) => ({
    id,
    market: {
      venue: 'made-up',
      symbol,
      contract: 'linear',
      quoteCurrency: 'USD',
      settlementCurrency: 'USD',
      markPrice: price,
      openInterest,
    },
    tiers: [
      { floor: 0, cap: 2_000_000, rate: k === 0 ? 0.0125 : 0.02, maxLeverage: k === 0 ? 40 : 25 },
      { floor: 2_000_000, cap: 10_000_000, rate: k === 0 ? 0.02 : 0.03, maxLeverage: k === 0 ? 25 : 15 },
      { floor: 10_000_000, rate: 0.05, maxLeverage: 10 },
    ],
    depth: { kind: 'law', law: { law: 'square-root', c } },
    rules: {
      mechanism: { name: 'full' },
      triggerRule: { rule: 'last' },
      ownShare: 1,
      feeRate: 0.0005,
      permanentShare: 0.3,
      halfLifeSeconds: 120,
      withdrawal: [
        [0.05, 0.7],
        [0.1, 0.4],
      ],
    },
  })),
  fund: { balance: 2_000_000 },
  leftover: 'return',
  adl: { when: 'fund-empty', policy: 'queue' },
  socialised: false,
  closeOut: { order: 'pro-rata', amount: 'all' },
  hedge: 'net',
  accounts: csv(
    'accounts.csv',
    ['market', 'side', 'quantity', 'entryPrice', 'collateral', 'wallet', 'owner'],
    accounts.map(({ market, side, quantity, entryPrice, collateral, wallet, owner }) => [
      MARKETS[market].id,
      side,
      quantity,
      entryPrice,
      collateral ?? '',
      wallet,
      owner,
    ]),
  ),
  wallets: csv(
    'wallets.csv',
    ['cash', 'owner'],
    wallets.map(({ cash, owner }) => [cash, owner]),
  ),
  assets: csv(
    'assets.csv',
    ['wallet', 'market', 'factor', 'amount', 'haircut'],
    assets.map(({ wallet, market, amount }) => [wallet, market, 1, amount, 0.1]),
  ),
  assumptions: [
    {
      id: 'holders',
      text: 'Who holds what, with which leverage and against what collateral, is drawn from made-up laws: no venue publishes cross-margined accounts.',
      basis: 'guessed',
      of: 'positions',
    },
    {
      id: 'depth',
      text: 'A tenth of the open interest sold at once moves BTC by 4.5% and ETH by 6%, 0.3 of which stays; makers leave by steps at 5% and 10%.',
      basis: 'guessed',
      of: 'depth',
    },
    {
      id: 'fund-size',
      text: 'The fund is 0.5% of the open interest of one side of both markets.',
      basis: 'guessed',
      of: 'fund',
    },
  ],
  sources: [{ name: 'all', source: 'made up in examples/two-markets/make.ts' }],
};
writeFileSync(here('snapshot.json'), `${JSON.stringify(snapshot, null, 2)}\n`);
