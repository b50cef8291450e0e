import type { Side } from '../../sweep/cells.ts';
import { ascending, type CellView, type Scene, topTwoAscending } from '../cells/cell-view.ts';
import { type MixtureCell, mixtureCells } from '../cells/decision-cells.ts';
import type { DepletionStep, Fund, FundCurvePoint, FundShock } from '../findings/fund.ts';
import { lowerBound, observed, type ProofTest, upperBound } from '../proof/proof-test.ts';
import { largest, type Mean, noMean } from '../shapes/number.ts';
import { averageOf } from '../statistics/average.ts';
import { kaplanMeier } from '../statistics/kaplan-meier.ts';
import { ALPHA } from '../statistics/level.ts';
import { estimateOf, worstQuantile } from '../statistics/quantile-estimate.ts';
import { excesses, needsAbove, smallestProvenFund } from './fund.ts';
import { waterfall } from './waterfall.ts';

/**
 * What the fund of a side survives (report.md 3.6). Quantiles of a mixture are those of its worst shock.
 *
 * @param tolerance that of p_ruin
 */
export function fundSurvival(scene: Scene, side: Side, tolerance: number): Fund {
  const { market, manifest } = scene;
  const mixture = mixtureCells(scene, 'current', side);
  const needs = needsOf(mixture);
  const worst = (column: (view: CellView) => Float64Array, ppm: number) => {
    const samples = mixture.map(({ view }) => ({ ascending: column(view), planned: view.planned }));
    return estimateOf(worstQuantile(samples, ppm), 'quantile-ranks');
  };
  return {
    market: manifest.market,
    side,
    unit: market.snapshot.market.settlementCurrency,
    resources: market.fund,
    cover1: worst((view) => ascending(view, 'deficitFirst'), 990_000),
    cover2: worst(topTwoAscending, 990_000),
    draw999: worst((view) => ascending(view, 'need'), 999_000),
    expectedExcess: meanExcess(mixture, needs, market.fund),
    provenFund: largest(
      mixture.map(({ view }, i) => smallestProvenFund(needs[i]!, view.planned, tolerance, ALPHA)),
    ),
    tolerance,
    shocks: mixture.map((cell) => fundShock(scene, cell)),
  };
}

const needsOf = (mixture: readonly MixtureCell[]): Float64Array[] =>
  mixture.map(({ view }) => ascending(view, 'need'));

function meanExcess(mixture: readonly MixtureCell[], needs: readonly Float64Array[], fund: number): Mean {
  if (needs.length === 0 || needs.some(({ length }) => length === 0)) return noMean('NO_PATHS_DONE');
  const each = needs.map((own) => averageOf(excesses(own, fund)));
  return {
    of: each.some(({ of }) => of === 'median') ? 'median' : 'mean',
    value: mixture.reduce((sum, { weight }, i) => sum + weight * each[i]!.value, 0),
    reason: null,
  };
}

/** Points of the curve beside zero and the fund. */
const POINTS = 120;

/** P(need > x) at zero, at the fund, and at needs whose ranks thin out from the largest to the smallest. */
export function fundCurve(scene: Scene, side: Side): FundCurvePoint[] {
  const mixture = mixtureCells(scene, 'current', side);
  const needs = needsOf(mixture);
  if (needs.length === 0 || needs.some(({ length }) => length === 0)) return [];
  const at = new Set([0, scene.market.fund]);
  for (const own of needs) {
    for (let place = 1; place <= own.length; place = Math.max(place + 1, Math.floor(place * STEP))) {
      at.add(own[own.length - place]!);
    }
  }
  return [...at]
    .sort((a, b) => a - b)
    .map((need) => ({ market: scene.manifest.market, side, ...exceedance(mixture, needs, need) }));
}

/** From 1 to 10,000 in some 120 whole steps. */
const STEP = 1 + 9.21 / POINTS;

function exceedance(
  mixture: readonly MixtureCell[],
  needs: readonly Float64Array[],
  need: number,
): Pick<FundCurvePoint, 'need' | 'p' | 'lower' | 'upper'> {
  const test: ProofTest = {
    parts: mixture.map(({ view, weight }, i) => ({
      weight,
      evidence: {
        kind: 'count',
        amount: needsAbove(needs[i]!, need),
        done: view.done,
        planned: view.planned,
      },
    })),
    over: 'mixture',
    tolerance: 0,
  };
  return { need, p: observed(test)!, lower: lowerBound(test, ALPHA / 2), upper: upperBound(test, ALPHA / 2) };
}

function fundShock(scene: Scene, { view, weight }: MixtureCell): FundShock {
  return {
    shockBps: view.cell.shockBps,
    shock: view.cell.shockBps / 10_000,
    weight,
    cell: view.cell.id,
    paths: { planned: view.planned, done: view.done },
    waterfall: waterfall(view),
    depletion: depletion(view, scene.manifest.sweep.path.horizonSeconds),
    floorHitPaths: view.summary?.floorHit ?? 0,
    ceilingHitPaths: view.summary?.ceilingHit ?? 0,
  };
}

/** Steps of the depletion curve that are kept; each is exact, the ones between are left out. */
const MOST_STEPS = 100;

/** A path whose fund did not run empty was watched to the horizon: after its end nothing could change any more. */
function depletion({ paths }: CellView, horizonSeconds: number): DepletionStep[] {
  if (!paths) return [];
  const watched = Array.from(paths.fundEmptySeconds, (seconds) =>
    seconds >= 0 ? { time: seconds, event: true } : { time: horizonSeconds, event: false },
  );
  const steps = kaplanMeier(watched);
  const kept = Math.min(MOST_STEPS, steps.length);
  return Array.from({ length: kept }, (_, i) => {
    const { time, ...step } = steps[Math.floor(((i + 1) * steps.length) / kept) - 1]!;
    return { seconds: time, ...step };
  });
}
