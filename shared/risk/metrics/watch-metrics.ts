import { LN2 } from '../../cascade/math.ts';
import type { Side } from '../../sweep/cells.ts';
import { ascending, type CellView, type Scene } from '../cells/cell-view.ts';
import type {
  Interval,
  MetricPart,
  Space,
  Unit,
  WatchMetric,
  WatchMetricId,
} from '../findings/assessment.ts';
import { type Known, known, unknown } from '../findings/reasons.ts';
import type { Evidence } from '../proof/evidence.ts';
import { ALPHA, lowerBound, observed, type ProofTest, upperBound } from '../proof/proof-test.ts';
import { quantileEstimate, twoSided, upperQuantile } from '../statistics/quantile-estimate.ts';
import { shockedDepth } from '../tiers/closing-cost.ts';
import type { Shortfall } from './draw-shortfall.ts';
import type { Limits } from './limits.ts';
import { largest, watchState } from './proof-metric-values.ts';
import { type MixtureCell, mixtureCells, SIDES } from './proof-metrics.ts';
import type { ThinSide } from './thin-accounts.ts';

/** What a watch metric says, before it is held against its limit. */
interface Watched {
  readonly value: Known;
  readonly interval: Interval;
  /** Pessimistic end, which is judged. */
  readonly bound: Known;
  readonly parts: readonly MetricPart[];
  readonly failing: number | null;
}

/** The watch metrics of a market under one margin table: order of report.md 3.2, down before up. */
export function watchMetrics(
  scene: Scene,
  tiers: 'current' | 'candidate',
  limits: Limits,
  shortfall: Readonly<Record<Side, Shortfall>>,
  thin: Readonly<Record<Side, ThinSide>>,
): WatchMetric[] {
  const make: Readonly<Record<WatchMetricId, (side: Side, mixture: readonly MixtureCell[]) => Watched>> = {
    es_draw: (side, mixture) => esDraw(scene, shortfall[side], mixture),
    lar: (side, mixture) => liquidationsAtRisk(scene, side, mixture),
    p_adl: (_side, mixture) => adlProbability(mixture),
    thin_accounts: (side) => thinAccounts(scene, thin[side]),
  };
  const ids: readonly WatchMetricId[] = ['es_draw', 'lar', 'p_adl', 'thin_accounts'];
  return ids.flatMap((id) =>
    SIDES.map((side) => {
      const mixture = mixtureCells(scene, tiers, side);
      const { value, interval, bound, parts, failing } = make[id](side, mixture);
      const state = watchState(bound, limits[id]);
      return {
        id,
        role: 'watch',
        state,
        market: scene.manifest.market,
        side,
        version: 1,
        ...UNITS[id],
        horizonSeconds: scene.manifest.sweep.path.horizonSeconds,
        value: value.value,
        valueReason: value.reason,
        interval,
        bound,
        limit: limits[id],
        reasons: state === 'inside' ? [] : [bound.reason ?? 'WATCH_METRIC_OUTSIDE'],
        paths: {
          planned: mixture.reduce((sum, { view }) => sum + view.planned, 0),
          done: mixture.reduce((sum, { view }) => sum + view.done, 0),
          failing,
        },
        cells: mixture.map(({ view }) => view.cell.id),
        parts,
      };
    }),
  );
}

const UNITS: Readonly<Record<WatchMetricId, { unit: Unit; space: Space }>> = {
  es_draw: { unit: 'ratio', space: 'equity' },
  lar: { unit: 'ratio', space: 'notional' },
  p_adl: { unit: 'probability', space: 'pnl' },
  thin_accounts: { unit: 'count', space: 'count' },
};

function esDraw(
  { market: { fund } }: Scene,
  { value, lower, upper }: Shortfall,
  mixture: readonly MixtureCell[],
): Watched {
  const ofFund = (money: Known): Known => {
    if (money.value === null) return money;
    if (money.value === 0) return known(0);
    return fund > 0 ? known(money.value / fund) : unknown('NO_FUND');
  };
  const floorHit = mixture.reduce((sum, { view }) => sum + (view.summary?.floorHit ?? 0), 0);
  return {
    value: ofFund(value),
    interval: twoSided(ofFund(lower), ofFund(upper), 'bootstrap'),
    bound: ofFund(upper),
    parts: [
      { name: 'money', unit: 'money', ...value, interval: twoSided(lower, upper, 'bootstrap') },
      { name: 'paths at the price floor', unit: 'count', ...exactly(known(floorHit)) },
    ],
    failing: null,
  };
}

/** 95 % quantile of liquidated notional over the depth that meets it; the worst shock of the mixture. */
function liquidationsAtRisk(scene: Scene, side: Side, mixture: readonly MixtureCell[]): Watched {
  const { market, manifest } = scene;
  const resting =
    shockedDepth(market, manifest.sweep, side).restingNotional * returning(market.snapshot.rules);
  const samples = mixture.map(({ view }) => ({
    ascending: ascending(view, 'liquidatedNotional'),
    planned: view.planned,
  }));
  const quantiles = samples.map((sample) => quantileEstimate(sample, 950_000));
  const money = largest(quantiles);
  const [low, high] = (['lower', 'upper'] as const).map((end) =>
    largest(
      quantiles.map(({ interval }) =>
        interval[end] === null ? unknown(interval.reason!) : known(interval[end]),
      ),
    ),
  ) as [Known, Known];
  const over = (amount: Known, size: number): Known => {
    if (amount.value === null) return amount;
    if (amount.value === 0) return known(0);
    return size > 0 ? known(amount.value / size) : unknown('NO_DEPTH');
  };
  const interest = market.openInterestNotional;
  return {
    value: over(money, resting),
    interval: twoSided(over(low, resting), over(high, resting), 'quantile-ranks'),
    bound: over(largest(samples.map((sample) => upperQuantile(sample, 950_000))), resting),
    parts: [
      {
        name: 'share of open interest',
        unit: 'ratio',
        ...over(money, interest),
        interval: twoSided(over(low, interest), over(high, interest), 'quantile-ranks'),
      },
      { name: 'money', unit: 'money', ...money, interval: twoSided(low, high, 'quantile-ranks') },
    ],
    failing: null,
  };
}

/** Depth of an hour over the depth of the moment: what was taken comes back with the half-life of displacement. */
function returning({ permanentShare, halfLifeSeconds }: Scene['market']['snapshot']['rules']): number {
  if (halfLifeSeconds === null) return 1;
  return 1 + ((1 - permanentShare) * 3_600 * LN2) / halfLifeSeconds;
}

function adlProbability(mixture: readonly MixtureCell[]): Watched {
  const evidenceOf = ({ summary, planned, done }: CellView): Evidence => ({
    kind: 'count',
    amount: summary?.adlPaths ?? 0,
    done,
    planned,
  });
  const parts = mixture.map(({ view, weight }) => ({ weight, evidence: evidenceOf(view) }));
  const test: ProofTest = {
    parts,
    over: 'mixture',
    tolerance: 0,
    ...(parts.length === 0 && { beyondGrid: true }),
  };
  const value = observed(test);
  const worst = mixture.flatMap(({ view }) => (view.paths ? [largestOf(view.paths.haircutWorst)] : []));
  const anybody = mixture.some(({ view }) => (view.summary?.adlPaths ?? 0) > 0);
  return {
    value: value === null ? unknown('NO_PATHS_DONE') : known(value),
    interval: twoSided(
      known(lowerBound(test, ALPHA / 2)),
      known(upperBound(test, ALPHA / 2)),
      parts.length > 1 ? 'weighted-bounds' : 'clopper-pearson',
    ),
    bound: known(upperBound(test, ALPHA)),
    parts: [
      // The outcome row does not hold the profit of all winners.
      {
        name: 'mean haircut, share of profit',
        unit: 'ratio',
        ...exactly(unknown(anybody ? 'NOT_RECORDED' : 'NO_HAIRCUT')),
      },
      {
        name: 'largest haircut, share of profit',
        unit: 'ratio',
        ...exactly(anybody ? known(Math.max(...worst)) : unknown('NO_HAIRCUT')),
      },
    ],
    failing: parts.reduce((sum, { evidence }) => sum + evidence.amount, 0),
  };
}

function thinAccounts({ market }: Scene, { count, notional }: ThinSide): Watched {
  const method = market.accounts ? 'none' : 'range-of-estimates';
  return {
    value: known(count.mean),
    interval: twoSided(known(count.least), known(count.most), method),
    bound: known(count.most),
    parts: [
      {
        name: 'notional',
        unit: 'money',
        ...known(notional.mean),
        interval: twoSided(known(notional.least), known(notional.most), method),
      },
    ],
    failing: null,
  };
}

/** A number without an interval. */
const exactly = (value: Known) => ({ ...value, interval: twoSided(value, value, 'none') });

const largestOf = (column: Float64Array): number => column.reduce((most, value) => Math.max(most, value), 0);
