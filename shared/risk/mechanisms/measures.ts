import type { PathColumns } from '../../sweep/results.ts';
import type { Scene } from '../cells/cell-view.ts';
import type { Measure } from '../findings/mechanism.ts';
import { type Known, known, type Space, type Unit, unknown } from '../shapes/number.ts';
import type { Reason } from '../shapes/reasons.ts';
import { sumOf } from '../statistics/average.ts';
import { overshoot } from './overshoot.ts';
import type { PerPath } from './paired-difference.ts';

/** What mechanisms are compared by, in the order of the page: report.md 3.8. */
export const MEASURE_IDS = [
  'meanDraw',
  'uncovered',
  'belowZero',
  'pRuin',
  'overshoot',
  'adlAccounts',
  'largestHaircut',
  'haircutGini',
  'haircutHhi',
  'innocent',
  'amplification',
  'secondsToEnd',
] as const;
export type MeasureId = (typeof MEASURE_IDS)[number];

interface MeasureRow {
  readonly name: string;
  readonly unit: Unit;
  readonly space: Space;
  /** What the value is over the paths; a mean that one path decides is the median instead. */
  readonly of: Exclude<Measure['of'], 'median'>;
  /** A share that reads best in percent. */
  readonly isShare?: true;
  /** In the chart; the rest is in the table. */
  readonly isDrawn?: true;
  /** Of one path, or nothing where it has none. Without it there is nothing to pair. */
  readonly perPath?: (scene: Scene) => PerPath;
  /** No path can have more, nor two differ by more; 'count': it has 1 or 0. */
  readonly range?: (scene: Scene) => number | 'count';
  /** Why there is no value where no path has one. */
  readonly without?: Reason;
  /** Of all paths together. */
  readonly value?: (paths: PathColumns) => Known;
}

/** All that is said of a measure, and how it is taken. */
export const MEASURES: Readonly<Record<MeasureId, MeasureRow>> = {
  meanDraw: {
    name: 'mean draw',
    unit: 'money',
    space: 'equity',
    of: 'mean',
    isDrawn: true,
    perPath: cappedDraw,
    range: ({ market }) => market.openInterestNotional,
  },
  uncovered: {
    name: 'lost beyond margins, share of open interest',
    unit: 'ratio',
    space: 'equity',
    of: 'mean',
    isShare: true,
    perPath: () => (paths, row) => paths.uncoveredShare[row]!,
    range: () => 1,
  },
  belowZero: {
    name: 'below zero, share of open interest',
    unit: 'ratio',
    space: 'notional',
    of: 'mean',
    isShare: true,
    perPath: () => (paths, row) => paths.belowZeroShare[row]!,
    range: () => 1,
  },
  pRuin: {
    name: 'P(need > fund)',
    unit: 'probability',
    space: 'equity',
    of: 'probability',
    isShare: true,
    isDrawn: true,
    perPath:
      ({ market }) =>
      (paths, row) =>
        paths.need[row]! > market.fund ? 1 : 0,
    range: () => 'count',
  },
  overshoot: {
    name: 'overshoot',
    unit: 'ratio',
    space: 'pnl',
    of: 'ratio of sums',
    value: (paths) => overshoot(sumOf(paths.haircutTaken), sumOf(paths.haircutNeeded)),
  },
  adlAccounts: {
    name: 'accounts hit by ADL',
    unit: 'ratio',
    space: 'count',
    of: 'mean',
    isShare: true,
    isDrawn: true,
    perPath:
      ({ market }) =>
      (paths, row) =>
        paths.adlAccounts[row]! / market.accountCount,
    range: () => 1,
  },
  largestHaircut: {
    name: 'largest haircut',
    unit: 'ratio',
    space: 'pnl',
    of: 'largest',
    isShare: true,
    value: ({ haircutTaken, haircutWorst }) =>
      sumOf(haircutTaken) > 0
        ? known(haircutWorst.reduce((most, worst) => Math.max(most, worst), 0))
        : unknown('NO_HAIRCUT'),
  },
  haircutGini: {
    name: 'Gini of haircuts',
    unit: 'ratio',
    space: 'pnl',
    of: 'mean',
    without: 'NO_HAIRCUT',
    perPath: () => (paths, row) => (paths.haircutTaken[row]! > 0 ? paths.haircutGini[row]! : null),
    range: () => 1,
  },
  haircutHhi: {
    name: 'HHI of haircuts',
    unit: 'ratio',
    space: 'pnl',
    of: 'mean',
    without: 'NO_HAIRCUT',
    perPath: () => (paths, row) => (paths.haircutTaken[row]! > 0 ? paths.haircutHhi[row]! : null),
    range: () => 1,
  },
  innocent: {
    name: 'innocent liquidations',
    unit: 'count',
    space: 'count',
    of: 'mean',
    isDrawn: true,
    perPath: () => (paths, row) => paths.accountsInnocent[row]!,
    range: ({ market }) => market.accountCount,
  },
  amplification: {
    name: 'amplification',
    unit: 'ratio',
    space: 'ratio',
    of: 'mean',
    isDrawn: true,
    perPath: () => (paths, row) => paths.amplificationPeak[row]!,
  },
  secondsToEnd: {
    name: 'time to the end',
    unit: 'seconds',
    space: 'ratio',
    of: 'mean',
    isDrawn: true,
    without: 'NO_LIQUIDATION',
    perPath: () => (paths, row) =>
      paths.firstSeconds[row]! < 0 ? null : paths.firstSeconds[row]! + paths.lastSeconds[row]!,
    range: ({ manifest }) => manifest.sweep.path.horizonSeconds,
  },
};

/** Draw of a path, at most open interest: one path at the price floor would decide the mean, and the difference too. */
export function cappedDraw({ market: { openInterestNotional } }: Scene): PerPath {
  return ({ draw }, row) => Math.min(draw[row]!, openInterestNotional);
}
