// A market of 30 + 25 estimated accounts and a sweep of 32 cells over it: small enough to run many times,
// and violent enough that funds are drawn, winners are deleveraged and both tier tables matter.
import { marketOf } from '../../shared/market/market.ts';
import { parseSnapshot, type Snapshot, snapshotDigest } from '../../shared/market/snapshot.ts';
import { pathCount } from '../../shared/sweep/cells.ts';
import { cellTotal, gridsOf } from '../../shared/sweep/grids.ts';
import type { Workload } from '../../shared/sweep/manifest.ts';
import { parseSweep } from '../../shared/sweep/parse-sweep.ts';
import type { Sweep } from '../../shared/sweep/sweep-file.ts';

const HOURS = Array.from({ length: 24 }, (_, hour) => hour);

export const SNAPSHOT = {
  schema: 'market-snapshot/1',
  asOf: '2024-03-01T00:00:00Z',
  market: {
    id: 'small-perp',
    venue: 'test',
    symbol: 'SMALL',
    contract: 'linear',
    quoteCurrency: 'USD',
    settlementCurrency: 'USD',
    markPrice: 100,
    openInterest: 5_000,
  },
  tiers: [
    { floor: 0, rate: 0.01, maxLeverage: 50 },
    { floor: 20_000, rate: 0.02, maxLeverage: 25 },
    { floor: 100_000, rate: 0.05, maxLeverage: 10 },
  ],
  positions: {
    kind: 'estimated',
    accountsPerSide: { long: 30, short: 25 },
    sizeDispersion: 1.2,
    ageHalfLifeDays: 1,
    leverageMix: { leverage: [5, 10, 25], long: [0.3, 0.4, 0.3], short: [0.3, 0.4, 0.3] },
    bars: {
      endTimeSeconds: HOURS.map((hour) => 1_709_164_800 + 3_600 * (hour + 1)),
      low: HOURS.map((hour) => 98.5 + (hour % 4) / 4),
      high: HOURS.map((hour) => 100.5 + (hour % 3) / 3),
      volume: HOURS.map((hour) => 50 + hour),
    },
  },
  depth: { kind: 'law', law: { law: 'exponential', beta: 0.00005 } },
  rules: {
    mechanism: { name: 'full' },
    triggerRule: { rule: 'last' },
    ownShare: 1,
    feeRate: 0.001,
    leftover: 'fund',
    permanentShare: 0.3,
    halfLifeSeconds: 120,
    withdrawal: null,
    adl: { when: 'fund-empty', policy: 'queue' },
    socialised: false,
    backstop: null,
  },
  fund: { balance: 2_000 },
  history: {
    windows: [{ seconds: 3_600, count: 2_000, down: [0.08, 0.07, 0.05, 0.04], up: [0.09, 0.05, 0.03] }],
  },
  assumptions: [{ id: 'made-up', text: 'Nothing here was observed.' }],
  sources: [{ name: 'all', source: 'tests/sweep/small.ts' }],
};

export const SWEEP = {
  schema: 'sweep/1',
  name: 'small',
  snapshot: 'snapshot.json',
  asOf: '2024-03-01T00:00:00Z',
  seed: '7',
  axes: {
    leverageBps: [10_000, 15_000],
    maintenanceBps: [10_000, 12_500],
    depthBps: [10_000],
    mechanism: ['full'],
    shockBps: [-2_500, -1_500, -500, 500, 1_500, 2_500],
  },
  base: { leverageBps: 10_000, maintenanceBps: 10_000, depthBps: 10_000, mechanism: 'full' },
  mechanisms: {
    full: { name: 'full' },
    gentle: { name: 'target-margin', multiple: 1.5, minNotional: 100 },
    slow: { name: 'rate-limited', velocity: 0.02, reach: 0.02, cure: true },
  },
  compare: ['gentle', 'slow'],
  design: {
    minutes: 30,
    down: [{ shockBps: -1_500, weight: 1 }],
    up: [{ shockBps: 1_500, weight: 1 }],
  },
  path: {
    shape: { shape: 'bridge', seconds: 1_800, sigmaDay: 0.05, volOfVol: 0.5, volHalfLifeSeconds: 900 },
    tickSeconds: 60,
    horizonSeconds: 3_600,
    sigmaDepth: 0.3,
  },
  paths: { decision: 30, other: 8 },
  tierTable: {
    windowSeconds: 3_600,
    quantilePpm: 995_000,
    bufferPpm: 250_000,
    stepPpm: 2_500,
    clampPpm: 250_000,
    allowLowering: false,
  },
};

/** The sweep file with some fields changed, as text. */
export const sweepText = (
  change: Partial<
    Record<
      | keyof typeof SWEEP
      | 'budget'
      | 'limits'
      | 'alternatives'
      | 'ordinary'
      | 'sensitivity'
      | 'events'
      | 'enough'
      | 'stress',
      unknown
    >
  > = {},
): string => JSON.stringify({ ...SWEEP, ...change });

export const snapshotText = JSON.stringify(SNAPSHOT);
export const smallDigest = (): string => snapshotDigest(parseSnapshot(snapshotText));
export const smallMarket = () => marketOf(parseSnapshot(snapshotText));

/** What is to be computed, without a plan. */
export function workloadOf(
  sweep: Sweep = parseSweep(sweepText()),
  snapshot: Snapshot = parseSnapshot(snapshotText),
): Workload {
  const cells = Number(cellTotal(sweep, snapshot));
  const grid = { sweep, grids: gridsOf(sweep, snapshot), market: SNAPSHOT.market.id, cells };
  const timesAll = (multiple: number) =>
    SNAPSHOT.tiers.map((row) => ({
      ...row,
      rate: multiple * row.rate,
      maxLeverage: row.maxLeverage / multiple,
    }));
  const [candidateTiers, unclampedTiers, closingTiers] = [timesAll(1.25), timesAll(3), timesAll(1.5)];
  return {
    ...grid,
    candidateTiers,
    ...(sweep.enough && { unclampedTiers, closingTiers }),
    paths: pathCount(grid),
  };
}

/** A forecast for a manifest of which nobody asks what it takes. */
export const ONE_SECOND = {
  coreSeconds: 1,
  overheadSeconds: 0,
  initSeconds: 0,
  wallSeconds: { ramp: 0, steady: 1, lastShard: 0, report: 0 },
  usd: { compute: 0, requests: 0, startUp: 0 },
};
