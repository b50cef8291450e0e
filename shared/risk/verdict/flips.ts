import type { Side } from '../../sweep/cells.ts';
import {
  ascending,
  basePlace,
  type CellView,
  cellView,
  type Place,
  topTwoAscending,
  uncoveredOf,
} from '../cells/cell-view.ts';
import { decisionCellsOf, mixtureCells } from '../cells/decision-cells.ts';
import type { JudgedMetric } from '../findings/metric.ts';
import type { Verdict } from '../findings/verdict.ts';
import { smallestProvenFund } from '../fund/fund.ts';
import { drawShortfall } from '../metrics/draw-shortfall.ts';
import type { KeyNumbers } from '../metrics/key-numbers.ts';
import { complement } from '../metrics/proof-values.ts';
import type { Subject } from '../metrics/subject.ts';
import type { MetricId } from '../metrics/table.ts';
import { upperBound } from '../proof/proof-test.ts';
import { type Known, known, largest, unknown } from '../shapes/number.ts';
import { ALPHA } from '../statistics/level.ts';
import { upperQuantile } from '../statistics/quantile-estimate.ts';

/** What would have changed the word, always about the test that decided (report.md 3.1). */
export type Flips = Pick<Verdict, 'pathsToProof' | 'provenFund' | 'margins'>;

/** @param proposed key numbers under the proposed tiers; null where they were not simulated */
export const flipsOf = (subject: Subject, deciding: JudgedMetric, proposed: KeyNumbers | null): Flips => ({
  pathsToProof: pathsOf(deciding),
  provenFund: provenFund(subject, deciding),
  margins: marginsThatProve(subject, deciding, proposed),
});

/** A refuted test no number of paths will prove, and a watch metric proves nothing. */
function pathsOf(deciding: JudgedMetric): Known {
  if (deciding.role === 'watch') return unknown('WATCH_METRIC_OUTSIDE');
  if (deciding.state === 'proven') return known(deciding.paths.planned);
  return deciding.state === 'refuted' ? unknown('RATE_ABOVE_TOLERANCE') : deciding.pathsToProof;
}

/** Where the fund decided: what it would have to hold (report.md 7.8), over a mixture for the worst shock. */
function provenFund({ scene, tiers, limits }: Subject, { id, side }: JudgedMetric): Known {
  const enough = (views: readonly CellView[]) =>
    largest(
      views.map((view) =>
        smallestProvenFund(ascending(view, 'need'), view.planned, limits.of.p_ruin.value, ALPHA),
      ),
    );
  const mixture = mixtureCells(scene, tiers, side).map(({ view }) => view);
  const withBeyond = decisionCellsOf(scene, tiers, side);
  const scaled = ({ value, reason }: Known, by: number): Known =>
    value === null ? unknown(reason!) : known(value * by);
  switch (id) {
    case 'p_ruin':
      return enough(mixture);
    case 'distance':
      return withBeyond.length > mixture.length ? enough(withBeyond) : unknown('GRID_TOO_SHORT');
    case 'cover2': {
      const samples = mixture.map((view) => ({ ascending: topTwoAscending(view), planned: view.planned }));
      return scaled(largest(samples.map((own) => upperQuantile(own, 990_000))), limits.of.cover2.value);
    }
    case 'es_draw':
      return scaled(
        drawShortfall(scene, mixtureCells(scene, tiers, side)).upper,
        1 / limits.of.es_draw.value,
      );
    default:
      return unknown('NOT_BY_THE_FUND');
  }
}

/** Where margins decided: the nearest of the grid's margins, and the mechanisms, that would prove it. */
function marginsThatProve(
  { scene, limits }: Subject,
  { id, side, state }: JudgedMetric,
  proposed: KeyNumbers | null,
): Flips['margins'] {
  if (id !== 'coverage' || state === 'proven') return null;
  const { sweep } = scene.manifest;
  const { base, axes, compare } = sweep;
  const today = basePlace(scene, 'current');
  const tolerance = complement(limits.of.coverage);
  const proves = (place: Place): boolean => provesCoverage(scene, place, side, tolerance);
  const nearest = (values: readonly number[], name: 'leverageBps' | 'maintenanceBps'): number | null => {
    const found = values.find((value) => proves({ ...today, [name]: value }));
    return found === undefined ? null : found / 10_000;
  };
  const mechanisms = [...new Set([...axes.mechanism, ...compare])].filter((one) => one !== base.mechanism);
  return {
    maintenance: nearest(
      axes.maintenanceBps.filter((one) => one > base.maintenanceBps).sort((a, b) => a - b),
      'maintenanceBps',
    ),
    leverage: nearest(
      axes.leverageBps.filter((one) => one < base.leverageBps).sort((a, b) => b - a),
      'leverageBps',
    ),
    mechanisms: mechanisms.filter((mechanism) => proves({ ...today, mechanism })),
    tiers: proposed === null ? null : isProven(proposed, id, side),
  };
}

const isProven = ({ proof }: KeyNumbers, id: MetricId, side: Side): boolean =>
  proof.some((own) => own.id === id && own.side === side && own.state === 'proven');

function provesCoverage(scene: Subject['scene'], place: Place, side: Side, tolerance: number): boolean {
  const mixture = scene.manifest.sweep.design[side];
  const parts = mixture.flatMap(({ shockBps, weight }) => {
    const view = cellView(scene, place, shockBps);
    return view?.summary ? [{ weight, evidence: uncoveredOf(view) }] : [];
  });
  if (parts.length < mixture.length) return false;
  return upperBound({ parts, over: 'mixture', tolerance }, ALPHA) <= tolerance;
}
