import type { Side } from '../../sweep/cells.ts';
import { ascending, type CellView, type Scene, topTwoAscending } from '../cells/cell-view.ts';
import { type MixtureCell, mixtureCells } from '../cells/decision-cells.ts';
import type { DepletionStep, Fund, FundCurvePoint, FundShock } from '../findings/fund.ts';
import { lowerBound, observed, type ProofTest, upperBound } from '../proof/proof-test.ts';
import { type Known, known, largest, unknown } from '../shapes/number.ts';
import { kaplanMeier } from '../statistics/kaplan-meier.ts';
import { ALPHA } from '../statistics/level.ts';
import { estimateOf, worstQuantile } from '../statistics/quantile-estimate.ts';
import { drawsAbove, expectedExcess, smallestProvenFund } from './fund.ts';
import { waterfall } from './waterfall.ts';

/**
 * What the fund of a side survives (report.md 3.6). Quantiles of a mixture are those of its worst shock.
 *
 * @param tolerance that of p_ruin
 */
export function fundSurvival(scene: Scene, side: Side, tolerance: number): Fund {
  const { market, manifest } = scene;
  const mixture = mixtureCells(scene, 'current', side);
  const draws = drawsOf(mixture);
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
    draw999: worst((view) => ascending(view, 'draw'), 999_000),
    expectedExcess: meanExcess(mixture, draws, market.fund),
    provenFund: largest(
      mixture.map(({ view }, i) => smallestProvenFund(draws[i]!, view.planned, tolerance, ALPHA)),
    ),
    tolerance,
    shocks: mixture.map((cell) => fundShock(scene, cell)),
  };
}

const drawsOf = (mixture: readonly MixtureCell[]): Float64Array[] =>
  mixture.map(({ view }) => ascending(view, 'draw'));

function meanExcess(mixture: readonly MixtureCell[], draws: readonly Float64Array[], fund: number): Known {
  if (draws.length === 0 || draws.some(({ length }) => length === 0)) return unknown('NO_PATHS_DONE');
  return known(mixture.reduce((sum, { weight }, i) => sum + weight * expectedExcess(draws[i]!, fund), 0));
}

/** Points of the curve beside zero and the fund. */
const POINTS = 120;

/** P(draw > x) at zero, at the fund, and at draws whose ranks thin out from the largest to the smallest. */
export function fundCurve(scene: Scene, side: Side): FundCurvePoint[] {
  const mixture = mixtureCells(scene, 'current', side);
  const draws = drawsOf(mixture);
  if (draws.length === 0 || draws.some(({ length }) => length === 0)) return [];
  const at = new Set([0, scene.market.fund]);
  for (const ascendingDraws of draws) {
    for (
      let place = 1;
      place <= ascendingDraws.length;
      place = Math.max(place + 1, Math.floor(place * STEP))
    ) {
      at.add(ascendingDraws[ascendingDraws.length - place]!);
    }
  }
  return [...at]
    .sort((a, b) => a - b)
    .map((draw) => ({ market: scene.manifest.market, side, ...exceedance(mixture, draws, draw) }));
}

/** From 1 to 10,000 in some 120 whole steps. */
const STEP = 1 + 9.21 / POINTS;

function exceedance(
  mixture: readonly MixtureCell[],
  draws: readonly Float64Array[],
  draw: number,
): Pick<FundCurvePoint, 'draw' | 'p' | 'lower' | 'upper'> {
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
