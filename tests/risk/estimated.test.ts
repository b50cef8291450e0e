// Positions that a venue does not publish are drawn anew in every path: what is told of them is a mean over sets.
import { expect, it } from 'vitest';
import { allocateAccounts } from '../../shared/cascade/margin/accounts.ts';
import { assess } from '../../shared/risk/assess.ts';
import { accountSets, setCount } from '../../shared/risk/tiers/account-sets.ts';
import { candidateTiers } from '../../shared/risk/tiers/tier-table.ts';
import { seedWords } from '../../shared/sweep/seed-words.ts';
import { inputOf, sceneOf } from './scene.ts';

const hour = 3_600;
const start = 1_772_323_200; // 2026-03-01T00:00:00Z
const positions = (accountsPerSide = { long: 20, short: 30 }) => ({
  kind: 'estimated',
  accountsPerSide,
  sizeDispersion: 1.8,
  ageHalfLifeDays: 3,
  leverageMix: { leverage: [5, 20], long: [0.5, 0.5], short: [0.5, 0.5] },
  bars: {
    endTimeSeconds: [start - 2 * hour, start - hour, start],
    low: [98, 99, 99.5],
    high: [100, 101, 100.5],
    volume: [5, 3, 2],
  },
});
const options = { snapshot: { positions: positions() } };

it('looks at the accounts of the sweep’s own paths 0, 1, 2, ..., a hundred sets of a small market, one of a large one', () => {
  const { market, manifest } = sceneOf(options);
  expect(setCount(market)).toBe(100);
  expect(setCount({ ...market, accountCount: 150_000 })).toBe(1);
  expect(setCount({ ...market, accountCount: 2_000_000 })).toBe(1);
  const { seedLow, seedHigh } = seedWords(manifest.sweep);
  const own = allocateAccounts(50);
  let path = 0;
  for (const { quantity } of accountSets(market, manifest.sweep)) {
    market.estimator!.draw(seedLow, seedHigh, path++, own);
    expect(quantity).toEqual(own.quantity);
  }
  expect(path).toBe(100);
});

it('the open top tier must close the largest position, on average over the sets, and no less than its floor', () => {
  const largestOf = ({ market, manifest }: ReturnType<typeof sceneOf>) => {
    let sum = 0;
    for (const { quantity } of accountSets(market, manifest.sweep)) sum += Math.max(...quantity);
    return sum / 100;
  };
  const impactOf = ({ market, manifest }: ReturnType<typeof sceneOf>) =>
    candidateTiers(market, manifest.sweep, null).rows.at(-1)!.impactPpm;
  // The tier begins at 50,000: after the fall to 90 that is more coins than the largest position has.
  const scene = sceneOf(options);
  const floor = 50_000 / 90 / 10_000;
  expect(largestOf(scene) / 10_000).toBeLessThan(floor);
  expect(impactOf(scene)).toBe(Math.ceil(1e6 * (1 - (1 - Math.exp(-floor)) / floor)));
  // Where it begins at 10,000 the largest position is larger; it costs more to buy after the rise than to sell.
  const tiers = [
    { floor: 0, rate: 0.01, maxLeverage: 50 },
    { floor: 10_000, rate: 0.02, maxLeverage: 25 },
  ];
  const lower = sceneOf({ snapshot: { ...options.snapshot, tiers } });
  const own = largestOf(lower) / 10_000;
  expect(impactOf(lower)).toBe(Math.ceil(1e6 * ((Math.exp(own) - 1) / own - 1)));
});

it('thin accounts and tier columns are means, with the range of the sets for an interval', () => {
  const input = inputOf(options);
  const assessment = assess(input);
  const thin = assessment.metrics.find(({ id, side }) => id === 'thin_accounts' && side === 'down')!;
  expect(thin.interval).toMatchObject({ method: 'range-of-estimates' });
  expect(thin.interval.lower!).toBeLessThan(thin.value!);
  expect(thin.interval.upper!).toBeGreaterThan(thin.value!);
  expect(thin).toMatchObject({ bound: { value: thin.interval.upper } });
  expect(assessment.tiers.total.accounts).toBeCloseTo(50, 9);
  expect(assessment.tiers.total.shareOfOpenInterest).toBeCloseTo(1, 9);
  expect(assessment.quality.positionsEstimated).toBe(true);
  // The list is of one set, path 0, because a list of means names nobody.
  const listed = assessment.thinAccounts.filter(({ side }) => side === 'down').length;
  expect(Number.isInteger(listed)).toBe(true);
  expect(listed).toBeLessThanOrEqual(thin.interval.upper!);
  expect(listed).toBeGreaterThanOrEqual(thin.interval.lower!);
});
