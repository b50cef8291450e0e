import type { LendingFinding } from '../../risk/lending/lending-finding.ts';
import { type LendingTestId, shareOf } from '../../risk/lending/lending-limits.ts';
import { type Flip, type LendingTest, NO_VERDICT } from '../../risk/lending/lending-verdict.ts';
import { lendingCell } from '../../sweep/lending/lending-cells.ts';
import type { PathAxis } from '../../sweep/lending/lending-sweep.ts';
import { type Form, moneyIn } from '../contagion/contagion-words.ts';
import { count, duration, exactPercent, percent } from '../display.ts';
import { listed, moveText } from '../sections/section.ts';
import type { LendingReport } from './lending-report.ts';

/** What a test's value is, of what it is a share, and how it is written. */
export const TESTS: Readonly<
  Record<
    LendingTestId,
    { readonly name: string; readonly of: string; readonly form: Form; readonly exact: Form }
  >
> = {
  bad_debt: {
    name: 'bad debt',
    of: 'debt without collateral, and what collateral does not cover in the end, of all debt',
    form: percent,
    exact: exactPercent,
  },
  lenders_loss: {
    name: 'lenders’ loss',
    of: 'debt that pools wrote off, of lenders’ claims',
    form: percent,
    exact: exactPercent,
  },
  waiting: {
    name: 'liquidations waiting',
    of: 'most that was due in one tick and left because selling the collateral would not have paid, of all debt',
    form: percent,
    exact: exactPercent,
  },
  blocked: {
    name: 'liquidations blocked',
    of: 'most collateral that a pool without cash kept from being seized in one tick, of all collateral',
    form: percent,
    exact: exactPercent,
  },
  trapped: {
    name: 'lenders trapped',
    of: 'most that lenders waited for, of their claims',
    form: percent,
    exact: exactPercent,
  },
  toxic: {
    name: 'toxic liquidations',
    of: 'borrowers whom a repayment left worse',
    form: count,
    exact: count,
  },
  full_seconds: {
    name: 'time full',
    of: 'time in which some pool was lent out to 99% or more',
    form: duration,
    exact: (seconds) => duration(seconds),
  },
};

export const fallText = (fallBps: number): string => (fallBps === 0 ? 'no fall' : moveText(-fallBps));
export const orNever = (fall: number | null): string => (fall === null ? 'never' : percent(fall, 'down'));
export const poolName = ({ assets }: Pick<LendingReport, 'assets'>, asset: number): string =>
  assets[asset]!.name;

/** A point of one axis in words; the fall comes first in any sentence. */
const AXES: Readonly<Record<PathAxis, (value: number) => string>> = {
  fallBps: fallText,
  thresholdCutBps: (bps) => (bps === 0 ? 'thresholds as they are' : `thresholds cut by ${points(bps)}`),
  withdrawalRun: (share) => (share === 0 ? 'no run' : `a run of ${exactPercent(share)} of claims`),
  depthMultiple: (multiple) => (multiple === 1 ? 'depth as it is' : `${multiple} times the depth`),
};

export const points = (bps: number): string => `${bps / 100} ${bps === 100 ? 'point' : 'points'}`;

/** "a fall of 20%, thresholds cut by 2 points": what is as it was is left out. */
export function cellText({ fallBps, thresholdCutBps, withdrawalRun, depthMultiple }: LendingFinding): string {
  const rest = [
    ...(thresholdCutBps === 0 ? [] : [AXES.thresholdCutBps(thresholdCutBps)]),
    ...(withdrawalRun === 0 ? [] : [AXES.withdrawalRun(withdrawalRun)]),
    ...(depthMultiple === 1 ? [] : [AXES.depthMultiple(depthMultiple)]),
  ];
  return [fallText(fallBps), ...rest].join(', ');
}

export const axisText = (axis: PathAxis, value: number): string => AXES[axis](value);

export const designOf = (report: LendingReport): LendingFinding => cellOf(report, report.verdict.cell);
export const cellOf = ({ cells }: Pick<LendingReport, 'cells'>, id: string): LendingFinding =>
  cells.find((own) => own.id === id)!;
/** The cells along the falls, all else as at the design cell. */
export const alongFalls = (report: LendingReport): LendingFinding[] =>
  report.sweep.axes.fallBps.map((fallBps) =>
    cellOf(report, lendingCell({ ...report.sweep.design, fallBps }).id),
  );

/** What falls: "WETH and rsETH". */
export const fallenText = ({ assets }: LendingReport): string =>
  listed(assets.filter(({ falls }) => falls).map(({ name }) => name));

export function testText({ id, value, limit, holds }: LendingTest): string {
  const { name, form, exact } = TESTS[id];
  return `${name} is ${form(value, holds ? 'up' : 'down')}, ${holds ? 'inside' : 'beyond'} its limit of ${exact(limit.value)}`;
}

/** The word's reason in a sentence; for `none`, the gates that failed. */
export function becauseText(report: LendingReport): string {
  const { decidedBy, tests, reasons } = report.verdict;
  if (decidedBy === null)
    return `No verdict can be given. ${reasons.map((code) => NO_VERDICT[code]).join(' ')} The numbers below stand all the same.`;
  const deciding = tests.find(({ id }) => id === decidedBy)!;
  const others = tests.filter(({ id }) => id !== decidedBy);
  const rest = others.length === 0 ? '' : `; ${listed(others.map(testText))}`;
  return `After ${cellText(designOf(report))} of ${fallenText(report)}: ${testText(deciding)}${rest}.`;
}

/** The nearest change along every axis that turns the word. */
export function flipsText({ verdict: { flips, word } }: LendingReport): string {
  if (word === 'none') return '';
  const turning = flips.flatMap(({ axis, to, word: other }: Flip) =>
    to === null ? [] : [`${AXES[axis](to)} makes it ${other}`],
  );
  const silent = flips.filter(({ to }) => to === null).map(({ axis }) => AXIS_NAMES[axis]);
  const none = silent.length === 0 ? '' : ` No ${listed(silent).replace(/ and /, ' or ')} of the grid does.`;
  return turning.length === 0 ? `Nothing of the grid turns it.` : `${capital(turning.join('; '))}.${none}`;
}

const AXIS_NAMES: Readonly<Record<PathAxis, string>> = {
  fallBps: 'other fall',
  thresholdCutBps: 'cut of thresholds',
  withdrawalRun: 'run',
  depthMultiple: 'depth',
};
const capital = (words: string): string => words.charAt(0).toUpperCase() + words.slice(1);

/** Where repayments begin to make positions worse: by prices alone, and in the paths. */
export function toxicText(report: LendingReport): string {
  const { first, half } = report.breaking.toxic;
  const still =
    first === null
      ? 'If nobody acted, no fall would lift a loan-to-value to 1/(1 + bonus).'
      : `If nobody acted, repayments would make the first borrower worse from ${moveText(-Math.ceil(first * 10_000))} on${half === null ? '' : `, half of the debt from ${moveText(-Math.ceil(half * 10_000))} on`}.`;
  if (report.firstToxic === null) return `${still} In no cell along the falls does that happen.`;
  const cell = cellOf(report, report.firstToxic);
  return `${still} In the paths it starts at ${cellText(cell)}: ${borrowersText(cell.toxic)}, the first after ${duration(cell.firstToxicSeconds!)}.`;
}

export const borrowersText = (borrowers: number): string =>
  `${count(borrowers)} ${borrowers === 1 ? 'borrower' : 'borrowers'}`;

/** Whom each cut of thresholds calls by itself: at the smallest fall of the grid, else from which fall on it calls anybody. */
export function cutText(report: LendingReport): string {
  const { axes, design } = report.sweep;
  const form = moneyIn(report);
  const called = ({ calledByCut }: LendingFinding): string =>
    `${borrowersText(calledByCut!.borrowers)} who owe ${form(calledByCut!.debt)}`;
  const parts = axes.thresholdCutBps
    .filter((cut) => cut > 0)
    .map((thresholdCutBps) => {
      const cells = axes.fallBps.map((fallBps) =>
        cellOf(report, lendingCell({ ...design, fallBps, thresholdCutBps }).id),
      );
      const first = cells.find(({ calledByCut }) => calledByCut!.borrowers > 0);
      const what =
        first === cells[0]
          ? called(cells[0]!)
          : first
            ? `nobody, but ${called(first)} at ${fallText(first.fallBps)}`
            : 'nobody, nor at any other fall';
      return `by ${points(thresholdCutBps)} ${what}`;
    });
  if (parts.length === 0) return '';
  const at = axes.fallBps[0]!;
  return `${at === 0 ? 'At unchanged prices' : `At ${fallText(at)}`} a cut of thresholds calls, of itself, ${parts.join('; ')}.`;
}

/** Which pools are full at the design cell, and what that keeps in. */
export function poolsText(report: LendingReport): string {
  const form = moneyIn(report);
  const cell = designOf(report);
  const full = cell.pools.filter(({ fullSeconds }) => fullSeconds > 0);
  const parts = full.map(
    ({ asset, fullSeconds, blockedPeak, trappedPeak }) =>
      `${poolName(report, asset)} is full for ${duration(fullSeconds)} (blocked at most ${amountOr(blockedPeak, form)}, trapped at most ${amountOr(trappedPeak, form)})`,
  );
  return full.length === 0
    ? `After ${cellText(cell)} no pool is full; utilisation is at most ${percent(cell.utilisationPeak, 'up')}.`
    : `After ${cellText(cell)} ${listed(parts)}.`;
}

const amountOr = (value: number, form: Form): string => (value === 0 ? 'nothing' : form(value));

/** The fall of an ordinary bad day, if the sweep names one. */
export function ordinaryText(report: LendingReport): string {
  const { ordinaryFallBps, design } = report.sweep;
  if (ordinaryFallBps === undefined) return '';
  const cell = cellOf(
    report,
    lendingCell({
      ...design,
      thresholdCutBps: 0,
      withdrawalRun: 0,
      depthMultiple: nearestToOne(report),
      fallBps: ordinaryFallBps,
    }).id,
  );
  const bad = cell.badDebt + cell.openDeficit;
  const form = moneyIn(report);
  return `${capital(fallText(ordinaryFallBps))} on an ordinary day calls ${percent(shareOf(cell.called.debt, report.debt))} of the debt, and leaves ${bad === 0 ? 'no bad debt' : `bad debt of ${form(bad)}`}.`;
}

/** An ordinary day has the depth of today, or the nearest to it on the axis. */
const nearestToOne = ({ sweep }: LendingReport): number =>
  [...sweep.axes.depthMultiple].sort((a, b) => Math.abs(a - 1) - Math.abs(b - 1))[0]!;
