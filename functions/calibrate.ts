import type { Market } from '../shared/market/market.ts';
import { type Cell, cellAt } from '../shared/sweep/cells.ts';
import { type CostLaw, costLawOf, type Timing } from '../shared/sweep/cost-law.ts';
import type { Manifest } from '../shared/sweep/manifest.ts';
import { createWorkbench, runCells } from '../shared/sweep/run-cells.ts';
import type { Clock } from './ports.ts';

const BUDGET_SECONDS = 2;
const WARM_PATHS = 1;
const PATHS = 3;

/**
 * Times a few paths of cells in the corners and the middle of the grid, every mechanism included
 * (pipeline.md 5.2): each alone, and all of a ladder together. A first pass warms the compiler; where
 * already that takes long, its times are the answer. At most some 2 s, or one path of each cell.
 */
export function calibrate(clock: Clock, manifest: Manifest, market: Market): CostLaw {
  const bench = createWorkbench(market);
  const ladders = sampleLadders(manifest);
  const secondsOf = (work: () => void): number => {
    const start = clock.now();
    work();
    return (clock.now() - start) / 1_000;
  };
  const timed = (cells: readonly Cell[], paths: number): Timing => ({
    cells,
    paths,
    seconds: secondsOf(() =>
      runCells(
        manifest,
        bench,
        cells.map((cell) => ({ ...cell, paths, decision: false })),
      ),
    ),
  });
  const pass = (paths: number): Timing[][] => {
    const start = clock.now();
    return ladders
      .filter((_, i) => i === 0 || clock.now() - start < 1_000 * BUDGET_SECONDS)
      .map((cells) => [
        timed(cells, paths),
        ...(cells.length > 1 ? cells.map((cell) => timed([cell], paths)) : []),
      ]);
  };
  let timings: Timing[][] = [];
  const warmSeconds = secondsOf(() => {
    timings = pass(WARM_PATHS);
  });
  if (warmSeconds * (PATHS / WARM_PATHS) < BUDGET_SECONDS) timings = pass(PATHS);
  return costLawOf(timings, market.estimator !== null);
}

/** Cells to time, by ladder: the middle and the corners of leverage and maintenance; of each all mechanisms and five shocks. */
function sampleLadders(manifest: Manifest): Cell[][] {
  const { leverageBps, maintenanceBps, mechanism, depthBps, shockBps } = manifest.grids[0]!;
  const ends = (length: number) => [...new Set([Math.floor(length / 2), 0, length - 1])];
  const shocks = [
    ...new Set([0, 0.25, 0.5, 0.75, 1].map((share) => Math.round(share * (shockBps.length - 1)))),
  ];
  const depth = Math.floor(depthBps.length / 2);
  return ends(leverageBps.length).flatMap((l) =>
    ends(maintenanceBps.length).map((m) =>
      mechanism.flatMap((_, k) =>
        shocks.map((s) => {
          const ladder = l * maintenanceBps.length + m;
          return cellAt(
            manifest,
            ((ladder * mechanism.length + k) * depthBps.length + depth) * shockBps.length + s,
          );
        }),
      ),
    ),
  );
}
