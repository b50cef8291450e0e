// A venue that reserves the closing fee asks for it in the trigger, and nowhere else (model.md 1.3).
import { expect, it } from 'vitest';
import { allocateAccounts } from '../../shared/cascade/margin/accounts.ts';
import { applyAxes } from '../../shared/cascade/margin/axes.ts';
import { tiersOf } from '../../shared/cascade/margin/tiers.ts';
import { triggerPrice } from '../../shared/cascade/margin/trigger.ts';
import { positionsFromRows } from '../../shared/market/accounts.ts';
import { marketOf } from '../../shared/market/market.ts';
import { playScenario } from '../../shared/market/play-scenario.ts';
import { reserving } from '../../shared/market/reserved-fee.ts';
import { parseScenario } from '../../shared/market/scenario.ts';
import { parseSnapshot } from '../../shared/market/snapshot.ts';
import { blocksOf } from '../../shared/sweep/blocks.ts';
import { cellAt } from '../../shared/sweep/cells.ts';
import { parseSweep } from '../../shared/sweep/parse-sweep.ts';
import { createTally } from '../../shared/sweep/tally.ts';
import { worldsOf } from '../../shared/sweep/world.ts';
import { SNAPSHOT, sweepText, workloadOf } from '../sweep/small.ts';

const tiers = tiersOf([
  { floor: 0, rate: 0.01, maxLeverage: 50 },
  { floor: 500, rate: 0.02, maxLeverage: 25 },
]);

it('raises every rate by the fee; deductions stay, and without a fee the table is the same object', () => {
  expect(reserving(tiers, {})).toBe(tiers);
  expect(reserving(tiers, { reservedFeeRate: 0 })).toBe(tiers);
  const raised = reserving(tiers, { reservedFeeRate: 0.001 });
  expect([...raised.rate]).toEqual([0.011, 0.021]);
  expect([...raised.deduction]).toEqual([0, 5]);
  // A long of 4 from 100 with 40: equity 40 + 4 (T - 100) meets 0.011 x 4 T at 360 / (4 x 0.989).
  expect(triggerPrice('linear', raised, 1, 4, 100, 40, 100)).toBeCloseTo(360 / (4 * 0.989), 12);
  expect(() => reserving(tiers, { reservedFeeRate: 0.98 })).toThrow(
    'maintenance rate and reserved fee must be < 1, got 1',
  );
});

it('reaches a long of a scenario earlier, and not at all a price above', () => {
  // 900 / (10 x 0.99) = 90.909 without, 900 / (10 x 0.989) = 91.001 with a tenth of a percent reserved.
  const scenario = (shock: number, fee: object) => ({
    config: { p0: 100, shock, depth: { law: 'linear', slope: 1e-12 }, horizon: 5, ...fee },
    tiers: [{ floor: 0, rate: 0.01 }],
    accounts: [
      { side: 1, quantity: 10, entry: 100, collateral: 100 },
      { side: -1, quantity: 10, entry: 100, collateral: 900 },
    ],
  });
  const triggered = (shock: number, fee: object) =>
    playScenario(parseScenario(JSON.stringify(scenario(shock, fee)))).outcome.accountsTriggered;
  expect(triggered(-0.0905, {})).toBe(0);
  expect(triggered(-0.0905, { reservedFeeRate: 0.001 })).toBe(1);
  expect(triggered(-0.0895, { reservedFeeRate: 0.001 })).toBe(0);
});

it('is asked on top of the maintenance axis in every cell of a sweep', () => {
  const snapshot = parseSnapshot(
    JSON.stringify({ ...SNAPSHOT, rules: { ...SNAPSHOT.rules, reservedFeeRate: 0.002 } }),
  );
  const work = workloadOf(parseSweep(sweepText()), snapshot);
  const cells = Array.from({ length: work.cells }, (_, i) => cellAt(work, i));
  for (const multiple of [10_000, 12_500]) {
    const cell = cells.find(
      ({ maintenanceBps, tiers: set }) => maintenanceBps === multiple && set === 'current',
    )!;
    const [block] = blocksOf(work, worldsOf(marketOf(snapshot)), [createTally(cell)]);
    expect(block!.tiers.rate[0]).toBeCloseTo((multiple / 10_000) * SNAPSHOT.tiers[0]!.rate + 0.002, 15);
  }
});

it('leaves margin that was taken out of a profit as it is, whatever the leverage', () => {
  // A long of 4 from 50 has won 200 at 100, and 150 of it were taken out.
  const rows = [{ side: 1, quantity: 4, entryPrice: 50, collateral: -150 }] as const;
  for (const leverage of [0.5, 1, 3]) {
    const into = allocateAccounts(1);
    expect(applyAxes(positionsFromRows(rows), tiers, 'linear', 100, leverage, into)).toEqual({
      share: 0,
      money: 0,
    });
    expect(into.collateral[0]).toBe(-150);
  }
});
