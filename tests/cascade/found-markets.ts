// Paths that random search found, where rounding once decided; tried in every run.
import type { manyMarkets } from './many-markets.ts';

type Found = ReturnType<typeof manyMarkets> extends import('fast-check').Arbitrary<infer T> ? T : never;

/** The first asset covers what the wallet owes but for rounding: the second was asked for that. */
export const COVERED = {
  name: 'found',
  config: {
    dt: 1,
    horizon: 40,
    leftover: 'return',
    fund: 0,
    adl: { when: 'negative-equity', policy: 'queue' },
    socialised: true,
    closeOut: { order: 'pro-rata', amount: 'all' },
    hedge: 'net',
    markets: [
      {
        contract: 'linear',
        p0: 100.3,
        shock: -0.01783,
        rampSeconds: 0,
        depth: { law: 'linear', slope: 0.03807587735347315 },
        decayPerTick: 0.3,
        permanentShare: 0,
        permanentTo: 'index',
        triggerRule: { rule: 'last' },
        ownShare: 1,
        feeRate: 0,
        withdrawal: null,
        mechanism: { name: 'full' },
        tiers: [{ floor: 0, rate: 0.02 }],
      },
      {
        contract: 'linear',
        p0: 50.7,
        shock: -0.01983,
        rampSeconds: 0,
        depth: { law: 'linear', slope: 0.2570014547308748 },
        decayPerTick: 0.3,
        permanentShare: 0,
        permanentTo: 'venue',
        triggerRule: { rule: 'last' },
        ownShare: 1,
        feeRate: 0,
        withdrawal: null,
        mechanism: { name: 'full' },
        funding: { intervalSeconds: 3, rate: 0.0017 },
        tiers: [
          { floor: 0, rate: 0.01 },
          { floor: 2000, rate: 0.03 },
        ],
      },
    ],
  },
  accounts: [
    { market: 1, side: -1, quantity: 1.9731163708086783, entry: 50.7137, wallet: 0 },
    { market: 0, side: -1, quantity: 51.88283150548355, entry: 100.3274, wallet: 0 },
    { market: 0, side: 1, quantity: 12.975503489531405, entry: 100.3411, wallet: 1 },
  ],
  wallets: [
    { cash: 105.74418857642766, assets: [], owner: 'owner 0' },
    {
      cash: -85.31046905305226,
      assets: [
        { market: 1, factor: 1, amount: 3.1558185404339247, haircut: 0.28 },
        { market: 1, factor: 1, amount: 0.5935502958579882, haircut: 0.28 },
      ],
      owner: 'owner 0',
    },
  ],
} as unknown as Found;

/** One market holds collateral alone: held to an open interest of nothing, rounding was an imbalance. */
export const PLEDGED = {
  name: 'found',
  config: {
    dt: 1,
    horizon: 40,
    leftover: 'return',
    fund: 0,
    adl: { when: 'negative-equity', policy: 'queue' },
    socialised: false,
    closeOut: { order: 'pro-rata', amount: 'all' },
    hedge: 'net',
    markets: [
      {
        contract: 'inverse',
        p0: 100.3,
        shock: -0.06383,
        rampSeconds: 0,
        depth: { law: 'square-root', c: 9.111158701458832e-5 },
        decayPerTick: 0.3,
        permanentShare: 0,
        permanentTo: 'venue',
        triggerRule: { rule: 'last' },
        ownShare: 1,
        feeRate: 0,
        withdrawal: [
          [0.02, 1],
          [0.3, 0.4],
        ],
        mechanism: { name: 'full' },
        funding: { intervalSeconds: 3, rate: 0.0017 },
        tiers: [{ floor: 0, rate: 0.02 }],
      },
      {
        contract: 'inverse',
        p0: 50.7,
        shock: 0,
        rampSeconds: 0,
        depth: { law: 'linear', slope: 0.002 },
        decayPerTick: 0.3,
        permanentShare: 0,
        permanentTo: 'venue',
        triggerRule: { rule: 'last' },
        ownShare: 1,
        feeRate: 0,
        withdrawal: null,
        mechanism: { name: 'full' },
        funding: { intervalSeconds: 3, rate: 0.0017 },
        tiers: [
          { floor: 0, rate: 0.01 },
          { floor: 200, rate: 0.03 },
        ],
      },
    ],
  },
  accounts: [
    { market: 0, side: 1, quantity: 58195.524379999995, entry: 100.3137, wallet: 0 },
    { market: 0, side: -1, quantity: 56209.56432, entry: 100.3274, wallet: 0 },
    { market: 0, side: 1, quantity: 35143.96655, entry: 98.83659999999999, wallet: 0 },
    { market: 0, side: 1, quantity: 42188.34648, entry: 103.2635, wallet: 0 },
  ],
  wallets: [
    {
      cash: 75.79210216844413,
      assets: [
        { market: 0, factor: 1, amount: 0, haircut: 0 },
        { market: 1, factor: 1, amount: 762.8575500000001, haircut: 0.07 },
      ],
      owner: 'owner 0',
    },
  ],
} as unknown as Found;
