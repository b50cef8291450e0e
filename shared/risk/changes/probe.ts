import type { Market } from '../../market/market.ts';
import { cellAt, type Side } from '../../sweep/cells.ts';
import { type Grid, mixtureShocks } from '../../sweep/grids.ts';
import type { Workload } from '../../sweep/manifest.ts';
import type { PathColumns } from '../../sweep/results.ts';
import { createWorkbench, runCells } from '../../sweep/run-cells.ts';
import { NOBODY_SPLITS, type Sweep } from '../../sweep/sweep-file.ts';
import { type BySide, SIDES } from '../cells/decision-cells.ts';
import type { AttributedId } from '../findings/change.ts';
import { sumOf } from '../statistics/average.ts';
import { mixtureShortfall } from '../statistics/mixture-shortfall.ts';

/** What a cell is run on. */
export interface Inputs {
  readonly market: Market;
  readonly sweep: Sweep;
}

/** The columns of paths that key numbers are made of; row `i` is one path. */
export type ProbedPaths = Pick<PathColumns, 'path' | 'uncoveredShare' | 'need'>;

/** Key numbers of a side over a few paths; null where there is nothing to divide by, or no path was done. */
export type Probed = Readonly<Record<AttributedId, number | null>>;

/** Runs the first `paths` paths of the base cell at the design's shocks. */
export function probe(inputs: Inputs, paths: number): BySide<Probed> {
  const work = probeOf(inputs, paths);
  const cells = work.grids[0]!.shockBps.map((_, index) => cellAt(work, index));
  const results = runCells(work, createWorkbench(inputs.market), cells);
  const ran = new Map(cells.map(({ index, shockBps }) => [shockBps, results.paths.get(index)!]));
  return probed(inputs, paths, (shockBps) => ran.get(shockBps));
}

/** How many cells that is. */
export const probeCells = ({ design }: Sweep): number => design.down.length + design.up.length;

/** The same numbers from paths that were run before, as far as they are among the first `paths`. */
export function probed(
  { market, sweep }: Inputs,
  paths: number,
  at: (shockBps: number) => ProbedPaths | undefined,
): BySide<Probed> {
  const { fund, openInterestNotional } = market;
  const ofSide = (side: Side): Probed => {
    const parts = sweep.design[side].map(({ shockBps, weight }) => ({
      weight,
      ...first(at(shockBps), paths),
    }));
    if (parts.some(({ need }) => need.length === 0)) return NOTHING;
    const mean = (of: (part: (typeof parts)[number]) => Float64Array) =>
      parts.reduce((sum, part) => sum + (part.weight * sumOf(of(part))) / part.need.length, 0);
    const bounded = parts.map(({ weight, need }) => ({
      weight,
      losses: need.map((own) => Math.min(own, openInterestNotional)),
    }));
    return {
      coverage: 1 - mean(({ uncovered }) => uncovered.slice().sort()),
      p_ruin: mean(({ need }) => need.map((own) => (own > fund ? 1 : 0))),
      es_draw: fund > 0 ? mixtureShortfall(bounded, ES_PPM) / fund : null,
    };
  };
  const [down, up] = SIDES.map(ofSide) as [Probed, Probed];
  return { down, up };
}

const ES_PPM = 975_000;
const NOTHING: Probed = { coverage: null, p_ruin: null, es_draw: null };
const EMPTY = new Float64Array(0);

/** Rows of the first paths; those that could not finish are missing. */
function first(columns: ProbedPaths | undefined, paths: number) {
  if (!columns) return { need: EMPTY, uncovered: EMPTY };
  const beyond = columns.path.findIndex((path) => path >= paths);
  const rows = beyond < 0 ? columns.path.length : beyond;
  return { need: columns.need.subarray(0, rows), uncovered: columns.uncoveredShare.subarray(0, rows) };
}

function probeOf({ market, sweep }: Inputs, paths: number): Workload {
  const { base } = sweep;
  const grid: Grid = {
    kind: 'current',
    tiers: 'current',
    splitting: [NOBODY_SPLITS],
    leverageBps: [base.leverageBps],
    maintenanceBps: [base.maintenanceBps],
    mechanism: [base.mechanism],
    depthBps: [base.depthBps],
    shockBps: mixtureShocks(sweep),
    paths,
  };
  const cells = grid.shockBps.length;
  return {
    market: market.snapshot.market.id,
    sweep,
    grids: [grid],
    candidateTiers: [],
    cells,
    paths: cells * paths,
  };
}
