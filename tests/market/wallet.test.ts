// A wallet as a file: where it stands by tiers or by scenarios, and what is refused.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseWallet, standingOfWallet } from '../../shared/market/wallet-file.ts';

const example = readFileSync('examples/wallet/wallet.json', 'utf8');
const wallet = (change: object) =>
  parseWallet('wallet.json', JSON.stringify({ ...JSON.parse(example), ...change }));
const tiers = [{ floor: 0, rate: 0.01, maxLeverage: 50 }];
const market = (id: string, mark: number) => ({ id, contract: 'linear', mark, tiers });
const account = (own: string, side: number, quantity: number, entryPrice: number) => ({
  market: own,
  side,
  quantity,
  entryPrice,
});

describe('a wallet', () => {
  it('of the example is reached, and closed by two steps; by three at the penalty that its page says in words', () => {
    const found = standingOfWallet(wallet({}));
    expect([found.equity, found.maintenance, found.isReached]).toEqual([80, expect.closeTo(88.8, 12), true]);
    expect(found.accounts.map(({ closes }) => closes)).toEqual([
      expect.closeTo(0.04, 12),
      expect.closeTo(0.4, 12),
    ]);
    // 1000 - 400 + 0.1 (T - 60000) = 34 + 0.001 T.
    expect(found.accounts[0]!.trigger).toBeCloseTo(5_434 / 0.099, 9);
    const closeOut = { order: 'pro-rata', amount: 'step', step: 0.2, ratio: 0.9, penalty: 0.7 };
    expect(standingOfWallet(wallet({ closeOut })).accounts[1]!.closes).toBeCloseTo(0.6, 12);
  });

  it('is netted in one market unless it says gross, and has no trigger where two things move together', () => {
    const accounts = [account('BTC', 1, 2, 100), account('BTC', -1, 3, 110)];
    const own = { cash: 50, markets: [market('BTC', 100)], accounts };
    const net = standingOfWallet(wallet(own));
    expect(net.accounts).toMatchObject([{ side: -1, quantity: 1 }]);
    expect([net.equity, net.maintenance]).toEqual([80, 1]);
    const gross = standingOfWallet(wallet({ ...own, hedge: 'gross' }));
    expect([gross.equity, gross.maintenance, gross.accounts.length]).toEqual([80, 5, 2]);
    expect(gross.accounts.map(({ trigger }) => trigger)).toEqual([null, null]);
  });

  it('by scenarios nets collateral that cancels, charges haircuts, and lets equity be', () => {
    const own = {
      cash: 100,
      markets: [market('BTC', 100)],
      accounts: [account('BTC', -1, 10, 100)],
      assets: [
        { market: 'BTC', amount: 4, haircut: 0.1, cancels: true },
        { amount: 20, factor: 2, haircut: 0.5 },
      ],
      margin: {
        scenarios: [
          { move: 0.2, weight: 1 },
          { move: -0.2, weight: 1 },
        ],
        lossFactor: 0.5,
        contingency: 0.02,
      },
    };
    const found = standingOfWallet(wallet(own));
    // 0.5 * 6 * 20, 2 % of 1000, haircuts of 40 and 20; equity 100 + 400 + 40.
    expect(found.maintenance).toBeCloseTo(60 + 20 + 40 + 20, 9);
    expect([found.equity, found.fullEquity, found.accounts[0]!.trigger]).toEqual([540, 540, null]);
    const alone = standingOfWallet(
      wallet({ ...own, assets: own.assets.map((asset) => ({ ...asset, cancels: false })) }),
    );
    expect(alone.maintenance).toBeCloseTo(100 + 20 + 40 + 20, 9);
  });

  it.each<[object, string]>([
    [{ schema: 'wallet/2' }, 'wallet.json.schema must be wallet/1, got "wallet/2"'],
    [
      { accounts: [account('SOL', 1, 1, 1)] },
      'wallet.json.accounts.0.market must be a market: BTC, ETH, got "SOL"',
    ],
    [
      { markets: [market('BTC', 1), market('BTC', 1)] },
      'wallet.json.markets.1.id must stand once, got "BTC"',
    ],
    [
      { markets: [market('BTC', 1), { ...market('ETH', 1), contract: 'inverse' }] },
      'wallet.json.markets must settle in one currency: all linear or all inverse, got "both"',
    ],
    [{ assets: [{ amount: 1, haircut: 1 }] }, 'wallet.json.assets.0.haircut must be a number from 0 to'],
    [{ closeOut: { order: 'pro-rata', amount: 'one' } }, 'wallet.json.closeOut must be all, target or'],
    [
      { closeOut: { order: 'largest', amount: 'step', step: 0.2, ratio: 0.9, penalty: 0 } },
      'wallet.json.closeOut must be',
    ],
    [
      { margin: { scenarios: [{ move: -1, weight: 1 }], lossFactor: 1 } },
      'wallet.json.margin.scenarios.0.move must be a number > -1',
    ],
  ])('refuses %j', (change, message) => {
    expect(() => wallet(change)).toThrow(message);
  });
});
