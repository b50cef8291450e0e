// What is simulated: a market of four accounts, and sweeps of 8 to 58 cells over it.

import { canonicalJson } from '../../shared/market/digest.ts';
import { parseSnapshot, snapshotDigest } from '../../shared/market/snapshot.ts';
import { SNAPSHOT, SWEEP } from '../sweep/small.ts';

const MARKET_SNAPSHOT = {
  ...SNAPSHOT,
  market: { ...SNAPSHOT.market, openInterest: 30 },
  tiers: SNAPSHOT.tiers.slice(0, 1),
  positions: {
    kind: 'accounts',
    rows: [
      { side: 1, quantity: 20, entryPrice: 101, collateral: 150 },
      { side: 1, quantity: 10, entryPrice: 99, collateral: 60 },
      { side: -1, quantity: 25, entryPrice: 98, collateral: 250 },
      { side: -1, quantity: 5, entryPrice: 100, collateral: 40 },
    ],
  },
  fund: { balance: 20 },
};

/** A market with nights of its own. */
export interface SimulatedMarket {
  readonly id: string;
  readonly snapshotText: string;
  readonly digest: string;
}

function marketNamed(id: string): SimulatedMarket {
  const snapshotText = canonicalJson({ ...MARKET_SNAPSHOT, market: { ...MARKET_SNAPSHOT.market, id } });
  return { id, snapshotText, digest: snapshotDigest(parseSnapshot(snapshotText)) };
}

export const MARKET = marketNamed(SNAPSHOT.market.id);
export const OTHER_MARKET = marketNamed('other-perp');

/** Numbers of cells: 8, 28 and 58. */
const GRIDS = [
  { leverageBps: [10_000], maintenanceBps: [10_000], shockBps: [-2_500, -1_500, 1_500, 2_500] },
  {
    leverageBps: [10_000, 15_000],
    maintenanceBps: [10_000, 12_500],
    shockBps: [-2_500, -1_500, -500, 500, 1_500, 2_500],
  },
  {
    leverageBps: [10_000, 12_500, 15_000],
    maintenanceBps: [7_500, 10_000, 12_500],
    shockBps: [-2_500, -1_500, -500, 500, 1_500, 2_500],
  },
] as const;
export const CELLS = [8, 28, 58] as const;

export interface SweepFile {
  readonly grid: 0 | 1 | 2;
  readonly deadlineMinutes: number;
  readonly maxUsd: number;
  readonly seed: string;
}

/** The sweep file. */
export const sweepText = ({ grid, deadlineMinutes, maxUsd, seed }: SweepFile): string =>
  JSON.stringify({
    ...SWEEP,
    seed,
    axes: { ...SWEEP.axes, ...GRIDS[grid] },
    mechanisms: { full: SWEEP.mechanisms.full },
    compare: [],
    path: { ...SWEEP.path, shape: { shape: 'ramp', seconds: 600 }, horizonSeconds: 1_200 },
    paths: { decision: 4, other: 2 },
    budget: { maxUsd, deadlineMinutes },
  });
