// Known answers of the benchmark market, from an independent program (golden: kernel.json).
import { describe, expect, it } from 'vitest';
import { createEngine } from '../../shared/cascade/cascade.ts';
import { createLadder, fillLadder } from '../../shared/cascade/holders/isolated/ladder.ts';
import { OUTCOME_COLUMNS, outcomeOf } from '../../shared/cascade/outcome.ts';
import { KERNEL_SHOCKS, kernelMarket, kernelRamp } from '../bench/kernel-market.ts';
import { difference, type Group, goldenGroup } from './golden.ts';

const TOLERANCE = 1e-9;
const { cases } = goldenGroup('kernel-market', 'kernel');

describe.each<Group>(cases)('$positions positions', (golden) => {
  const { positions } = golden;
  const { accounts, tiers, depth, rules } = kernelMarket(positions);
  const ladder = createLadder(positions);
  fillLadder(ladder, accounts, tiers, 'linear', rules.startPrice);
  const engine = createEngine(positions);
  const outcomes = KERNEL_SHOCKS.map((shock) => {
    const row = new Float64Array(OUTCOME_COLUMNS.length);
    engine.run({ ladder, rules, depth, shockPath: kernelRamp(shock), depthScale: 1 }, row);
    return outcomeOf(row);
  });

  it('forty cells close every account at these prices and deficits', () => {
    const sum = (of: (own: (typeof outcomes)[0]) => number) => outcomes.reduce((a, own) => a + of(own), 0);
    const meanFinalPrice = sum((own) => rules.startPrice * (1 + own.moveFinal)) / golden.cells;
    expect(difference(meanFinalPrice, golden.meanFinalPrice)).toBeLessThan(TOLERANCE);
    expect(sum((own) => own.accountsClosed)).toBe(golden.accountsClosed);
    expect(
      difference(
        sum((own) => own.deficit),
        golden.deficit,
      ),
    ).toBeLessThan(TOLERANCE);
  });

  it('the eleventh cell has these columns', () => {
    const { shock, closed, innocent, ...columns } = golden.cell10;
    const own: Record<string, number> = outcomes[10]!;
    expect(shock).toBe(KERNEL_SHOCKS[10]);
    expect([own.accountsClosed, own.accountsInnocent]).toEqual([closed, innocent]);
    for (const [column, value] of Object.entries(columns))
      expect(difference(own[column]!, value as number), column).toBeLessThan(TOLERANCE);
    expect(own.conservation).toBeLessThan(1e-12);
  });
});
