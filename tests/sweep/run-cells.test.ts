import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { marketOf } from '../../shared/market/market.ts';
import { parseSnapshot } from '../../shared/market/snapshot.ts';
import { cellAt } from '../../shared/sweep/cells.ts';
import { fold } from '../../shared/sweep/fold.ts';
import { createWorkbench, runCells } from '../../shared/sweep/run-cells.ts';
import { parseSweep } from '../../shared/sweep/sweep-file.ts';
import { serialResults } from './serial-oracle.ts';
import { SNAPSHOT, SWEEP, smallMarket, sweepText, workloadOf } from './small.ts';

/** Known accounts, two of them of one owner, over the same market. */
const knownMarket = () => {
  const row = (i: number) => ({
    side: i % 2 === 0 ? 1 : -1,
    quantity: 10 + ((i * 7) % 90),
    entryPrice: 97 + (i % 7),
    collateral: 40 + ((i * 13) % 200),
    owner: `owner-${i % 19}`,
  });
  const rows = Array.from({ length: 40 }, (_, i) => row(i));
  return marketOf(parseSnapshot(JSON.stringify({ ...SNAPSHOT, positions: { kind: 'accounts', rows } })));
};

const work = workloadOf();
const cells = Array.from({ length: work.cells }, (_, i) => cellAt(work, i));

describe.each([
  ['estimated', smallMarket],
  ['known', knownMarket],
])('cells over %s positions', (_kind, marketIs) => {
  const market = marketIs();
  const serial = serialResults(work, market);

  it('are those of two plain loops, to the bit', () => {
    const shard = runCells(work, createWorkbench(market), cells);
    expect(fold(work.cells, [shard])).toEqual(serial);
  });

  it('do not depend on where shards begin and end, nor on what a workbench ran before', () => {
    const bench = createWorkbench(market);
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: work.cells - 1 }), { maxLength: 4 }), (cuts) => {
        const edges = [0, ...[...new Set(cuts)].sort((a, b) => a - b), work.cells];
        const shards = edges.slice(1).map((to, i) => runCells(work, bench, cells.slice(edges[i], to)));
        expect(fold(work.cells, shards.reverse())).toEqual(serial);
      }),
      { numRuns: 10 },
    );
  });
});

it('draws funds, deleverages winners and tells the tier tables apart: the sweep of these tests is no still water', () => {
  const { cells: summaries } = serialResults(work, smallMarket());
  const at = (id: string) => summaries[cells.find((cell) => cell.id === `small-perp/${id}`)!.index]!;
  const worst = at('full/L10000/m10000/d10000/s-2500');
  expect(worst.drawQ95).toBeGreaterThan(0);
  expect(worst.liquidatedQ95).toBeGreaterThan(0);
  expect(summaries.some((cell) => cell!.failing > 0)).toBe(true);
  expect(summaries.some((cell) => cell!.adlPaths > 0)).toBe(true);
  expect(at('full/L10000/m10000/d10000/s-2500/candidate').drawSum).not.toBe(worst.drawSum);
  expect(at('gentle/L10000/m10000/d10000/s-1500').liquidatedSum).not.toBe(
    at('full/L10000/m10000/d10000/s-1500').liquidatedSum,
  );
});

it('counts paths that the horizon cuts short as failed, in every cell that has them', () => {
  const mechanisms = {
    ...SWEEP.mechanisms,
    slow: { name: 'rate-limited', velocity: 1e-7, reach: 0.02, cure: false },
  };
  const slow = workloadOf(parseSweep(sweepText({ mechanisms })));
  const { cells: summaries } = serialResults(slow, smallMarket());
  const own = summaries[cells.find(({ id }) => id === 'small-perp/slow/L10000/m10000/d10000/s-1500')!.index]!;
  expect(own.failed).toBeGreaterThan(0);
  expect(own.firstFailed).toBeGreaterThanOrEqual(0);
  expect(own.done + own.failed).toBe(own.planned);
});

it('tells how many walks are finished, and ends when the listener throws', () => {
  let walks = 0;
  runCells(work, createWorkbench(smallMarket()), cells, (count) => {
    walks += count;
  });
  expect(walks).toBe(work.paths);
  const stop = () => {
    throw new Error('time is up');
  };
  expect(() => runCells(work, createWorkbench(smallMarket()), cells, stop)).toThrow('time is up');
});
