// A market as it might come out of a night: an earlier bundled snapshot and sweep, and outcomes from a seeded formula
// instead of the core. The formula is rough on purpose: what is tested here is what becomes of the numbers.
import { readFileSync } from 'node:fs';
import { COLUMN, FLAG, OUTCOME_COLUMNS } from '../../shared/cascade/outcome.ts';
import { marketOf } from '../../shared/market/market.ts';
import { parseSnapshot, type Snapshot } from '../../shared/market/snapshot.ts';
import { type BuildInput, type BuiltReport, buildReport } from '../../shared/report/build.ts';
import type { Rows } from '../../shared/report/rows.ts';
import type { CellRow } from '../../shared/risk/findings/cell.ts';
import { closingTiers } from '../../shared/risk/tiers/closing-tiers.ts';
import { candidateTiers, unclampedTiers } from '../../shared/risk/tiers/tier-table.ts';
import { type Cell, cellAt, cellCount, pathCount } from '../../shared/sweep/cells.ts';
import { gridsOf } from '../../shared/sweep/grids.ts';
import type { Manifest } from '../../shared/sweep/manifest.ts';
import { parseSweep } from '../../shared/sweep/parse-sweep.ts';
import type { CellSummary, PathColumns } from '../../shared/sweep/results.ts';
import type { Sweep } from '../../shared/sweep/sweep-file.ts';
import { addPath, createTally, summarise } from '../../shared/sweep/tally.ts';
import { ONE_SECOND } from '../sweep/small.ts';

// The bundled market as it was before its own mechanism stood in it: what is tested here must not move with the example.
const EXAMPLE = new URL('./market/', import.meta.url);
const read = (file: string): string => readFileSync(new URL(file, EXAMPLE), 'utf8');
const HEX = '0123456789abcdef'.repeat(4);

export interface Options {
  /** Settlement currency. The venue's own fund is larger than its open interest: nothing would ever fail. */
  readonly fund?: number;
  readonly paths?: Sweep['paths'];
  readonly market?: Partial<Snapshot['market']>;
  readonly sweep?: (sweep: Sweep) => Sweep;
  readonly snapshot?: (snapshot: Snapshot) => Snapshot;
  /** Cells that no shard brought. */
  readonly isLost?: (cell: Cell) => boolean;
  /** Paths that could not finish. */
  readonly isUnfinished?: (cell: Cell, path: number) => boolean;
  readonly input?: Partial<BuildInput>;
}

/** What reduce would hand over. */
export function fixtureInput(options: Options = {}): BuildInput {
  const parsed = parseSnapshot(read('snapshot.json'));
  const changed: Snapshot = {
    ...parsed,
    market: { ...parsed.market, ...options.market },
    fund: { balance: options.fund ?? 260 },
  };
  const snapshot = options.snapshot?.(changed) ?? changed;
  const market = marketOf(snapshot);
  const written = {
    ...parseSweep(read('sweep.json')),
    paths: options.paths ?? { decision: 3_000, other: 300 },
  };
  const sweep = options.sweep?.(written) ?? written;
  const draft = { market: snapshot.market.id, sweep, grids: gridsOf(sweep, snapshot) };
  const manifest: Manifest = {
    schema: 'manifest/1',
    ...draft,
    sweepId: `${sweep.name}-fixture`,
    sweepDigest: HEX,
    snapshotDigest: HEX,
    modelDigest: HEX,
    limitsDigest: HEX,
    candidateTiers: [...candidateTiers(market, sweep, null).tiers],
    ...(sweep.enough && {
      unclampedTiers: unclampedTiers(market, sweep, null).tiers,
      closingTiers: closingTiers(market, sweep).tiers,
    }),
    cells: cellCount(draft),
    paths: pathCount(draft),
    cellsPerShard: 10,
    shards: Math.ceil(cellCount(draft) / 10),
    forecast: ONE_SECOND,
    deadlineMinutes: 30,
  };

  const cells: (CellSummary | null)[] = [];
  const paths = new Map<number, PathColumns>();
  const yardstick = { fund: market.fund, openInterestNotional: market.openInterestNotional };
  const row = new Float64Array(OUTCOME_COLUMNS.length);
  for (let index = 0; index < manifest.cells; index++) {
    const cell = cellAt(manifest, index);
    if (options.isLost?.(cell)) {
      cells.push(null);
      continue;
    }
    const tally = createTally(cell);
    for (let path = 0; path < cell.paths; path++) {
      outcome(cell, path, market.openInterestNotional, market.fund, row);
      if (options.isUnfinished?.(cell, path)) row[COLUMN.flags]! |= FLAG.UNFINISHED;
      addPath(tally, path, row, { ...yardstick, raised: 0 });
    }
    const { summary, paths: kept } = summarise(tally);
    cells.push(summary);
    if (kept) paths.set(index, kept);
  }
  const partial = cells.includes(null) || options.isUnfinished !== undefined;
  return {
    manifest,
    market,
    results: { cells, paths },
    close: partial ? { status: 'partial', reason: 'lost' } : { status: 'complete', reason: null },
    previous: null,
    aftermath: null,
    knownAnswerOk: true,
    engine: { version: '0.1.0', digest: HEX },
    ...options.input,
  };
}

/** A report whose rows are all there. */
export interface ListedReport extends BuiltReport {
  readonly rows: Rows & { readonly cells: readonly CellRow[] };
}

export function listedReport({ body, rows }: BuiltReport): ListedReport {
  const cells = Array.from({ length: rows.cells.length }, (_, place) => rows.cells.at(place)!);
  return { body, rows: { ...rows, cells } };
}

export const fixtureReport = (options: Options = {}): ListedReport =>
  listedReport(buildReport(fixtureInput(options)));

/** One report over copies of a market under different names, the first the largest; as a venue would publish it. */
export function severalMarkets(count: number, options: Options): BuiltReport {
  const built = fixtureReport(options);
  const { id, openInterest } = built.body.markets[0]!;
  const copies = Array.from({ length: count }, (_, i): ListedReport => {
    const renamed = <T>(value: T): T => JSON.parse(JSON.stringify(value).replaceAll(id, `market-${i}`));
    const body = renamed(built.body);
    const markets = body.markets.map((market) => ({
      ...market,
      symbol: `PERP${i}`,
      openInterest: openInterest / (i + 1),
    }));
    return { body: { ...body, markets }, rows: { ...renamed({ ...built.rows, paths: [] }), paths: [] } };
  });
  const joined = <T>(of: (copy: ListedReport) => readonly T[]): T[] => copies.flatMap(of);
  const { body } = copies[0]!;
  return {
    body: {
      ...body,
      markets: joined((copy) => copy.body.markets),
      conditions: joined((copy) => copy.body.conditions),
      design: joined((copy) => copy.body.design),
      base: joined((copy) => copy.body.base),
      quality: joined((copy) => copy.body.quality),
      verdicts: joined((copy) => copy.body.verdicts),
      metrics: joined((copy) => copy.body.metrics),
      frontier: joined((copy) => copy.body.frontier),
      depthAndSpeed: joined((copy) => copy.body.depthAndSpeed),
      tiers: joined((copy) => copy.body.tiers),
      enough: joined((copy) => copy.body.enough),
      splitting: joined((copy) => copy.body.splitting),
      ordinaryDays: joined((copy) => copy.body.ordinaryDays),
      alternatives: joined((copy) => copy.body.alternatives),
      sensitivity: joined((copy) => copy.body.sensitivity),
      fund: joined((copy) => copy.body.fund),
      mechanisms: joined((copy) => copy.body.mechanisms),
    },
    rows: {
      cells: joined((copy) => copy.rows.cells),
      planes: joined((copy) => copy.rows.planes),
      paths: [],
      pathsTail: joined((copy) => copy.rows.pathsTail),
      fundCurve: joined((copy) => copy.rows.fundCurve),
      accountsThin: joined((copy) => copy.rows.accountsThin),
      deltas: null,
      predictions: null,
      whatIf: joined((copy) => copy.rows.whatIf),
      accounts: joined((copy) => copy.rows.accounts),
    },
  };
}

/** Number `lane` of a path, uniform and the same in every cell: paths stay comparable. */
function uniform(path: number, lane: number): number {
  let x = Math.imul(path + 1, 0x9e3779b1) ^ Math.imul(lane + 1, 0x85ebca6b);
  x = Math.imul(x ^ (x >>> 16), 0x7feb352d);
  x = Math.imul(x ^ (x >>> 15), 0x846ca68b);
  return ((x ^ (x >>> 16)) >>> 0) / 2 ** 32;
}

/** How violent a path is: log-normal, heavy enough that one in some hundreds is much worse than the rest. */
function violence(path: number): number {
  const radius = Math.sqrt(-2 * Math.log(uniform(path, 0) || 1e-9));
  return Math.exp(0.42 * radius * Math.cos(2 * Math.PI * uniform(path, 1)));
}

const GENTLENESS: Readonly<Record<string, number>> = { full: 1, 'target-margin': 0.72, 'rate-limited': 0.9 };

function outcome(cell: Cell, path: number, openInterest: number, fund: number, row: Float64Array): void {
  const shock = cell.shockBps / 10_000;
  const size = Math.abs(shock);
  const leverage = cell.leverageBps / 10_000;
  const change = cell.world?.change ?? {};
  const { maintenanceScale = 1, mechanism = cell.mechanism, largestScale = 1 } = change;
  const late = cell.kind === 'stress' ? (change.latencySeconds ?? 60) / 60 : 1;
  const wider = { current: 0, candidate: 0.12, unclamped: 0.4, closing: 0.2 }[cell.tiers];
  const cushion = (cell.maintenanceBps / 10_000) * maintenanceScale + wider;
  const gentle = GENTLENESS[mechanism] ?? 1;
  const force = violence(path) * size * leverage ** 0.75 * late ** 0.2 * largestScale ** 0.4;
  const liquidated = Math.min(0.9, Math.max(0, 1.7 * (force - 0.02)) * 0.8) * (0.8 + 0.2 * gentle);
  const amplification = 1 + liquidated * gentle * (0.4 + 0.3 * violence(path + 7));
  const overrun = Math.max(0, force * amplification * gentle - 0.17 - 0.11 * cushion);
  const draw = overrun === 0 ? 0 : openInterest * overrun * overrun * 0.55;
  const paid = Math.min(draw, fund);
  const rest = draw - paid;
  const cut = Math.min(rest, openInterest * size * 0.5);
  const slow = mechanism === 'rate-limited' ? 2.4 : 1;
  const values: Partial<Record<keyof typeof COLUMN, number>> = {
    moveExogenous: shock,
    movePeak: shock * amplification,
    moveFinal: shock * (1 + (amplification - 1) * 0.3),
    amplificationPeak: amplification,
    amplificationFinal: 1 + (amplification - 1) * 0.3,
    firstSeconds: liquidated > 0 ? 600 : -1,
    halfSeconds: liquidated > 0 ? 900 : -1,
    lastSeconds: liquidated > 0 ? Math.round(slow * (1500 + 9000 * liquidated)) : -1,
    ratePeak: liquidated / 6,
    rounds: Math.round(liquidated * 120),
    liquidatedNotional: liquidated * openInterest,
    liquidatedShare: liquidated,
    marketNotional: liquidated * openInterest,
    beyondDepthShare: size > 0.3 ? 0.05 : 0,
    accountsTriggered: Math.round(liquidated * 1000),
    accountsInnocent: Math.round(liquidated * 180 * gentle),
    deficitNotional: overrun === 0 ? 0 : openInterest * Math.min(0.5, overrun * 0.2),
    deficit: draw,
    deficitFirst: draw * 0.22,
    deficitSecond: draw * 0.14,
    fundIn: liquidated * openInterest * 0.002,
    fundDraw: paid,
    fundEnd: fund + liquidated * openInterest * 0.002 - paid,
    fundNeed: draw,
    fundEmptySeconds: rest > 0 ? Math.round(5400 - Math.min(3600, rest)) : -1,
    adlNotional: cut * 4,
    adlAccounts: Math.ceil(cut / 4),
    adlHaircut: cut,
    haircutTaken: cut * 1.08,
    haircutNeeded: cut,
    haircutWorst: cut > 0 ? Math.min(0.9, 0.1 + cut / 900) : 0,
    haircutGini: cut > 0 ? 0.62 : 0,
    haircutHhi: cut > 0 ? 0.04 : 0,
    winners: cut > 0 ? 640 : 0,
    badDebt: rest - cut,
    clampedShare: 0.021,
    conservation: 3.1e-13 * (1 + size),
    flags: (liquidated > 0 ? FLAG.TRIGGERED : 0) | (cut > 0 ? FLAG.ADL | FLAG.FUND_EMPTY : 0),
  };
  row.fill(0);
  row[COLUMN.fundEmptySeconds] = -1;
  for (const [name, value] of Object.entries(values)) row[COLUMN[name as keyof typeof COLUMN]] = value;
}
