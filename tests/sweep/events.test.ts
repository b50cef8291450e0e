// Recorded paths as cells of a sweep (model.md 8.3).
import { describe, expect, it } from 'vitest';
import { cellNamed, replay } from '../../cli/replay.ts';
import { marketOf } from '../../shared/market/market.ts';
import { parseSnapshot } from '../../shared/market/snapshot.ts';
import { cellAt, decisionCells, pathCount } from '../../shared/sweep/cells.ts';
import { refuseEvents } from '../../shared/sweep/events.ts';
import { parseSweep } from '../../shared/sweep/parse-sweep.ts';
import { createWorkbench, runCells } from '../../shared/sweep/run-cells.ts';
import { folded } from './folded.ts';
import { serialResults } from './serial-oracle.ts';
import { SNAPSHOT, smallMarket, sweepText, workloadOf } from './small.ts';

/** Falls to -12 % and comes back to -4 %; the other one rises to +15 %, a shock of the design. */
const FALL = {
  name: 'a-fall',
  source: 'made up',
  open: 200,
  bars: [
    [600, 182, 200, 184],
    [1_200, 176, 192, 192],
  ],
};
const RISE = { ...FALL, name: 'a-rise', bars: [[900, 199, 230, 210]], noise: 0 };
const sweepWith = (...events: object[]) => parseSweep(sweepText({ events }));

const market = marketOf(
  parseSnapshot(JSON.stringify({ ...SNAPSHOT, rules: { ...SNAPSHOT.rules, permanentShare: 0 } })),
);
const plain = workloadOf();
const work = workloadOf(sweepWith(FALL, RISE));
const cells = Array.from({ length: work.cells }, (_, i) => cellAt(work, i));
const events = cells.slice(plain.cells);

it('are cells at base values after all others, which they do not renumber', () => {
  expect(cells.slice(0, plain.cells)).toEqual(
    Array.from({ length: plain.cells }, (_, i) => cellAt(plain, i)),
  );
  expect(events.map(({ id, side, event, paths }) => [id, side, event, paths])).toEqual([
    ['small-perp/full/L10000/m10000/d10000/s-1200/event-a-fall', 'down', 'a-fall', 30],
    ['small-perp/full/L10000/m10000/d10000/s1500/event-a-rise', 'up', 'a-rise', 30],
  ]);
  expect(pathCount(work)).toBe(pathCount(plain) + 60);
  expect(decisionCells(work)).toEqual(cells.filter(({ decision }) => decision));
});

it('leave no trace in a sweep without them', () => {
  expect(JSON.stringify(plain)).not.toContain('event');
});

it('run as two plain loops run them, to the bit, and keep every path', () => {
  const shard = runCells(work, createWorkbench(market), cells);
  expect(folded(work.cells, [shard])).toEqual(serialResults(work, market));
  const [fall, rise] = events.map(({ index }) => shard.paths.get(index)!);
  expect(fall!.path.length).toBe(30);
  // The recorded extreme, which noise does not pass but liquidations do; where it ends is another thing.
  expect(Math.max(...fall!.movePeak)).toBeLessThanOrEqual(-0.12 + 1e-12);
  expect(Math.max(...fall!.moveFinal)).toBeGreaterThan(-0.12);
  expect(Math.min(...rise!.movePeak)).toBeGreaterThanOrEqual(0.15 - 1e-12);
});

it('are run alone as among others, and replayed by the name that the tables print', () => {
  const shard = runCells(work, createWorkbench(market), cells);
  for (const event of events) {
    const alone = runCells(work, createWorkbench(market), [event]);
    expect(alone.paths.get(event.index)).toEqual(shard.paths.get(event.index));
    expect(cellNamed(work, event.id)).toEqual(event);
    const { outcome } = replay(work, market, event, 7);
    expect(outcome.movePeak).toBeCloseTo(shard.paths.get(event.index)!.movePeak[7]!, 9);
  }
});

it('draw their noise anew in every path, the same in every sweep; without noise only depth and positions differ', () => {
  const ways = (event: (typeof events)[number], path: number) =>
    replay(work, market, event, path).ticks.map(({ fundamental }) => fundamental);
  const [fall, rise] = [events[0]!, events[1]!];
  expect(ways(fall, 1).slice(0, 9)).not.toEqual(ways(fall, 2).slice(0, 9));
  expect(ways(rise, 1).slice(0, 9)).toEqual(ways(rise, 2).slice(0, 9));
});

describe('are refused', () => {
  it.each<[string, object[], string]>([
    [
      'beyond the horizon',
      [{ ...FALL, bars: [[3_660, 182, 200, 184]] }],
      'sweep.events.0.bars must hold that a path is not longer than the horizon, got 61',
    ],
    [
      'with a bar off the ticks',
      [{ ...FALL, bars: [[630, 182, 200, 184]] }],
      'sweep.events.0.bars.0 must hold that a bar ends on a tick, got [630,182,200,184]',
    ],
    [
      'where nothing moves',
      [{ ...FALL, bars: [[600, 200, 200, 200]] }],
      'sweep.events.0.bars must leave their open by a basis point, got 0',
    ],
    ['by the same name', [FALL, FALL], 'sweep.events must not name an event twice, got a-fall, a-fall'],
  ])('%s', (_, own, message) => {
    expect(() => sweepWith(...own)).toThrow(new RangeError(message));
  });

  it('beside a market that moves for good, as their record has that in it', () => {
    expect(() => refuseEvents(work.sweep, smallMarket())).toThrow(
      /^snapshot\.rules\.permanentShare must be 0 where a sweep has events, got 0\.3$/,
    );
    refuseEvents(work.sweep, market);
    refuseEvents(plain.sweep, smallMarket());
  });
});
