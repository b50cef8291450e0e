// The oracle of several markets against golden `cross-margin-traces`: who is to judge the engine must first say itself what was
// computed in exact rationals.
import { describe, expect, it } from 'vitest';
import type { Group } from './golden.ts';
import { crossedPaths, slowMarkets } from './golden-markets.ts';
import { expectSame } from './golden-takeover.ts';
import { type ManyTick, runMarkets } from './oracle/markets.ts';

describe.each(crossedPaths().map((path): [string, Group] => [path.name, path]))('%s', (_, path) => {
  const run = runMarkets(slowMarkets(path));

  it('is what the oracle computes in every tick', () => {
    expect(run.ticks.length).toBe(path.ticks.length);
    run.ticks.forEach((tick, i) => {
      expectTick(tick, path.ticks[i]);
    });
  });

  it('and in every column', () => {
    const { markets, ...columns } = path.outcome;
    const obtained: Record<string, unknown> = run.outcome;
    for (const [column, value] of Object.entries(columns))
      expectSame(column, obtained[column] as number, value as number | string, 1e-9);
    markets.forEach((market: Group, k: number) => {
      const own: Record<string, number> = run.outcome.markets[k]!;
      for (const [column, value] of Object.entries(market))
        expectSame(`market ${k} ${column}`, own[column]!, value as number | string, 1e-9);
    });
  });

  it('makes neither money nor positions, and stops where going on changes nothing', () => {
    for (const { made, moved } of run.ticks) {
      expect(Math.abs(made)).toBeLessThan(1e-9);
      for (const own of moved) expect(Math.abs(own)).toBeLessThan(1e-9);
    }
    const { outcome } = runMarkets(slowMarkets(path), true);
    expect(outcome).toEqual(run.outcome);
  });
});

function expectTick(tick: ManyTick, golden: Group): void {
  const at = (what: string) => `tick ${golden.n} ${what}`;
  golden.markets.forEach((market: Group, k: number) => {
    const own: Record<string, number> = tick.markets[k]!;
    for (const [key, value] of Object.entries(market))
      expectSame(at(`market ${k} ${key}`), own[key]!, value as number | string, 1e-9);
  });
  for (const key of ['reachedAccounts', 'reachedWallets'] as const)
    expect(tick[key], at(key)).toEqual(golden[key]);
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
