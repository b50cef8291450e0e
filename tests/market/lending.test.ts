// Lending scenarios and exports of borrowers as files: what is read, what is refused.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { lendingStory } from '../../cli/lending-story.ts';
import { aaveBorrowers } from '../../shared/market/import/aave-borrowers.ts';
import { borrowersFileOf, isLending, lendingOf } from '../../shared/market/lending-scenario.ts';
import { playLending } from '../../shared/market/play-lending.ts';
import { parsePoolRun, playPoolRun } from '../../shared/market/pool-run.ts';

const golden = JSON.parse(readFileSync('tests/golden/contagion.json', 'utf8')) as {
  groups: { id: string; paths: { name: string; config: object }[] }[];
};
const paths = golden.groups.find(({ id }) => id === 'credit-pool')!.paths;
const path = (name: string) => paths.find((own) => own.name === name)!;

const curve = { kink: 0.9, slope1: 0.04, slope2: 0.6 };
const pool = { asset: 1, curve, reserveFactor: 0.1, borrowed: 10, cash: 5 };
const assets = [{ price: 100, slope: 0.1 }, { price: 1 }];
const borrower = { collateral: { 0: 1 }, debt: 10, debtAsset: 1 };
const valid = { dt: 60, assets, pools: [pool], borrowers: [borrower] };

describe('a lending scenario', () => {
  it.each<[object, string]>([
    [{ dt: 0 }, 'scenario.config.dt must be a number of seconds > 0'],
    [{ pools: [{ ...pool, asset: 2 }] }, 'scenario.config.pools.0.asset must be an asset from 0 to 1, got 2'],
    [{ pools: [pool, pool] }, 'scenario.config.pools.1.asset must have one pool, got 1'],
    [
      { pools: [{ ...pool, cash: 0, borrowed: 0 }] },
      'scenario.config.pools.0.cash must be above 0 together with borrowed, got 0',
    ],
    [
      { pools: [{ ...pool, curve: { ...curve, slope2: 1e10 } }] },
      'scenario.config.pools.0.curve must add base, slope1 and slope2 to at most 5256000 a year, or debts grow e^10 times in the path, got 10000000000.04',
    ],
    [
      { pools: [{ ...pool, deposit: { 1: 1e9 } }] },
      'scenario.config.pools.0.deposit.1 must be at most 100000 times what the pool holds at the start, 15, got 1000000000',
    ],
    [{ pools: [{ ...pool, curve: { ...curve, kink: 1 } }] }, 'scenario.config.pools.0.curve.kink must be'],
    [{ pools: [{ ...pool, withdraw: { soon: 1 } }] }, 'must be the number of a tick, got "soon"'],
    [
      { assets: [{ price: 100, path: [90] }, { price: 1 }] },
      'assets.0.path must stand beside a slope or a depth',
    ],
    [
      { assets: [{ ...assets[0], depth: { law: 'exponential', beta: 1 } }, { price: 1 }] },
      'assets.0.slope must not stand beside depth, got 0.1',
    ],
    [
      { assets: [{ price: 100, threshold: 1.2 }, { price: 1 }] },
      'assets.0.threshold must be a number from 0 to 1',
    ],
    [
      { borrowers: [{ ...borrower, collateral: { 5: 1 } }] },
      'scenario.config.borrowers.0.collateral must be an asset from 0 to 1, got 5',
    ],
    [
      { borrowers: [{ ...borrower, debtAsset: 7 }] },
      'scenario.config.borrowers.0.debtAsset must be an asset from 0 to 1, got 7',
    ],
    [
      {
        assets: [{ price: 100, depth: { law: 'amm', reserve: 9 } }, { price: 1 }],
        borrowers: [{ ...borrower, debtAsset: 0 }],
      },
      'scenario.config.borrowers.0.debtAsset must not trade under law amm, got 0',
    ],
    [
      { borrowers: [{ ...borrower, threshold: 0.8 }, borrower] },
      'borrowers.1.threshold must be there, as others have one, got nothing',
    ],
    [
      { borrowers: { file: 'a.csv', collateralAsset: 0, debtAsset: 3 } },
      'borrowers.debtAsset must be an asset from 0 to 1, got 3',
    ],
    [
      {
        assets: [{ price: 100 }, { price: 1, depth: { law: 'amm', reserve: 9 } }],
        borrowers: { file: 'a.csv', collateralAsset: 0, debtAsset: 1 },
      },
      'scenario.config.borrowers.debtAsset must not trade under law amm, got 1',
    ],
    [
      { borrowers: { file: 'a.csv', collateralAsset: 0, debtAsset: 1 } },
      'scenario.config.borrowers must come with its file, got none',
    ],
    [
      { borrowers: [borrower, borrower] },
      'scenario.config.pools.0.borrowed must be at least what borrowers owe, 20, got 10',
    ],
    [{ closeFactor: 'most' }, 'scenario.config.closeFactor must be an object with half'],
    [{ fund: 5 }, 'and nothing else, got fund'],
  ])('refuses %j', (change, message) => {
    expect(() => lendingOf({ config: { ...valid, ...change } })).toThrow(message);
  });

  it('is told from a venue by its pools, and lasts as long as something changes by itself', () => {
    expect([isLending({ config: valid }), isLending({ config: { p0: 1 } }), isLending(3)]).toEqual([
      true,
      false,
      false,
    ]);
    const lasts = (change: object) => lendingOf({ config: { ...valid, ...change } }).input.ticks;
    expect(lasts({})).toBe(1);
    expect(lasts({ pools: [{ ...pool, repay: { 7: 1 } }] })).toBe(7);
    expect(lasts({ assets: [{ ...assets[0], thresholdPath: { 9: 0.5 } }, { price: 1 }] })).toBe(9);
    expect(lasts({ ticks: 20, pools: [{ ...pool, repay: { 7: 1 } }] })).toBe(20);
  });

  it('is told in words: who is reached, what cannot be seized, who loses', () => {
    const scenario = lendingOf(path('blocked-liquidation'));
    const story = lendingStory(scenario, playLending(scenario)).join('\n');
    for (const line of [
      'blocked-liquidation: 2 assets, 2 pools, 2 borrowers',
      '  pool of asset 0: 99 % lent out at 7.6 % a year, pays 20 % of what is asked, lenders wait for 40',
      '  collateral worth 81,375.7 cannot be seized: its pool has no cash',
      '  borrower 0: 77,501 repaid, 43.9871 of asset 0 sold at 1,839 (-0.5944 %)',
      '  9,325.28 of debt will never be paid',
      'in the end: 145,677 repaid by liquidators, who earn 6,015.78',
    ])
      expect(story).toContain(line);
    const waits = lendingOf(path('liquidator-waits-for-depth'));
    expect(lendingStory(waits, playLending(waits)).join('\n')).toContain(
      '  nobody liquidates: selling would not pay',
    );
  });
});

it('borrowers of an export have units at the prices of the start, and thresholds of their own', () => {
  const config = {
    ...valid,
    pools: [{ ...pool, borrowed: 500 }],
    borrowers: { file: 'a.csv', collateralAsset: 0, debtAsset: 1 },
  };
  expect([borrowersFileOf({ config }), borrowersFileOf({ config: valid })]).toEqual(['a.csv', undefined]);
  const csv = 'collateral,debt,threshold,healthf\n500,400,8000,1\n300,0,7000,0\n';
  const { ticks } = playLending(lendingOf({ config }, undefined, { name: 'a.csv', text: csv }));
  // 5 units at 100, 80 % of them: just below 1 once interest is counted, and closed out of one collateral.
  expect(ticks[0]!.health).toEqual([[0, expect.closeTo(1, 5)]]);
  expect(ticks[0]!.health[0]![1]).toBeLessThan(1);
  expect(ticks[0]!.borrowers[1]).toEqual([1, 0, 3]);
});

describe('a run on pools', () => {
  const text = readFileSync('examples/lending-2026-04/run.json', 'utf8');
  const run = parsePoolRun('run.json', text);

  it('of the example is as far from what was seen as its page says', () => {
    const counts = playPoolRun(run).map(({ full }) => full.length);
    expect(counts).toEqual([0, 2, 6, 8, 9, 10, 11, 9, 6, 5, 4, 3, 3, 2, 2]);
    expect(run.observed!.reduce((sum, seen, day) => sum + Math.abs(seen - counts[day]!), 0)).toBe(8);
  });

  it.each<[object, string]>([
    [{ schema: 'pool-run/2' }, 'run.json.schema must be pool-run/1, got "pool-run/2"'],
    [
      { reserves: [{ reserve: 'WETH', utilisation: 0.5 }] },
      'run.json.reserves.0.reserve must be a network and an asset',
    ],
    [
      { reserves: [run.reserves[0], run.reserves[0]] },
      'run.json.reserves.1.reserve must stand once, got "arbitrum/DAI"',
    ],
    [{ observed: [0, 2] }, 'run.json.observed must have 15 counts, day 0 first, got 2'],
    [{ halfLifeDays: 0 }, 'run.json.halfLifeDays must be a number of days > 0'],
  ])('refuses %j', (change, message) => {
    expect(() => parsePoolRun('run.json', JSON.stringify({ ...JSON.parse(text), ...change }))).toThrow(
      message,
    );
  });
});

describe('an export of Aave borrowers', () => {
  it('is read with its thresholds as fractions, whatever else stands beside', () => {
    const csv =
      ',user,collateral,debt,threshold,ltv,healthf\n0,0xab,100,50,8300,7200,1.66\n1,0xcd,10,0,7500,7000,0\n';
    const { count, collateral, debt, threshold, health } = aaveBorrowers('a.csv', csv);
    expect([count, [...collateral], [...debt], [...threshold], [...health]]).toEqual([
      2,
      [100, 10],
      [50, 0],
      [0.83, 0.75],
      [1.66, 0],
    ]);
  });

  it.each([
    ['-1,50,8300,1', 'a.csv row 1 collateral must be money >= 0'],
    ['1,x,8300,1', 'a.csv row 1 debt must be money >= 0'],
    ['1,50,83000,1', 'a.csv row 1 threshold must be basis points from 0 to 10000'],
  ])('refuses %s', (row, message) => {
    expect(() => aaveBorrowers('a.csv', `collateral,debt,threshold,healthf\n${row}\n`)).toThrow(message);
  });
});
