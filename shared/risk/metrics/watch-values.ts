import { LN2 } from '../../cascade/numbers/math.ts';
import type { Side } from '../../sweep/cells.ts';
import { ascending, type CellView, type Scene } from '../cells/cell-view.ts';
import { mixtureCells } from '../cells/decision-cells.ts';
import type { Evidence } from '../proof/evidence.ts';
import { lowerBound, methodOf, observed, type ProofTest, upperBound } from '../proof/proof-test.ts';
import { type Known, known, largest, unknown } from '../shapes/number.ts';
import { ALPHA } from '../statistics/level.ts';
import {
  type Bounded,
  estimateOf,
  type Method,
  twoSided,
  upperQuantile,
  worstQuantile,
} from '../statistics/quantile-estimate.ts';
import { shockedDepth } from '../tiers/closing-cost.ts';
import { drawShortfall } from './draw-shortfall.ts';
import type { Subject, TakenWatch } from './subject.ts';

// What the watch metrics say: report.md 3.2.

export function esDraw({ scene, tiers }: Subject, side: Side): TakenWatch {
  const mixture = mixtureCells(scene, tiers, side);
  const { method, ...money } = drawShortfall(scene, mixture);
  const share = over(money, scene.market.fund, 'NO_FUND');
  const floorHit = mixture.reduce((sum, { view }) => sum + (view.summary?.floorHit ?? 0), 0);
  // Lost paths may be those of the tail: that there are too few of them excuses nothing.
  const unseen = method === 'es-range' && share.upper.reason !== 'MISSING_PATHS';
  return {
    ...estimated(share, method),
    bound: unseen ? unknown('TOO_FEW_IN_TAIL') : share.upper,
    parts: [
      { name: 'money', unit: 'money', ...estimateOf(money, method) },
      { name: 'paths at the price floor', unit: 'count', ...exactly(known(floorHit)) },
    ],
    failing: null,
  };
}

/** 95 % quantile of liquidated notional over the depth that meets it; the worst shock of the mixture. */
export function liquidationsAtRisk({ scene, tiers }: Subject, side: Side): TakenWatch {
  const { market, manifest } = scene;
  const resting =
    shockedDepth(market, manifest.sweep, side).restingNotional * returning(market.snapshot.rules);
  const samples = mixtureCells(scene, tiers, side).map(({ view }) => ({
    ascending: ascending(view, 'liquidatedNotional'),
    planned: view.planned,
  }));
  const money = worstQuantile(samples, 950_000);
  const bound = largest(samples.map((sample) => upperQuantile(sample, 950_000)));
  const ofInterest = over(money, market.openInterestNotional, 'NO_DEPTH');
  return {
    ...estimated(over(money, resting, 'NO_DEPTH'), 'quantile-ranks'),
    bound: shareOf(bound, resting, 'NO_DEPTH'),
    parts: [
      { name: 'share of open interest', unit: 'ratio', ...estimateOf(ofInterest, 'quantile-ranks') },
      { name: 'money', unit: 'money', ...estimateOf(money, 'quantile-ranks') },
    ],
    failing: null,
  };
}

/** Depth of an hour over the depth of the moment: what was taken comes back with the half-life of displacement. */
function returning({ permanentShare, halfLifeSeconds }: Scene['market']['snapshot']['rules']): number {
  if (halfLifeSeconds === null) return 1;
  return 1 + ((1 - permanentShare) * 3_600 * LN2) / halfLifeSeconds;
}

export function adlProbability({ scene, tiers }: Subject, side: Side): TakenWatch {
  const mixture = mixtureCells(scene, tiers, side);
  const parts = mixture.map(({ view, weight }) => ({ weight, evidence: adlOf(view) }));
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
      methodOf(test),
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

const adlOf = ({ summary, planned, done }: CellView): Evidence => ({
  kind: 'count',
  amount: summary?.adlPaths ?? 0,
  done,
  planned,
});

export function thinAccountCount({ scene, thin }: Subject, side: Side): TakenWatch {
  const { count, notional } = thin[side];
  const method = scene.market.accounts ? 'none' : 'range-of-estimates';
  const bounded = ({ mean, least, most }: typeof count): Bounded => ({
    value: known(mean),
    lower: known(least),
    upper: known(most),
  });
  return {
    ...estimated(bounded(count), method),
    bound: known(count.most),
    parts: [{ name: 'notional', unit: 'money', ...estimateOf(bounded(notional), method) }],
    failing: null,
  };
}

const estimated = ({ value, lower, upper }: Bounded, method: Method) => ({
  value,
  interval: twoSided(lower, upper, method),
});

/** Nothing is no share of anything; something is no share of nothing. */
function shareOf(amount: Known, size: number, otherwise: 'NO_FUND' | 'NO_DEPTH'): Known {
  if (amount.value === null) return amount;
  if (amount.value === 0) return known(0);
  return size > 0 ? known(amount.value / size) : unknown(otherwise);
}

const over = (
  { value, lower, upper }: Bounded,
  size: number,
  otherwise: 'NO_FUND' | 'NO_DEPTH',
): Bounded => ({
  value: shareOf(value, size, otherwise),
  lower: shareOf(lower, size, otherwise),
  upper: shareOf(upper, size, otherwise),
});

/** A number without an interval. */
const exactly = (value: Known) => ({ ...value, interval: twoSided(value, value, 'none') });

const largestOf = (column: Float64Array): number => column.reduce((most, value) => Math.max(most, value), 0);
