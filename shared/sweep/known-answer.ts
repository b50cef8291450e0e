import { sha256 } from '../market/digest.ts';
import { marketOf } from '../market/market.ts';
import { parseSnapshot } from '../market/snapshot.ts';
import { cellAt, pathCount } from './cells.ts';
import { cellTotal, gridsOf } from './grids.ts';
import type { Workload } from './manifest.ts';
import { parseSweep } from './parse-sweep.ts';
import { PATH_COLUMNS } from './results.ts';
import { createWorkbench, runCells } from './run-cells.ts';

/**
 * SHA-256 over the kept columns of the known-answer cells. Whoever changes what the core computes, down to
 * the last bit, changes it on purpose: `npx vitest run tests/sweep/known-answer` prints the new one.
 */
export const KNOWN_ANSWER = '31a81006aa22ddaa5aaefff992519718dd0c452990dd5ddaeb39660bc1b03d6d';

let holds: boolean | undefined;

/**
 * Whether this machine and this code compute what they did where the digest was written down (report.md 2.5). Neither
 * changes while a process lives: it is asked once.
 */
export const knownAnswerHolds = (): boolean => (holds ??= knownAnswer() === KNOWN_ANSWER);

/** Runs a market small enough to ship through everything a cell can meet: estimated positions, bridges, three mechanisms. */
export function knownAnswer(): string {
  const market = marketOf(parseSnapshot(JSON.stringify(SNAPSHOT)));
  const sweep = parseSweep(JSON.stringify(SWEEP));
  const grid = {
    sweep,
    grids: gridsOf(sweep, market.snapshot),
    market: market.snapshot.market.id,
    cells: Number(cellTotal(sweep, market.snapshot)),
  };
  const work: Workload = { ...grid, candidateTiers: SNAPSHOT.tiers, paths: pathCount(grid) };
  const cells = Array.from({ length: work.cells }, (_, i) => cellAt(work, i));
  const { paths } = runCells(work, createWorkbench(market), cells);
  const numbers = [...paths.values()].flatMap((columns) =>
    PATH_COLUMNS.flatMap((name) => [...columns[name]]),
  );
  const bytes = new DataView(new ArrayBuffer(8 * numbers.length));
  numbers.forEach((number, i) => {
    bytes.setFloat64(8 * i, number, true); // the same order of bytes everywhere
  });
  return sha256(new Uint8Array(bytes.buffer));
}

const HOURS = Array.from({ length: 12 }, (_, i) => i);

const SNAPSHOT = {
  schema: 'market-snapshot/1',
  asOf: '2021-01-01T12:00:00Z',
  market: {
    id: 'known-answer',
    venue: 'nowhere',
    symbol: 'KNOWN',
    contract: 'linear',
    quoteCurrency: 'USD',
    settlementCurrency: 'USD',
    markPrice: 100,
    openInterest: 1_000,
  },
  tiers: [
    { floor: 0, rate: 0.01, maxLeverage: 50 },
    { floor: 5_000, rate: 0.025, maxLeverage: 20 },
  ],
  positions: {
    kind: 'estimated',
    accountsPerSide: { long: 25, short: 20 },
    sizeDispersion: 1.5,
    ageHalfLifeDays: 1,
    leverageMix: { leverage: [3, 10, 30], long: [0.3, 0.4, 0.3], short: [0.4, 0.4, 0.2] },
    bars: {
      endTimeSeconds: HOURS.map((hour) => 1_609_459_200 + 3_600 * (hour + 1)),
      low: HOURS.map((hour) => 98 + (hour % 3)),
      high: HOURS.map((hour) => 100.5 + (hour % 3)),
      volume: HOURS.map((hour) => 10 + hour),
    },
  },
  depth: { kind: 'law', law: { law: 'exponential', beta: 0.0004 } },
  rules: {
    mechanism: { name: 'full' },
    triggerRule: { rule: 'lagged', latencySeconds: 60 },
    ownShare: 0.5,
    feeRate: 0.001,
    leftover: 'fund',
    permanentShare: 0.2,
    halfLifeSeconds: 120,
    withdrawal: null,
    adl: { when: 'fund-empty', policy: 'queue' },
    socialised: false,
    backstop: null,
  },
  fund: { balance: 200 },
  history: { windows: [{ seconds: 3_600, count: 100, down: [0.05, 0.04], up: [0.06, 0.03] }] },
  assumptions: [],
  sources: [],
};

const SWEEP = {
  schema: 'sweep/1',
  name: 'known-answer',
  snapshot: 'snapshot.json',
  asOf: '2021-01-01T12:00:00Z',
  seed: '0x9e3779b97f4a7c15',
  axes: {
    leverageBps: [10_000],
    maintenanceBps: [10_000],
    depthBps: [10_000],
    mechanism: ['full'],
    shockBps: [-2_000, 1_500],
  },
  base: { leverageBps: 10_000, maintenanceBps: 10_000, depthBps: 10_000, mechanism: 'full' },
  mechanisms: {
    full: { name: 'full' },
    'target-margin': { name: 'target-margin', multiple: 1.5, minNotional: 10 },
    'rate-limited': { name: 'rate-limited', velocity: 0.01, reach: 0.02, cure: true },
  },
  compare: ['target-margin', 'rate-limited'],
  design: { minutes: 60, down: [{ shockBps: -2_000, weight: 1 }], up: [{ shockBps: 1_500, weight: 1 }] },
  path: {
    shape: { shape: 'bridge', seconds: 3_600, sigmaDay: 0.05, volOfVol: 0.5, volHalfLifeSeconds: 900 },
    tickSeconds: 60,
    horizonSeconds: 7_200,
    sigmaDepth: 0.3,
  },
  paths: { decision: 8, other: 8 },
  tierTable: {
    windowSeconds: 3_600,
    quantilePpm: 995_000,
    bufferPpm: 250_000,
    stepPpm: 2_500,
    clampPpm: 250_000,
    allowLowering: false,
  },
};
