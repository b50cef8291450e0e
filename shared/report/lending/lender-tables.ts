import { lendingCell } from '../../sweep/lending/lending-cells.ts';
import { type Cell, dataTable } from '../charts/data-table.ts';
import { moneyIn } from '../contagion/contagion-words.ts';
import { count, duration, percent, ratio } from '../display.ts';
import type { Html } from '../markup.ts';
import type { LendingReport } from './lending-report.ts';
import { columnsFrom, LOOK } from './lending-tables.ts';
import { axisText, cellOf, fallText, orNever, points, poolName } from './lending-words.ts';

/** Pools before anything happens. */
export function poolsTable(report: LendingReport): Html {
  const form = moneyIn(report);
  const head = [
    'pool',
    'claims',
    'borrowed',
    'cash',
    'utilisation',
    'rate a year',
    'when full',
    'run that fills it',
  ];
  const body = report.pools.map((pool): Cell[] => [
    poolName(report, pool.asset),
    form(pool.claims),
    form(pool.borrowed),
    form(pool.cash),
    percent(pool.utilisation),
    percent(pool.rate),
    percent(pool.rateWhenFull),
    percent(pool.runToFull, 'down'),
  ]);
  return dataTable(
    'Pools at the start; the run is the share of claims that, asked back at once, leaves it lent out to 99%',
    head,
    body,
    { numeric: columnsFrom(head), look: LOOK },
  );
}

/** By fall and run: which pools are full, for how long, what was blocked and trapped. */
export function poolPathsTable(report: LendingReport): Html {
  const form = moneyIn(report);
  const { axes, design } = report.sweep;
  const head = [
    'fall',
    'run',
    'pool',
    'most lent out',
    'full for',
    'blocked at most',
    'trapped at most',
    'trapped in the end',
    'lost by lenders',
  ];
  const body = axes.withdrawalRun.flatMap((withdrawalRun) =>
    axes.fallBps.flatMap((fallBps) =>
      cellOf(report, lendingCell({ ...design, fallBps, withdrawalRun }).id).pools.map((pool): Cell[] => [
        fallText(fallBps),
        axisText('withdrawalRun', withdrawalRun),
        poolName(report, pool.asset),
        percent(pool.utilisationPeak),
        pool.fullSeconds === 0 ? 'never' : duration(pool.fullSeconds),
        form(pool.blockedPeak),
        form(pool.trappedPeak),
        form(pool.trappedEnd),
        form(pool.lost * report.assets[pool.asset]!.price),
      ]),
    ),
  );
  return dataTable(
    'Full: lent out to 99% or more. Blocked: collateral that could not be seized in one tick. Trapped: what lenders asked for and did not get; losses at prices of the start',
    head,
    body,
    { numeric: columnsFrom(head, 3), look: LOOK },
  );
}

/** Loops of each declared pair of assets. */
export function loopsTable(report: LendingReport): Html {
  const form = moneyIn(report);
  const head = [
    'loop',
    'borrowers',
    'collateral',
    'debt',
    'leverage',
    'first liquidatable',
    'half of it',
    'break-even rate',
    'rate now',
    'when full',
  ];
  const body = report.loops.map((loop): Cell[] => [
    `${poolName(report, loop.collateralAsset)} against ${poolName(report, loop.debtAsset)}`,
    count(loop.borrowers),
    form(loop.collateral),
    form(loop.debt),
    loop.leverage === null ? 'no equity' : ratio(loop.leverage),
    orNever(loop.liquidatable.first),
    orNever(loop.liquidatable.half),
    loop.breakEvenRate === null ? 'none' : percent(loop.breakEvenRate),
    loop.rate === null ? 'no pool' : percent(loop.rate),
    loop.rateWhenFull === null ? 'no pool' : percent(loop.rateWhenFull),
  ]);
  return dataTable(
    'Borrowers who pledge the one asset alone and owe the other; falls are of collateral against debt. Above the break-even rate they lose, and leave by choice',
    head,
    body,
    { numeric: columnsFrom(head), look: LOOK },
  );
}

/** What borrowers may still draw under a cut of loan-to-value limits. */
export function headroomTable(report: LendingReport): Html {
  const form = moneyIn(report);
  const head = [
    'cut',
    'headroom',
    'at or beyond the limit',
    'their debt',
    'of health below 1.1',
    'their debt',
  ];
  const body = report.headroom.map(({ ltvCutBps, headroom, atLimit, atLimitBelow }): Cell[] => [
    ltvCutBps === 0 ? 'none' : points(ltvCutBps),
    form(headroom),
    count(atLimit.borrowers),
    form(atLimit.debt),
    count(atLimitBelow.borrowers),
    form(atLimitBelow.debt),
  ]);
  return dataTable(
    'What borrowers may still borrow against what they have pledged, and who may borrow nothing more',
    head,
    body,
    { numeric: columnsFrom(head), look: LOOK },
  );
}
