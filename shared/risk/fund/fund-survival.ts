import type { Side } from '../../sweep/cells.ts';
import { ascending, type CellView, type Scene } from '../cells/cell-view.ts';
import type { DepletionStep, FundAssessment, FundCurvePoint, FundShock } from '../findings/assessment.ts';
import { type Known, known, unknown } from '../findings/reasons.ts';
import type { Limits } from '../metrics/limits.ts';
import { largest } from '../metrics/proof-metric-values.ts';
import { type MixtureCell, mixtureCells, SIDES, topTwoAscending } from '../metrics/proof-metrics.ts';
import { ALPHA, lowerBound, observed, type ProofTest, upperBound } from '../proof/proof-test.ts';
import { kaplanMeier } from '../statistics/kaplan-meier.ts';
import { quantileEstimate, type Sample, twoSided } from '../statistics/quantile-estimate.ts';
import { drawsAbove, expectedExcess, smallestProvenFund } from './fund.ts';
import { waterfall } from './waterfall.ts';

/** What the fund survives (report.md 3.6). Quantiles of a mixture are those of its worst shock. */
export const fundSurvival = (scene: Scene, limits: Limits): FundAssessment[] =>
  SIDES.map((side) => fundOfSide(scene, limits, side));

function fundOfSide(scene: Scene, limits: Limits, side: Side): FundAssessment {
  const { market, manifest } = scene;
  const mixture = mixtureCells(scene, 'current', side);
  const draws = mixture.map(({ view }) => ascending(view, 'draw'));
  const tolerance = limits.p_ruin.value;
  const worst = (samples: readonly Sample[], ppm: number) => {
    const each = samples.map((sample) => quantileEstimate(sample, ppm));
    const end = (which: 'lower' | 'upper') =>
      largest(
        each.map(({ interval }) =>
          interval[which] === null ? unknown(interval.reason!) : known(interval[which]),
        ),
      );
    return { ...largest(each), interval: twoSided(end('lower'), end('upper'), 'quantile-ranks') };
  };
  const samplesOf = (column: (view: CellView) => Float64Array): Sample[] =>
    mixture.map(({ view }) => ({ ascending: column(view), planned: view.planned }));
  return {
    market: manifest.market,
    side,
    unit: market.snapshot.market.settlementCurrency,
    resources: market.fund,
    cover1: worst(
      samplesOf((view) => ascending(view, 'deficitFirst')),
      990_000,
    ),
    cover2: worst(samplesOf(topTwoAscending), 990_000),
    draw999: worst(
      samplesOf((view) => ascending(view, 'draw')),
      999_000,
    ),
    expectedExcess: meanExcess(mixture, draws, market.fund),
    provenFund: largest(
      mixture.map(({ view }, i) => smallestProvenFund(draws[i]!, view.planned, tolerance, ALPHA)),
    ),
    tolerance,
    curve: curve(mixture, draws, market.fund),
    shocks: mixture.map((cell) => fundShock(scene, cell)),
  };
}

function meanExcess(mixture: readonly MixtureCell[], draws: readonly Float64Array[], fund: number): Known {
  if (draws.length === 0 || draws.some(({ length }) => length === 0)) return unknown('NO_PATHS_DONE');
  return known(mixture.reduce((sum, { weight }, i) => sum + weight * expectedExcess(draws[i]!, fund), 0));
}

/** Points of the curve beside zero and the fund. */
const POINTS = 120;

/** P(draw > x) at zero, at the fund, and at draws whose ranks thin out from the largest to the smallest. */
function curve(
  mixture: readonly MixtureCell[],
  draws: readonly Float64Array[],
  fund: number,
): FundCurvePoint[] {
  if (draws.length === 0 || draws.some(({ length }) => length === 0)) return [];
  const at = new Set([0, fund]);
  for (const ascendingDraws of draws) {
    for (
      let place = 1;
      place <= ascendingDraws.length;
      place = Math.max(place + 1, Math.floor(place * STEP))
    ) {
      at.add(ascendingDraws[ascendingDraws.length - place]!);
    }
  }
  return [...at].sort((a, b) => a - b).map((draw) => exceedance(mixture, draws, draw));
}

/** From 1 to 10,000 in some 120 whole steps. */
const STEP = 1 + 9.21 / POINTS;

function exceedance(
  mixture: readonly MixtureCell[],
  draws: readonly Float64Array[],
  draw: number,
): FundCurvePoint {
  const test: ProofTest = {
    parts: mixture.map(({ view, weight }, i) => ({
      weight,
      evidence: {
        kind: 'count',
        amount: drawsAbove(draws[i]!, draw),
        done: view.done,
        planned: view.planned,
      },
    })),
    over: 'mixture',
    tolerance: 0,
  };
  return { draw, p: observed(test)!, lower: lowerBound(test, ALPHA / 2), upper: upperBound(test, ALPHA / 2) };
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
