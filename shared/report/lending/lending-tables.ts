import type { LendingFinding } from '../../risk/lending/lending-finding.ts';
import { shareOf } from '../../risk/lending/lending-limits.ts';
import { lendingCell } from '../../sweep/lending/lending-cells.ts';
import { type Cell, dataTable } from '../charts/data-table.ts';
import { moneyIn } from '../contagion/contagion-words.ts';
import { count, duration, percent } from '../display.ts';
import type { Html } from '../markup.ts';
import type { LendingReport } from './lending-report.ts';
import { alongFalls, axisText, cellOf, fallText, orNever, points, poolName } from './lending-words.ts';

/** Columns of numbers: all but the first so many. */
export const columnsFrom = (head: readonly string[], first = 1): number[] =>
  head.map((_, i) => i).slice(first);
export const LOOK = 'tiers';

/** Debt and collateral by health, and the falls that break each band. */
export function bandsTable(report: LendingReport): Html {
  const form = moneyIn(report);
  const head = [
    'health',
    'borrowers',
    'debt',
    'of all debt',
    'collateral',
    'loan-to-value',
    'liquidatable from a fall of',
    'half of it',
    'toxic from a fall of',
    'half of it',
  ];
  const body = report.bands
    .filter(({ borrowers }) => borrowers > 0)
    .map(({ from, to, borrowers, debt, collateral, liquidatable, toxic }): Cell[] => [
      to === null ? `${from} and more` : `${from} to ${to}`,
      count(borrowers),
      form(debt),
      percent(shareOf(debt, report.debt)),
      form(collateral),
      collateral === 0 ? 'nothing pledged' : percent(debt / collateral),
      orNever(liquidatable.first),
      orNever(liquidatable.half),
      orNever(toxic.first),
      orNever(toxic.half),
    ]);
  return dataTable(
    'Borrowers by health factor at the start, and from which fall on the first of them, and half of their debt, can be liquidated and is toxic: loan-to-value at 1/(1 + bonus) or more, if nobody acts before',
    head,
    body,
    { numeric: columnsFrom(head), look: LOOK },
  );
}

/** What a fall makes liquidatable at once. */
export function riskTable(report: LendingReport): Html {
  const form = moneyIn(report);
  const head = [
    'fall',
    'borrowers',
    'debt',
    'of all debt',
    'collateral',
    'toxic borrowers',
    'toxic debt',
    'not covered',
  ];
  const body = report.atRisk.map((row): Cell[] => [
    fallText(row.fallBps),
    count(row.borrowers),
    form(row.debt),
    percent(shareOf(row.debt, report.debt)),
    form(row.collateral),
    count(row.toxicBorrowers),
    form(row.toxicDebt),
    form(row.uncovered),
  ]);
  return dataTable(
    'What falls below a health of 1 at once, if the oracle has followed and nobody has acted',
    head,
    body,
    { numeric: columnsFrom(head), look: LOOK },
  );
}

/** The paths along the falls, all else as at the design cell. */
export function fallsTable(report: LendingReport): Html {
  const form = moneyIn(report);
  const fallen = report.sweep.fall.assets;
  const head = [
    'fall',
    'called',
    'their debt',
    'repaid by liquidators',
    'most waiting',
    'bad debt',
    'not covered in the end',
    'lenders’ loss',
    'toxic',
    'first after',
    'liquidators earn',
    ...fallen.map((asset) => `${poolName(report, asset)} in the end`),
  ];
  const body = alongFalls(report).map((cell): Cell[] => [
    cell.id === report.verdict.cell ? `${fallText(cell.fallBps)}, design` : fallText(cell.fallBps),
    count(cell.called.borrowers),
    form(cell.called.debt),
    form(cell.debtLiquidated),
    form(cell.debtWaitingPeak),
    form(cell.badDebt),
    form(cell.openDeficit),
    form(cell.lendersLoss),
    count(cell.toxic),
    cell.firstToxicSeconds === null ? 'never' : duration(cell.firstToxicSeconds),
    form(cell.liquidatorProfit),
    ...fallen.map((asset) => percent(cell.moves[asset]!)),
  ]);
  return dataTable(
    'One path a fall, liquidations and their own impact included; all else as at the design cell',
    head,
    body,
    { numeric: columnsFrom(head), look: LOOK },
  );
}

/** Whom a cut of thresholds calls by itself, and what it costs against the same path without it. */
export function cutTable(report: LendingReport): Html {
  const form = moneyIn(report);
  const { axes, design } = report.sweep;
  const head = [
    'cut',
    'fall',
    'called by the cut',
    'their debt',
    'repaid',
    'without',
    'bad debt and not covered',
    'without',
    'toxic',
    'without',
  ];
  const lost = ({ badDebt, openDeficit }: LendingFinding) => form(badDebt + openDeficit);
  const body = axes.thresholdCutBps
    .filter((cut) => cut > 0)
    .flatMap((thresholdCutBps) =>
      axes.fallBps.map((fallBps): Cell[] => {
        const cell = cellOf(report, lendingCell({ ...design, fallBps, thresholdCutBps }).id);
        const uncut = cellOf(report, lendingCell({ ...design, fallBps, thresholdCutBps: 0 }).id);
        return [
          points(thresholdCutBps),
          fallText(fallBps),
          count(cell.calledByCut!.borrowers),
          form(cell.calledByCut!.debt),
          form(cell.debtLiquidated),
          form(uncut.debtLiquidated),
          lost(cell),
          lost(uncut),
          count(cell.toxic),
          count(uncut.toxic),
        ];
      }),
    );
  return dataTable(
    'All thresholds lower by so many points from the first tick on, against the same path without the cut',
    head,
    body,
    { numeric: columnsFrom(head, 2), look: LOOK },
  );
}

/** Bad debt of every cell, falls across. */
export function gridTable(report: LendingReport): Html {
  const { axes } = report.sweep;
  const head = ['thresholds', 'run', 'depth', ...axes.fallBps.map(fallText)];
  const body = axes.depthMultiple.flatMap((depthMultiple) =>
    axes.withdrawalRun.flatMap((withdrawalRun) =>
      axes.thresholdCutBps.map((thresholdCutBps): Cell[] => [
        axisText('thresholdCutBps', thresholdCutBps),
        axisText('withdrawalRun', withdrawalRun),
        axisText('depthMultiple', depthMultiple),
        ...axes.fallBps.map((fallBps) => {
          const point = { fallBps, thresholdCutBps, withdrawalRun, depthMultiple };
          const { badDebt, openDeficit, toxic } = cellOf(report, lendingCell(point).id);
          const words = percent(shareOf(badDebt + openDeficit, report.debt));
          return toxic > 0 ? `${words} ✗` : words;
        }),
      ]),
    ),
  );
  return dataTable(
    'Bad debt and what is not covered in the end, of all debt; ✗: repayments left somebody worse',
    head,
    body,
    { numeric: columnsFrom(head, 3), look: LOOK },
  );
}
