// Borrowers of two assets each against one pool, while the first falls by a third; the bar for 100,000 and 300 ticks is 0.5 s
// (docs/contagion.md 14).
import type { Borrowers } from '../../shared/cascade/holders/borrower/borrowers.ts';
import { runLending } from '../../shared/cascade/lender/lending.ts';
import { lendingOf } from '../../shared/market/lending-scenario.ts';
import { bestOf, checksum, type Figure } from './measure.ts';

const TICKS = 300;

/** Health from 1.02 up, so that the fall reaches them one after another. */
function borrowersOf(count: number): Borrowers {
  const row = (of: (i: number, k: number) => number) =>
    Float64Array.from({ length: 2 * count }, (_, at) => of(at >> 1, at & 1));
  const first = Int32Array.from({ length: count + 1 }, (_, i) => 2 * i);
  const size = (i: number) => 1 + ((i * 7_919) % 97);
  return {
    count,
    first,
    asset: Int32Array.from({ length: 2 * count }, (_, at) => at & 1),
    amount: row((i, k) => (k === 0 ? size(i) : 30 * size(i))),
    debt: Float64Array.from(
      { length: count },
      (_, i) => (size(i) * (100 * 0.8 + 30 * 0.9)) / (1.02 + ((i * 104_729) % 1_000) / 1_000),
    ),
    debtAsset: new Int32Array(count).fill(1),
    threshold: undefined,
  };
}

export function lendingBench(count: number, runs = 3): Figure[] {
  const path = Array.from({ length: TICKS }, (_, n) => 100 * (1 - (0.33 * (n + 1)) / TICKS));
  const { input } = lendingOf({
    config: {
      dt: 12,
      ticks: TICKS,
      assets: [
        {
          price: 100,
          depth: { law: 'exponential', beta: 0.02 / count },
          decayPerTick: 0.9,
          permanentShare: 0.2,
          path,
          threshold: 0.8,
          bonus: 0.05,
        },
        { price: 1, threshold: 0.9 },
      ],
      pools: [
        {
          asset: 1,
          curve: { kink: 0.9, slope1: 0.04, slope2: 0.6 },
          reserveFactor: 0.1,
          borrowed: 9_000 * count,
          cash: 1_000 * count,
        },
      ],
      closeFactor: { half: 0.5, fullBelow: 0.95, small: 0 },
    },
  });
  const borrowers = borrowersOf(count);
  let sums: number[] = [];
  const value = bestOf(runs, () => {
    const outcome = runLending({ ...input, borrowers });
    sums = [outcome.debtLiquidated, outcome.liquidatorProfit, outcome.badDebt];
  });
  return [
    {
      name: `${count} borrowers of two assets each, ${TICKS} ticks`,
      value,
      unit: 'ms',
      checksum: checksum(sums),
    },
  ];
}
