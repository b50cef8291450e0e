// market-snapshot/2: what is refused, with subject, rule and value; what is read of rows and of files; the cushion rule.
import { describe, expect, it } from 'vitest';
import { walletAt } from '../../../shared/cascade/holders/crossed/columns.ts';
import { standingOf } from '../../../shared/cascade/holders/crossed/wallet.ts';
import { maintenanceMargin } from '../../../shared/cascade/margin/tiers.ts';
import type { VenueFiles } from '../../../shared/market/contagion/holders.ts';
import { type Venue, venueOf } from '../../../shared/market/contagion/venue.ts';
import { venueOfMarket } from '../../../shared/market/contagion/venue-alone.ts';
import { isVenue, parseVenueSnapshot } from '../../../shared/market/contagion/venue-snapshot.ts';
import { columnsFromCsv } from '../../../shared/market/csv.ts';
import { marketOf } from '../../../shared/market/market.ts';
import { SNAPSHOT } from '../../sweep/small.ts';
import { VENUE } from './two-markets.ts';

const read = (value: unknown, files?: VenueFiles): Venue => {
  const snapshot = parseVenueSnapshot(JSON.stringify(value));
  if (!isVenue(snapshot)) throw new TypeError('of version 1');
  return venueOf(snapshot, files);
};
/** The venue with other values at some places; what is undefined is not there. */
function changed(...changes: readonly (readonly [place: string, value: unknown])[]): unknown {
  const copy: unknown = structuredClone(VENUE);
  for (const [place, value] of changes) {
    const names = place.split('.');
    const holder = names.slice(0, -1).reduce((own, name) => Reflect.get(own, name), copy as object);
    Reflect.set(holder, names.at(-1)!, value);
  }
  return copy;
}

const startOf = (venue: Venue, w: number) =>
  standingOf(
    walletAt(venue.linked.wallets, w, venue.linked.wallets),
    venue.markets,
    venue.markets.map(({ startPrice }) => startPrice),
  );

describe('a snapshot of several markets', () => {
  it('is read with wallets, assets and isolated accounts in their markets', () => {
    const { markets, linked, counts, fund, raised } = read(VENUE);
    expect(markets.map(({ id }) => id)).toEqual(['a-perp', 'b-perp']);
    expect(counts).toEqual({ accounts: 8, isolated: 2, wallets: 3 });
    expect(linked.accounts.map(({ count }) => count)).toEqual([1, 1]);
    expect([...linked.wallets.market]).toEqual([0, 1, 0, 1, 0, 1]);
    expect([...linked.wallets.first]).toEqual([0, 2, 4, 6]);
    expect([...linked.wallets.cash]).toEqual([4_000, 500, 3_500]);
    expect([fund, raised]).toEqual([2_000, { share: 0, money: 0 }]);
    // The maker stands behind one account in each market; wallet 1 is its own owner.
    const owners = linked.accounts.map(({ owner }) => owner[0]);
    expect(owners[0]).toBe(owners[1]);
    expect(new Set([...linked.wallets.owner, owners[0]]).size).toBe(4);
  });

  it('has a cut twin in which every account is isolated, with what its wallet is worth', () => {
    const venue = read(VENUE);
    expect(venue.cut.accounts.map(({ count }) => count)).toEqual([4, 4]);
    expect(venue.cut.wallets.count).toBe(0);
    const { equity } = startOf(venue, 0);
    const [a, b] = venue.cut.accounts as [(typeof venue.cut.accounts)[0], (typeof venue.cut.accounts)[0]];
    expect(a.collateral[0]! + 300 * (100 - 101) + b.collateral[0]! + 2_000 * (10 - 10.1)).toBeCloseTo(
      equity,
      9,
    );
  });

  it('is the same from files of columns', () => {
    const rows = (VENUE.accounts.rows ?? []).map(
      ({ market, side, quantity, entryPrice, collateral, wallet, owner }) =>
        [market, side, quantity, entryPrice, collateral ?? '', wallet ?? -1, owner ?? ''].join(','),
    );
    const accounts = ['market,side,quantity,entryPrice,collateral,wallet,owner', ...rows].join('\n');
    const wallets = 'cash,owner\n4000,one\n500,\n3500,three\n';
    const digest = '0'.repeat(64);
    const filed = changed(
      ['accounts', { file: 'accounts.csv', sha256: digest, count: 8 }],
      ['wallets', { file: 'wallets.csv', sha256: digest, count: 3 }],
    );
    const files = new Map([
      ['accounts.csv', columnsFromCsv('accounts.csv', accounts)],
      ['wallets.csv', columnsFromCsv('wallets.csv', wallets)],
    ]);
    const [inline, ofFiles] = [read(VENUE), read(filed, files)];
    expect(ofFiles.linked).toEqual(inline.linked);
    expect(ofFiles.cut).toEqual(inline.cut);
  });

  it('may have an inverse contract beside a quanto, where both pay the same coin', () => {
    const coin = { quoteCurrency: 'USD', settlementCurrency: 'XBT' };
    const [a, b] = VENUE.markets.map(({ market }) => market) as [object, object];
    const venue = read(
      changed(
        ['markets.0.market', { ...a, ...coin, contract: 'inverse', openInterest: 1e6 }],
        ['markets.1.market', { ...b, ...coin, quantoMultiplier: 0.001 }],
        ['accounts.rows.0.quantity', 1_000],
        [
          'accounts.rows.6',
          { market: 'a-perp', side: -1, quantity: 1_450, entryPrice: 100, collateral: 100 },
        ],
        ['wallets.rows.0.cash', 4_000],
      ),
    );
    const { equity, maintenance } = startOf(venue, 0);
    expect(equity).toBeCloseTo(4_000 + 1_000 * (1 / 101 - 1 / 100) + 2_000 * (10 - 10.1), 9);
    expect(maintenance[0]).toBeCloseTo(0.02 * (1_000 / 100), 12);
    expect(maintenance[1]).toBeCloseTo(0.02 * 2_000 * 10, 9);
  });

  it.each([
    ['wallets', 'cash', 'cash\n1e17\n0\n0', 3],
    ['wallets', 'cash', 'cash\n-1e300\n0\n0', 3],
    ['assets', 'factor', 'wallet,factor,amount,haircut\n0,1e300,1,0', 1],
    ['assets', 'amount', 'wallet,amount,haircut\n0,1e160,0', 1],
    ['assets', 'amount', 'wallet,amount,haircut\n0,1e-200,0', 1],
    ['accounts', 'quantity', 'market,side,quantity,entryPrice,wallet\na-perp,1,1e-200,100,0', 1],
    ['accounts', 'entryPrice', 'market,side,quantity,entryPrice,wallet\na-perp,1,1,1e300,0', 1],
    ['accounts', 'collateral', 'market,side,quantity,entryPrice,collateral\na-perp,1,1,100,1e17', 1],
  ])('refuses in a file of %s a %s that it could not hold itself: %s', (part, column, text, count) => {
    const filed = changed([part, { file: 'f.csv', sha256: '0'.repeat(64), count }]);
    expect(() => read(filed, new Map([['f.csv', columnsFromCsv('f.csv', text)]]))).toThrow(
      `f.csv row 1 ${column} must be 0, or from 1e-100 to 2^53 in size, got "`,
    );
  });

  it('raises whoever has less than 1.1 times maintenance to it, and says how much', () => {
    const poor = read(changed(['wallets.rows.0.cash', 1_000], ['accounts.rows.7.collateral', 100]));
    const { equity, maintenance } = startOf(poor, 0);
    expect(equity).toBeCloseTo(1.1 * (maintenance[0]! + maintenance[1]!), 9);
    const need = 1.1 * maintenanceMargin(poor.markets[1]!.tiers, 25_000);
    expect(poor.linked.accounts[1]!.collateral[0]).toBeCloseTo(need, 9);
    const ofWallet = equity - (1_000 + 300 * -1 + 2_000 * -0.1);
    expect(poor.raised.money).toBeCloseTo(ofWallet + need - 100, 6);
    const all = 750 * 100 * 2 + 7_500 * 10 + 2_500 * 10;
    expect(poor.raised.share).toBeCloseTo((300 * 100 + 2_000 * 10 + 2_500 * 10) / all, 12);
  });

  it('merges both sides of a market in a wallet, unless it is gross', () => {
    const hedged = (hedge: 'net' | 'gross') =>
      read(
        changed(
          ['hedge', hedge],
          [
            'accounts.rows.8',
            {
              market: 'a-perp',
              side: -1,
              quantity: 100,
              entryPrice: 104,
              wallet: 0,
            },
          ],
        ),
      ).linked.wallets;
    expect([...hedged('net').first]).toEqual([0, 2, 4, 6]);
    expect(hedged('net').cash[0]).toBeCloseTo(4_000 + 100 * (104 - 101), 9);
    expect([...hedged('gross').first]).toEqual([0, 3, 5, 7]);
  });

  it.each<[string, string, unknown, string]>([
    [
      'another schema',
      'schema',
      'market-snapshot/3',
      'snapshot.schema must be market-snapshot/1 or market-snapshot/2, got "market-snapshot/3"',
    ],
    [
      'two currencies',
      'markets.1.market.settlementCurrency',
      'EUR',
      'snapshot.markets.1.market.settlementCurrency must be that of all markets, USD, got "EUR"',
    ],
    ['a market twice', 'markets.1.id', 'a-perp', 'snapshot.markets.1.id must stand once, got "a-perp"'],
    [
      'an auction',
      'markets.0.rules.mechanism',
      {
        name: 'auction',
        buf: 1.2,
        cut: 0.5,
        step: 1,
        tail: 10,
        cusp: 0.4,
        hole: 1,
        profit: 0,
      },
      'snapshot.markets.0.rules.mechanism.name must be full, target-margin, stepped, rate-limited, takeover where markets share a fund, got "auction"',
    ],
    [
      'drawdown',
      'adl',
      { when: 'fund-drawdown', policy: 'queue', drawdown: 0.5, windowSeconds: 60 },
      'snapshot.adl.when must be never, negative-equity or fund-empty where markets share a fund, got "fund-drawdown"',
    ],
    [
      'one of all alike',
      'closeOut',
      { order: 'pro-rata', amount: 'one' },
      'snapshot.closeOut must be all, target or (largest) one, (pro-rata) step, with what they need, got {"order":"pro-rata","amount":"one"}',
    ],
    [
      'an account of no market',
      'accounts.rows.2.market',
      'c-perp',
      'snapshot.accounts row 3 market must be a market: a-perp, b-perp, got "c-perp"',
    ],
    [
      'a wallet that is not there',
      'accounts.rows.0.wallet',
      3,
      'snapshot.accounts row 1 wallet must be a row of the wallets, or -1, below 3, got 3',
    ],
    [
      'an isolated account without collateral',
      'accounts.rows.6.collateral',
      undefined,
      'snapshot.accounts row 7 collateral must be a number, or stand beside a wallet, got nothing',
    ],
    [
      'a crossed one with collateral',
      'accounts.rows.0.collateral',
      5,
      'snapshot.accounts row 1 collateral must be left out, or 0: it is that of the wallet, got 5',
    ],
    [
      'another owner than the wallet',
      'accounts.rows.0.owner',
      'two',
      'snapshot.accounts row 1 owner must be that of its wallet, got "two"',
    ],
    [
      'a debt of nobody',
      'wallets.rows.3',
      { cash: -1 },
      'snapshot.wallets row 4 cash must not be negative without an account, got -1',
    ],
    [
      'a haircut of all',
      'assets.rows.0.haircut',
      1,
      'snapshot.assets.rows.0.haircut must be a number from 0 to 0.999999, got 1',
    ],
    [
      'an asset of no wallet',
      'assets.rows.0.wallet',
      3,
      'snapshot.assets row 1 wallet must be a row of the wallets, below 3, got 3',
    ],
    [
      'assets without wallets',
      'wallets',
      undefined,
      'snapshot.assets must stand beside wallets, got "no wallets"',
    ],
    [
      'more than the open interest',
      'markets.0.market.openInterest',
      700,
      'snapshot.markets.0.market.openInterest must be at least what longs hold, 750, got 700',
    ],
    [
      'beyond the last tier',
      'markets.0.tiers.1.cap',
      29_000,
      'snapshot.accounts row 1 quantity must lie in a tier, at most 290, got 300',
    ],
    [
      'under water with a debt',
      'accounts.rows.6.collateral',
      -5,
      'snapshot.accounts row 7 collateral must be a number >= 0, or make an equity > 0 with the profit at the mark, got -5',
    ],
    [
      'one side without the other',
      'accounts.rows.6.quantity',
      600,
      'snapshot.accounts of a-perp must have another side but for 10 % of open interest, got 15 %',
    ],
    [
      'rows and a file',
      'accounts.file',
      'a.csv',
      'snapshot.accounts must have either rows, or file, sha256 and count, got "both"',
    ],
    [
      'a fund beside which positions are lost in rounding',
      'fund.balance',
      1e13,
      'snapshot.fund.balance must be worth at most 100000 times what all accounts hold, 250000, got 10000000000000',
    ],
    [
      'such a debt in cash',
      'wallets.rows.0.cash',
      -9e15,
      'snapshot.wallets row 1 cash must be worth at most 100000 times what all accounts hold, 250000, got -9000000000000000',
    ],
    [
      'such a collateral',
      'assets.rows.0.amount',
      9e10,
      'snapshot.assets row 1 amount must be worth at most 100000 times what all accounts hold, 250000, got 90000000000',
    ],
    [
      'such a collateral of one position',
      'accounts.rows.6.collateral',
      9e15,
      'snapshot.accounts row 7 collateral must be worth at most 100000 times what all accounts hold, 250000, got 9000000000000000',
    ],
    [
      'such an entry',
      'accounts.rows.0.entryPrice',
      1e12,
      'snapshot.accounts row 1 entryPrice must be worth at most 100000 times what all accounts hold, 250000, got 1000000000000',
    ],
    [
      'an inverse contract that pays what its prices are in',
      'markets.0.market.contract',
      'inverse',
      'snapshot.markets.0.market.settlementCurrency must be the coin of an inverse contract, not what its prices are in, USD, got "USD"',
    ],
    [
      'prices in money that is not that of its wallets',
      'markets.0.market.quoteCurrency',
      'EUR',
      'snapshot.markets.0.market.quoteCurrency must be what it settles in, USD, or stand beside the quantoMultiplier of a quanto, got "EUR"',
    ],
    [
      'a file that is not there',
      'accounts',
      { file: 'a.csv', sha256: '0'.repeat(64), count: 1 },
      'snapshot.accounts.file must be loaded, got a.csv',
    ],
  ])('refuses %s', (_name, place, value, message) => {
    expect(() => read(changed([place, value]))).toThrow(new RangeError(message));
  });
});

describe('a snapshot of version 1', () => {
  it('is one market without wallets', () => {
    const snapshot = parseVenueSnapshot(JSON.stringify(SNAPSHOT));
    if (isVenue(snapshot)) throw new TypeError('of version 2');
    const venue = venueOfMarket(marketOf(snapshot));
    expect(venue.markets.map(({ id }) => id)).toEqual(['small-perp']);
    expect([venue.counts.accounts, venue.counts.wallets, venue.fund]).toEqual([55, 0, 2_000]);
    expect(venue.estimator).not.toBeNull();
  });

  it('is refused with a vault', () => {
    const backstop = { share: 0.5, capital: 1, minMargin: 0.1, velocity: 1, reach: 0.1 };
    const value = { ...SNAPSHOT, rules: { ...SNAPSHOT.rules, backstop } };
    const snapshot = parseVenueSnapshot(JSON.stringify(value));
    if (isVenue(snapshot)) throw new TypeError('of version 2');
    expect(() => venueOfMarket(marketOf(snapshot))).toThrow(
      'snapshot.rules.backstop must be null where markets share a fund, got a vault',
    );
  });
});
