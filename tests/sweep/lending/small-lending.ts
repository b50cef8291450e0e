// A small lending market that both the engine and the slow oracle can run, and a sweep over it.
import { type LendingScenario, lendingOf } from '../../../shared/market/lending-scenario.ts';
import { type LendingSweep, parseLendingSweep } from '../../../shared/sweep/lending/lending-sweep.ts';
import type { SlowLending } from '../../cascade/oracle/lending.ts';

const market = {
  price: 100,
  slope: 0.02,
  path: [100, 99.5, 101, 100],
  decayPerTick: 0.9,
  permanentShare: 0.4,
  threshold: 0.8,
  thresholdPath: {},
  bonus: { most: 0.06, share: 0.8, fullAt: 0.9 },
  oracle: { rule: 'lagged', ticks: 1 },
};

/** Collateral 0 lies in a pool, 1 is what is owed, 2 is a second collateral that does not fall. */
export const CONFIG: SlowLending = {
  dt: 3_600,
  ticks: 12,
  assets: [
    market,
    {
      ...market,
      price: 1,
      slope: undefined,
      path: [],
      threshold: 0,
      bonus: { most: 0, share: 1, fullAt: 0 },
    },
    { ...market, price: 50, slope: 0.01, path: [50], threshold: 0.7, oracle: { rule: 'last' } },
  ],
  pools: [
    {
      asset: 0,
      curve: { kink: 0.9, slope1: 0.04, slope2: 0.7 },
      reserveFactor: 0.1,
      cash: 300,
      borrowed: 1_700,
      withdraw: {},
      repay: { 4: 60, 7: 150 },
      deposit: {},
    },
    {
      asset: 1,
      curve: { kink: 0.92, slope1: 0.04, slope2: 0.1 },
      reserveFactor: 0.1,
      cash: 60_000,
      borrowed: 240_000,
      withdraw: { 3: 1_000 },
      repay: {},
      deposit: {},
    },
  ],
  borrowers: [
    { collateral: { 0: 400 }, debt: 29_000, debtAsset: 1 },
    { collateral: { 0: 300, 2: 100 }, debt: 25_300, debtAsset: 1 },
    { collateral: { 0: 250 }, debt: 15_000, debtAsset: 1 },
    { collateral: { 2: 500 }, debt: 14_000, debtAsset: 1 },
    { collateral: { 0: 120, 2: 40 }, debt: 0, debtAsset: 1 },
    { collateral: { 2: 900 }, debt: 280, debtAsset: 0 },
  ],
  closeFactor: { half: 0.5, fullBelow: 0.95, small: 1_000 },
  profit: 0.004,
  minRepay: 10,
};

/** As a file says it. */
export const scenarioValue = (config: SlowLending = CONFIG) => ({
  name: 'small',
  config: {
    ...config,
    assets: config.assets.map(({ slope, path, ...asset }) =>
      slope === undefined ? asset : { ...asset, slope, path },
    ),
  },
});
export const scenarioOf = (config: SlowLending = CONFIG): LendingScenario => lendingOf(scenarioValue(config));

export const SWEEP = {
  schema: 'lending-sweep/1',
  name: 'a small market',
  source: 'made up',
  asOf: '2026-04-18T00:00:00Z',
  currency: 'USD',
  scenario: 'market.json',
  assets: [{ name: 'COIN', loanToValue: 0.75 }, { name: 'CASH' }, { name: 'OTHER', loanToValue: 0.6 }],
  fall: { assets: [0], ticks: 4 },
  run: { assets: [0, 1], tick: 2 },
  axes: {
    fallBps: [0, 500, 2_000, 4_500],
    thresholdCutBps: [0, 900],
    ltvCutBps: [300],
    withdrawalRun: [0, 0.3],
    depthMultiple: [0.5, 1],
  },
  design: { fallBps: 2_000 },
  ordinaryFallBps: 500,
  loops: [{ collateral: 2, debt: 0, yieldRate: 0.03 }],
};
export const sweepOf = (change: object = {}): LendingSweep =>
  parseLendingSweep(JSON.stringify({ ...SWEEP, ...change }));
