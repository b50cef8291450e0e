// `cascade simulate` on a path over several markets, and the example that shows it.
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { marketsStory } from '../../cli/markets-story.ts';
import { contagionTable } from '../../shared/market/contagion-table.ts';
import { marketsOf } from '../../shared/market/markets-scenario.ts';
import { playMarkets } from '../../shared/market/play-markets.ts';
import { type Group, goldenGroup } from '../cascade/golden.ts';
import { command } from './cascade.ts';

const FILE = 'examples/two-markets/shared-wallets.json';
const example = () => JSON.parse(readFileSync(FILE, 'utf8'));

it('tells how a fall of one market reaches another through wallets', async () => {
  const { code, stdout, stderr } = await command(['simulate', FILE, '--trace']);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toContain('shared wallets: 2 markets, 3 wallets; BTC-PERP -8 %, ETH-PERP 0 %');
  expect(stdout).toContain('reached: wallet 0, equity 319,000 against maintenance 370,980');
  expect(stdout).toContain('wallet 1 still owes: 200 of its collateral sold in ETH-PERP at 2,738.11');
  expect(stdout).toMatch(/ETH-PERP: taken from winners: .* of 1 account/);
  expect(stdout).toContain('44.31 % of it arose in markets that nothing but others had moved');
});

it('prints one row a market and one for all of them', async () => {
  const { code, stdout } = await command(['simulate', FILE]);
  expect(code).toBe(0);
  const { markets, system } = JSON.parse(stdout);
  expect(markets).toHaveLength(2);
  expect(markets[1]).toMatchObject({ moveExogenous: 0, accountsTriggered: 2 });
  expect(system).toMatchObject({ walletsTriggered: 2, marketsHit: 1, spreadSeconds: 0, venueDefault: 1 });
  expect(system.conservation).toBeLessThan(1e-12);
  const told = JSON.parse((await command(['simulate', FILE, '--json'])).stdout);
  expect(told.outcome).toEqual({ markets, system });
  expect(told.ticks).toHaveLength(10);
});

it('cut into isolated accounts, the second market is not touched', () => {
  const { config, ...rest } = example();
  const linked = playMarkets(marketsOf({ ...rest, config })).outcome;
  const cut = playMarkets(marketsOf({ ...rest, config: { ...config, crossed: 'cut' } })).outcome;
  expect(linked.markets[1]!.moveFinal).toBeLessThan(-0.06);
  expect(cut.markets[1]).toMatchObject({ moveFinal: 0, liquidatedNotional: 0 });
  expect(cut.system).toMatchObject({ walletsTriggered: 0, contagionShare: 0, badDebt: 0 });
  // Depth that is there once more: what the common shock does to both is the sum of its parts, or more.
  const together = {
    ...config,
    commonShock: -0.08,
    markets: config.markets.map((own: object) => ({ ...own, shock: 0 })),
  };
  expect(marketsOf({ ...rest, config: together }).shocks).toEqual([-0.08, -0.08]);
});

it('tells which market costs which market what, and what linking costs', async () => {
  const { code, stdout, stderr } = await command(['contagion', FILE]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toContain('shared wallets: each market alone by -8 %, then all of them');
  const table = contagionTable(example(), FILE);
  expect(table.rows.map(({ shocked }) => shocked)).toEqual(['BTC-PERP', 'ETH-PERP', 'all']);
  const [first, second] = table.rows;
  // The file's own shock is that of the first row.
  expect(first!.linked.system.deficit).toBe(playMarkets(marketsOf(example())).outcome.system.deficit);
  expect(first!.cut.markets[1]!.moveFinal).toBe(0);
  expect(second!.linked.markets[1]!.moveExogenous).toBeCloseTo(-0.08, 12);
  for (const { linked, cut } of table.rows)
    for (const { system, markets } of [linked, cut]) {
      const drawn = markets.reduce((sum, { drawAttributed }) => sum + drawAttributed, 0);
      expect(drawn).toBeCloseTo(system.deficit + system.openDeficit, 6);
      expect(system.conservation).toBeLessThan(1e-12);
    }
  expect(contagionTable(example(), FILE, -0.02).rows[0]!.linked.system.walletsTriggered).toBe(0);
  expect(() => contagionTable(example(), FILE, -1)).toThrow(
    `${FILE} shock must be above -1 and not 0, got -1`,
  );
  const json = await command(['contagion', FILE, '--shock', '-0.02', '--json']);
  expect(JSON.parse(json.stdout)).toMatchObject({ shock: -0.02, markets: ['BTC-PERP', 'ETH-PERP'] });
});

type Change = (path: ReturnType<typeof example>) => void;

it.each<[string, Change]>([
  [
    'config.markets must settle in one currency: all linear or all inverse, got "both"',
    ({ config }) => {
      config.markets[1].contract = 'inverse';
    },
  ],
  [
    'config.markets.0.mechanism.name must be full, target-margin, stepped, rate-limited or takeover where markets share a fund, got "auction"',
    ({ config }) => {
      config.markets[0].mechanism = {
        name: 'auction',
        buf: 1.2,
        cut: 0.99,
        step: 90,
        tail: 8400,
        cusp: 0.4,
        hole: 1e9,
        profit: 0,
      };
    },
  ],
  [
    'config.adl.when must be never, negative-equity or fund-empty where markets share a fund, got "fund-drawdown"',
    ({ config }) => {
      config.adl = { when: 'fund-drawdown', policy: 'queue', drawdown: 0.3, windowTicks: 60 };
    },
  ],
  [
    'config.markets.1.shock must be above -1 with the common shock, got -1.2',
    ({ config }) => {
      config.commonShock = -0.6;
      config.markets[1].beta = 2;
    },
  ],
  [
    'config.markets.1.id must stand once, got "BTC-PERP"',
    ({ config }) => {
      config.markets[1].id = 'BTC-PERP';
    },
  ],
  [
    'accounts.0.market must be a market, 0 to 1, got 2',
    ({ accounts }) => {
      accounts[0].market = 2;
    },
  ],
  [
    'accounts.0.wallet must be a wallet, below 3, got 3',
    ({ accounts }) => {
      accounts[0].wallet = 3;
    },
  ],
  [
    'accounts.0.collateral must be that of the wallet, got 5',
    ({ accounts }) => {
      accounts[0].collateral = 5;
    },
  ],
  [
    'accounts.6.collateral must be there, or a wallet, got "neither"',
    ({ accounts }) => {
      accounts[6].collateral = undefined;
    },
  ],
  [
    'wallets.1.assets.0.haircut must be a number from 0 to 0.999999, got 1',
    ({ wallets }) => {
      wallets[1].assets[0].haircut = 1;
    },
  ],
  [
    'wallets.3.cash must not be negative without an account, got -1',
    ({ wallets }) => {
      wallets.push({ cash: -1 });
    },
  ],
  [
    'config.closeOut must be all, target or (largest) one, (pro-rata) step, with what they need',
    ({ config }) => {
      config.closeOut = { order: 'pro-rata', amount: 'one' };
    },
  ],
  [
    'config.markets.0.depth.slope must be > 0 for an inverse contract, got 0',
    ({ config }) => {
      for (const market of config.markets) market.contract = 'inverse';
      config.markets[0].depth = { law: 'linear', slope: 0 };
    },
  ],
])('refuses: %s', (refusal, change) => {
  const path = example();
  change(path);
  expect(() => marketsOf(JSON.parse(JSON.stringify(path)))).toThrow(refusal);
});

it('tells what a venue does beside clearing', () => {
  const story = (name: string) => {
    const path = goldenGroup('stress-rules', 'stress-rules').paths.find((own: Group) => own.name === name);
    const scenario = marketsOf(path);
    return marketsStory(scenario, playMarkets(scenario)).join('\n');
  };
  expect(story('halt')).toMatch(
    /tick 2, .*\n {2}market 0 stands still\ntick 4, .*\n {2}market 0 trades again\n/,
  );
  expect(story('stress-maintenance')).toContain('maintenance in market 0 is raised to 2 times what it was');
  expect(story('top-up')).toContain('called: wallet 0 pays in 12.2');
  expect(story('members')).toContain('members pay 46 before that, and 1 of them could not pay all');
});
