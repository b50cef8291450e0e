// A path of golden `cross-margin-traces` as the oracle takes it.

import { expect } from 'vitest';
import type { Rules } from '../../shared/cascade/rules.ts';
import { SCENARIO_DEFAULTS } from '../../shared/market/scenario-defaults.ts';
import { type Group, goldenGroup } from './golden.ts';
import { numbers } from './golden-scenario.ts';
import { expectSame } from './golden-takeover.ts';
import { uniformAt } from './oracle/chance.ts';
import type { SlowMarkets } from './oracle/crossed.ts';
import type { ManyTick } from './oracle/markets.ts';
import type { OracleScenario } from './oracle/terms.ts';

export const crossedPaths = (): Group[] => [
  ...goldenGroup('cross-margin-traces', 'contagion').paths,
  ...goldenGroup('stress-rules', 'stress-rules').paths,
];

/** A path of several markets in the words of the golden file, as the oracle takes it. Owners are numbered as they are named; who is not named is an owner of its own. */
export function slowMarkets(path: Group): SlowMarkets {
  const { config, accounts, wallets } = numbers(path) as Group;
  const names = new Map<unknown, number>();
  const ownerOf = (name: unknown) => {
    if (!names.has(name)) names.set(name, names.size);
    return names.get(name)!;
  };
  const { markets, closeOut, hedge, topUp, members, ...shared } = config;
  const ofWallets = wallets.map((wallet: Group, i: number) => ownerOf(wallet.owner ?? `wallet ${i}`));
  const owners: number[] = accounts.map((account: Group, i: number) =>
    account.wallet === undefined ? ownerOf(account.owner ?? `account ${i}`) : ofWallets[account.wallet],
  );
  return {
    ...(topUp && { topUp: { ...topUp, answers: answersTo(topUp, names.size) } }),
    ...(members && {
      members: members.map(({ capital, owners: own }: Group) => ({ capital, owners: own.map(ownerOf) })),
    }),
    markets: markets.map((market: Group) => marketOf(market, shared)),
    accounts: accounts.map((account: Group, i: number) => ({
      ...account,
      entryPrice: account.entry,
      owner: owners[i],
    })),
    wallets: wallets.map((wallet: Group, i: number) => ({
      cash: wallet.cash,
      owner: ofWallets[i],
      assets: wallet.assets.map((asset: Group) => ({ factor: 1, ...asset })),
    })),
    closeOut: closeOut ?? { order: 'pro-rata', amount: 'all' },
    hedge: hedge ?? 'net',
  };
}

/** Who answers a call, by owner: draws of purpose 8 (contagion.md 7.1). */
const answersTo = ({ share, seed }: Group, owners: number): boolean[] =>
  Array.from({ length: owners }, (_, owner) => {
    const stream = { seedLow: seed ?? 0, seedHigh: 0, path: 0, purpose: 8, lane: 0 };
    return uniformAt(stream, owner) < share;
  });

function marketOf(market: Group, shared: Group): OracleScenario {
  const { p0, depth, shock, tiers, ...own } = market;
  const {
    dt,
    horizon,
    rampSeconds,
    reservedFeeRate: _,
    depthScale,
    ...rest
  } = {
    ...SCENARIO_DEFAULTS,
    ...shared,
    ...own,
  };
  const N = Math.max(1, Math.ceil(rampSeconds / dt));
  const rules: Rules = { ...rest, startPrice: p0, tickSeconds: dt, horizonSeconds: horizon };
  return {
    rules,
    depth,
    depthScale,
    shock,
    factors: Array.from({ length: N }, (_, n) => 1 + (shock * (n + 1)) / N),
    tiers: tiers.map((tier: Group) => ({ ...tier, maxLeverage: 1 / tier.rate })),
    accounts: [],
  };
}

/** Whatever the file states of a tick. */
export function expectTick(tick: Omit<ManyTick, 'made' | 'moved'>, golden: Group): void {
  const at = (what: string) => `tick ${golden.n} ${what}`;
  golden.markets.forEach((market: Group, k: number) => {
    const own: Record<string, number> = tick.markets[k]!;
    for (const [key, value] of Object.entries(market))
      expectSame(at(`market ${k} ${key}`), own[key]!, value as number | string, 1e-9);
  });
  for (const key of ['reachedAccounts', 'reachedWallets'] as const)
    expect(tick[key], at(key)).toEqual(golden[key]);
  for (const key of ['halted', 'raised'] as const) expect(tick[key], at(key)).toEqual(golden[key] ?? []);
  const topUps: Group[] = golden.topUps ?? [];
  expect(
    tick.topUps.map(([what, who]) => [what, who]),
    at('topUps'),
  ).toEqual(topUps.map((own) => own.slice(0, 2)));
  topUps.forEach((own, k) => {
    expectSame(at(`top-up ${k}`), tick.topUps[k]![2], own[2], 1e-9);
  });
  expect(tick.members.length, at('members')).toBe(golden.members?.length ?? 0);
  tick.members.forEach((capital, k) => {
    expectSame(at(`member ${k}`), capital, golden.members[k], 1e-9);
  });
  for (const key of ['fund', 'badDebt'] as const) expectSame(at(key), tick[key], golden[key], 1e-9);
  expectSame(at('socialisedShare'), tick.socialisedShare, golden.socialisedShare ?? 0, 1e-9);
  expect(tick.wallets.map(({ wallet }) => wallet)).toEqual(golden.wallets.map(({ wallet }: Group) => wallet));
  golden.wallets.forEach((wallet: Group, k: number) => {
    expectSame(at('equity'), tick.wallets[k]!.equity, wallet.equity, 1e-9);
    expectSame(at('maintenance'), tick.wallets[k]!.maintenance, wallet.maintenance, 1e-9);
  });
  for (const key of ['fills', 'collateralSales'] as const) {
    expect(
      tick[key].map(([who, what]) => [who, what]),
      at(key),
    ).toEqual(golden[key].map((own: Group) => own.slice(0, 2)));
    golden[key].forEach((own: Group, k: number) => {
      expectSame(at(`${key} ${k} quantity`), tick[key][k]![2], own[2], 1e-9);
      expectSame(at(`${key} ${k} price`), tick[key][k]![3], own[3], 1e-9);
    });
  }
  golden.cash.forEach((cash: number | string, k: number) => {
    expectSame(at(`cash ${k}`), tick.cash[k]!, cash, 1e-9);
  });
}
