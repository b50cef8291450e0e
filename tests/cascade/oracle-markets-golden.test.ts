// Golden `cross-margin-traces`: by the oracle of several markets, which is to judge the engine and must first say itself what was
// computed in exact rationals, and by the engine.
import { describe, expect, it } from 'vitest';
import { marketsOf } from '../../shared/market/markets-scenario.ts';
import { playMarkets } from '../../shared/market/play-markets.ts';
import type { Group } from './golden.ts';
import { crossedPaths, expectTick, slowMarkets } from './golden-markets.ts';
import { expectSame } from './golden-takeover.ts';
import { runMarkets } from './oracle/markets.ts';

/** Both say a path in the same words. */
function both(path: Group) {
  const { outcome, ticks } = playMarkets(marketsOf(path));
  const slow = runMarkets(slowMarkets(path));
  return [
    { who: 'the oracle', ticks: slow.ticks, system: slow.outcome, markets: slow.outcome.markets },
    { who: 'the engine', ticks, system: outcome.system, markets: outcome.markets },
  ];
}

describe.each(crossedPaths().map((path): [string, Group] => [path.name, path]))('%s', (_, path) => {
  it.each(both(path))('is what $who computes, in every tick and column', ({ ticks, system, markets }) => {
    expect(ticks.length).toBe(path.ticks.length);
    ticks.forEach((tick, i) => {
      expectTick(tick, path.ticks[i]);
    });
    const { markets: wanted, ...columns } = path.outcome;
    const compare = (what: string, obtained: object, expected: object) => {
      for (const [column, value] of Object.entries(expected))
        expectSame(`${what} ${column}`, Reflect.get(obtained, column), value, 1e-9);
    };
    compare('system', system, columns);
    wanted.forEach((market: Group, k: number) => {
      compare(`market ${k}`, markets[k]!, market);
    });
  });

  it('makes neither money nor positions, and stops where going on changes nothing', () => {
    const slow = runMarkets(slowMarkets(path));
    for (const { made, moved } of slow.ticks) {
      expect(Math.abs(made)).toBeLessThan(1e-9);
      for (const own of moved) expect(Math.abs(own)).toBeLessThan(1e-9);
    }
    expect(runMarkets(slowMarkets(path), true).outcome).toEqual(slow.outcome);
    expect(playMarkets(marketsOf(path)).outcome.system.conservation).toBeLessThan(1e-12);
  });
});
