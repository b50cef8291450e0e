// What a venue does in stress: settings that do nothing, a mark without the venue's own trades, and what is refused (contagion.md 6.3, 7).
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { marketsOf } from '../../shared/market/markets-scenario.ts';
import { playMarkets } from '../../shared/market/play-markets.ts';
import { type Group, goldenGroup } from './golden.ts';
import { manyMarkets } from './many-markets.ts';
import { atLeast } from './runs.ts';

type Path = ReturnType<typeof manyMarkets> extends fc.Arbitrary<infer T> ? T : never;

const TAKING = { markets: [1, 3], isolated: [0, 6], wallets: [0, 5], takesOver: true } as const;

const withMarkets = (path: Path, more: object, shared: object = {}) => {
  const { topUp: _, members: __, ...config } = path.config;
  return {
    ...path,
    config: {
      ...config,
      ...shared,
      markets: config.markets.map(({ halt: _, band: __, stressMaintenance: ___, ...market }) => ({
        ...market,
        ...more,
      })),
    },
  };
};

const NEUTRAL = {
  halt: { move: 1.01, windowSeconds: 2, pauseSeconds: 3 },
  band: { width: 1.01 },
  stressMaintenance: { move: 0.01, factor: 1, delaySeconds: 0 },
};
/** A venue with an inventory has neither halts nor bands. */
const neutralFor = (path: Path) =>
  path.config.markets[0]!.mechanism.name === 'takeover'
    ? { stressMaintenance: NEUTRAL.stressMaintenance }
    : NEUTRAL;
const NOBODY = { topUp: { share: 0, withinSeconds: 0, callAt: 9, to: 9, most: 9 } };

it('settings that do nothing change no bit', () => {
  let reached = 0;
  fc.assert(
    fc.property(fc.oneof(manyMarkets(), manyMarkets(TAKING)), (path) => {
      const without = playMarkets(marketsOf(withMarkets(path, {})));
      if (without.outcome.system.rounds > 0) reached++;
      expect(playMarkets(marketsOf(withMarkets(path, neutralFor(path), NOBODY)))).toEqual(without);
    }),
    atLeast(150),
  );
  expect(reached).toBeGreaterThan(50);
});

it('a mark that ignores close-outs reaches nobody whom the index does not, however thin the depth is', () => {
  let reached = 0;
  fc.assert(
    fc.property(manyMarkets(), (path) => {
      const fuse = { triggerRule: { rule: 'lagged', ticks: 0 }, ownShare: 0, permanentTo: 'venue' };
      const never = { adl: { when: 'never' }, socialised: false };
      const { config, ...own } = withMarkets(path, fuse, never);
      const outcomeAt = (depthScale: number) => {
        const markets = config.markets.map(({ funding: _, ...market }) => ({ ...market, depthScale }));
        return playMarkets(marketsOf({ ...own, config: { ...config, markets } })).outcome;
      };
      const [thin, deep] = [outcomeAt(0.25), outcomeAt(1000)];
      if (thin.system.accountsTriggered > 0) reached++;
      expect(thin.markets.map(({ accountsInnocent }) => accountsInnocent)).toEqual(thin.markets.map(() => 0));
      for (const column of ['accountsTriggered', 'walletsTriggered'] as const)
        expect([column, thin.system[column]]).toEqual([column, deep.system[column]]);
    }),
    atLeast(150),
  );
  expect(reached).toBeGreaterThan(40);
});

describe('flags and refusals', () => {
  const golden = new Map<string, Group>(
    goldenGroup('stress-rules', 'stress-rules').paths.map((path: Group) => [path.name, path]),
  );
  const flagsOf = (name: string) => playMarkets(marketsOf(golden.get(name))).outcome.system.flags;

  it.each([
    ['band', 4194304],
    ['halt', 8388608],
    ['members', 16777216],
  ])('%s is flagged', (name, flag) => {
    expect(flagsOf(name) & flag).toBe(flag);
    expect(flagsOf('fuse') & flag).toBe(0);
  });

  const changed = (name: string, market: object, shared: object = {}) => {
    const { config, ...path } = golden.get(name);
    const markets = config.markets.map((own: object) => ({ ...own, ...market }));
    return () => marketsOf({ ...path, config: { ...config, markets, ...shared } });
  };
  const queue = { mechanism: { name: 'rate-limited', velocity: 1, reach: 0.01, cure: false } };

  it.each([
    [
      'a pause of nothing',
      changed('halt', { halt: { move: 0.1, windowSeconds: 1, pauseSeconds: 0 } }),
      /halt.pauseSeconds must/,
    ],
    ['a band without width', changed('band', { band: { width: 0 } }), /band.width must/],
    [
      'rates beyond everything',
      changed('stress-maintenance', { stressMaintenance: { move: 0.1, factor: 25, delaySeconds: 0 } }),
      /stressMaintenance.factor must leave every maintenance rate below 1, got 25/,
    ],
    [
      'a cut in stress',
      changed('stress-maintenance', { stressMaintenance: { move: 0.1, factor: 0.9, delaySeconds: 0 } }),
      /factor must/,
    ],
    [
      'a queue that a raise would reorder',
      changed('stress-maintenance', queue),
      /mechanism.name must be full, target-margin or stepped with stressMaintenance/,
    ],
    [
      'a queue that calls would reorder',
      changed('top-up', queue),
      /mechanism.name must be full, target-margin or stepped with topUp/,
    ],
    [
      'an owner who is nobody',
      changed('members', {}, { members: [{ capital: 1, owners: ['nobody'] }] }),
      /members.0.owners.0 must be an owner of an account or a wallet, once, got "nobody"/,
    ],
    [
      'an owner of two members',
      changed(
        'members',
        {},
        {
          members: [
            { capital: 1, owners: ['a'] },
            { capital: 1, owners: ['b', 'a'] },
          ],
        },
      ),
      /members.1.owners.1 must be an owner/,
    ],
    [
      'a takeover beside other mechanisms',
      changed(
        'takeover',
        {},
        { markets: [golden.get('takeover').config.markets[0], golden.get('fuse').config.markets[0]] },
      ),
      /markets.1.mechanism.name must be takeover in all markets or in none/,
    ],
    [
      'part of a wallet taken over',
      changed('takeover', {}, { closeOut: { order: 'largest', amount: 'one' } }),
      /closeOut.amount must be all with takeover, got "one"/,
    ],
    [
      'one fund for inventories',
      changed('takeover', {}, { adl: { when: 'fund-empty', policy: 'queue' } }),
      /adl.when must be never or negative-equity with takeover/,
    ],
    [
      'a halt of an inventory',
      changed('takeover', { halt: { move: 0.1, windowSeconds: 1, pauseSeconds: 1 } }),
      /markets.0.halt must not be there with takeover/,
    ],
  ])('refused: %s', (_, read, words) => {
    expect(read).toThrow(words);
  });
});
