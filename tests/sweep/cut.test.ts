import { describe, expect, it } from 'vitest';
import { cellAt } from '../../shared/sweep/cells.ts';
import { costLawOf, type Timing } from '../../shared/sweep/cost-law.ts';
import { cutAt, cutOf, dearestFirst, shardPaths, shardSeconds } from '../../shared/sweep/cut.ts';
import { workloadOf } from './small.ts';

const work = workloadOf();
/** A ladder takes 2 s a path; a walk 1 s and one more per 10 % of shock, twice as long if slow. */
const walk = (mechanism: string, shockBps: number) =>
  (mechanism === 'slow' ? 2 : 1) * (1 + Math.abs(shockBps) / 1_000);
const timings = (mechanism: string, shocks: readonly number[], paths: number): Timing[] => {
  const cells = shocks.map((shockBps) => ({ mechanism, shockBps }));
  const time = (own: typeof cells) =>
    paths * (2 + own.reduce((sum, cell) => sum + walk(cell.mechanism, cell.shockBps), 0));
  return [cells, ...cells.map((cell) => [cell])].map((own) => ({ cells: own, paths, seconds: time(own) }));
};
const law = costLawOf(
  [timings('full', [-2_500, -500, 500, 2_500], 3), timings('slow', [-1_500, 1_500], 3)],
  true,
);

it('tells ladder from walk, and interpolates between the shocks it timed', () => {
  expect(law.ladderSeconds).toBeCloseTo(2, 12);
  expect(law.walkSeconds({ mechanism: 'full', shockBps: -1_500 })).toBeCloseTo(walk('full', -1_500), 12);
  expect(law.walkSeconds({ mechanism: 'full', shockBps: -9_000 })).toBeCloseTo(walk('full', -2_500), 12);
  expect(law.walkSeconds({ mechanism: 'slow', shockBps: 1_500 })).toBeCloseTo(walk('slow', 1_500), 12);
});

it('lets a mechanism that was not timed cost the mean of all', () => {
  const overall = (3.5 + 1.5 + 1.5 + 3.5 + 5 + 5) / 6;
  expect(law.walkSeconds({ mechanism: 'gentle', shockBps: 1 })).toBeCloseTo(overall, 12);
});

it('charges known accounts one ladder, however many paths run over it', () => {
  const once = [-500, 500].map((shockBps) => ({
    cells: [{ mechanism: 'full', shockBps }],
    paths: 4,
    seconds: 10 + 4,
  }));
  const joint = { cells: once.flatMap(({ cells }) => cells), paths: 4, seconds: 10 + 8 };
  const known = costLawOf([[joint, ...once]], false);
  expect(known.ladderSeconds).toBe(10);
  expect(known.walkSeconds({ mechanism: 'full', shockBps: 500 })).toBe(1);
});

describe('the cost of a shard', () => {
  it('is one ladder per path, by its cell with most paths, and all its walks', () => {
    // The first ladder: 30 paths at four decision shocks, 8 at the other two.
    const walks = 30 * (walk('full', 2_500) + walk('full', 1_500)) * 2 + 8 * walk('full', 500) * 2;
    expect(shardSeconds(work, law, true, 6)[0]).toBeCloseTo(30 * 2 + walks, 9);
  });

  it('grows when a ladder is cut in two', () => {
    const [whole] = shardSeconds(work, law, true, 6);
    const [left, right] = shardSeconds(work, law, true, 3);
    expect(left! + right!).toBeCloseTo(whole! + 30 * 2, 9);
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
    expect(cut.cellsPerShard % 6).toBe(0);
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
