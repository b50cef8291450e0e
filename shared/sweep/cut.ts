import { ladderName } from './blocks.ts';
import { cellAt, decisionCells, type Gridded, pathCount } from './cells.ts';
import { type CostLaw, mean } from './cost-law.ts';
import { type Manifest, shardCells } from './manifest.ts';
import { holdersName } from './world.ts';

/**
 * Core seconds of each shard of a size, by the law. Whoever shares a ladder shares its sorting, once, or once a path where
 * accounts are estimated; whoever shares accounts shares the drawing of a path.
 */
export function shardSeconds(
  manifest: Costed,
  law: CostLaw,
  drawnPerPath: boolean,
  cellsPerShard: number,
): number[] {
  const seconds: number[] = [];
  /** Paths that a shard has paid for, by ladder and by accounts. */
  const ladders = new Map<string, number>();
  const draws = new Map<string, number>();
  const more = (paid: Map<string, number>, name: string, wanted: number): number => {
    const before = paid.get(name) ?? 0;
    if (wanted > before) paid.set(name, wanted);
    return Math.max(wanted - before, 0);
  };
  for (let index = 0; index < manifest.cells; index++) {
    if (index % cellsPerShard === 0) {
      seconds.push(0);
      ladders.clear();
      draws.clear();
    }
    const cell = cellAt(manifest, index);
    const ladder = ladderName(cell);
    const drawn = drawnPerPath ? holdersName(cell.world) : ladder;
    seconds[seconds.length - 1]! +=
      more(draws, drawn, cell.paths) * law.drawSeconds +
      more(ladders, ladder, drawnPerPath ? cell.paths : 1) * law.ladderSeconds(index) +
      cell.paths * law.walkSeconds(index);
  }
  return seconds;
}

type Costed = Gridded & Pick<Manifest, 'cells'>;

/** How a sweep is cut, and what it will take. */
export interface Cut {
  readonly cellsPerShard: number;
  readonly coreSeconds: number;
  /** Until the last worker is done. */
  readonly wallSeconds: number;
  /** Of the dearest shard. */
  readonly longestSeconds: number;
}

/** Workers that share a sweep. */
export interface Fleet {
  readonly workers: number;
  /** Spent on every shard besides computing. */
  readonly overheadSeconds: number;
  /** A shard should not be longer, unless one cell is. */
  readonly maxShardSeconds: number;
  readonly maxShards: number;
}

/** Smaller shards show progress sooner and lose less in a crash: they may cost this much. */
const NEARLY = 1.03;

/** Above this many cells the size follows from the mean cost of a cell, for weighing each takes too long. */
const WEIGHED_CELLS = 200_000;

/**
 * The shard size whose sweep is done first. Sizes that hold whole ladders sort less, small ones balance
 * better: each candidate is costed and dealt out, dearest shard first, to the workers.
 */
export function cutOf(manifest: Costed, law: CostLaw, drawnPerPath: boolean, fleet: Fleet): Cut {
  const least = Math.ceil(manifest.cells / fleet.maxShards);
  if (manifest.cells > WEIGHED_CELLS) return meanCut(manifest, law, fleet, least);
  const cuts = candidateSizes(manifest, least).map((size) => cutAt(manifest, law, drawnPerPath, fleet, size));
  const shortest = Math.min(...cuts.map(({ longestSeconds }) => longestSeconds));
  const limit = Math.max(fleet.maxShardSeconds, shortest);
  const allowed = cuts.filter(({ longestSeconds }) => longestSeconds <= limit);
  const best = allowed.reduce(
    (least, { wallSeconds }) => Math.min(least, wallSeconds),
    Number.POSITIVE_INFINITY,
  );
  return allowed.findLast(({ wallSeconds }) => wallSeconds <= NEARLY * best)!; // sizes fall
}

/** What a given shard size comes to. */
export function cutAt(
  manifest: Costed,
  law: CostLaw,
  drawnPerPath: boolean,
  fleet: Fleet,
  cellsPerShard: number,
): Cut {
  const seconds = shardSeconds(manifest, law, drawnPerPath, cellsPerShard);
  return {
    cellsPerShard,
    coreSeconds: seconds.reduce((sum, own) => sum + own, 0) + warmSeconds(law, fleet, seconds.length),
    wallSeconds: law.warmSeconds + dealtOut(seconds, fleet),
    longestSeconds: seconds.reduce((most, own) => Math.max(most, own), 0),
  };
}

/** What workers take longer until their code is compiled, all together. */
const warmSeconds = (law: CostLaw, { workers }: Fleet, shards: number): number =>
  Math.min(workers, shards) * law.warmSeconds;

/** Divisors and multiples of the cells that share a ladder, from the smallest allowed size up. */
function candidateSizes({ grids, cells }: Costed, least: number): number[] {
  const { mechanism, depthBps, shockBps } = grids[0]!;
  const ladder = mechanism.length * depthBps.length * shockBps.length;
  const divisors = Array.from({ length: Math.min(ladder, 12) }, (_, i) => Math.ceil(ladder / (i + 1)));
  const multiples = [2, 4, 8, 16, 64, 256].map((times) => times * ladder);
  const sizes = [...divisors, ...multiples, least].map((size) => Math.min(Math.max(size, least), cells));
  return [...new Set(sizes)].sort((a, b) => b - a);
}

/** Seconds until the busiest worker is done when the dearest shard always goes to the first free one. */
function dealtOut(seconds: readonly number[], { workers, overheadSeconds }: Fleet): number {
  const busy = new Array<number>(Math.min(workers, seconds.length)).fill(0);
  for (const own of [...seconds].sort((a, b) => b - a)) {
    let free = 0;
    for (let worker = 1; worker < busy.length; worker++) if (busy[worker]! < busy[free]!) free = worker;
    busy[free]! += own + overheadSeconds;
  }
  return Math.max(...busy);
}

/** Whoever reads a shard takes 584 bytes a cell for it, and no more than 512 MiB. */
export const MOST_CELLS_PER_SHARD = 500_000;

function meanCut(manifest: Costed, law: CostLaw, fleet: Fleet, least: number): Cut {
  const step = Math.floor(manifest.cells / 1_000);
  const cells = Array.from({ length: 1_000 }, (_, i) => i * step);
  const perPath =
    mean(cells.map(law.walkSeconds)) + (law.drawSeconds + mean(cells.map(law.ladderSeconds))) / 10;
  const coreSeconds = perPath * pathCount(manifest);
  const wanted = Math.floor((fleet.maxShardSeconds / 2 / coreSeconds) * manifest.cells);
  const cellsPerShard = Math.max(Math.min(wanted, MOST_CELLS_PER_SHARD), least, 1);
  const longestSeconds = (coreSeconds / manifest.cells) * cellsPerShard;
  return { cellsPerShard, coreSeconds, wallSeconds: coreSeconds / fleet.workers, longestSeconds };
}

/** Shards, dearest first: those with most paths in cells that keep them, then in order. */
export function dearestFirst(manifest: Sharded, shards: readonly number[]): number[] {
  const kept = keptByShard(manifest);
  const paths = (shard: number) => kept.get(shard)?.paths ?? 0;
  return [...shards].sort((a, b) => paths(b) - paths(a) || a - b);
}

/** Walks that a shard takes. */
export function shardPaths(manifest: Sharded): (shard: number) => number {
  const kept = keptByShard(manifest);
  const { other } = manifest.sweep.paths;
  return (shard) => {
    const { from, to } = shardCells(manifest, shard);
    const { cells, paths } = kept.get(shard) ?? { cells: 0, paths: 0 };
    return (to - from - cells) * other + paths;
  };
}

type Sharded = Gridded & Pick<Manifest, 'cells' | 'cellsPerShard' | 'shards'>;

/** Cells that keep their paths, and how many these are. */
function keptByShard(manifest: Sharded): Map<number, { cells: number; paths: number }> {
  const kept = new Map<number, { cells: number; paths: number }>();
  for (const { index, paths } of decisionCells(manifest)) {
    const shard = Math.floor(index / manifest.cellsPerShard);
    const own = kept.get(shard) ?? { cells: 0, paths: 0 };
    kept.set(shard, { cells: own.cells + 1, paths: own.paths + paths });
  }
  return kept;
}
