// The cells of a lending sweep: each is the path that the slow oracle walks from the words of contagion.md 5; what is noted beside the
// outcome is what its ticks say.
import { describe, expect, it } from 'vitest';
import { playLending } from '../../../shared/market/play-lending.ts';
import { inputAt, type LendingPoint, lendingCells } from '../../../shared/sweep/lending/lending-cells.ts';
import { lendingPath } from '../../../shared/sweep/lending/lending-paths.ts';
import { type SlowLending, slowLending } from '../../cascade/oracle/lending.ts';
import { CONFIG, scenarioOf, sweepOf } from './small-lending.ts';

const sweep = sweepOf();
const cells = lendingCells(sweep);
const own = CONFIG.borrowers.map((row, i) => ({ ...row, threshold: 0.72 + i / 100 }));

/** The market at a point, by hand. */
function slowAt(
  config: SlowLending,
  { fallBps, thresholdCutBps, withdrawalRun, depthMultiple }: LendingPoint,
): SlowLending {
  const cut = (threshold: number) => Math.max(0, threshold - thresholdCutBps / 10_000);
  return {
    ...config,
    assets: config.assets.map((asset, k) => ({
      ...asset,
      slope: asset.slope && asset.slope / depthMultiple,
      threshold: cut(asset.threshold),
      path:
        k === 0
          ? [1, 2, 3, 4].map((n) => asset.path[n - 1]! * (1 - ((fallBps / 10_000) * n) / 4))
          : asset.path,
    })),
    pools: config.pools.map((pool) => ({
      ...pool,
      withdraw: { ...pool.withdraw, 2: withdrawalRun * (pool.cash + pool.borrowed) },
    })),
    borrowers: config.borrowers.map(({ threshold, ...row }) =>
      threshold === undefined ? row : { ...row, threshold: cut(threshold) },
    ),
  };
}

const near = (obtained: number, expected: number, size: number) =>
  expect(Math.abs(obtained - expected)).toBeLessThanOrEqual(1e-8 * size);

describe.each([
  ['thresholds of assets', CONFIG],
  ['thresholds of borrowers', { ...CONFIG, borrowers: own }],
])('every cell, with %s,', (_, config) => {
  const { input } = scenarioOf(config);
  const paths = cells.map((cell) => lendingPath(inputAt(input, sweep, cell)));

  it('is the path of the oracle', () => {
    const seen = { liquidated: 0, blocked: 0, trapped: 0, bad: 0, toxic: 0, full: 0 };
    cells.forEach((cell, i) => {
      const { outcome, pools, firstToxicTick } = paths[i]!;
      const slow = slowLending(slowAt(config, cell));
      near(outcome.debtLiquidated, slow.liquidated, 100_000);
      near(outcome.badDebt, slow.badDebt, 100_000);
      near(outcome.liquidatorProfit, slow.profit, 100_000);
      near(outcome.blockedPeak, Math.max(...slow.told.map(({ blocked }) => blocked)), 100_000);
      const toxicAt = slow.told.findIndex(({ toxic }) => toxic.length > 0);
      expect(firstToxicTick).toBe(toxicAt < 0 ? null : toxicAt + 1);
      pools.forEach((pool, k) => {
        const used = slow.told.map(({ utilisation }) => utilisation[k]!);
        near(pool.utilisationPeak, Math.max(...used), 1);
        expect(pool.fullSeconds).toBe(3_600 * used.filter((own) => own >= 0.99).length);
        if (k === 1) {
          near(pool.trappedPeak, Math.max(...slow.told.map(({ pools: all }) => all[1]!.X)), 100_000);
          near(pool.trappedEnd, slow.told.at(-1)!.pools[1]!.X, 100_000);
          near(pool.lost, slow.badDebt, 100_000);
        }
      });
      seen.liquidated += Number(slow.liquidated > 0);
      seen.blocked += Number(outcome.blockedPeak > 0);
      seen.trapped += Number(outcome.trappedPeak > 0);
      seen.bad += Number(slow.badDebt > 0);
      seen.toxic += Number(toxicAt >= 0);
      seen.full += Number(outcome.fullSeconds > 0);
    });
    for (const [what, times] of Object.entries(seen)) expect(times, what).toBeGreaterThan(0);
  });

  it('notes who is called, what each pool blocks, where prices end and that pools balance', () => {
    cells.forEach((cell, i) => {
      const { calledDebt, pools, outcome, moves, unbalanced } = paths[i]!;
      const { ticks } = playLending({ name: '', input: inputAt(input, sweep, cell) });
      const called = new Set(
        ticks.flatMap(({ health }) => health.filter(([, own]) => own < 1).map(([b]) => b)),
      );
      expect([...calledDebt.keys()].filter((b) => calledDebt[b]! > 0)).toEqual(
        [...called].sort((a, b) => a - b),
      );
      const blocked = Math.max(...pools.map(({ blockedPeak }) => blockedPeak));
      expect(blocked).toBeLessThanOrEqual(outcome.blockedPeak);
      expect(blocked > 0).toBe(outcome.blockedPeak > 0);
      ticks.at(-1)!.assets.forEach(({ post }, k) => {
        near(moves[k]!, post / input.assets[k]!.price - 1, 1);
      });
      expect(unbalanced).toBeLessThan(1e-12);
    });
  });
});

it('nothing is changed at the point where nothing falls, is cut, or asks to leave', () => {
  const { input } = scenarioOf();
  const still = inputAt(input, sweep, { fallBps: 0, thresholdCutBps: 0, withdrawalRun: 0, depthMultiple: 1 });
  expect(lendingPath(still).outcome).toEqual(playLending({ name: '', input }).outcome);
});

it('a cut of loan-to-value is no axis of paths', () => {
  expect(cells).toHaveLength(4 * 2 * 2 * 2);
  expect(cells.map(({ id }) => id)).toEqual([...new Set(cells.map(({ id }) => id))]);
  expect(lendingCells(sweepOf({ axes: { ...sweep.axes, ltvCutBps: [] } }))).toEqual(cells);
});
