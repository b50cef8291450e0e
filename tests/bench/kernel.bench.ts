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
import { checksum, type Figure, medianTime, warmUp } from './measure.ts';

/** All cells of a market once; what they closed, and where their prices ended. */
export interface Kernel {
  readonly run: () => void;
  readonly cells: number;
  readonly ends: Float64Array;
  /** Share of all accounts. */
  closed(): number;
}

export function kernelOf(market: KernelMarket, shocks: readonly number[]): Kernel {
  const { accounts, tiers, rules, depth } = market;
  const ladder = createLadder(accounts.count);
  fillLadder(ladder, accounts, tiers, 'linear', rules.startPrice);
  const engine = createEngine(accounts.count);
  const row = new Float64Array(OUTCOME_COLUMNS.length);
  const ends = new Float64Array(shocks.length);
  const paths = shocks.map(kernelRamp);
  let closed = 0;
  const run = () => {
    closed = 0;
    paths.forEach((shockPath, cell) => {
      engine.run({ ladder, rules, depth, shockPath, depthScale: 1 }, row);
      ends[cell] = row[COLUMN.moveFinal]!;
      closed += row[COLUMN.accountsClosed]!;
    });
  };
  return { run, cells: shocks.length, ends, closed: () => closed / (accounts.count * shocks.length) };
}

function kernelFigure(label: string, market: KernelMarket, shocks: readonly number[], runs: number): Figure {
  const kernel = kernelOf(market, shocks);
  warmUp(runs > 1 ? 1_000 : 0, kernel.run);
  const milliseconds = medianTime(runs, kernel.run);
  return {
    name: `kernel, ${label} (${(100 * kernel.closed()).toFixed(1)} % closed), ${market.accounts.count} positions`,
    value: (1000 * kernel.cells) / milliseconds,
    unit: 'cells/s',
    checksum: checksum(kernel.ends),
  };
}

export const kernelBench = (sizes: readonly number[], runs = 5): Figure[] =>
  sizes.flatMap((positions) => [
    kernelFigure('all liquidated', kernelMarket(positions), KERNEL_SHOCKS, runs),
    kernelFigure('few liquidated', kernelMarket(positions, CALM), CALM_SHOCKS, runs),
  ]);
