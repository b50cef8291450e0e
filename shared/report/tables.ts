import { Account } from '../risk/findings/account.ts';
import { CellRow } from '../risk/findings/cell.ts';
import type { FrontierPoint } from '../risk/findings/frontier.ts';
import { FundCurvePoint } from '../risk/findings/fund.ts';
import type { Mechanism } from '../risk/findings/mechanism.ts';
import { LimitInForce, type Metric } from '../risk/findings/metric.ts';
import { ThinAccount } from '../risk/findings/thin-account.ts';
import type { Tier } from '../risk/findings/tiers.ts';
import { CHANGES, OWN_RECORD } from './change-tables.ts';
import { LIMITATIONS } from './limitations.ts';
import { pathsTable, TAIL } from './path-tables.ts';
import type { Report, ReportBody } from './report.ts';
import type { Rows } from './rows.ts';
import { columnsOf, type Layout, type Table, tableOf } from './table.ts';
import { ALTERNATIVES, ORDINARY_DAYS, SENSITIVITY, testsOf } from './world-tables.ts';

/** Every table (report.md 5.4), in the order of the report's list; what compares two nights only where there are two. */
export function tablesOf(report: ReportBody, rows: Rows): Table[] {
  return [
    tableOf('cells', rows.cells, columnsOf(CellRow)),
    pathsTable(rows.paths),
    tableOf('paths_tail', rows.pathsTail, TAIL),
    tableOf('metrics', report.metrics, METRICS),
    tableOf('frontier', report.frontier, FRONTIER),
    tableOf(
      'tiers',
      report.tiers.flatMap(({ rows: tiers }) => tiers),
      TIERS,
    ),
    tableOf('fund_curve', rows.fundCurve, columnsOf(FundCurvePoint)),
    tableOf('mechanisms', report.mechanisms.flatMap(measures), MECHANISMS),
    tableOf('ordinary_days', report.ordinaryDays, ORDINARY_DAYS),
    tableOf('alternatives', report.alternatives.flatMap(testsOf), ALTERNATIVES),
    tableOf('sensitivity', report.sensitivity, SENSITIVITY),
    tableOf('limits', report.limits, columnsOf(LimitInForce)),
    tableOf('limitations', report.limitations, LIMITATION_COLUMNS),
    tableOf('inputs', report.inputs, INPUTS),
    tableOf('accounts_thin', rows.accountsThin, columnsOf(ThinAccount)),
    ...(rows.deltas === null ? [] : [tableOf('changes', rows.deltas, CHANGES)]),
    ...(rows.predictions === null ? [] : [tableOf('own_record', rows.predictions, OWN_RECORD)]),
    tableOf('accounts', rows.accounts, columnsOf(Account)),
  ];
}

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
  ['op', 'text', (row) => row.limit?.op ?? null],
  ['limit', 'number', (row) => row.limit?.value ?? null],
  ['owner', 'text', (row) => row.limit?.owner ?? null],
  ['since', 'text', (row) => row.limit?.since ?? null],
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
  ['from', 'text', (row) => row.from],
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
  ['differing', 'integer', ({ metric }) => metric.difference?.differing ?? null],
  ['difference', 'number', ({ metric }) => metric.difference?.mean ?? null],
  ['differenceLower', 'number', ({ metric }) => metric.difference?.interval.lower ?? null],
  ['differenceUpper', 'number', ({ metric }) => metric.difference?.interval.upper ?? null],
  ['exactP', 'number', ({ metric }) => metric.difference?.mcnemar?.exactP ?? null],
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
