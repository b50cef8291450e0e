import { describe, expect, it } from 'vitest';
import { cellNamed, replay } from '../../cli/replay.ts';
import { marketOf } from '../../shared/market/market.ts';
import { cellAt } from '../../shared/sweep/cells.ts';
import { parseSweep } from '../../shared/sweep/parse-sweep.ts';
import { createWorkbench, runCells } from '../../shared/sweep/run-cells.ts';
import { SWEEP, smallMarket, sweepText, workloadOf } from '../sweep/small.ts';
import { richSnapshot, richSweep } from '../sweep/worlds.ts';

describe('a cell replayed', () => {
  const work = workloadOf(parseSweep(sweepText({ axes: { ...SWEEP.axes, splitting: [0, 1] } })));
  const market = smallMarket();

  it('is found by its name, whatever grid it is of', () => {
    for (let index = 0; index < work.cells; index++) {
      const cell = cellAt(work, index);
      expect(cellNamed(work, cell.id)).toEqual(cell);
    }
  });

  it.each([
    'small-perp/full/L10000/m10000/d10000/s-1500',
    'small-perp/full/L10000/m10000/d10000/s-1500/candidate',
    'small-perp/full/L10000/m10000/d10000/s-1500/split1',
  ])('tells the path that the sweep ran: %s', (id) => {
    const cell = cellNamed(work, id);
    const { paths } = runCells(work, createWorkbench(market), [cell]);
    const { draw, accountsTriggered } = paths.get(cell.index)!;
    for (const path of [0, 7, 29]) {
      const { outcome, scenario } = replay(work, market, cell, path);
      expect(outcome.accountsTriggered).toBe(accountsTriggered[path]);
      expect(Math.abs(outcome.deficit + outcome.openDeficit + outcome.adlHaircut - draw[path]!)).toBeLessThan(
        1e-6,
      );
      expect(scenario.accounts.count).toBeGreaterThanOrEqual(market.accountCount);
    }
  });

  it('is found and told in every world, and on an ordinary day', () => {
    const rich = workloadOf(richSweep(), richSnapshot);
    const today = marketOf(richSnapshot);
    const bench = createWorkbench(today);
    for (let index = 0; index < rich.cells; index++) {
      const cell = cellAt(rich, index);
      expect(cellNamed(rich, cell.id)).toEqual(cell);
      if (cell.kind === 'current') continue;
      const { paths } = runCells(rich, bench, [cell]);
      const { outcome } = replay(rich, today, cell, 3);
      const { movePeak, accountsTriggered } = paths.get(index)!;
      expect(outcome.accountsTriggered).toBe(accountsTriggered[3]);
      expect(outcome.movePeak).toBe(movePeak[3]);
    }
  });
});
