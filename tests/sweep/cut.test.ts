import { describe, expect, it } from 'vitest';
import { cellAt } from '../../shared/sweep/cells.ts';
import { type CostLaw, costLawOf, type TimedWalk } from '../../shared/sweep/cost-law.ts';
import { cutAt, cutOf, dearestFirst, shardPaths, shardSeconds } from '../../shared/sweep/cut.ts';
import { parseSweep } from '../../shared/sweep/parse-sweep.ts';
import { walkPlaces } from '../../shared/sweep/walks.ts';
import { sweepText, workloadOf } from './small.ts';

const work = workloadOf();
/** A walk takes 1 s and one more per 10 % of shock, twice as long if slow; a path 0.5 s to draw, and its ladder 1.5 s. */
const walkOf = ({ mechanism, shockBps }: { readonly mechanism: string; readonly shockBps: number }) =>
  (mechanism === 'slow' ? 2 : 1) * (1 + Math.abs(shockBps) / 1_000);
const walk = (mechanism: string, shockBps: number) => walkOf({ mechanism, shockBps });
const law: CostLaw = {
  drawSeconds: 0.5,
  ladderSeconds: () => 1.5,
  walkSeconds: (cell) => walkOf(cellAt(work, cell)),
  warmSeconds: 0,
};

describe('the law of cost', () => {
  const timed = (cell: number): TimedWalk => ({
    cell,
    drawSeconds: 0.5,
    ladderSeconds: 1.5,
    walkSeconds: walkOf(cellAt(work, cell)),
  });
  const placeOf = walkPlaces(work);

  it('is what was timed of a cell, where enough of its walks were', () => {
    const all = Array.from({ length: work.paths }, (_, i) => timed(placeOf(i).cell));
    const { drawSeconds, ladderSeconds, walkSeconds } = costLawOf(all, 0);
    expect(drawSeconds).toBe(0.5);
    for (let cell = 0; cell < work.cells; cell++) {
      expect(ladderSeconds(cell)).toBe(1.5);
      expect(walkSeconds(cell)).toBeCloseTo(walkOf(cellAt(work, cell)), 12);
    }
  });

  it('adds up to the whole where every walk is as likely to be timed, though cells differ tenfold', () => {
    const sum = (seconds: (cell: number) => number) =>
      Array.from({ length: work.cells }, (_, cell) => cellAt(work, cell).paths * seconds(cell)).reduce(
        (total, own) => total + own,
        0,
      );
    const some = Array.from({ length: 50 }, (_, i) =>
      timed(placeOf(Math.floor(((i + 0.5) / 50) * work.paths)).cell),
    );
    expect(sum(costLawOf(some, 0).walkSeconds) / sum(law.walkSeconds)).toBeCloseTo(1, 1);
  });

  it('gives any cell a cost, after a single walk', () => {
    const { walkSeconds } = costLawOf([timed(20)], 0);
    for (const cell of [0, 20, 31]) expect(walkSeconds(cell)).toBe(walkOf(cellAt(work, 20)));
  });
});

it('finds every walk of a sweep, cell by cell', () => {
  const sweep = parseSweep(
    sweepText({
      ordinary: { paths: 3 },
      alternatives: [{ id: 'half', text: 'half', owner: null, change: { depthScale: 0.5 }, paths: 11 }],
    }),
  );
  const own = workloadOf(sweep);
  const placeOf = walkPlaces(own);
  let walks = 0;
  for (let cell = 0; cell < own.cells; cell++)
    for (let path = 0; path < cellAt(own, cell).paths; path++)
      expect(placeOf(walks++)).toEqual({ cell, path });
  expect(walks).toBe(own.paths);
});

describe('the cost of a shard', () => {
  it('is one drawing and one ladder per path, by its cell with most paths, and all its walks', () => {
    // The first ladder: 30 paths at four decision shocks, 8 at the other two.
    const walks = 30 * (walk('full', 2_500) + walk('full', 1_500)) * 2 + 8 * walk('full', 500) * 2;
    expect(shardSeconds(work, law, true, 6)[0]).toBeCloseTo(30 * 2 + walks, 9);
  });

  it('grows when a ladder is cut in two', () => {
    const [whole] = shardSeconds(work, law, true, 6);
    const [left, right] = shardSeconds(work, law, true, 3);
    expect(left! + right!).toBeCloseTo(whole! + 30 * 2, 9);
  });

  it('draws a path once for all of its ladders, if the accounts are the same', () => {
    const apart = shardSeconds(work, law, true, 6).reduce((sum, own) => sum + own, 0);
    const [together] = shardSeconds(work, law, true, 32);
    // Six shards draw 30, 8, 8, 8, 30 and 30 paths, one draws 30; and shards 4 and 5 sort once more at base, and of the candidate tiers.
    expect(apart - together!).toBeCloseTo((114 - 30) * 0.5 + (30 + 30) * 1.5, 9);
  });

  it('sorts known accounts once, however many paths run over them', () => {
    const walks = 30 * (walk('full', 2_500) + walk('full', 1_500)) * 2 + 8 * walk('full', 500) * 2;
    expect(shardSeconds(work, law, false, 6)[0]).toBeCloseTo(30 * 0.5 + 1.5 + walks, 9);
  });

  it('is longer by what compiling takes, once a worker', () => {
    const fleet = { workers: 3, overheadSeconds: 0, maxShardSeconds: 60, maxShards: 50_000 };
    const cold = cutAt(work, { ...law, warmSeconds: 7 }, true, fleet, 16);
    const warm = cutAt(work, law, true, fleet, 16);
    expect(cold.coreSeconds - warm.coreSeconds).toBeCloseTo(2 * 7, 9); // two shards, and no third worker
    expect(cold.wallSeconds - warm.wallSeconds).toBeCloseTo(7, 9);
  });
});

describe('the shard size', () => {
  const fleet = {
    workers: 1,
    overheadSeconds: 0,
    maxShardSeconds: Number.POSITIVE_INFINITY,
    maxShards: 50_000,
  };

  it('keeps ladders whole for one worker', () => {
    const cut = cutOf(work, law, true, fleet);
    expect(cut.cellsPerShard % 6 === 0 || cut.cellsPerShard === work.cells).toBe(true);
    const least = Math.min(
      ...[1, 2, 3, 6, 12, 32].map((size) => cutAt(work, law, true, fleet, size).wallSeconds),
    );
    expect(cut.wallSeconds).toBeLessThanOrEqual(1.03 * least);
  });

  it('cuts smaller for many workers', () => {
    const few = cutOf(work, law, true, fleet);
    const many = cutOf(work, law, true, { ...fleet, workers: 30 });
    expect(many.cellsPerShard).toBeLessThan(few.cellsPerShard);
    expect(many.wallSeconds).toBeLessThan(few.wallSeconds / 5);
  });

  it('never makes more shards than allowed', () => {
    const cut = cutOf(work, law, true, { ...fleet, workers: 30, maxShards: 4 });
    expect(Math.ceil(work.cells / cut.cellsPerShard)).toBeLessThanOrEqual(4);
  });

  it('keeps shards as short as asked, where a cell is not longer', () => {
    expect(cutOf(work, law, true, { ...fleet, maxShardSeconds: 250 }).longestSeconds).toBeLessThanOrEqual(
      250,
    );
  });
});

it('sends the shards with most decision cells first', () => {
  const manifest = { ...work, cellsPerShard: 4, shards: 8 };
  // Decision cells are 0, 1, 4, 5 and 24 to 31.
  expect(dearestFirst(manifest, [0, 1, 2, 3, 4, 5, 6, 7])).toEqual([6, 7, 0, 1, 2, 3, 4, 5]);
  expect(dearestFirst(manifest, [5, 1, 7])).toEqual([7, 1, 5]);
});

it('knows the walks of a shard without looking at its cells', () => {
  const manifest = { ...work, cellsPerShard: 5, shards: 7 };
  const paths = shardPaths(manifest);
  for (let shard = 0; shard < 7; shard++) {
    let counted = 0;
    for (let index = 5 * shard; index < Math.min(5 * shard + 5, work.cells); index++)
      counted += cellAt(work, index).paths;
    expect(paths(shard)).toBe(counted);
  }
});
