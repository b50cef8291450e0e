import type { Market } from '../../shared/market/market.ts';
import { ladderName } from '../../shared/sweep/blocks.ts';
import { type Cell, cellAt, decisionCells } from '../../shared/sweep/cells.ts';
import { type CostLaw, costLawOf, type Timing } from '../../shared/sweep/cost-law.ts';
import type { Workload } from '../../shared/sweep/manifest.ts';
import { createWorkbench, runCells } from '../../shared/sweep/run-cells.ts';
import type { Clock } from '../ports.ts';

/** What runs first runs uncompiled, at a tenth of its speed: so much of it is not believed. */
const WARM_MS = 1_000;
/** How long calibration may take after that, how much of the sweep's own work, and what it runs at a time. */
const BUDGET_MS = 1_500;
const BUDGET_SHARE = 0.02;
const PATHS = 3;

/**
 * Times a few paths of cells in the corners and the middle of the grid, every mechanism included
 * (pipeline.md 5.2): each alone, and all of a ladder together. Warms the compiler for up to a second, then goes round
 * for some 1.5 s or 2 % of the work, at least twice, and believes the shortest time of each; of a market so large that the
 * first round takes longer it times the ladders that it reaches, one path each.
 */
export function calibrate(clock: Clock, work: Workload, market: Market): CostLaw {
  const bench = createWorkbench(market);
  const ladders = sampleLadders(work);
  let start = clock.now();
  let walks = 0;
  const isLate = () => clock.now() - start > BUDGET_MS;
  const timed = (cells: readonly Cell[], paths: number): Timing => {
    const few = cells.map((cell) => ({ ...cell, paths, decision: false }));
    const before = clock.spent();
    runCells(work, bench, few);
    walks += cells.length * paths;
    return { cells, paths, seconds: (clock.spent() - before) / 1_000 };
  };
  const timeLadder = (cells: readonly Cell[], paths: number): Timing[] =>
    cells.length === 1
      ? [timed(cells, paths)]
      : [timed(cells, paths), ...cells.map((cell) => timed([cell], paths))];

  for (const cell of ladders.flat()) if (clock.now() - start <= WARM_MS) timed([cell], 1);
  start = clock.now();
  walks = 0;

  const round: Timing[][] = [];
  for (const cells of ladders) if (round.length === 0 || !isLate()) round.push(timeLadder(cells, 1));
  const rounds: Timing[][][] = [];
  const isWhole = round.length === ladders.length;
  while ((isWhole && rounds.length === 0) || (!isLate() && walks < BUDGET_SHARE * work.paths)) {
    rounds.push(ladders.map((cells) => timeLadder(cells, PATHS)));
  }
  return costLawOf(rounds.length === 0 ? round : rounds.reduce(quicker), market.estimator !== null);
}

/** The lower of two times for the same work: the other one was disturbed, or not yet compiled. */
const quicker = (one: Timing[][], other: Timing[][]): Timing[][] =>
  one.map((timings, i) =>
    timings.map((timing, k) => (timing.seconds <= other[i]![k]!.seconds ? timing : other[i]![k]!)),
  );

/**
 * Cells to time, by ladder: the middle and the corners of leverage and maintenance, of each all mechanisms
 * and five shocks; and the cells of the mechanisms that are only compared, and of accounts split to avoid tiers.
 */
function sampleLadders(work: Workload): Cell[][] {
  const { leverageBps, maintenanceBps, mechanism, depthBps, shockBps } = work.grids[0]!;
  const ends = (length: number) => [...new Set([Math.floor(length / 2), 0, length - 1])];
  const shocks = [
    ...new Set([0, 0.25, 0.5, 0.75, 1].map((share) => Math.round(share * (shockBps.length - 1)))),
  ];
  const depth = Math.floor(depthBps.length / 2);
  const inCorners = ends(leverageBps.length).flatMap((l) =>
    ends(maintenanceBps.length).map((m) =>
      mechanism.flatMap((_, k) =>
        shocks.map((s) => {
          const ladder = l * maintenanceBps.length + m;
          return cellAt(
            work,
            ((ladder * mechanism.length + k) * depthBps.length + depth) * shockBps.length + s,
          );
        }),
      ),
    ),
  );
  const others = decisionCells(work).filter(({ kind }) => kind === 'compare' || kind === 'splitting');
  const byLadder = new Map<string, Cell[]>();
  for (const cell of others)
    byLadder.set(ladderName(cell), [...(byLadder.get(ladderName(cell)) ?? []), cell]);
  return [...inCorners, ...byLadder.values()];
}
