import { createEngine, type Engine } from '../cascade/cascade.ts';
import { createLadder, fillLadder, type Ladder } from '../cascade/holders/isolated/ladder.ts';
import { type Accounts, allocateAccounts } from '../cascade/margin/accounts.ts';
import { applyAxes } from '../cascade/margin/axes.ts';
import { splitAccounts } from '../cascade/margin/splitting.ts';
import { OUTCOME_COLUMNS } from '../cascade/outcome.ts';
import { type Depth, depthOf } from '../cascade/venue/depth/depth.ts';
import type { Market } from '../market/market.ts';
import { type Block, blocksOf } from './blocks.ts';
import type { Cell } from './cells.ts';
import { type Course, createCourse, drawCourse, setShock } from './course.ts';
import type { Workload } from './manifest.ts';
import type { CellSummary, PathColumns, ShardResult } from './results.ts';
import { accountsSplitAt } from './splitting.ts';
import { addPath, createTally, summarise, type Tally } from './tally.ts';

/** Room to run any cells of one market in; made once per worker, and nothing in it outlives a path. */
export interface Workbench {
  readonly market: Market;
  readonly depth: Depth;
  /** These three grow where accounts are split. */
  engine: Engine;
  ladder: Ladder;
  parts: Accounts;
  /** Drawn anew in every path; unused where the snapshot knows its accounts. */
  readonly drawn: Accounts;
  /** After the axes. */
  readonly adjusted: Accounts;
  readonly row: Float64Array;
}

export function createWorkbench(market: Market): Workbench {
  const count = market.accountCount;
  return {
    market,
    depth: depthOf(market.depth, market.startPrice),
    engine: createEngine(count),
    ladder: createLadder(count),
    parts: allocateAccounts(0),
    drawn: allocateAccounts(market.estimator ? count : 0),
    adjusted: allocateAccounts(count),
    row: new Float64Array(OUTCOME_COLUMNS.length),
  };
}

/**
 * Runs cells of a sweep. Estimated positions and the shape of the shock are drawn once per path; the
 * ladder is sorted once per (tiers, splitting, leverage, maintenance), and once per path too where positions
 * are estimated; then every shock, mechanism and depth of that block runs over it. A cell's numbers depend on
 * nothing but the cell, so shards of any size give the same ones. Memory: nine doubles per cell and path,
 * some forty in decision cells.
 *
 * @param heed told the number of walks just finished, some thousand times a second; what it throws ends the run
 */
export function runCells(
  work: Workload,
  bench: Workbench,
  cells: readonly Cell[],
  heed: (walks: number) => void = () => {},
): ShardResult {
  const { accounts, estimator } = bench.market;
  const tallies = cells.map(createTally);
  const blocks = blocksOf(work, bench.market, tallies);
  const course = createCourse(work.sweep);
  makeRoom(bench, Math.min(...blocks.map(({ cap }) => cap)));

  if (estimator) {
    const paths = Math.max(...blocks.map((block) => block.paths));
    for (let path = 0; path < paths; path++) {
      estimator.draw(course.seedLow, course.seedHigh, path, bench.drawn);
      drawCourse(course, path);
      for (const block of blocks) {
        if (path >= block.paths) continue;
        sortBlock(bench, block, bench.drawn);
        heed(runBlock(bench, course, block, path));
      }
    }
  } else {
    for (const block of blocks) {
      sortBlock(bench, block, accounts!);
      for (let path = 0; path < block.paths; path++) {
        drawCourse(course, path);
        heed(runBlock(bench, course, block, path));
      }
    }
  }
  return resultOf(tallies);
}

/** Room for everybody split at a notional; larger room changes no bit of what smaller one gives. */
function makeRoom(bench: Workbench, cap: number): void {
  const { market, ladder } = bench;
  if (cap === Infinity) return;
  const room = accountsSplitAt(market, cap);
  if (room <= bench.parts.count && room <= ladder.capacity) return;
  bench.parts = allocateAccounts(room);
  bench.ladder = createLadder(room);
  bench.engine = createEngine(room);
}

function sortBlock({ market, ladder, adjusted, parts }: Workbench, block: Block, accounts: Accounts): void {
  const { contract, startPrice } = market;
  const { tiers, leverage, cap } = block;
  const clamped = applyAxes(accounts, tiers, contract, startPrice, leverage, adjusted);
  const own = cap === Infinity ? adjusted : splitAccounts(adjusted, cap, contract, startPrice, parts);
  fillLadder(ladder, own, tiers, contract, startPrice);
  ladder.clampedShare = clamped;
}

/** Runs one path of every cell of a block; returns how many walks that were. */
function runBlock(
  { market, depth, engine, ladder, row }: Workbench,
  course: Course,
  block: Block,
  path: number,
): number {
  let walks = 0;
  const yardstick = { fund: market.fund, openInterestNotional: ladder.openInterest };
  for (const { shock, trend, runs } of block.shocks) {
    let drawn = false;
    for (const { tally, rules, depthScale } of runs) {
      if (path >= tally.cell.paths) continue;
      if (!drawn) setShock(course, shock, trend);
      drawn = true;
      engine.run(
        { ladder, rules, depth, shockPath: course.shockPath, depthScale: depthScale * course.depthScale },
        row,
      );
      addPath(tally, path, row, yardstick);
      walks++;
    }
  }
  return walks;
}

function resultOf(tallies: readonly Tally[]): ShardResult {
  const cells: CellSummary[] = [];
  const paths = new Map<number, PathColumns>();
  for (const tally of tallies) {
    const { summary, paths: kept } = summarise(tally);
    cells.push(summary);
    if (kept) paths.set(tally.cell.index, kept);
  }
  return { cells, paths };
}
