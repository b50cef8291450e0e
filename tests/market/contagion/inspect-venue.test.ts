// What `cascade check` says of a snapshot of several markets: the questions of a market alone, market by market, and of its wallets.
import { expect, it } from 'vitest';
import { venueOf } from '../../../shared/market/contagion/venue.ts';
import type { VenueSnapshot } from '../../../shared/market/contagion/venue-snapshot.ts';
import { inspectVenue } from '../../../shared/market/inspect/venue.ts';
import { VENUE } from './two-markets.ts';

const [a, b] = VENUE.markets as [VenueSnapshot['markets'][0], VenueSnapshot['markets'][0]];
const said = (change: Partial<VenueSnapshot> = {}): string[] =>
  inspectVenue({ ...VENUE, ...change }, new Map()).flatMap(({ market, findings }) =>
    findings.map(({ what, text }) => `${market ?? 'wallets'} ${what}: ${text}`),
  );
const rows = VENUE.accounts.rows!;
const withRow = (i: number, change: object) => ({
  accounts: { rows: rows.map((row, k) => (k === i ? { ...row, ...change } : row)) },
});

it('says what nobody holds, of each market', () => {
  expect(said().filter((line) => line.includes(' unheld: '))).toEqual([
    "a-perp unheld: accounts hold 750 of an open interest of 1000: 25 % are in nobody's name; are both in the same unit?",
    "b-perp unheld: accounts hold 5000 of an open interest of 10000: 50 % are in nobody's name; are both in the same unit?",
  ]);
});

it('says where depth could not take the open interest', () => {
  const thin = { ...b, depth: { kind: 'law' as const, law: { law: 'exponential' as const, beta: 0.01 } } };
  const lines = said({ markets: [a, thin] }).filter((line) => line.includes('-depth: '));
  expect(lines).toEqual([
    'b-perp thin-depth: depth within 10 % of the mid is 95.3102 USD on the thinner side, 0.0953 % of open interest; are both in the same unit?',
  ]);
});

it('says who is above the maximum leverage: an isolated account by itself, a wallet by all it holds', () => {
  expect(said().filter((line) => line.includes(' leverage: '))).toEqual([
    'wallets leverage: 3 wallets above the maximum leverage at the mark prices, the worst at 1.33333 times of it',
  ]);
  expect(said(withRow(6, { collateral: 3_000 }))).toContain(
    'a-perp leverage: 1 account above the maximum leverage, the worst at 2.5 times of it',
  );
  // Wallet 0: 300 at 100 of at most 10 times, 2,000 at 10 of at most 25 times; it has 4,000 and has lost 500.
  const first = { ...VENUE, wallets: { rows: [{ cash: 4_000 }, { cash: 1e5 }, { cash: 1e5 }] } };
  expect(said(first).at(-1)).toMatch(/^wallets leverage: 1 wallet .* at 1\.08571 times of it$/);
});

it('says which wallets are under water or at their maintenance, before any are raised', () => {
  const poor = { wallets: { rows: [{ cash: 0 }, { cash: -3_000 }, { cash: 1e5 }] } };
  expect(said(poor).filter((line) => line.startsWith('wallets '))).toEqual([
    'wallets under-water: 2 wallets under water: 800 USD are missing before any shock',
    'wallets maintenance: 2 wallets at or under maintenance at the mark prices',
    'wallets leverage: 2 wallets above the maximum leverage at the mark prices, the worst without any margin',
  ]);
  expect(venueOf({ ...VENUE, ...poor }).raised.money).toBeGreaterThan(800);
});

it('takes both sides of a wallet for what the snapshot says, and asks of isolated accounts alone', () => {
  const hedge = { market: 'a-perp', side: -1 as const, quantity: 50, entryPrice: 100 };
  const both = {
    market: 'a-perp',
    side: 1 as const,
    quantity: 50,
    entryPrice: 100,
    collateral: 5_000,
    owner: 'maker',
  };
  expect(said({ accounts: { rows: [...rows, { ...hedge, wallet: 0 }] } }).join()).not.toContain(' hedged: ');
  expect(said({ accounts: { rows: [...rows, both] } }).join()).toContain(
    'a-perp hedged: 1 owner with both sides, 5 %',
  );
});
