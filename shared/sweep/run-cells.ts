import { createEngine, type Engine } from '../cascade/cascade.ts';
import { createLadder, fillLadder, type Ladder } from '../cascade/holders/isolated/ladder.ts';
import { type Accounts, allocateAccounts } from '../cascade/margin/accounts.ts';
import { applyAxes } from '../cascade/margin/axes.ts';
import { splitAccounts } from '../cascade/margin/splitting.ts';
import { OUTCOME_COLUMNS } from '../cascade/outcome.ts';
import type { ShockPath } from '../cascade/venue/shock.ts';
import type { Estimator } from '../market/estimate.ts';
import type { Market } from '../market/market.ts';
import { type Block, blockMaker, blocksOf } from './blocks.ts';
import type { Cell } from './cells.ts';
import { type Course, createCourse, drawCourse, wayOf } from './course.ts';
import type { Workload } from './manifest.ts';
import type { CellSummary, PathColumns, ShardResult } from './results.ts';
import { accountsSplitAt } from './splitting.ts';
import { addPath, createTally, summarise, type Tally } from './tally.ts';
import { type Worlds, worldsOf } from './world.ts';

/** Room to run any cells of one market in, in all its worlds; made once per worker, and nothing of a path outlives it. */
export interface Workbench {
  readonly market: Market;
  readonly worlds: Worlds;
  /** These three grow where accounts are split. */
  engine: Engine;
  ladder: Ladder;
  parts: Accounts;
  /** Drawn anew in every path; unused where the snapshot knows its accounts. */
  readonly drawn: Accounts;
  /** After the axes. */
  readonly adjusted: Accounts;
  /** What the cushion rule added to them, settlement currency. */
  raised: number;
  readonly row: Float64Array;
}

export function createWorkbench(market: Market): Workbench {
  const count = market.accountCount;
  return {
    market,
    worlds: worldsOf(market),
    engine: createEngine(count),
    ladder: createLadder(count),
    parts: allocateAccounts(0),
    drawn: allocateAccounts(market.estimator ? count : 0),
    adjusted: allocateAccounts(count),
    raised: 0,
    row: new Float64Array(OUTCOME_COLUMNS.length),
  };
}

/**
 * Runs cells of a sweep. Estimated positions and the shape of the shock are drawn once per path, positions once more for
 * worlds that change them; the ladder is sorted once per (positions, tiers, splitting, leverage, maintenance), and once per
 * path too where positions are estimated; then every shock, mechanism, depth and world of that block runs over it. A cell's numbers depend on
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
  const tallies = cells.map(createTally);
  const blocks = blocksOf(work, bench.worlds, tallies);
  const course = createCourse(work.sweep);
  makeRoom(bench, Math.min(...blocks.map(({ cap }) => cap)));

  if (bench.market.estimator) {
    const paths = Math.max(...blocks.map((block) => block.paths));
    const drawn = drawnTogether(blocks);
    for (let path = 0; path < paths; path++) {
      drawCourse(course, path);
      for (const [estimator, own] of drawn) {
        const due = own.filter((block) => path < block.paths);
        if (due.length > 0) estimator.draw(course.seedLow, course.seedHigh, path, bench.drawn);
        for (const block of due) {
          sortBlock(bench, block, bench.drawn);
          heed(runBlock(bench, course, block, path));
        }
      }
    }
  } else {
    for (const block of blocks) {
      sortBlock(bench, block, block.holders.accounts!);
      for (let path = 0; path < block.paths; path++) {
        drawCourse(course, path);
        heed(runBlock(bench, course, block, path));
      }
    }
  }
  return resultOf(tallies);
}

/** Blocks by who draws their accounts, in order of first appearance: one draw of a path serves them all. */
function drawnTogether(blocks: readonly Block[]): Map<Estimator, Block[]> {
  const groups = new Map<Estimator, Block[]>();
  for (const block of blocks) {
    const estimator = block.holders.estimator!;
    groups.set(estimator, [...(groups.get(estimator) ?? []), block]);
  }
  return groups;
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

function sortBlock(bench: Workbench, block: Block, accounts: Accounts): void {
  const { market, ladder, adjusted, parts } = bench;
  const { contract, startPrice } = market;
  const { tiers, leverage, cap } = block;
  const raised = applyAxes(accounts, tiers, contract, startPrice, leverage, adjusted);
  const own = cap === Infinity ? adjusted : splitAccounts(adjusted, cap, contract, startPrice, parts);
  fillLadder(ladder, own, tiers, contract, startPrice);
  ladder.clampedShare = raised.share;
  bench.raised = raised.money;
}

/** Runs one path of every cell of a block; returns how many walks that were. */
function runBlock(
  { engine, ladder, row, raised }: Workbench,
  course: Course,
  block: Block,
  path: number,
): number {
  let walks = 0;
  for (const { way, runs } of block.shocks) {
    let shockPath: ShockPath | undefined;
    for (const { tally, world, rules, depthScale } of runs) {
      if (path >= tally.cell.paths) continue;
      shockPath ??= wayOf(course, way, path);
      const { depth, market } = world;
      engine.run({ ladder, rules, depth, shockPath, depthScale: depthScale * course.depthScale }, row);
      addPath(tally, path, row, { fund: market.fund, openInterestNotional: ladder.openInterest, raised });
      walks++;
    }
  }
  return walks;
}

/** One path of one cell step by step, for whoever times the steps; nobody keeps its numbers. */
export interface LoneWalk {
  draw(): void;
  sort(): void;
  walk(): void;
}

/** Walks of a sweep one by one, in any order. */
export function loneWalks(work: Workload, bench: Workbench): (cell: Cell, path: number) => LoneWalk {
  const course = createCourse(work.sweep);
  const blocks = blockMaker(work, bench.worlds);
  return (cell, path) => {
    const room = createTally({ ...cell, paths: 1, decision: false });
    const [block] = blocks([{ ...room, cell }]);
    const { holders, cap } = block!;
    makeRoom(bench, cap);
    return {
      draw() {
        drawCourse(course, path);
        holders.estimator?.draw(course.seedLow, course.seedHigh, path, bench.drawn);
      },
      sort: () => sortBlock(bench, block!, holders.accounts ?? bench.drawn),
      walk: () => runBlock(bench, course, block!, path),
    };
  };
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
