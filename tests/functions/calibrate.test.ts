import { expect, it } from 'vitest';
import { processorMs } from '../../functions/meter.ts';
import { calibrate } from '../../functions/plan/calibrate.ts';
import { COLUMN } from '../../shared/cascade/outcome.ts';
import { cellAt } from '../../shared/sweep/cells.ts';
import { parseSweep } from '../../shared/sweep/parse-sweep.ts';
import { createWorkbench, loneWalks, runCells } from '../../shared/sweep/run-cells.ts';
import { smallMarket, sweepText, workloadOf } from '../sweep/small.ts';

const work = workloadOf();
const market = smallMarket();

/** A clock that goes on by a millisecond whenever somebody looks. */
function looking() {
  let now = 0;
  return { now: () => now++, left: () => Number.POSITIVE_INFINITY, sleep: async () => {}, at: () => now };
}

it('takes what the processor gave for what a walk costs, and not what else the machine did meanwhile', () => {
  const clock = looking();
  const busy = { worked: () => clock.at() / 4, charged: () => 0 };
  const alone = calibrate({ clock: looking() }, work, market);
  const shared = calibrate({ clock, meter: busy }, work, market);
  for (const cell of [0, 13, 31]) {
    expect(alone.walkSeconds(cell)).toBeCloseTo(0.001, 4);
    expect(shared.walkSeconds(cell)).toBeCloseTo(0.00025, 4);
    expect(shared.ladderSeconds(cell)).toBeCloseTo(0.00025, 4);
  }
  expect(shared.drawSeconds).toBeCloseTo(0.00025, 4);
});

it('ends with its time, whatever it has seen of a large market, and knows its cost all the same', () => {
  let now = 0;
  const slow = { now: () => (now += 1_000), left: () => Number.POSITIVE_INFINITY, sleep: async () => {} };
  expect(calibrate({ clock: slow }, work, market).walkSeconds(0)).toBeCloseTo(1, 6);
  expect(now).toBeLessThan(60_000);
});

it('goes on while walks become quicker, and believes the newer half', () => {
  let looks = 0;
  let now = 0;
  // Compiled bit by bit: from 20 ms a step down to half a millisecond.
  const compiling = () => (now += 20 * 0.995 ** looks++ + 0.5);
  const clock = { now: compiling, left: () => Number.POSITIVE_INFINITY, sleep: async () => {} };
  const many = workloadOf(parseSweep(sweepText({ paths: { decision: 3_000, other: 300 } })));
  const law = calibrate({ clock }, many, market);
  expect(now).toBeGreaterThan(3_000);
  expect(law.walkSeconds(0)).toBeLessThan(0.002);
  expect(law.warmSeconds).toBeGreaterThan(1);
});

it('times the very walks that the sweep will run', () => {
  const cell = cellAt(work, 0);
  const kept = runCells(work, createWorkbench(market), [cell]).paths.get(0)!;
  const bench = createWorkbench(market);
  const walkOf = loneWalks(work, bench);
  for (const path of [7, 0, 23]) {
    const { draw, sort, walk } = walkOf(cell, path);
    draw();
    sort();
    walk();
    expect(bench.row[COLUMN.movePeak]).toBe(kept.movePeak[path]);
  }
});

it('asks for processor time where the platform tells it, and knows where it does not', () => {
  expect(processorMs(() => ({ user: 1_500, system: 500 }))!()).toBe(2);
  expect(processorMs(undefined)).toBeUndefined();
  expect(
    processorMs(() => {
      throw new Error('not implemented');
    }),
  ).toBeUndefined();
});
