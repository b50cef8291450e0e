// A small market and sweep whose paths are made up by the test, tallied and folded by the code that runs real ones.
import { COLUMN, FLAG, OUTCOME_COLUMNS, type OutcomeColumn } from '../../shared/cascade/outcome.ts';
import { marketOf } from '../../shared/market/market.ts';
import { parseSnapshot } from '../../shared/market/snapshot.ts';
import type { AssessInput } from '../../shared/risk/assess.ts';
import { closingTiers } from '../../shared/risk/tiers/closing-tiers.ts';
import { candidateTiers, unclampedTiers } from '../../shared/risk/tiers/tier-table.ts';
import { type Cell, cellAt, cellCount } from '../../shared/sweep/cells.ts';
import { gridsOf } from '../../shared/sweep/grids.ts';
import { parseSweep } from '../../shared/sweep/parse-sweep.ts';
import type { ShardResult } from '../../shared/sweep/results.ts';
import type { Sweep } from '../../shared/sweep/sweep-file.ts';
import { addPath, createTally, summarise } from '../../shared/sweep/tally.ts';
import { folded } from '../sweep/folded.ts';

/** Linear, mark 100; 1,000 coins a side, so open interest is 100,000; fund 1,000. */
export const snapshot = (changes: Record<string, unknown> = {}) => ({
  schema: 'market-snapshot/1',
  asOf: '2026-03-01T00:00:00Z',
  market: {
    id: 'test-perp',
    venue: 'test',
    symbol: 'TEST',
    contract: 'linear',
    quoteCurrency: 'USD',
    settlementCurrency: 'USD',
    markPrice: 100,
    openInterest: 1_000,
  },
  tiers: [
    { floor: 0, rate: 0.01, maxLeverage: 50 },
    { floor: 10_000, rate: 0.02, maxLeverage: 25 },
    { floor: 50_000, rate: 0.05, maxLeverage: 10 },
  ],
  positions: {
    kind: 'accounts',
    rows: [
      { side: 1, quantity: 50, entryPrice: 100, collateral: 500 },
      { side: 1, quantity: 350, entryPrice: 100, collateral: 1_500 },
      { side: 1, quantity: 600, entryPrice: 100, collateral: 12_000 },
      { side: -1, quantity: 1_000, entryPrice: 100, collateral: 20_000 },
    ],
  },
  // Exponential: selling q coins costs (q beta)/2 of their value, to first order.
  depth: { kind: 'law', law: { law: 'exponential', beta: 0.0001 } },
  rules: {
    mechanism: { name: 'full' },
    triggerRule: { rule: 'last' },
    ownShare: 1,
    feeRate: 0.0005,
    leftover: 'fund',
    permanentShare: 0,
    halfLifeSeconds: 3_600,
    withdrawal: null,
    adl: { when: 'never' },
    socialised: false,
    backstop: null,
  },
  fund: { balance: 1_000 },
  history: {
    windows: [
      {
        seconds: 3_600,
        count: 1_000,
        down: [0.05, 0.04, 0.03, 0.02, 0.01],
        up: [0.06, 0.03, 0.02, 0.011, 0.005],
        quantiles: { down: [0.004, 0.01, 0.015, 0.03], up: [0.005, 0.011, 0.02, 0.03] },
      },
    ],
  },
  assumptions: [],
  sources: [],
  ...changes,
});

export const sweepText = (changes: Partial<Record<keyof Sweep, unknown>> = {}) =>
  JSON.stringify({
    schema: 'sweep/1',
    name: 'test-nightly',
    snapshot: 'snapshot.json',
    asOf: '2026-03-01T06:00:00Z',
    seed: '1',
    axes: {
      leverageBps: [5_000, 10_000, 20_000],
      maintenanceBps: [10_000],
      depthBps: [10_000],
      mechanism: ['full'],
      shockBps: [-2_000, -1_250, -1_000, 1_000, 1_250],
    },
    base: { leverageBps: 10_000, maintenanceBps: 10_000, depthBps: 10_000, mechanism: 'full' },
    mechanisms: { full: { name: 'full' }, gentle: { name: 'target-margin', multiple: 1.5, minNotional: 0 } },
    compare: ['gentle'],
    design: { minutes: 60, down: [{ shockBps: -1_000, weight: 1 }], up: [{ shockBps: 1_000, weight: 1 }] },
    path: { shape: { shape: 'instantaneous' }, tickSeconds: 1, horizonSeconds: 600, sigmaDepth: 0.3 },
    paths: { decision: 3_000, other: 100 },
    tierTable: {
      windowSeconds: 3_600,
      quantilePpm: 995_000,
      bufferPpm: 250_000,
      stepPpm: 500,
      clampPpm: 250_000,
      allowLowering: false,
    },
    ...changes,
  });

/**
 * What a path came to: columns of the outcome row that are not 0, or null if it could not finish. Without income of the
 * fund, need is what was lost.
 */
export type PathOf = (cell: Cell, path: number) => Partial<Record<OutcomeColumn, number>> | null;

export const QUIET: PathOf = () => ({});

export interface SceneOptions {
  readonly snapshot?: Record<string, unknown>;
  readonly sweep?: Partial<Record<keyof Sweep, unknown>>;
  readonly path?: PathOf;
  /** What the cushion rule added in every path. */
  readonly raised?: number;
  /** Cells that no shard brings. */
  readonly lost?: (cell: Cell) => boolean;
}

export function sceneOf({
  snapshot: marketChanges,
  sweep: sweepChanges,
  path = QUIET,
  raised = 0,
  lost = () => false,
}: SceneOptions = {}) {
  const market = marketOf(parseSnapshot(JSON.stringify(snapshot(marketChanges))));
  const sweep = parseSweep(sweepText(sweepChanges));
  const gridded = { grids: gridsOf(sweep, market.snapshot), sweep, market: market.snapshot.market.id };
  const cells = cellCount(gridded);
  const shards: ShardResult[] = [];
  let paths = 0;
  for (let index = 0; index < cells; index++) {
    const cell = cellAt(gridded, index);
    paths += cell.paths;
    if (!lost(cell)) shards.push(shardOf(cell, path, market, raised));
  }
  const manifest = {
    ...gridded,
    candidateTiers: candidateTiers(market, sweep, null).tiers,
    unclampedTiers: unclampedTiers(market, sweep, null).tiers,
    closingTiers: closingTiers(market, sweep).tiers,
    cells,
    paths,
  };
  return { manifest, market, results: folded(cells, shards), shards };
}

/** Everything that `assess` needs, on a first night. */
export function inputOf(options: SceneOptions = {}): AssessInput {
  const { shards: _shards, ...scene } = sceneOf(options);
  return { ...scene, lastNight: null, knownAnswerOk: true };
}

function shardOf(cell: Cell, path: PathOf, market: ReturnType<typeof marketOf>, raised: number): ShardResult {
  const tally = createTally(cell);
  const row = new Float64Array(OUTCOME_COLUMNS.length);
  for (let number = 0; number < cell.paths; number++) {
    row.fill(0);
    for (const none of [
      'firstSeconds',
      'halfSeconds',
      'peakSeconds',
      'lastSeconds',
      'fundEmptySeconds',
    ] as const) {
      row[COLUMN[none]] = -1;
    }
    const outcome = path(cell, number);
    if (outcome === null) row[COLUMN.flags] = FLAG.UNFINISHED;
    const { deficit = 0, fundIn = 0, fundDraw = 0 } = outcome ?? {};
    const whole = { fundNeed: deficit, fundEnd: market.fund + fundIn - fundDraw, ...outcome };
    for (const [name, value] of Object.entries(whole)) row[COLUMN[name as OutcomeColumn]] = value;
    addPath(tally, number, row, { ...market, raised });
  }
  const { summary, paths } = summarise(tally);
  return { cells: [summary], paths: new Map(paths ? [[cell.index, paths]] : []) };
}
