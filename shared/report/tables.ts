import { LIMITATIONS } from './limitations.ts';
import type { Report, ReportBody } from './report.ts';
import type { FrontierPoint, Mechanism, Tier } from './report-findings.ts';
import type { Metric } from './report-verdict.ts';
import type { CellPaths, CellRow, FundCurveRow, Rows, TailRow, ThinAccountRow } from './rows.ts';
import { type Column, type Layout, type Table, tableOf } from './table.ts';

/** Every table of the first edition (report.md 5.4), in the order of the report's list. */
export function tablesOf(report: ReportBody, rows: Rows): Table[] {
  return [
    tableOf('cells', rows.cells, CELLS),
    pathsTable(rows.paths),
    tableOf('paths_tail', rows.pathsTail, TAIL),
    tableOf('metrics', report.metrics, METRICS),
    tableOf('frontier', report.frontier, FRONTIER),
    tableOf(
      'tiers',
      report.tiers.flatMap(({ rows: tiers }) => tiers),
      TIERS,
    ),
    tableOf('fund_curve', rows.fundCurve, FUND_CURVE),
    tableOf('mechanisms', report.mechanisms.flatMap(measures), MECHANISMS),
    tableOf('limits', report.limits, LIMITS),
    tableOf('limitations', report.limitations, LIMITATION_COLUMNS),
    tableOf('inputs', report.inputs, INPUTS),
    tableOf('accounts_thin', rows.accountsThin, THIN),
  ];
}

const CELLS: Layout<CellRow> = [
  ['cellId', 'text', (row) => row.cellId],
  ['market', 'text', (row) => row.market],
  ['side', 'text', (row) => row.side],
  ['mechanism', 'text', (row) => row.mechanism],
  ['leverage', 'number', (row) => row.leverage],
  ['maintenance', 'number', (row) => row.maintenance],
  ['depthScale', 'number', (row) => row.depthScale],
  ['shock', 'number', (row) => row.shock],
  ['pathsPlanned', 'integer', (row) => row.pathsPlanned],
  ['pathsDone', 'integer', (row) => row.pathsDone],
  ['failing', 'integer', (row) => row.failing],
  ['p', 'number', (row) => row.p],
  ['lower', 'number', (row) => row.lower],
  ['upper', 'number', (row) => row.upper],
  ['upperOptimistic', 'number', (row) => row.upperOptimistic],
  ['uncoveredMean', 'number', (row) => row.uncoveredMean],
  ['uncoveredLower', 'number', (row) => row.uncoveredLower],
  ['uncoveredUpper', 'number', (row) => row.uncoveredUpper],
  ['drawMean', 'number', (row) => row.drawMean],
  ['drawQ95', 'number', (row) => row.drawQ95],
  ['drawQ99', 'number', (row) => row.drawQ99],
  ['drawEs975', 'number', (row) => row.drawEs975],
  ['liquidatedQ95', 'number', (row) => row.liquidatedQ95],
  ['amplificationMedian', 'number', (row) => row.amplificationMedian],
  ['amplificationQ99', 'number', (row) => row.amplificationQ99],
  ['secondsQ95', 'number', (row) => row.secondsQ95],
  ['adlAccounts', 'number', (row) => row.adlAccounts],
  ['haircutNeeded', 'number', (row) => row.haircutNeeded],
  ['haircutTaken', 'number', (row) => row.haircutTaken],
  ['innocent', 'number', (row) => row.innocent],
  ['status', 'text', (row) => row.status],
  ['tiers', 'text', (row) => row.tiers],
  ['drawEs975OfFund', 'number', (row) => row.drawEs975OfFund],
];

const PATH_NUMBERS = [
  ['path', 'integer'],
  ['failing', 'integer'],
  ['draw', 'number'],
  ['uncoveredShare', 'number'],
  ['liquidated', 'number'],
  ['adlNotional', 'number'],
  ['haircutNeeded', 'number'],
  ['haircutTaken', 'number'],
  ['largestHaircut', 'number'],
  ['badDebt', 'number'],
  ['fundPaid', 'number'],
  ['topTwoGroups', 'number'],
  ['totalMove', 'number'],
  ['amplification', 'number'],
  ['rounds', 'integer'],
  ['seconds', 'number'],
] as const satisfies readonly (readonly [keyof CellPaths, Column['kind']])[];

function pathsTable(cells: readonly CellPaths[]): Table {
  const rows = cells.reduce((sum, { path }) => sum + path.length, 0);
  const numbers = PATH_NUMBERS.map(([name, kind]): Column => {
    const values = new Float64Array(rows);
    let at = 0;
    for (const cell of cells) {
      values.set(cell[name], at);
      at += cell.path.length;
    }
    return { name, kind, values };
  });
  const ids = cells.flatMap(({ cellId, path }) => new Array<string>(path.length).fill(cellId));
  return { name: 'paths', rows, columns: [{ name: 'cellId', kind: 'text', values: ids }, ...numbers] };
}

const TAIL: Layout<TailRow> = [
  ['market', 'text', (row) => row.market],
  ['cellId', 'text', (row) => row.cellId],
  ['path', 'integer', (row) => row.path],
  ['seed', 'text', (row) => row.seed],
  ['draw', 'number', (row) => row.draw],
  ['command', 'text', (row) => row.command],
];

const METRICS: Layout<Metric> = [
  ['id', 'text', (row) => row.id],
  ['version', 'integer', (row) => row.version],
  ['market', 'text', (row) => row.market],
  ['side', 'text', (row) => row.side],
  ['role', 'text', (row) => row.role],
  ['state', 'text', (row) => row.state],
  ['unit', 'text', (row) => row.unit],
  ['space', 'text', (row) => row.space],
  ['horizon', 'text', (row) => row.horizon],
  ['value', 'number', (row) => row.value],
  ['reason', 'text', (row) => row.reason],
  ['pathsPlanned', 'integer', (row) => row.paths.planned],
  ['pathsDone', 'integer', (row) => row.paths.done],
  ['failing', 'integer', (row) => row.paths.failing],
  ['lower', 'number', (row) => row.interval.lower],
  ['upper', 'number', (row) => row.interval.upper],
  ['method', 'text', (row) => row.interval.method],
  ['tolerance', 'number', (row) => row.proof?.tolerance ?? null],
  ['proofLower', 'number', (row) => row.proof?.lower ?? null],
  ['proofUpper', 'number', (row) => row.proof?.upper ?? null],
  ['proofUpperOptimistic', 'number', (row) => row.proof?.upperOptimistic ?? null],
  ['bound', 'number', (row) => row.bound?.value ?? null],
  ['op', 'text', (row) => row.limit.op],
  ['limit', 'number', (row) => row.limit.value],
  ['owner', 'text', (row) => row.limit.owner],
  ['since', 'text', (row) => row.limit.since],
  ['reasons', 'text', (row) => row.reasons.join(' ')],
  ['pathsToProof', 'number', (row) => row.pathsToProof?.value ?? null],
  ['cells', 'text', (row) => row.cells.join(' ')],
];

const FRONTIER: Layout<FrontierPoint> = [
  ['market', 'text', (row) => row.market],
  ['side', 'text', (row) => row.side],
  ['mechanism', 'text', (row) => row.mechanism],
  ['shock', 'number', (row) => row.shock],
  ['tolerance', 'number', (row) => row.tolerance],
  ['provenSafe', 'number', (row) => row.provenSafe],
  ['notRefuted', 'number', (row) => row.notRefuted],
  ['reason', 'text', (row) => row.reason],
  ['marginProvenSafe', 'number', (row) => row.margin.provenSafe],
  ['marginNotRefuted', 'number', (row) => row.margin.notRefuted],
  ['fundProvenSafe', 'number', (row) => row.fund.provenSafe],
  ['fundNotRefuted', 'number', (row) => row.fund.notRefuted],
  ['flags', 'text', (row) => row.flags.join(' ')],
];

const TIERS: Layout<Tier> = [
  ['market', 'text', (row) => row.market],
  ['tier', 'integer', (row) => row.tier],
  // A template, because a quoted `from` reads like an import to tests/architecture.test.ts.
  [`from`, 'text', (row) => row.from],
  ['to', 'text', (row) => row.to],
  ['currentPpm', 'integer', (row) => row.currentPpm],
  ['recommendedPpm', 'integer', (row) => row.recommendedPpm],
  ['wantedPpm', 'integer', (row) => row.wantedPpm],
  ['gapPpm', 'integer', (row) => row.gapPpm],
  ['impactPpm', 'integer', (row) => row.impactPpm],
  ['feePpm', 'integer', (row) => row.feePpm],
  ['currentMaxLeverage', 'number', (row) => row.currentMaxLeverage],
  ['recommendedMaxLeverage', 'number', (row) => row.recommendedMaxLeverage],
  ['currentInitialPpm', 'integer', (row) => row.currentInitialPpm],
  ['recommendedInitialPpm', 'integer', (row) => row.recommendedInitialPpm],
  ['currentDeduction', 'text', (row) => row.currentDeduction],
  ['recommendedDeduction', 'text', (row) => row.recommendedDeduction],
  ['driver', 'text', (row) => row.driver],
  ['clamped', 'text', (row) => row.clamped],
  ['flags', 'text', (row) => row.flags.join(' ')],
  ['accounts', 'number', (row) => row.accounts],
  ['shareOfOpenInterest', 'number', (row) => row.shareOfOpenInterest],
  ['newlyUnderInitial', 'number', (row) => row.newlyUnderInitial],
  ['extraMargin', 'number', (row) => row.extraMargin],
  ['liquidatedByChange', 'number', (row) => row.liquidatedByChange],
  ['joint', 'text', (row) => row.joint],
  ['jointReason', 'text', (row) => row.jointReason],
];

const FUND_CURVE: Layout<FundCurveRow> = [
  ['market', 'text', (row) => row.market],
  ['side', 'text', (row) => row.side],
  ['draw', 'number', (row) => row.draw],
  ['p', 'number', (row) => row.p],
  ['lower', 'number', (row) => row.lower],
  ['upper', 'number', (row) => row.upper],
];

const measures = (mechanism: Mechanism) => mechanism.metrics.map((metric) => ({ mechanism, metric }));
type MeasureRow = ReturnType<typeof measures>[number];

const MECHANISMS: Layout<MeasureRow> = [
  ['market', 'text', ({ mechanism }) => mechanism.market],
  ['side', 'text', ({ mechanism }) => mechanism.side],
  ['mechanism', 'text', ({ mechanism }) => mechanism.mechanism],
  ['base', 'text', ({ mechanism }) => mechanism.base],
  ['shock', 'number', ({ mechanism }) => mechanism.shock],
  ['cellId', 'text', ({ mechanism }) => mechanism.cell],
  ['pathsPlanned', 'integer', ({ mechanism }) => mechanism.paths.planned],
  ['pathsDone', 'integer', ({ mechanism }) => mechanism.paths.done],
  ['winners', 'number', ({ mechanism }) => mechanism.winners.value],
  ['measure', 'text', ({ metric }) => metric.id],
  ['unit', 'text', ({ metric }) => metric.unit],
  ['space', 'text', ({ metric }) => metric.space],
  ['of', 'text', ({ metric }) => metric.of],
  ['value', 'number', ({ metric }) => metric.value],
  ['reason', 'text', ({ metric }) => metric.reason],
  ['pairs', 'integer', ({ metric }) => metric.difference?.pairs ?? null],
  ['difference', 'number', ({ metric }) => metric.difference?.mean ?? null],
  ['differenceLower', 'number', ({ metric }) => metric.difference?.interval.lower ?? null],
  ['differenceUpper', 'number', ({ metric }) => metric.difference?.interval.upper ?? null],
  ['exactP', 'number', ({ metric }) => metric.difference?.mcnemar?.exactP ?? null],
];

const LIMITS: Layout<Report['limits'][number]> = [
  ['id', 'text', (row) => row.id],
  ['op', 'text', (row) => row.op],
  ['value', 'number', (row) => row.value],
  ['owner', 'text', (row) => row.owner],
  ['since', 'text', (row) => row.since],
  ['note', 'text', (row) => row.note],
];

const LIMITATION_COLUMNS: Layout<Report['limitations'][number]> = [
  ['id', 'text', (row) => row.id],
  ['bias', 'text', (row) => row.bias],
  ['limitation', 'text', (row) => LIMITATIONS[row.id].limitation],
  ['removedBy', 'text', (row) => LIMITATIONS[row.id].removedBy],
];

const INPUTS: Layout<Report['inputs'][number]> = [
  ['name', 'text', (row) => row.name],
  ['digest', 'text', (row) => row.digest],
  ['asOf', 'text', (row) => row.asOf],
  ['source', 'text', (row) => row.source],
];

const THIN: Layout<ThinAccountRow> = [
  ['account', 'text', (row) => row.account],
  ['market', 'text', (row) => row.market],
  ['side', 'text', (row) => row.side],
  ['tier', 'integer', (row) => row.tier],
  ['notional', 'number', (row) => row.notional],
  ['maintenanceRate', 'number', (row) => row.maintenanceRate],
  ['modelledCost', 'number', (row) => row.modelledCost],
];
