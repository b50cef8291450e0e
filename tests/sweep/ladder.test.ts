import { expect, it } from 'vitest';
import { cellNamed } from '../../cli/replay.ts';
import { parseSnapshot } from '../../shared/market/snapshot.ts';
import { cellAt, decisionCells } from '../../shared/sweep/cells.ts';
import { gridsOf } from '../../shared/sweep/grids.ts';
import { rungsOf } from '../../shared/sweep/ladder.ts';
import { parseSweep } from '../../shared/sweep/parse-sweep.ts';
import { createWorkbench, runCells } from '../../shared/sweep/run-cells.ts';
import { folded } from './folded.ts';
import { serialResults } from './serial-oracle.ts';
import { SNAPSHOT, smallMarket, sweepText, workloadOf } from './small.ts';

const snapshot = parseSnapshot(JSON.stringify(SNAPSHOT));
const asking = (enough: unknown, change: Parameters<typeof sweepText>[0] = {}) =>
  parseSweep(sweepText({ ...change, enough }));
const worlds = (sweep: ReturnType<typeof asking>) =>
  gridsOf(sweep, snapshot)
    .filter(({ kind }) => kind === 'enough')
    .map(({ world, tiers, shockBps, paths }) => [world!.id, tiers, shockBps, paths]);

it('is climbed mechanism by mechanism, at the decision shocks but for what has been compared', () => {
  const sweep = asking({ maintenanceBps: [15_000, 20_000], paths: 12 });
  const all = [-2_500, -1_500, 1_500, 2_500];
  const beyond = [-2_500, 2_500];
  expect(worlds(sweep)).toEqual([
    ['r-m15000', 'current', all, 12],
    ['r-m20000', 'current', all, 12],
    ['r-unclamped', 'unclamped', all, 12],
    ['r-closing', 'closing', all, 12],
    ['r-today-gentle', 'current', beyond, 12],
    ['r-m15000-gentle', 'current', all, 12],
    ['r-m20000-gentle', 'current', all, 12],
    ['r-unclamped-gentle', 'unclamped', all, 12],
    ['r-today-slow', 'current', beyond, 12],
    ['r-m15000-slow', 'current', all, 12],
    ['r-m20000-slow', 'current', all, 12],
    ['r-unclamped-slow', 'unclamped', all, 12],
  ]);
  // Today and the proposed table are there anyway.
  expect(rungsOf(sweep, snapshot).filter(({ world }) => world === null)).toMatchObject([
    { tiers: 'current', maintenanceBps: 10_000, mechanism: 'full' },
    { tiers: 'candidate', maintenanceBps: 10_000, mechanism: 'full' },
  ]);
});

it('renumbers no other cell, keeps every path of its own, and is not there where nobody asks', () => {
  const plain = workloadOf();
  const asked = workloadOf(asking({ maintenanceBps: [15_000], paths: 12 }));
  expect(asked.grids.slice(0, plain.grids.length)).toEqual(plain.grids);
  const own = Array.from({ length: asked.cells - plain.cells }, (_, i) => cellAt(asked, plain.cells + i));
  expect(own.every(({ decision, paths, kind }) => decision && paths === 12 && kind === 'enough')).toBe(true);
  const kept = decisionCells(asked).map(({ id }) => id);
  expect(kept).toEqual(expect.arrayContaining(own.map(({ id }) => id)));
  expect(new Set(own.map(({ id }) => id)).size).toBe(own.length);
  expect(own[0]!.id).toBe('small-perp/full/L10000/m10000/d10000/s-2500/r-m15000');
  expect(plain.grids.some(({ kind }) => kind === 'enough')).toBe(false);
});

it('runs each rung as two plain loops do, to the bit', () => {
  const work = workloadOf(
    asking(
      { maintenanceBps: [30_000], mechanisms: ['full', 'slow'], paths: 9 },
      { paths: { decision: 5, other: 2 } },
    ),
  );
  const market = smallMarket();
  const cells = Array.from({ length: work.cells }, (_, i) => cellAt(work, i));
  const shard = runCells(work, createWorkbench(market), cells);
  expect(folded(work.cells, [shard])).toEqual(serialResults(work, market));
  // Higher rates are other numbers.
  const sums = (name: string) =>
    cells.filter(({ world }) => world?.id === name).map(({ index }) => shard.cells[index]!.uncoveredSum);
  expect(sums('r-m30000')).not.toEqual(sums('r-m30000-slow'));
});

it('has cells that a person finds again by their names', () => {
  const work = workloadOf(asking({ maintenanceBps: [15_000, 20_000] }));
  for (let index = 0; index < work.cells; index++)
    expect(cellNamed(work, cellAt(work, index).id).index).toBe(index);
});

it('leaves out a multiple that would carry a rate to 1, and a proposed table on top of a multiple', () => {
  // The highest rate is 5 %.
  expect(
    worlds(asking({ maintenanceBps: [190_000, 200_000], mechanisms: ['full'] })).map(([id]) => id),
  ).toEqual(['r-m190000', 'r-unclamped', 'r-closing']);
  const base = { leverageBps: 10_000, maintenanceBps: 12_500, depthBps: 10_000, mechanism: 'full' };
  const above = asking({ maintenanceBps: [25_000], mechanisms: ['full'] }, { base });
  expect(worlds(above).map(([id]) => id)).toEqual(['r-m25000']);
  expect(gridsOf(above, snapshot).at(-1)!.world!.change).toEqual({ mechanism: 'full', maintenanceScale: 2 });
});

it('refuses rungs that are no change, and mechanisms that nobody compares', () => {
  const refusal = (enough: unknown) => () => asking(enough);
  expect(refusal({ maintenanceBps: [10_000] })).toThrow(
    'sweep.enough.maintenanceBps must be above base.maintenanceBps, 10000, got 10000',
  );
  expect(refusal({ maintenanceBps: [20_000, 15_000] })).toThrow('must ascend without duplicates');
  expect(refusal({ mechanisms: ['fast'] })).toThrow(
    'sweep.enough.mechanisms must be the base one or of compare, got fast',
  );
  expect(refusal({ mechanisms: ['slow', 'slow'] })).toThrow(
    'sweep.enough.mechanisms must not name a mechanism twice, got slow',
  );
});
