import fc from 'fast-check';
import { expect, it } from 'vitest';
import { FLAG } from '../../shared/cascade/outcome.ts';
import { assess } from '../../shared/risk/assess.ts';
import { cellRowOf } from '../../shared/risk/cells/cell-row.ts';
import { basePlace, cellIndex, shocksOutward } from '../../shared/risk/cells/cell-view.ts';
import type { Assessment } from '../../shared/risk/findings/assessment.ts';
import type { CellRow } from '../../shared/risk/findings/cell.ts';
import type { ProofMetric, WatchMetric } from '../../shared/risk/findings/metric.ts';
import type { MetricId } from '../../shared/risk/metrics/table.ts';
import { CLOSING_SHORTFALL } from '../../shared/risk/metrics/thin-accounts.ts';
import { clopperPearsonLower, clopperPearsonUpper } from '../../shared/risk/statistics/clopper-pearson.ts';
import { meanLower, meanUpper } from '../../shared/risk/statistics/mean-bound.ts';
import { cellAt, type Side } from '../../shared/sweep/cells.ts';
import { folded } from '../sweep/folded.ts';
import { inputOf, type PathOf, type SceneOptions, sceneOf, snapshot } from './scene.ts';

/** Depth in which every account can be closed within its margin, so that no watch metric is outside. */
const DEEP = { depth: { kind: 'law', law: { law: 'exponential', beta: 0.00001 } } };
const isBase = ({ leverageBps, mechanism, tiers }: Parameters<PathOf>[0]) =>
  leverageBps === 10_000 && mechanism === 'full' && tiers === 'current';

/** The first `failing` paths of the design shock down lose 1,200: 200 more than the fund has. */
const ruined =
  (failing: number): PathOf =>
  (cell, path) =>
    isBase(cell) && cell.shockBps === -1_000 && path < failing
      ? {
          deficit: 1_200,
          deficitNotional: 35_000,
          deficitFirst: 900,
          deficitSecond: 300,
          fundDraw: 1_000,
          badDebt: 200,
        }
      : {};

const proofOf = ({ metrics }: Assessment, id: MetricId, side: Side) =>
  metrics.find(
    (metric): metric is ProofMetric => metric.role === 'proof' && metric.id === id && metric.side === side,
  )!;
const watchOf = ({ metrics }: Assessment, id: MetricId, side: Side) =>
  metrics.find(
    (metric): metric is WatchMetric => metric.role === 'watch' && metric.id === id && metric.side === side,
  )!;
const shownOf = ({ metrics }: Assessment, id: MetricId, side: Side) =>
  metrics.find((metric) => metric.role === 'shown' && metric.id === id && metric.side === side)!;
const quiet = (options: SceneOptions = {}) => assess(inputOf({ snapshot: DEEP, ...options }));

/** Cells of the plane of the maps at one leverage, falls outward. */
function rowsAt(leverageBps: number, options: SceneOptions): CellRow[] {
  const scene = inputOf(options);
  const place = { ...basePlace(scene, 'current'), leverageBps };
  const rowOf = cellRowOf(scene);
  return shocksOutward(scene, 'down').map((shock) => rowOf(cellIndex(scene, place, shock)!));
}

it('nothing lost in 3,000 paths is adequate, and says with how little to spare', () => {
  const { verdict, metrics, quality } = quiet();
  expect(verdict).toMatchObject({
    raw: 'adequate',
    published: 'adequate',
    level: 'adequate',
    previous: null,
    // 1 - 0.05^(1/3000) is 99.8 % of a tenth of a percent: p_ruin is the closest, and down comes first.
    decidedBy: 'p_ruin/down',
    pathsToProof: { value: 3_000, reason: null },
    provenFund: { value: 0, reason: null },
    reasons: [],
  });
  expect(metrics.map(({ id, side, state }) => `${id}/${side} ${state}`)).toEqual([
    'coverage/down proven',
    'coverage/up proven',
    'below_zero/down null',
    'below_zero/up null',
    'p_ruin/down proven',
    'p_ruin/up proven',
    'cover2/down proven',
    'cover2/up proven',
    'distance/down proven',
    'distance/up proven',
    'es_draw/down unjudged',
    'es_draw/up unjudged',
    'lar/down null',
    'lar/up null',
    'p_adl/down inside',
    'p_adl/up inside',
    'thin_accounts/down inside',
    'thin_accounts/up inside',
  ]);
  expect(quality).toMatchObject({
    status: 'complete',
    gate: 'pass',
    cells: { planned: 25, complete: 25, missing: 0 },
  });
});

it('the key numbers of thirty ruined paths in three thousand, worked by hand', () => {
  const assessment = quiet({ path: ruined(30) });
  const ruin = proofOf(assessment, 'p_ruin', 'down');
  expect(ruin).toMatchObject({
    state: 'refuted',
    value: 0.01,
    paths: { planned: 3_000, done: 3_000, failing: 30 },
    limit: { op: '<=', value: 0.001, owner: null },
    cells: ['test-perp/full/L10000/m10000/d10000/s-1000'],
    reasons: ['LOWER_BOUND_ABOVE_LIMIT'],
    pathsToProof: { value: null, reason: 'RATE_ABOVE_TOLERANCE' },
  });
  expect(ruin.interval).toMatchObject({
    lower: clopperPearsonLower(30, 3_000, 0.025),
    upper: clopperPearsonUpper(30, 3_000, 0.025),
    sides: 2,
  });
  expect(ruin.proof).toMatchObject({
    upper: clopperPearsonUpper(30, 3_000, 0.05),
    lower: clopperPearsonLower(30, 3_000, 0.05 / 8),
    tests: 8,
    tolerance: 0.001,
  });
  // In one path of a hundred 1.2 % of open interest is lost beyond margins; accounts of 35 % of it end below zero.
  const coverage = proofOf(assessment, 'coverage', 'down');
  expect(coverage).toMatchObject({ version: 2, space: 'equity', limit: { op: '>=', value: 0.995 } });
  expect(coverage.value).toBeCloseTo(1 - 0.00012, 12);
  const lost = { others: new Float64Array(30).fill(0.012), zeros: 2_970 };
  expect(coverage.interval.method).toBe('mean-bound');
  expect(coverage.interval.upper).toBeCloseTo(1 - meanLower(lost, 0.025), 15);
  expect(coverage.interval.lower).toBeCloseTo(1 - meanUpper(lost, 0.025), 15);
  expect(coverage.proof.of).toBe('mean loss beyond margins as a share of open interest');
  const belowZero = shownOf(assessment, 'below_zero', 'down');
  expect(belowZero).toMatchObject({ version: 1, space: 'notional', state: null, limit: null, bound: null });
  expect(belowZero.value).toBeCloseTo(0.0035, 12);
  const below = { others: new Float64Array(30).fill(0.35), zeros: 2_970 };
  expect(belowZero.interval.upper).toBeCloseTo(meanUpper(below, 0.025), 15);
  // The 99 % quantile is rank 2,970, the last quiet path; its upper bound, rank 2,979, is 1,200.
  const cover2 = proofOf(assessment, 'cover2', 'down');
  expect(cover2).toMatchObject({ value: null, reason: 'NO_SHORTFALL', state: 'open' });
  expect(cover2.watch).toMatchObject({ state: 'outside', bound: { value: 1_000 / 1_200 } });
  // Worst 2.5 % are 75 paths: 30 of 1,200 and 45 of nothing.
  const es = watchOf(assessment, 'es_draw', 'down');
  expect(es.value).toBeCloseTo(0.48, 12);
  expect(es.parts[0]).toMatchObject({ name: 'money', unit: 'money' });
  expect(es.state).toBe('outside'); // 0.48 is inside 0.5, its upper end is not
  expect(es.interval).toMatchObject({ method: 'es-padded' });
  // Up is not touched by what happens down.
  expect(proofOf(assessment, 'p_ruin', 'up')).toMatchObject({ state: 'proven', value: 0 });
  expect(assessment.verdict).toMatchObject({
    raw: 'inadequate',
    decidedBy: 'p_ruin/down',
    pathsToProof: { value: null, reason: 'RATE_ABOVE_TOLERANCE' },
    provenFund: { value: 1_200, reason: null },
  });
});

it('cover-2 is what the resources are to the shortfall, and its interval turns the ranks round', () => {
  // Path p leaves p/2 and p/2 uncovered: the 99 % quantile of the sum is 2,969, its ranks 2,959 and 2,981.
  const path: PathOf = (cell, number) =>
    isBase(cell) ? { deficitFirst: number / 2, deficitSecond: number / 2 } : {};
  const cover2 = proofOf(assess(inputOf({ path, snapshot: { fund: { balance: 6_000 } } })), 'cover2', 'up');
  expect(cover2).toMatchObject({
    value: 6_000 / 2_969,
    interval: { lower: 6_000 / 2_980, upper: 6_000 / 2_958 },
  });
  expect(cover2.parts[0]).toMatchObject({ value: 2_969, interval: { lower: 2_958, upper: 2_980 } });
  expect(cover2).toMatchObject({
    state: 'proven',
    watch: { state: 'inside', bound: { value: 6_000 / 2_979 } },
  });
});

it('a missing path stays in its row: it counts 0 in the lower end of the shortfall, and moves no other path', () => {
  const losing: PathOf = (cell, path) =>
    isBase(cell) && cell.shockBps === -1_000 ? { deficit: (path * 7_919) % 3_001 } : {};
  const design = {
    minutes: 60,
    down: [
      { shockBps: -1_000, weight: 0.5 },
      { shockBps: -1_250, weight: 0.5 },
    ],
    up: [{ shockBps: 1_000, weight: 1 }],
  };
  const both: PathOf = (cell, path) =>
    cell.shockBps === -1_250 ? losing({ ...cell, shockBps: -1_000 }, path) : losing(cell, path);
  const lower = (path: PathOf) =>
    watchOf(quiet({ path, sweep: { design } }), 'es_draw', 'down').interval.lower;
  // Path 0 draws nothing: losing it in one of the shocks changes no replicate.
  expect(lower((cell, path) => (cell.shockBps === -1_250 && path === 0 ? null : both(cell, path)))).toBe(
    lower(both),
  );
});

it('finds every cell by its coordinates', () => {
  const axes = {
    leverageBps: [5_000, 10_000],
    maintenanceBps: [10_000, 12_000, 15_000],
    depthBps: [5_000, 10_000],
    mechanism: ['gentle', 'full'],
    shockBps: [-1_250, -1_000, 1_000, 1_250],
  };
  const paths = { decision: 1, other: 1 };
  const scene = sceneOf({ sweep: { axes, paths, compare: ['gentle'] } });
  for (let index = 0; index < scene.manifest.cells; index++) {
    const cell = cellAt(scene.manifest, index);
    if (cell.kind === 'ordinary') continue;
    expect(cellIndex(scene, cell, cell.shockBps)).toBe(index);
  }
  expect(cellIndex(scene, { ...cellAt(scene.manifest, 0), depthBps: 7 }, -1_000)).toBeNull();
});

it('distance is how far out ruin is still excluded, and nothing when not even the design shock is', () => {
  expect(proofOf(quiet(), 'distance', 'down')).toMatchObject({ value: 1.25, unit: 'multiple' });
  const beyond = quiet({
    path: (cell, path) => (isBase(cell) && cell.shockBps === -1_250 && path < 8 ? { deficit: 2_000 } : {}),
  });
  expect(proofOf(beyond, 'distance', 'down')).toMatchObject({ value: 1, state: 'open' });
  expect(proofOf(beyond, 'p_ruin', 'down').state).toBe('proven');
  expect(beyond.verdict.decidedBy).toBe('distance/down');
  expect(proofOf(quiet({ path: ruined(30) }), 'distance', 'down')).toMatchObject({
    value: null,
    reason: 'NOT_PROVEN',
  });
});

it('a grid that ends before 1.25 times the design cannot be adequate, and says why', () => {
  const axes = {
    leverageBps: [10_000],
    maintenanceBps: [10_000],
    depthBps: [10_000],
    mechanism: ['full'],
    shockBps: [-1_200, -1_000, 1_000, 1_250],
  };
  const short = quiet({ sweep: { axes } });
  expect(proofOf(short, 'distance', 'down')).toMatchObject({
    state: 'open',
    reasons: ['GRID_TOO_SHORT'],
    value: 1,
  });
  expect(proofOf(short, 'distance', 'down').pathsToProof).toEqual({ value: null, reason: 'GRID_TOO_SHORT' });
  expect(short.verdict.raw).toBe('watch');
  expect(short.design.map(({ beyondBps }) => beyondBps)).toEqual([null, 1_250]);
});

it('liquidations at risk are a share of open interest in quantity, beside what rests and how often it refills', () => {
  // At crash prices a third of the contracts may be worth more than all of them at the mark.
  const liquidated: PathOf = (cell) =>
    isBase(cell) ? { liquidatedShare: 1 / 3, liquidatedNotional: 130_000 } : {};
  const larOf = (changes: Record<string, unknown> = {}) =>
    shownOf(assess(inputOf({ path: liquidated, snapshot: changes })), 'lar', 'down');
  const ruled = (rules: Record<string, unknown>) => larOf({ rules: { ...snapshot().rules, ...rules } });
  const lar = ruled({ permanentShare: 0.25 });
  expect(lar).toMatchObject({ version: 2, value: 1 / 3, state: null, limit: null, reasons: [] });
  // ln(1/0.9) x 10,000 coins at 100 rest there. 600 ticks of a second, half-life 3,600 of them: each heals
  // 1 - 2^(-1/3600) of three quarters.
  const part = (own: typeof lar, name: string) => own.parts.find((one) => one.name === name);
  expect(part(lar, 'resting between mark and design shock')!.value).toBeCloseTo(
    -Math.log(0.9) * 1_000_000,
    3,
  );
  const refill = 'times it refills in the horizon';
  expect(part(lar, refill)!.value).toBeCloseTo(600 * 0.75 * (1 - 2 ** (-1 / 3_600)), 12);
  expect(part(ruled({ halfLifeSeconds: null }), refill)!.value).toBe(0);
  expect(part(ruled({ halfLifeSeconds: 0 }), refill)!.value).toBe(600);
  expect(part(lar, 'outside depth there')).toBeUndefined();

  // Own bids of 40 within 10 %; those that arbitrage brings from 2 % on are as many twice over, at 96 and 90 less 2.
  const levels = {
    kind: 'levels',
    reference: 100,
    bids: [
      [96, 30],
      [90, 10],
      [80, 60],
    ],
    asks: [[104, 30]],
    beyond: 'flat',
    outside: { cost: 0.02, multiple: 2 },
  };
  const both = larOf({ depth: levels });
  expect(part(both, 'resting between mark and design shock')!.value).toBeCloseTo(40 * 100, 9);
  expect(part(both, 'outside depth there')!.value).toBeCloseTo(60 * 100, 9);
});

it('a limit of the sweep makes a watch metric of what is only shown; below zero takes none', () => {
  const limit = { id: 'lar', op: '<=', value: 0.3, owner: 'desk', since: null, note: null };
  const path: PathOf = (cell) => (isBase(cell) ? { liquidatedShare: 1 / 3 } : {});
  const judged = quiet({ path, sweep: { limits: [limit] } });
  expect(watchOf(judged, 'lar', 'down')).toMatchObject({
    state: 'outside',
    bound: { value: 1 / 3 },
    limit: { value: 0.3, owner: 'desk' },
    reasons: ['WATCH_METRIC_OUTSIDE'],
  });
  expect(judged.verdict).toMatchObject({ raw: 'watch', decidedBy: 'lar/down' });
  expect(judged.limits.map(({ id }) => id)).toContain('lar');
  expect(quiet({ path }).limits.map(({ id }) => id)).toEqual([
    'coverage',
    'p_ruin',
    'cover2',
    'distance',
    'es_draw',
    'p_adl',
    'thin_accounts',
    'cover2_watch',
  ]);
  expect(() => quiet({ sweep: { limits: [{ ...limit, id: 'below_zero' }] } })).toThrow(
    'sweep.limits.0.id must be coverage, p_ruin, cover2, distance, es_draw, lar, p_adl or thin_accounts, got "below_zero"',
  );
});

it('judges margins by what was lost and the fund by what it needed: income of the path pays for the fund alone', () => {
  // Every path loses 2,000 beyond margins, twice the fund, after 1,500 have come in.
  const path: PathOf = (cell) =>
    isBase(cell) && cell.shockBps === -1_000
      ? { deficit: 2_000, fundNeed: 500, fundIn: 1_500, fundDraw: 2_000 }
      : {};
  const assessment = quiet({ path });
  expect(proofOf(assessment, 'coverage', 'down')).toMatchObject({
    value: expect.closeTo(0.98, 12),
    state: 'refuted',
  });
  expect(proofOf(assessment, 'p_ruin', 'down')).toMatchObject({ version: 2, value: 0, state: 'proven' });
  const es = watchOf(assessment, 'es_draw', 'down');
  expect(es).toMatchObject({ version: 2, value: expect.closeTo(0.5, 12) });
  expect(proofOf(assessment, 'distance', 'down')).toMatchObject({ version: 2, value: 1.25 });
  const fund = assessment.fund[0]!;
  expect(fund.draw999.value).toBe(500);
  expect(fund.expectedExcess).toEqual({ of: 'mean', value: 0, reason: null });
  expect(fund.shocks[0]!.waterfall[0]).toMatchObject({ draw: 2_000, fundIn: 1_500, fundEnd: 500 });
});

it('a path near the price floor weighs no more than open interest in the shortfall', () => {
  const path: PathOf = (cell, number) =>
    isBase(cell) && number < 75 ? { deficit: 5e9, flags: FLAG.FLOOR_HIT } : {};
  const es = watchOf(quiet({ path }), 'es_draw', 'down');
  // All of the worst 2.5 % lose a hundred funds, which is open interest.
  expect(es.value).toBeCloseTo(100, 9);
  expect(es.parts[1]).toMatchObject({ name: 'paths at the price floor', value: 75 });
  expect(es.parts[2]).toMatchObject({ name: 'paths at the price ceiling', value: 0 });
});

it('what would have changed the word is about the test that decided: paths, the fund, or margins', () => {
  const ruinedUp: PathOf = (cell, path) =>
    isBase(cell) && cell.shockBps === 1_000 && path < 30 ? { deficit: 1_700 } : {};
  // Down needs 1,200 at most in 30 paths, up 1,700: up decides, and what would do for it is said.
  expect(quiet({ path: ruinedUp }).verdict).toMatchObject({
    decidedBy: 'p_ruin/up',
    provenFund: { value: 1_700 },
    margins: null,
  });
  // Beyond the design the fund lacks in 8 paths: what the design needs would not prove that.
  const beyond: PathOf = (cell, path) =>
    isBase(cell) && cell.shockBps === -1_250 && path < 8 ? { deficit: 2_000 } : {};
  expect(quiet({ path: beyond }).verdict).toMatchObject({
    decidedBy: 'distance/down',
    provenFund: { value: 2_000 },
  });
  // Two groups lack 1,500 in 60 of 3,000 paths.
  const groups: PathOf = (cell, path) =>
    isBase(cell) && path < 60 ? { deficitFirst: 900, deficitSecond: 600 } : {};
  expect(quiet({ path: groups }).verdict).toMatchObject({
    decidedBy: 'cover2/down',
    provenFund: { value: 1_500 },
  });
  // Margins leak a tenth of open interest at today's leverage, and not at half of it nor under the other mechanism.
  const axes = {
    leverageBps: [2_500, 5_000, 10_000],
    maintenanceBps: [10_000],
    depthBps: [10_000],
    mechanism: ['full'],
    shockBps: [-1_250, -1_000, 1_000, 1_250],
  };
  const leak: PathOf = (cell) => (isBase(cell) ? { deficit: 10_000, fundNeed: 0 } : {});
  const { verdict } = quiet({ path: leak, sweep: { axes, paths: { decision: 3_000, other: 1_000 } } });
  expect(verdict).toMatchObject({
    raw: 'inadequate',
    decidedBy: 'coverage/down',
    pathsToProof: { value: null, reason: 'RATE_ABOVE_TOLERANCE' },
    provenFund: { value: null, reason: 'NOT_BY_THE_FUND' },
    margins: { maintenance: null, leverage: 0.5, mechanisms: ['gentle'], tiers: true },
  });
  expect(assess({ ...inputOf({ path: leak }), knownAnswerOk: false }).verdict).toMatchObject({
    raw: 'none',
    provenFund: { value: null, reason: 'NO_TEST_DECIDED' },
    margins: null,
  });
});

it('shows what the proposed tiers make of losses and of accounts below zero', () => {
  const path: PathOf = (cell) =>
    cell.shockBps === -1_000 && cell.leverageBps === 10_000
      ? { deficit: cell.tiers === 'candidate' ? 100 : 1_000, deficitNotional: 2_000 }
      : {};
  const { tiers } = quiet({ path });
  expect(tiers.effects.map(({ id, side }) => `${id}/${side}`)).toEqual([
    'coverage/down',
    'coverage/up',
    'below_zero/down',
    'below_zero/up',
  ]);
  expect(tiers.effects[0]!.current.value).toBeCloseTo(0.99, 12);
  expect(tiers.effects[0]!.candidate.value).toBeCloseTo(0.999, 12);
  expect(tiers.effects[2]!.candidate.value).toBeCloseTo(0.02, 12);
  const lost = quiet({ path, lost: ({ tiers: set }) => set === 'candidate' });
  expect(lost.tiers.effects[0]!.candidate).toEqual({ value: null, reason: 'CELLS_MISSING' });
});

it('thin accounts are those above the first tier whose rate does not pay for closing them', () => {
  // The first tier's 50 coins would be thin too, at a rate of 0.1 %: there closing is assumed to be easy.
  const tiers = [
    { floor: 0, rate: 0.001, maxLeverage: 50 },
    { ...snapshot().tiers[1], deduction: 100 },
    { ...snapshot().tiers[2], deduction: 1_600 },
  ];
  const assessment = assess(inputOf({ snapshot: { tiers } }));
  // 350 coins: maintenance 2 % of 35,000 less 100 is 1.714 %; selling costs (1 - exp(-0.035))/0.035 -> 1.7297 % + 0.05 %.
  // 600 coins: 5 % less 1,600 is 2.333 % against 2.941 % + 0.05 %. 50 coins stand in the first tier.
  expect(watchOf(assessment, 'thin_accounts', 'down')).toMatchObject({ value: 2, state: 'outside' });
  expect(watchOf(assessment, 'thin_accounts', 'up')).toMatchObject({ value: 1 });
  // What closing both longs costs beyond their margin: 35,000 and 60,000 times the difference of those rates.
  const lacking = watchOf(assessment, 'thin_accounts', 'down').parts.find(
    ({ name }) => name === CLOSING_SHORTFALL,
  )!;
  const selling = (x: number) => 1 - (1 - Math.exp(-x)) / x + 0.0005;
  expect(lacking.value).toBeCloseTo(
    35_000 * (selling(0.035) - 600 / 35_000) + 60_000 * (selling(0.06) - 1_400 / 60_000),
    6,
  );
  expect(assessment.thinAccounts.map(({ account, tier }) => [account, tier])).toEqual([
    [1, 2],
    [2, 3],
    [3, 3],
  ]);
  expect(assessment.thinAccounts[0]!.maintenanceRate).toBeCloseTo(600 / 35_000, 12);
  expect(assessment.thinAccounts[0]!.modelledCost).toBeCloseTo(
    1 - (1 - Math.exp(-0.035)) / 0.035 + 0.0005,
    12,
  );
  expect(assessment.verdict).toMatchObject({ raw: 'watch', decidedBy: 'thin_accounts/down' });
});

const gates: readonly [code: string, options: SceneOptions, more: Partial<ReturnType<typeof inputOf>>][] = [
  ['CELLS_MISSING', { lost: (cell) => cell.leverageBps === 20_000 && cell.shockBps === -2_000 }, {}],
  ['DECISION_CELL_MISSING', { lost: (cell) => isBase(cell) && cell.shockBps === 1_250 }, {}],
  [
    'MONEY_NOT_CONSERVED',
    {
      path: (cell, path) =>
        cell.index === 3 && path === 7 ? { flags: FLAG.NOT_CONSERVED, conservation: 2e-9 } : {},
    },
    {},
  ],
  [
    'POSITIONS_UNBALANCED',
    { path: (cell, path) => (cell.index === 3 && path === 7 ? { flags: FLAG.UNBALANCED } : {}) },
    {},
  ],
  ['INPUT_STALE', { sweep: { asOf: '2026-03-02T00:00:01Z' } }, {}],
  ['KNOWN_ANSWER_FAILED', {}, { knownAnswerOk: false }],
  ['INPUT_REPAIRED', { raised: 1.1 }, {}],
];

it.each(gates)('%s gives none, with the numbers still printed and bounded', (code, options, more) => {
  const assessment = assess({ ...inputOf({ snapshot: DEEP, ...options }), ...more });
  expect(assessment.quality.gate).toBe('fail');
  expect(assessment.quality.reasons.map((reason) => reason.code)).toContain(code);
  expect(assessment.verdict).toMatchObject({ raw: 'none', published: 'none', level: null, decidedBy: null });
  expect(assessment.verdict.reasons.map((reason) => reason.code)).toContain(code);
  for (const metric of assessment.metrics) {
    if (metric.proof === null) continue;
    expect(metric.proof.upper).toBeGreaterThan(0);
    expect(metric.proof.upper).toBeLessThanOrEqual(1);
  }
  expect(assessment.tiers.joint).toBe('none');
});

// The fund holds 1,000.
it('lets pass what the cushion rule adds up to a thousandth of the fund, and says how much it was', () => {
  const { quality } = quiet({ snapshot: DEEP, raised: 0.9 });
  expect(quality.reasons.map(({ code }) => code)).not.toContain('INPUT_REPAIRED');
  expect(quality.raised.value).toBeCloseTo(0.9, 9);
});

it('names missing cells as runs, and colours them as failing', () => {
  const options: SceneOptions = { lost: (cell) => cell.leverageBps === 20_000 && cell.shockBps < 0 };
  const { quality } = quiet(options);
  expect(quality.missingCells).toEqual([
    {
      from: 'test-perp/full/L20000/m10000/d10000/s-2000',
      to: 'test-perp/full/L20000/m10000/d10000/s-1000',
      cells: 3,
    },
  ]);
  expect(quality.cells).toEqual({ planned: 25, complete: 22, partial: 0, missing: 3 });
  expect(rowsAt(20_000, options).at(-1)).toMatchObject({
    status: 'missing',
    p: 1,
    lower: 0,
    upper: 1,
    upperOptimistic: null,
    failing: null,
    drawEs975: null,
  });
});

it('paths that could not finish are failures to prove, named, and never dropped', () => {
  const partial = quiet({
    path: (cell, path) => (isBase(cell) && cell.shockBps === -1_000 && path < 4 ? null : {}),
  });
  expect(partial.quality).toMatchObject({ status: 'partial', gate: 'pass', paths: { unfinished: 4 } });
  const ruin = proofOf(partial, 'p_ruin', 'down');
  expect(ruin).toMatchObject({
    value: 0,
    state: 'open',
    reasons: ['MISSING_PATHS'], // the 2,996 that are there would prove it
    paths: { planned: 3_000, done: 2_996, failing: 0 },
  });
  expect(ruin.proof.upper).toBe(clopperPearsonUpper(4, 3_000, 0.05));
  expect(ruin.proof.upperOptimistic).toBe(clopperPearsonUpper(0, 2_996, 0.05));
  expect(watchOf(partial, 'es_draw', 'down')).toMatchObject({
    value: 0,
    state: 'outside',
    bound: { value: null, reason: 'MISSING_PATHS' },
  });
  expect(partial.verdict.raw).toBe('watch');
});

it('a tail of fewer than ten paths is shown and not judged, unless paths are missing that may belong to it', () => {
  const few: PathOf = (cell, path) => (isBase(cell) && path < 9 ? { deficit: 600 + path } : {});
  const es = watchOf(quiet({ path: few }), 'es_draw', 'down');
  expect(es).toMatchObject({
    state: 'unjudged',
    reasons: [],
    bound: { value: null, reason: 'TOO_FEW_IN_TAIL' },
    interval: { method: 'es-range', lower: 0 },
  });
  // What open interest, 100,000, allows of 3,000 paths that drew next to nothing, in funds of 1,000.
  expect(es.interval.upper!).toBeGreaterThan(5);
  expect(es.interval.upper!).toBeLessThan(7);
  const ten: PathOf = (cell, path) => (isBase(cell) && path < 10 ? { deficit: 600 + path } : {});
  expect(watchOf(quiet({ path: ten }), 'es_draw', 'down').state).toBe('inside');
  const lost: PathOf = (cell, path) => (isBase(cell) && path === 0 ? null : few(cell, path));
  expect(watchOf(quiet({ path: lost }), 'es_draw', 'down')).toMatchObject({
    state: 'outside',
    reasons: ['MISSING_PATHS'],
  });
});

it('losing paths never improves a number that proves: no bound falls, no fund shrinks, no frontier moves out', () => {
  const noisy: PathOf = (cell, path) => {
    const size = Math.abs(cell.shockBps) * cell.leverageBps;
    const hit = (path * 7_919) % 10_007 < size / 1e6;
    return hit ? { deficit: 400 + (path % 9) * 100, deficitFirst: 300, deficitNotional: 5_000 } : {};
  };
  const whole = quiet({ path: noisy });
  const dropped = fc.record({
    every: fc.integer({ min: 2, max: 60 }),
    onlyFailing: fc.boolean(),
    up: fc.boolean(),
  });
  fc.assert(
    fc.property(dropped, ({ every, onlyFailing, up }) => {
      const partial = quiet({
        path: (cell, path) => {
          const outcome = noisy(cell, path);
          const failing = Object.keys(outcome ?? {}).length > 0;
          const lost = path % every === 0 && (failing || !onlyFailing) && cell.shockBps > 0 === up;
          return lost ? null : outcome;
        },
      });
      partial.metrics.forEach((metric, i) => {
        const before = whole.metrics[i]!;
        if (metric.proof && before.proof) {
          expect(metric.proof.upper).toBeGreaterThanOrEqual(before.proof.upper);
          if (metric.state === 'proven') expect(before.state).toBe('proven');
        } else if (metric.state !== 'outside') expect(before.state).toBe(metric.state);
      });
      if (partial.verdict.raw === 'adequate') expect(whole.verdict.raw).toBe('adequate');
      partial.frontier.forEach(({ provenSafe, flags }, i) => {
        if (flags.length === 0 && whole.frontier[i]!.flags.length === 0) {
          expect(provenSafe ?? 0).toBeLessThanOrEqual(whole.frontier[i]!.provenSafe ?? 0);
        }
      });
      const fund = partial.verdict.provenFund.value;
      if (fund !== null) expect(fund).toBeGreaterThanOrEqual(whole.verdict.provenFund.value ?? 0);
    }),
    { numRuns: 6 },
  );
}, 60_000);

it('reordering or repeating shards changes nothing at all', () => {
  const { shards, ...scene } = sceneOf({ snapshot: DEEP, path: ruined(5) });
  const told = (list: typeof shards) =>
    assess({ ...scene, results: folded(scene.manifest.cells, list), lastNight: null, knownAnswerOk: true });
  expect(told([...shards.toReversed(), ...shards])).toEqual(told(shards));
});

it('has the same bytes every time, and no number in it that is not one', () => {
  const input = inputOf({ path: ruined(12) });
  const text = JSON.stringify(assess(input));
  expect(JSON.stringify(assess(input))).toBe(text);
  const numbers = (value: unknown): void => {
    if (typeof value === 'number') expect(Number.isFinite(value)).toBe(true);
    else if (typeof value === 'object' && value !== null) Object.values(value).forEach(numbers);
    else expect(value).not.toBeUndefined();
  };
  numbers(assess(input));
});

it('every null number of a metric has its reason beside it', () => {
  for (const { metrics, fund } of [quiet(), quiet({ path: ruined(30) }), quiet({ lost: isBase })]) {
    for (const metric of metrics) {
      expect((metric.value === null) === (metric.reason !== null)).toBe(true);
      const { lower, upper, reason } = metric.interval;
      expect((lower === null || upper === null) === (reason !== null)).toBe(true);
    }
    for (const { draw999, provenFund, expectedExcess } of fund) {
      for (const { value, reason } of [draw999, provenFund, expectedExcess]) {
        expect((value === null) === (reason !== null)).toBe(true);
      }
    }
  }
});

it('holds a better word back for a night, and names a changed limit', () => {
  const lastNight = {
    raw: 'watch',
    published: 'watch',
    level: 'watch',
    limits: [{ id: 'p_ruin', value: 0.0005 }],
    metrics: [],
  } as const;
  const { verdict } = assess({ ...inputOf({ snapshot: DEEP }), lastNight });
  expect(verdict).toMatchObject({ raw: 'adequate', published: 'watch', level: 'watch', previous: 'watch' });
  expect(verdict.reasons).toContainEqual({ code: 'HELD_BY_HYSTERESIS', metric: null, side: null, cells: [] });
  expect(verdict.limitsChanged).toEqual([{ id: 'p_ruin', old: 0.0005, new: 0.001 }]);
  const second = assess({
    ...inputOf({ snapshot: DEEP }),
    lastNight: { ...verdict, limits: [], metrics: [] },
  });
  expect(second.verdict.published).toBe('adequate');
});

it('a limit of the sweep is the one that decides, and one that points the wrong way is refused', () => {
  const strict = {
    id: 'p_ruin',
    op: '<=',
    value: 0.0005,
    owner: 'risk committee',
    since: '2026-01-01',
    note: null,
  };
  const assessment = quiet({ sweep: { limits: [strict] } });
  expect(proofOf(assessment, 'p_ruin', 'down')).toMatchObject({
    state: 'open',
    reasons: ['PATHS_TOO_FEW'],
    limit: { value: 0.0005, owner: 'risk committee' },
  });
  expect(() => quiet({ sweep: { limits: [{ ...strict, op: '>=' }] } })).toThrow(
    'sweep.limits of p_ruin must be <=, got >=',
  );
});

it('a mixture weighs its shocks, and splits the level between them', () => {
  const design = {
    minutes: 60,
    down: [
      { shockBps: -1_000, weight: 0.9 },
      { shockBps: -1_250, weight: 0.1 },
    ],
    up: [{ shockBps: 1_000, weight: 1 }],
  };
  const axes = {
    leverageBps: [10_000],
    maintenanceBps: [10_000],
    depthBps: [10_000],
    mechanism: ['full'],
    shockBps: [-2_000, -1_250, -1_000, 1_000, 1_250],
  };
  const path: PathOf = (cell, number) =>
    isBase(cell) && cell.shockBps === -1_250 && number < 60 ? { deficit: 1_500, deficitFirst: 1_500 } : {};
  const assessment = quiet({ sweep: { design, axes }, path });
  const ruin = proofOf(assessment, 'p_ruin', 'down');
  expect(ruin.value).toBeCloseTo(0.1 * 0.02, 15);
  expect(ruin.proof.upper).toBeCloseTo(
    0.9 * clopperPearsonUpper(0, 3_000, 0.025) + 0.1 * clopperPearsonUpper(60, 3_000, 0.025),
    15,
  );
  expect(ruin.proof.method).toBe('weighted-bounds');
  // cover2 asks of every shock alone: 60 of 3,000 is more than one in a hundred.
  expect(proofOf(assessment, 'cover2', 'down')).toMatchObject({ state: 'refuted', value: 1_000 / 1_500 });
  // The tail of the mixture: 0.2 % at 1,500 in 2.5 %.
  expect(watchOf(assessment, 'es_draw', 'down').parts[0]!.value).toBeCloseTo((0.002 * 1_500) / 0.025, 9);
  expect(assessment.fund[0]!.shocks.map(({ weight }) => weight)).toEqual([0.9, 0.1]);
  expect(assessment.verdict.provenFund.value).toBe(1_500);
});

it('the table is recommended only if it was simulated, and a first step when it is not enough', () => {
  const { tiers } = quiet({
    path: (cell, path) => (cell.tiers === 'candidate' ? {} : (ruined(30)(cell, path) ?? {})),
  });
  expect(tiers).toMatchObject({
    heading: 'recommended',
    joint: 'adequate',
    jointReason: null,
    changed: true,
  });
  expect(tiers.rows.every(({ joint }) => joint === 'adequate')).toBe(true);
  const lost = quiet({ lost: ({ tiers: set, shockBps }) => set === 'candidate' && shockBps === 1_250 });
  expect(lost.tiers).toMatchObject({ heading: 'candidate', joint: null, jointReason: 'CELLS_MISSING' });
  const still = quiet({
    path: (cell, path) => (cell.tiers === 'candidate' && path < 30 ? { deficit: 2_000 } : {}),
  });
  expect(still.tiers).toMatchObject({
    heading: 'first step',
    joint: 'inadequate',
    jointDecidedBy: 'p_ruin/down',
  });
  expect(still.verdict.raw).toBe('adequate');
});

it('frontier: the lower of margin and fund, up to the last leverage that is proven', () => {
  // Twice the leverage fails in 30 of 100 paths after a fall of 10 %; margins leak at base already after 20 %.
  const path: PathOf = (cell, number) => {
    if (cell.shockBps === -1_000 && cell.leverageBps === 20_000 && number < 30) return { deficit: 1_100 };
    // What came in before paid for all of it: the fund needs nothing.
    if (cell.shockBps === -2_000 && cell.leverageBps >= 10_000) return { deficit: 30_000, fundNeed: 0 };
    return {};
  };
  const { frontier } = quiet({ path, sweep: { mapTolerance: 0.08 } });
  const at = (shockBps: number) =>
    frontier.find((point) => point.shockBps === shockBps && point.mechanism === 'full')!;
  expect(at(-1_000)).toMatchObject({
    provenSafe: 1,
    notRefuted: 1,
    margin: { provenSafe: 2 },
    fund: { provenSafe: 1 },
  });
  expect(at(-2_000)).toMatchObject({
    provenSafe: 0.5,
    margin: { provenSafe: 0.5, notRefuted: 0.5 },
    fund: { provenSafe: 2 },
  });
  expect(at(1_000).provenSafe).toBe(2);
});
