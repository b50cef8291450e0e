import type { Side } from '../../sweep/cells.ts';
import { ascending, belowZeroOf, type CellView } from '../cells/cell-view.ts';
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
import { drawShortfall } from './draw-shortfall.ts';
import { restingDepth } from './resting-depth.ts';
import type { Subject, TakenWatch } from './subject.ts';
import { CLOSING_SHORTFALL } from './thin-accounts.ts';

// What the metrics say that prove nothing: report.md 3.2.

export function esDraw({ scene, tiers }: Subject, side: Side): TakenWatch {
  const mixture = mixtureCells(scene, tiers, side);
  const { method, ...money } = drawShortfall(scene, mixture);
  const share = ofFund(money, scene.market.fund);
  const pathsAt = (end: 'floorHit' | 'ceilingHit') =>
    exactly(known(mixture.reduce((sum, { view }) => sum + (view.summary?.[end] ?? 0), 0)));
  // Lost paths may be those of the tail: that there are too few of them excuses nothing.
  const unseen = method === 'es-range' && share.upper.reason !== 'MISSING_PATHS';
  return {
    ...estimated(share, method),
    bound: unseen ? unknown('TOO_FEW_IN_TAIL') : share.upper,
    parts: [
      { name: 'money', unit: 'money', ...estimateOf(money, method) },
      { name: 'paths at the price floor', unit: 'count', ...pathsAt('floorHit') },
      { name: 'paths at the price ceiling', unit: 'count', ...pathsAt('ceilingHit') },
    ],
    failing: null,
  };
}

/** Accounts, whatever they lack: a mechanism that loses a tenth for more of them ranks worse here, and better in coverage. */
export function shareBelowZero({ scene, tiers }: Subject, side: Side): TakenWatch {
  const test = overMixture(scene, tiers, side, belowZeroOf);
  return { ...bounded(test), parts: [], failing: null };
}

/** 95 % quantile of liquidated quantity over that of the larger side; the worst shock of the mixture. */
export function liquidationsAtRisk({ scene, tiers }: Subject, side: Side): TakenWatch {
  const { market, manifest } = scene;
  const { own, outside, refills } = restingDepth(market, manifest.sweep, side);
  const samples = mixtureCells(scene, tiers, side).map(({ view }) => ({
    ascending: ascending(view, 'liquidatedShare'),
    planned: view.planned,
  }));
  const beyondVenue: TakenWatch['parts'] =
    outside === null ? [] : [{ name: 'outside depth there', unit: 'money', ...exactly(known(outside)) }];
  return {
    ...estimated(worstQuantile(samples, 950_000), 'quantile-ranks'),
    bound: largest(samples.map((sample) => upperQuantile(sample, 950_000))),
    parts: [
      { name: 'resting between mark and design shock', unit: 'money', ...exactly(known(own)) },
      ...beyondVenue,
      { name: 'times it refills in the horizon', unit: 'multiple', ...exactly(known(refills)) },
    ],
    failing: null,
  };
}

export function adlProbability({ scene, tiers }: Subject, side: Side): TakenWatch {
  const mixture = mixtureCells(scene, tiers, side);
  const test = overMixture(scene, tiers, side, adlOf);
  const worst = mixture.flatMap(({ view }) => (view.paths ? [largestOf(view.paths.haircutWorst)] : []));
  const anybody = mixture.some(({ view }) => (view.summary?.adlPaths ?? 0) > 0);
  return {
    ...bounded(test),
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
    failing: test.parts.reduce((sum, { evidence }) => sum + evidence.amount, 0),
  };
}

/** A share of the paths, or of open interest, over a side's mixture. */
function overMixture(
  scene: Subject['scene'],
  tiers: Subject['tiers'],
  side: Side,
  evidenceOf: (view: CellView) => Evidence,
): ProofTest {
  const parts = mixtureCells(scene, tiers, side).map(({ view, weight }) => ({
    weight,
    evidence: evidenceOf(view),
  }));
  return { parts, over: 'mixture', tolerance: 0, ...(parts.length === 0 && { beyondGrid: true }) };
}

/** What such a share is, and between which ends it lies. */
function bounded(test: ProofTest): Pick<TakenWatch, 'value' | 'interval' | 'bound'> {
  const value = observed(test);
  return {
    value: value === null ? unknown('NO_PATHS_DONE') : known(value),
    interval: twoSided(
      known(lowerBound(test, ALPHA / 2)),
      known(upperBound(test, ALPHA / 2)),
      methodOf(test),
    ),
    bound: known(upperBound(test, ALPHA)),
  };
}

const adlOf = ({ summary, planned, done }: CellView): Evidence => ({
  kind: 'count',
  amount: summary?.adlPaths ?? 0,
  done,
  planned,
});

export function thinAccountCount({ scene, thin }: Subject, side: Side): TakenWatch {
  const { count, notional, shortfall } = thin[side];
  const method = scene.market.accounts ? 'none' : 'range-of-estimates';
  const ranged = ({ mean, least, most }: typeof count): Bounded => ({
    value: known(mean),
    lower: known(least),
    upper: known(most),
  });
  return {
    ...estimated(ranged(count), method),
    bound: known(count.most),
    parts: [
      { name: 'notional', unit: 'money', ...estimateOf(ranged(notional), method) },
      { name: CLOSING_SHORTFALL, unit: 'money', ...estimateOf(ranged(shortfall), method) },
    ],
    failing: null,
  };
}

const estimated = ({ value, lower, upper }: Bounded, method: Method) => ({
  value,
  interval: twoSided(lower, upper, method),
});

/** Nothing is no share of any fund; something is no share of none. */
function shareOf(amount: Known, fund: number): Known {
  if (amount.value === null) return amount;
  if (amount.value === 0) return known(0);
  return fund > 0 ? known(amount.value / fund) : unknown('NO_FUND');
}

const ofFund = ({ value, lower, upper }: Bounded, fund: number): Bounded => ({
  value: shareOf(value, fund),
  lower: shareOf(lower, fund),
  upper: shareOf(upper, fund),
});

/** A number without an interval. */
const exactly = (value: Known) => ({ ...value, interval: twoSided(value, value, 'none') });

const largestOf = (column: Float64Array): number => column.reduce((most, value) => Math.max(most, value), 0);
