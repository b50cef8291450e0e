// The tick engine on one ladder: cells per second, the whole outcome row of each.
import { createEngine } from '../../shared/cascade/cascade.ts';
import { createLadder, fillLadder } from '../../shared/cascade/holders/isolated/ladder.ts';
import { COLUMN, OUTCOME_COLUMNS } from '../../shared/cascade/outcome.ts';
import {
  CALM,
  CALM_SHOCKS,
  KERNEL_SHOCKS,
  type KernelMarket,
  kernelMarket,
  kernelRamp,
} from './kernel-market.ts';
import { bestOf, checksum, type Figure } from './measure.ts';

function kernelFigure(label: string, market: KernelMarket, shocks: readonly number[], runs: number): Figure {
  const positions = market.accounts.count;
  const ladder = createLadder(positions);
  fillLadder(ladder, market.accounts, market.tiers, 'linear', market.rules.startPrice);
  const engine = createEngine(positions);
  const row = new Float64Array(OUTCOME_COLUMNS.length);
  const ends = new Float64Array(shocks.length);
  const paths = shocks.map(kernelRamp);
  let closed = 0;
  const milliseconds = bestOf(runs, () => {
    closed = 0;
    paths.forEach((path, cell) => {
      engine.run({ ladder, rules: market.rules, depth: market.depth, shockPath: path, depthScale: 1 }, row);
      ends[cell] = row[COLUMN.moveFinal]!;
      closed += row[COLUMN.accountsClosed]!;
    });
  });
  const share = closed / (positions * shocks.length);
  return {
    name: `kernel, ${label} (${(100 * share).toFixed(1)} % closed), ${positions} positions`,
    value: (1000 * shocks.length) / milliseconds,
    unit: 'cells/s',
    checksum: checksum(ends),
  };
}

export const kernelBench = (sizes: readonly number[], runs = 5): Figure[] =>
  sizes.flatMap((positions) => [
    kernelFigure('all liquidated', kernelMarket(positions), KERNEL_SHOCKS, runs),
    kernelFigure('few liquidated', kernelMarket(positions, CALM), CALM_SHOCKS, runs),
  ]);
