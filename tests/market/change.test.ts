import { describe, expect, it } from 'vitest';
import { allocateAccounts } from '../../shared/cascade/margin/accounts.ts';
import { depthOf } from '../../shared/cascade/venue/depth/depth.ts';
import { type MarketChange, marketUnder } from '../../shared/market/change.ts';
import { marketOf } from '../../shared/market/market.ts';
import { parseSnapshot } from '../../shared/market/snapshot.ts';
import { RICH } from '../sweep/worlds.ts';

const market = marketOf(parseSnapshot(JSON.stringify(RICH)));
const under = (change: MarketChange) => marketUnder(market, change, 'change');
const rules = (change: MarketChange) => under(change).rules(10, 3_600, { name: 'full' });
const today = market.rules(10, 3_600, { name: 'full' });

/** What the named part of a market is made of, as a snapshot that was written so from the start. */
const written = (part: Record<string, unknown>) =>
  marketOf(parseSnapshot(JSON.stringify({ ...RICH, ...part })));

describe('a market under another assumption', () => {
  it('is the market of a snapshot that says so, in every input of the rules', () => {
    for (const [change, field] of [
      [{ halfLifeSeconds: 600 }, { halfLifeSeconds: 600 }],
      [{ halfLifeSeconds: null }, { halfLifeSeconds: null }],
      [{ permanentShare: 0.05 }, { permanentShare: 0.05 }],
      [{ ownShare: 0.9 }, { ownShare: 0.9 }],
      [{ withdrawal: null }, { withdrawal: null }],
      [{ latencySeconds: 10 }, { triggerRule: { rule: 'lagged', latencySeconds: 10 } }],
    ] as const) {
      const said = written({ rules: { ...RICH.rules, ...field } }).rules(10, 3_600, { name: 'full' });
      expect(rules(change)).toEqual(said);
      expect(rules(change)).not.toEqual(today);
    }
  });

  it('has the depth of a snapshot that says so, with other venues or without', () => {
    const { outside: _outside, ...own } = RICH.depth;
    expect(under({ outside: null }).depth).toEqual(written({ depth: own }).depth);
    const other = { cost: 0.01, multiple: 3 };
    expect(under({ outside: other }).depth).toEqual(written({ depth: { ...own, outside: other } }).depth);
    expect(under({ beyond: 'stop' }).depth).toEqual(
      written({ depth: { ...RICH.depth, beyond: 'stop' } }).depth,
    );
    // Without other venues half of what rested within 5 % is gone, and more: they come at a cost.
    const within = (change: MarketChange) =>
      depthOf(under(change).depth, market.startPrice).volumeWithin(0.05, 1);
    expect(within({ outside: null })).toBe(150);
    expect(within({ fundScale: 1 })).toBeGreaterThan(250);
  });

  it('draws the positions of a snapshot that says so', () => {
    const drawn = (of: typeof market) => {
      const accounts = allocateAccounts(of.accountCount);
      of.estimator!.draw(1, 2, 3, accounts);
      return accounts;
    };
    for (const change of [
      { leverageTilt: 0.3 },
      { standingShare: { long: 0.7, short: 0.25 } },
      { sizeDispersion: 2 },
    ]) {
      const said = written({ positions: { ...RICH.positions, ...change } });
      expect(drawn(under(change))).toEqual(drawn(said));
      expect(drawn(under(change))).not.toEqual(drawn(market));
    }
    const larger = written({ market: { ...RICH.market, openInterest: 7_500 } });
    expect(drawn(under({ openInterestScale: 1.5 }))).toEqual(drawn(larger));
    expect(under({ openInterestScale: 1.5 }).openInterestNotional).toBe(750_000);
  });

  it('scales known accounts with the open interest: their leverage stays', () => {
    const rows = [
      { side: 1, quantity: 10, entryPrice: 100, collateral: 200 },
      { side: -1, quantity: 10, entryPrice: 90, collateral: 100 },
    ];
    const known = written({ positions: { kind: 'accounts', rows } });
    const { accounts } = marketUnder(known, { openInterestScale: 2 }, 'change');
    expect([...accounts!.quantity]).toEqual([20, 20]);
    expect([...accounts!.collateral]).toEqual([400, 200]);
    expect([...accounts!.entryPrice]).toEqual([100, 90]);
    expect([...known.accounts!.quantity]).toEqual([10, 10]);
  });

  it('scales the fund that pays, which rules and verdict see alike', () => {
    const halved = under({ fundScale: 0.5 });
    expect(halved.fund).toBe(1_000);
    expect(halved.rules(10, 3_600, { name: 'full' }).fund).toBe(1_000);
  });

  it('shares what the change leaves alone', () => {
    expect(under({ fundScale: 0.5 }).estimator).toBe(market.estimator);
    expect(under({ beyond: 'stop' }).estimator).toBe(market.estimator);
    expect(under({ fundScale: 0.5 }).depth).toBe(market.depth);
    expect(under({ sizeDispersion: 2 }).depth).toBe(market.depth);
  });
});
