// A path of golden `cross-margin-traces` as the oracle takes it.
import type { Rules } from '../../shared/cascade/rules.ts';
import { SCENARIO_DEFAULTS } from '../../shared/market/scenario-defaults.ts';
import { type Group, goldenGroup } from './golden.ts';
import { numbers } from './golden-scenario.ts';
import type { SlowMarkets } from './oracle/crossed.ts';
import type { OracleScenario } from './oracle/terms.ts';

export const crossedPaths = (): Group[] => goldenGroup('cross-margin-traces', 'markets').paths;

/** Owners are numbered as they are named; who is not named is an owner of its own. */
export function slowMarkets(path: Group): SlowMarkets {
  const { config, accounts, wallets } = numbers(path) as Group;
  const names = new Map<unknown, number>();
  const ownerOf = (name: unknown) => {
    if (!names.has(name)) names.set(name, names.size);
    return names.get(name)!;
  };
  const { markets, closeOut, hedge, ...shared } = config;
  return {
    markets: markets.map((market: Group) => marketOf(market, shared)),
    accounts: accounts.map((account: Group, i: number) => ({
      ...account,
      entryPrice: account.entry,
      owner: ownerOf(account.owner ?? { account: i }),
    })),
    wallets: wallets.map((wallet: Group, i: number) => ({
      cash: wallet.cash,
      owner: ownerOf(wallet.owner ?? { wallet: i }),
      assets: wallet.assets.map((asset: Group) => ({ factor: 1, ...asset })),
    })),
    closeOut: closeOut ?? { order: 'pro-rata', amount: 'all' },
    hedge: hedge ?? 'net',
  };
}

function marketOf(market: Group, shared: Group): OracleScenario {
  const { p0, depth, shock, tiers, ...own } = market;
  const {
    dt,
    horizon,
    rampSeconds: _,
    reservedFeeRate: __,
    depthScale,
    ...rest
  } = {
    ...SCENARIO_DEFAULTS,
    ...shared,
    ...own,
  };
  const rules: Rules = { ...rest, startPrice: p0, tickSeconds: dt, horizonSeconds: horizon };
  return {
    rules,
    depth,
    depthScale,
    shock,
    factors: [1 + shock],
    tiers: tiers.map((tier: Group) => ({ ...tier, maxLeverage: 1 / tier.rate })),
    accounts: [],
  };
}
