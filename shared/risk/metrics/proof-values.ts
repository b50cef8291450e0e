import type { Side } from '../../sweep/cells.ts';
import { type CellView, ruinOf, topTwoAscending, topTwoGroups, uncoveredOf } from '../cells/cell-view.ts';
import { beyondCell, decisionCellsOf, largestBps, mixtureCells } from '../cells/decision-cells.ts';
import type { MetricLimit } from '../findings/metric.ts';
import type { Evidence } from '../proof/evidence.ts';
import { lowerBound, methodOf, observed, type ProofTest, upperBound } from '../proof/proof-test.ts';
import { type Known, known, largest, unknown } from '../shapes/number.ts';
import { ALPHA } from '../statistics/level.ts';
import { estimateOf, twoSided, upperQuantile, worstQuantile } from '../statistics/quantile-estimate.ts';
import type { SideTest, Subject, TakenProof } from './subject.ts';

// How the proof metrics are tested and shown: report.md 3.2.

/** What may fall short of a ratio that must be at least `value`: 0.005 of 0.995, exact to a millionth. */
export const complement = ({ value }: MetricLimit): number =>
  (1_000_000 - Math.round(value * 1_000_000)) / 1_000_000;

export const coverageTest = (subject: Subject, side: Side): SideTest =>
  overMixture(subject, side, {
    tolerance: complement(subject.limits.of.coverage),
    over: 'mixture',
    evidenceOf: uncoveredOf,
  });

export function shareCovered(_subject: Subject, { test }: SideTest): TakenProof {
  const uncovered = observed(test);
  return {
    value: uncovered === null ? unknown('NO_PATHS_DONE') : known(1 - uncovered),
    interval: twoSided(
      known(1 - upperBound(test, ALPHA / 2)),
      known(1 - lowerBound(test, ALPHA / 2)),
      methodOf(test),
    ),
    parts: [],
    watch: null,
  };
}

export const ruinTest = (subject: Subject, side: Side): SideTest =>
  overMixture(subject, side, {
    tolerance: subject.limits.of.p_ruin.value,
    over: 'mixture',
    evidenceOf: ruinOf,
  });

export function shareFailing(_subject: Subject, { test }: SideTest): TakenProof {
  const value = observed(test);
  return {
    value: value === null ? unknown('NO_PATHS_DONE') : known(value),
    interval: twoSided(
      known(lowerBound(test, ALPHA / 2)),
      known(upperBound(test, ALPHA / 2)),
      methodOf(test),
    ),
    parts: [],
    watch: null,
  };
}

/** Shortfall beyond which a path counts as failing in one of a hundred: cover-2 is a 99 % quantile. */
export const COVER2_TOLERANCE = 0.01;

export function cover2Test(subject: Subject, side: Side): SideTest {
  const resources = subject.scene.market.fund / subject.limits.of.cover2.value;
  return overMixture(subject, side, {
    tolerance: COVER2_TOLERANCE,
    over: 'worst',
    evidenceOf: (view) => shortfallAbove(view, resources),
  });
}

export function cover2Ratio({ scene, limits }: Subject, { cells }: SideTest): TakenProof {
  const samples = cells.map((view) => ({ ascending: topTwoAscending(view), planned: view.planned }));
  const shortfall = worstQuantile(samples, 990_000);
  const ratio = (money: Known): Known => {
    if (money.value === null) return money;
    return money.value > 0 ? known(scene.market.fund / money.value) : unknown('NO_SHORTFALL');
  };
  const bound = ratio(largest(samples.map((sample) => upperQuantile(sample, 990_000))));
  const limit = limits.watch.cover2!;
  const inside = bound.reason === 'NO_SHORTFALL' || (bound.value !== null && bound.value >= limit.value);
  return {
    value: ratio(shortfall.value),
    interval: twoSided(ratio(shortfall.upper), ratio(shortfall.lower), 'quantile-ranks'),
    parts: [
      {
        name: 'two largest group shortfalls, 99 % quantile',
        unit: 'money',
        ...estimateOf(shortfall, 'quantile-ranks'),
      },
    ],
    watch: { state: inside ? 'inside' : 'outside', bound, limit },
  };
}

export function distanceTest({ scene, tiers, limits }: Subject, side: Side): SideTest {
  const view = beyondCell(scene, tiers, side);
  const farthest = limits.of.distance.value * largestBps(scene, side);
  // The grid may hold a shock of 1.25 times the design, and still none as far as a stricter limit asks.
  const tooShort = view === null || Math.abs(view.cell.shockBps) < farthest;
  return {
    side,
    cells: view ? [view] : [],
    test: {
      parts: view ? [{ weight: 1, evidence: ruinOf(view) }] : [],
      over: 'mixture',
      tolerance: limits.of.p_ruin.value,
      ...(tooShort && { beyondGrid: true }),
    },
  };
}

export function provenDistance(subject: Subject, { side, test }: SideTest): TakenProof {
  const multiple = provenMultiple(subject, side);
  return {
    value: multiple,
    interval: twoSided(multiple, unknown('NO_FINITE_BOUND'), methodOf(test)),
    parts: [],
    watch: null,
  };
}

/** Largest shock of the decision region up to which p_ruin's tolerance is proven, over the largest mixture shock. */
function provenMultiple({ scene, tiers, limits }: Subject, side: Side): Known {
  const steps = decisionCellsOf(scene, tiers, side)
    .map((view) => ({ size: Math.abs(view.cell.shockBps), evidence: ruinOf(view) }))
    .sort((a, b) => a.size - b.size);
  const proves = ({ evidence }: (typeof steps)[number]) =>
    upperBound({ parts: [{ weight: 1, evidence }], over: 'mixture', tolerance: 0 }, ALPHA) <=
    limits.of.p_ruin.value;
  const open = steps.findIndex((step) => !proves(step));
  const last = steps.at(open === -1 ? -1 : open - 1);
  if (open === 0 || !last) return unknown('NOT_PROVEN');
  return known(last.size / largestBps(scene, side));
}

function overMixture(
  { scene, tiers }: Subject,
  side: Side,
  {
    evidenceOf,
    ...rest
  }: Pick<ProofTest, 'over' | 'tolerance'> & { evidenceOf: (view: CellView) => Evidence },
): SideTest {
  const mixture = mixtureCells(scene, tiers, side);
  const parts = mixture.map(({ view, weight }) => ({ weight, evidence: evidenceOf(view) }));
  return {
    side,
    cells: mixture.map(({ view }) => view),
    test: { parts, ...rest, ...(parts.length === 0 && { beyondGrid: true }) },
  };
}

/** Paths whose two largest group shortfalls together exceed `resources`. */
function shortfallAbove({ paths, planned }: CellView, resources: number): Evidence {
  if (!paths) return { kind: 'count', amount: 0, done: 0, planned };
  const amount = topTwoGroups(paths).reduce((sum, shortfall) => sum + (shortfall > resources ? 1 : 0), 0);
  return { kind: 'count', amount, done: paths.path.length, planned };
}
