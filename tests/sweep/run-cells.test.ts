import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { marketOf } from '../../shared/market/market.ts';
import { parseSnapshot } from '../../shared/market/snapshot.ts';
import { cellAt } from '../../shared/sweep/cells.ts';
import { parseSweep } from '../../shared/sweep/parse-sweep.ts';
import { createWorkbench, runCells } from '../../shared/sweep/run-cells.ts';
import { refuseSplitting } from '../../shared/sweep/splitting.ts';
import { folded } from './folded.ts';
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
    expect(folded(work.cells, [shard])).toEqual(serial);
  });

  it('do not depend on where shards begin and end, nor on what a workbench ran before', () => {
    const bench = createWorkbench(market);
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: work.cells - 1 }), { maxLength: 4 }), (cuts) => {
        const edges = [0, ...[...new Set(cuts)].sort((a, b) => a - b), work.cells];
        const shards = edges.slice(1).map((to, i) => runCells(work, bench, cells.slice(edges[i], to)));
        expect(folded(work.cells, shards.reverse())).toEqual(serial);
      }),
      { numRuns: 10 },
    );
  });
});

describe('accounts split to avoid tiers', () => {
  // Accounts are worth some 9,000: caps of 4,000 and 10,000 split most of them, and some.
  const tiers = [
    { floor: 0, rate: 0.01, maxLeverage: 50 },
    { floor: 4_000, rate: 0.02, maxLeverage: 25 },
    { floor: 10_000, rate: 0.05, maxLeverage: 20 },
  ];
  const sweep = parseSweep(sweepText({ axes: { ...SWEEP.axes, splitting: [0, 1, 2] } }));
  const split = workloadOf(sweep);
  const last = Array.from({ length: split.cells }, (_, i) => cellAt(split, i)).slice(-12);
  // Five times as deep: tiers cover nearly every close-out.
  const depth = { kind: 'law', law: { law: 'exponential', beta: 0.00001 } };
  const lowTiers = () => marketOf(parseSnapshot(JSON.stringify({ ...SNAPSHOT, tiers, depth })));

  it.each([
    ['estimated', lowTiers],
    ['known', () => ({ ...knownMarket(), tiers: lowTiers().tiers, depth: lowTiers().depth })],
  ])(
    'over %s positions are those of two plain loops, to the bit, and more of them are liquidated',
    (_kind, marketIs) => {
      const market = marketIs();
      const serial = serialResults(split, market);
      expect(folded(split.cells, [runCells(split, createWorkbench(market), last)]).cells.slice(-12)).toEqual(
        serial.cells.slice(-12),
      );
      const accounts = (index: number) =>
        serial.paths.get(index)!.accountsTriggered.reduce((a, b) => a + b, 0);
      const whole = accounts(1);
      expect(accounts(33)).toBeGreaterThan(whole);
      // The same path draws the same shock and depth: positions and money are the same, only triggers moved.
      expect(serial.paths.get(33)!.path).toEqual(serial.paths.get(1)!.path);
    },
  );

  it('can make a tail that tiers seemed to cover', () => {
    const { cells: summaries } = serialResults(split, lowTiers());
    const draws = [1, 33, 37].map((index) => summaries[index]!.drawSum);
    // 92 of draw in 30 paths as accounts are, 16,172 and 6,861 once they are split above the first and second tier.
    expect(draws[1]!).toBeGreaterThan(100 * draws[0]!);
    expect(draws[2]!).toBeGreaterThan(50 * draws[0]!);
  });

  it('must name tiers that the market has, and leave accounts that fit a worker', () => {
    const asking = (splitting: number[]) => parseSweep(sweepText({ axes: { ...SWEEP.axes, splitting } }));
    expect(() => refuseSplitting(asking([0, 1, 2]), smallMarket())).not.toThrow();
    expect(() => refuseSplitting(asking([0, 3]), smallMarket())).toThrow(
      'sweep.axes.splitting must name tiers with a cap, at most 2, got 3',
    );
    const dust = { ...SNAPSHOT, tiers: [tiers[0]!, { ...tiers[1]!, floor: 0.1 }] };
    const market = marketOf(parseSnapshot(JSON.stringify(dust)));
    expect(() => refuseSplitting(asking([0, 1]), market)).toThrow(
      'sweep.axes.splitting must leave at most 4000000 accounts, above tier 1, got 10000056',
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
