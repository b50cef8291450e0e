import { beyondShock, type Cell, type Side } from '../../sweep/cells.ts';
import { basePlace, type CellView, cellView, ruinOf, type Scene, uncoveredOf } from '../cells/cell-view.ts';
import { PROOF_METRICS, type ProofMetricId } from '../findings/assessment.ts';
import type { Evidence } from '../proof/evidence.ts';
import type { ProofTest } from '../proof/proof-test.ts';
import { COVER2_TOLERANCE, complement, type Limits } from './limits.ts';

export const SIDES = ['down', 'up'] as const;

/** A proof metric on one side: which test, of what, on which cells. */
export interface KeyTest {
  readonly id: ProofMetricId;
  readonly side: Side;
  /** What must stay small. */
  readonly of: string;
  readonly cells: readonly CellView[];
  readonly test: ProofTest;
}

/** A cell of the design mixture and its weight. */
export interface MixtureCell {
  readonly view: CellView;
  readonly weight: number;
}

/** The eight tests of a market under one margin table: in the order of report.md 3.2, down before up. */
export function keyTests(scene: Scene, tiers: Cell['tiers'], limits: Limits): KeyTest[] {
  return PROOF_METRICS.flatMap((id) => SIDES.map((side) => MAKE[id](scene, tiers, side, limits)));
}

/** Cells of a side's design mixture, base values otherwise. */
export function mixtureCells(scene: Scene, tiers: Cell['tiers'], side: Side): MixtureCell[] {
  return scene.manifest.sweep.design[side].flatMap(({ shockBps, weight }) => {
    const view = cellView(scene, basePlace(scene, tiers), shockBps);
    return view ? [{ view, weight }] : [];
  });
}

/** The cell one step beyond the mixture; null where the grid ends before. */
function beyondCell(scene: Scene, tiers: Cell['tiers'], side: Side): CellView | null {
  const shock = beyondShock(scene.manifest.sweep, side);
  return shock === undefined ? null : cellView(scene, basePlace(scene, tiers), shock);
}

/** Base cells at the mixture shocks and one step beyond them, both sides. */
export function decisionCells(scene: Scene, tiers: Cell['tiers']): CellView[] {
  return SIDES.flatMap((side) => {
    const beyond = beyondCell(scene, tiers, side);
    const mixture = mixtureCells(scene, tiers, side).map(({ view }) => view);
    return beyond ? [...mixture, beyond] : mixture;
  });
}

/** Largest mixture shock of a side in basis points, as a size. */
export const largestBps = ({ manifest: { sweep } }: Scene, side: Side): number =>
  Math.max(...sweep.design[side].map(({ shockBps }) => Math.abs(shockBps)));

type Make = (scene: Scene, tiers: Cell['tiers'], side: Side, limits: Limits) => KeyTest;

const overMixture = (
  mixture: readonly MixtureCell[],
  tolerance: number,
  over: ProofTest['over'],
  evidence: (view: CellView) => Evidence,
): ProofTest => ({
  parts: mixture.map(({ view, weight }) => ({ weight, evidence: evidence(view) })),
  over,
  tolerance,
  ...(mixture.length === 0 && { beyondGrid: true }),
});

const MAKE: Readonly<Record<ProofMetricId, Make>> = {
  coverage: (scene, tiers, side, limits) => {
    const mixture = mixtureCells(scene, tiers, side);
    return {
      id: 'coverage',
      side,
      of: 'mean uncovered share of open interest',
      cells: mixture.map(({ view }) => view),
      test: overMixture(mixture, complement(limits.coverage), 'mixture', uncoveredOf),
    };
  },
  p_ruin: (scene, tiers, side, limits) => {
    const mixture = mixtureCells(scene, tiers, side);
    return {
      id: 'p_ruin',
      side,
      of: 'probability that draw exceeds the fund, given the design shock',
      cells: mixture.map(({ view }) => view),
      test: overMixture(mixture, limits.p_ruin.value, 'mixture', ruinOf),
    };
  },
  cover2: (scene, tiers, side, limits) => {
    const mixture = mixtureCells(scene, tiers, side);
    const resources = scene.market.fund / limits.cover2.value;
    return {
      id: 'cover2',
      side,
      of: 'probability that the two largest group shortfalls exceed the resources, each mixture shock alone',
      cells: mixture.map(({ view }) => view),
      test: overMixture(mixture, COVER2_TOLERANCE, 'worst', (view) => shortfallAbove(view, resources)),
    };
  },
  distance: (scene, tiers, side, limits) => {
    const view = beyondCell(scene, tiers, side);
    const largest = largestBps(scene, side);
    // The grid may hold a shock of 1.25 times the design, and still none as far as a stricter limit asks.
    const tooShort = view === null || Math.abs(view.cell.shockBps) < limits.distance.value * largest;
    return {
      id: 'distance',
      side,
      of: 'probability that draw exceeds the fund, one grid shock beyond the design',
      cells: view ? [view] : [],
      test: {
        parts: view ? [{ weight: 1, evidence: ruinOf(view) }] : [],
        over: 'mixture',
        tolerance: limits.p_ruin.value,
        ...(tooShort && { beyondGrid: true }),
      },
    };
  },
};

/** Paths whose two largest group shortfalls together exceed `resources`. */
function shortfallAbove({ paths, planned }: CellView, resources: number): Evidence {
  if (!paths) return { kind: 'count', amount: 0, done: 0, planned };
  const { deficitFirst, deficitSecond } = paths;
  let amount = 0;
  for (let i = 0; i < deficitFirst.length; i++)
    if (deficitFirst[i]! + deficitSecond[i]! > resources) amount++;
  return { kind: 'count', amount, done: deficitFirst.length, planned };
}

/** Sum of the two largest group shortfalls of each done path, ascending. */
export function topTwoAscending({ paths }: CellView): Float64Array {
  if (!paths) return new Float64Array(0);
  return paths.deficitFirst.map((first, i) => first + paths.deficitSecond[i]!).sort();
}
