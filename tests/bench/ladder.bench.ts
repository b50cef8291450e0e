// Building a ladder, and what a grid row costs that shares one.

import { createEngine } from '../../shared/cascade/cascade.ts';
import { createLadder, fillLadder } from '../../shared/cascade/holders/isolated/ladder.ts';
import { allocateAccounts } from '../../shared/cascade/margin/accounts.ts';
import { applyAxes } from '../../shared/cascade/margin/axes.ts';
import { OUTCOME_COLUMNS } from '../../shared/cascade/outcome.ts';
import { KERNEL_SHOCKS, kernelMarket, kernelRamp } from './kernel-market.ts';
import { bestOf, checksum, type Figure } from './measure.ts';

export const ladderBench = (sizes: readonly number[], runs = 5): Figure[] =>
  sizes.map((positions) => {
    const { accounts, tiers } = kernelMarket(positions);
    const own = allocateAccounts(positions);
    const ladder = createLadder(positions);
    const value = bestOf(runs, () => {
      applyAxes(accounts, tiers, 'linear', 100, 1, own);
      fillLadder(ladder, own, tiers, 'linear', 100);
    });
    return {
      name: `ladder, axes applied and sorted, ${positions} positions`,
      value,
      unit: 'ms',
      checksum: checksum(ladder.trigger),
    };
  });

/** 40 shocks over one ladder against 40 walks and one sort, each measured by itself. */
export function gridRowBench(positions: number, runs = 5): Figure[] {
  const { accounts, tiers, depth, rules } = kernelMarket(positions);
  const ladder = createLadder(positions);
  const engine = createEngine(positions);
  const row = new Float64Array(OUTCOME_COLUMNS.length);
  const paths = KERNEL_SHOCKS.map(kernelRamp);
  const sort = () => fillLadder(ladder, accounts, tiers, 'linear', rules.startPrice);
  const walk = () => {
    for (const path of paths) engine.run({ ladder, rules, depth, shockPath: path, depthScale: 1 }, row);
  };
  sort();
  walk();
  const sorted = bestOf(runs, sort);
  const walked = bestOf(runs, walk);
  const together = bestOf(runs, () => {
    sort();
    walk();
  });
  return [
    {
      name: `grid row, 40 shocks on one ladder over (40 walks + one sort), ${positions} positions`,
      value: together / (sorted + walked),
      unit: 'ratio',
      checksum: checksum(row),
    },
  ];
}
