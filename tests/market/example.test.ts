import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { type Facts, snapshotOf } from '../../examples/xbtusd-2021-07-22/make.ts';
import { allocateAccounts } from '../../shared/cascade/margin/accounts.ts';
import { marketOf } from '../../shared/market/market.ts';
import { parseSnapshot, secondsOf, snapshotText } from '../../shared/market/snapshot.ts';
import { decisionShocks, gridsOf } from '../../shared/sweep/grids.ts';
import { parseSweep } from '../../shared/sweep/parse-sweep.ts';

const EXAMPLE = readFileSync('examples/xbtusd-2021-07-22/snapshot.json', 'utf8');

const folder = 'examples/xbtusd-2021-07-22';
const facts = JSON.parse(readFileSync(`${folder}/facts.json`, 'utf8')) as Facts;
const snapshot = parseSnapshot(EXAMPLE);
const sweep = parseSweep(readFileSync(`${folder}/sweep.json`, 'utf8'));

it('is what make.ts makes of the facts', () => {
  expect(snapshotText(snapshotOf(facts))).toBe(EXAMPLE);
});

it("gives the market its share of the venue's fund", () => {
  expect(snapshot.fund.balance).toBeCloseTo((34695 * 17843) / 33745, 2);
});

it('names every choice that nobody published', () => {
  const ids = snapshot.assumptions.map(({ id }) => id);
  for (const id of [
    'fund-share',
    'fund-date',
    'leverage-mix',
    'bars-index',
    'mark-latency',
    'own-share',
    'depth-recovery',
  ]) {
    expect(ids).toContain(id);
  }
});

it('designs for the 99.9 % four-hour moves of the fitted tails', () => {
  const window = snapshot.history.windows.find(({ seconds }) => seconds === sweep.design.minutes * 60)!;
  for (const [side, sign] of [
    ['down', -1],
    ['up', 1],
  ] as const) {
    const { threshold, exceedances, xi, beta } = window.tail![side];
    // Generalised Pareto quantile at 99.9 %: threshold + beta/xi ((0.001 count / exceedances)^-xi - 1).
    const quantile = threshold + (beta / xi) * (((0.001 * window.count) / exceedances) ** -xi - 1);
    expect(sweep.design[side]).toHaveLength(1);
    expect(sign * sweep.design[side][0]!.shockBps).toBe(10 * Math.round(1_000 * quantile));
  }
});

it('sweeps 72 cells on both sides, and shocks beyond 1.25 times the design', () => {
  const [main] = gridsOf(sweep, null);
  const { leverageBps, maintenanceBps, mechanism, depthBps, shockBps } = main!;
  expect(
    leverageBps.length * maintenanceBps.length * mechanism.length * depthBps.length * shockBps.length,
  ).toBe(72);
  expect(shockBps.filter((shock) => shock < 0).length).toBe(6);
  expect(decisionShocks(sweep)).toEqual([-1925, -1540, 1310, 1640]);
  expect(sweep.compare).toEqual(['full', 'target-margin', 'rate-limited']);
});

it('is fresh at the time for which the sweep speaks', () => {
  const ageHours = (secondsOf(sweep.asOf) - secondsOf(snapshot.asOf)) / 3_600;
  expect(ageHours).toBeGreaterThan(0);
  expect(ageHours).toBeLessThan(sweep.maxAgeHours);
});

it('ends its margin table where few accounts are: under 4 % of a side above the last floor', () => {
  const { estimator, accountCount, startPrice } = marketOf(snapshot);
  const last = snapshot.tiers[snapshot.tiers.length - 1]!.floor;
  const accounts = allocateAccounts(accountCount);
  let above = 0;
  let all = 0;
  for (let path = 0; path < 100; path++) {
    estimator!.draw(20210722, 0, path, accounts);
    for (let i = 0; i < accountCount; i++) {
      const notional = accounts.quantity[i]! / startPrice;
      all += notional;
      if (notional > last) above += notional;
    }
  }
  expect(above / all).toBeLessThan(0.04);
});
