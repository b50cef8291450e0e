import type { PathColumns } from '../../sweep/results.ts';
import { basePlace, type CellView, cellView, type Scene } from '../cells/cell-view.ts';
import type {
  MechanismAssessment,
  MechanismMetric,
  MechanismMetricId,
  Space,
  Unit,
} from '../findings/assessment.ts';
import { type Known, known, unknown } from '../findings/reasons.ts';
import { SIDES } from '../metrics/proof-metrics.ts';
import { overshoot } from './overshoot.ts';
import { type PerPath, pairedDifference } from './paired-difference.ts';

/**
 * Every mechanism at every mixture shock, against the base mechanism and paired with it path by path
 * (report.md 3.8). No total score: solvency, revenue and fairness trade off, and the table shows the trade.
 */
export function compareMechanisms(scene: Scene): MechanismAssessment[] {
  const { sweep, market } = scene.manifest;
  const { base, compare, design, path } = sweep;
  return SIDES.flatMap((side) =>
    design[side].flatMap(({ shockBps }) => {
      const baseView = cellView(scene, basePlace(scene, 'current'), shockBps)!;
      return [base.mechanism, ...compare].flatMap((mechanism) => {
        const view = cellView(scene, basePlace(scene, 'current', mechanism), shockBps);
        if (!view) return [];
        const isBase = mechanism === base.mechanism;
        const winners = view.paths ? meanOf(view.paths.winners, (count) => count > 0) : null;
        return [
          {
            market,
            side,
            mechanism,
            base: isBase,
            shockBps,
            shock: shockBps / 10_000,
            cell: view.cell.id,
            paths: { planned: view.planned, done: view.done },
            horizonSeconds: path.horizonSeconds,
            winners: winners ?? unknown('NO_PATHS_DONE'),
            floorHitPaths: view.summary?.floorHit ?? 0,
            metrics: METRICS.map((metric) => metricOf(scene, metric, view, isBase ? null : baseView)),
          },
        ];
      });
    }),
  );
}

interface Metric {
  readonly id: MechanismMetricId;
  readonly unit: Unit;
  readonly space: Space;
  readonly of: MechanismMetric['of'];
  /** Without it there is nothing to pair. */
  readonly perPath?: (scene: Scene) => PerPath;
  readonly value?: (paths: PathColumns) => Known;
}

const METRICS: readonly Metric[] = [
  {
    id: 'meanDraw',
    unit: 'money',
    space: 'equity',
    of: 'mean',
    perPath: () => (paths, row) => paths.draw[row]!,
  },
  {
    id: 'pRuin',
    unit: 'probability',
    space: 'equity',
    of: 'probability',
    perPath:
      ({ market }) =>
      (paths, row) =>
        paths.draw[row]! > market.fund ? 1 : 0,
  },
  {
    id: 'overshoot',
    unit: 'ratio',
    space: 'pnl',
    of: 'ratio of sums',
    value: (paths) => overshoot(sumOf(paths.haircutTaken), sumOf(paths.haircutNeeded)),
  },
  {
    id: 'adlAccounts',
    unit: 'ratio',
    space: 'count',
    of: 'mean',
    perPath:
      ({ market }) =>
      (paths, row) =>
        paths.adlAccounts[row]! / market.accountCount,
  },
  {
    id: 'largestHaircut',
    unit: 'ratio',
    space: 'pnl',
    of: 'largest',
    value: ({ haircutTaken, haircutWorst }) =>
      sumOf(haircutTaken) > 0
        ? known(haircutWorst.reduce((most, worst) => Math.max(most, worst), 0))
        : unknown('NO_HAIRCUT'),
  },
  {
    id: 'haircutGini',
    unit: 'ratio',
    space: 'pnl',
    of: 'mean',
    perPath: () => (paths, row) => (paths.haircutTaken[row]! > 0 ? paths.haircutGini[row]! : null),
  },
  {
    id: 'haircutHhi',
    unit: 'ratio',
    space: 'pnl',
    of: 'mean',
    perPath: () => (paths, row) => (paths.haircutTaken[row]! > 0 ? paths.haircutHhi[row]! : null),
  },
  {
    id: 'innocent',
    unit: 'count',
    space: 'count',
    of: 'mean',
    perPath: () => (paths, row) => paths.accountsInnocent[row]!,
  },
  {
    id: 'amplification',
    unit: 'ratio',
    space: 'ratio',
    of: 'mean',
    perPath: () => (paths, row) => paths.amplificationPeak[row]!,
  },
  {
    id: 'secondsToEnd',
    unit: 'seconds',
    space: 'ratio',
    of: 'mean',
    perPath: () => (paths, row) =>
      paths.firstSeconds[row]! < 0 ? null : paths.firstSeconds[row]! + paths.lastSeconds[row]!,
  },
];

const WITHOUT: Partial<Record<MechanismMetricId, 'NO_HAIRCUT' | 'NO_LIQUIDATION'>> = {
  haircutGini: 'NO_HAIRCUT',
  haircutHhi: 'NO_HAIRCUT',
  secondsToEnd: 'NO_LIQUIDATION',
};

function metricOf(scene: Scene, metric: Metric, view: CellView, base: CellView | null): MechanismMetric {
  const { id, unit, space, of } = metric;
  const perPath = metric.perPath?.(scene);
  const { paths } = view;
  let value: Known = unknown('NO_PATHS_DONE');
  if (paths && metric.value) value = metric.value(paths);
  if (paths && perPath) {
    const numbers = [...paths.path.keys()].flatMap((row) => perPath(paths, row) ?? []);
    value =
      numbers.length > 0 ? known(sumOf(numbers) / numbers.length) : unknown(WITHOUT[id] ?? 'NO_PATHS_DONE');
  }
  const difference = perPath && base ? pairedDifference(perPath, view, base, id === 'pRuin') : null;
  return { id, unit, space, of, ...value, difference };
}

function meanOf(column: Float64Array, counts: (value: number) => boolean): Known {
  const numbers = Array.from(column).filter(counts);
  return numbers.length > 0 ? known(sumOf(numbers) / numbers.length) : unknown('NO_HAIRCUT');
}

function sumOf(numbers: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < numbers.length; i++) sum += numbers[i]!;
  return sum;
}
