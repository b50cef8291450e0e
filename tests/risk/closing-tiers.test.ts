import fc from 'fast-check';
import { expect, it } from 'vitest';
import { maintenanceMargin, tiersOf } from '../../shared/cascade/margin/tiers.ts';
import { marketOf } from '../../shared/market/market.ts';
import { parseSnapshot } from '../../shared/market/snapshot.ts';
import { closingTiers } from '../../shared/risk/tiers/closing-tiers.ts';
import { parseSweep } from '../../shared/sweep/parse-sweep.ts';
import { snapshot, sweepText } from './scene.ts';

const FEE = 0.0005;
const WHOLE = snapshot().tiers.map((row) => ({ ...row, deduction: 0 }));
const ABOVE_FLOORS = snapshot().tiers.map((row, k) => ({ ...row, deduction: [0, 100, 1_600][k]! }));
const marketWith = (beta: number, tiers: unknown = WHOLE) =>
  marketOf(
    parseSnapshot(
      JSON.stringify(snapshot({ tiers, depth: { kind: 'law', law: { law: 'exponential', beta } } })),
    ),
  );
const sweep = parseSweep(sweepText());
const STEP = sweep.tierTable.stepPpm;
/** Buying is dearer than selling: the price goes as `exp(beta q)`, averaged over the order. 100 a coin. */
const closedForm = (beta: number, notional: number) => {
  const x = (beta * notional) / 100;
  return Math.expm1(x) / x - 1 + FEE;
};
const LARGEST = Math.max(
  ...snapshot().positions.rows.map(({ quantity }: { quantity: number }) => 100 * quantity),
);

it('raises a tier to what closing its cap costs, by hand: a rate for all of the notional, or above the floor', () => {
  // 500 coins cost (exp(0.05) - 1) / 0.05 - 1 = 2.542 %, and the fee of 0.05 %: 2.6 % in steps of 0.05 %.
  // The last tier has no cap: 1,000 coins, the largest account, cost 5.17 % and the fee.
  expect(closedForm(0.0001, 50_000)).toBeCloseTo(0.0259219, 6);
  expect(closingTiers(marketWith(0.0001), sweep).rows.map((row) => row.recommendedPpm)).toEqual([
    10_000, 26_000, 52_500,
  ]);
  // 2.592 % of 50,000 is 1,296, less the 100 that are asked below 10,000: 2.99 % of the 40,000 between. Then
  // 5.221 % of 100,000 is 5,221, less the 1,300 below 50,000: 7.84 % of the rest.
  const above = closingTiers(marketWith(0.0001, ABOVE_FLOORS), sweep);
  expect(above.kind).toBe('recursion');
  expect(above.rows.map((row) => row.recommendedPpm)).toEqual([10_000, 30_000, 78_500]);
});

it('is today’s table where it pays for closing everybody', () => {
  const table = closingTiers(marketWith(0.00001), sweep);
  expect(table.changed).toBe(false);
  expect(table.rows.every((row) => row.recommendedPpm === row.currentPpm)).toBe(true);
});

it('leaves nobody thin, whatever the depth, and nobody would need less: held against the law’s closed form', () => {
  fc.assert(
    fc.property(fc.double({ min: 1e-6, max: 0.0003, noNaN: true }), fc.boolean(), (beta, hasDeductions) => {
      const table = closingTiers(marketWith(beta, hasDeductions ? ABOVE_FLOORS : WHOLE), sweep);
      const tiers = tiersOf(table.tiers);
      const from = hasDeductions ? 100 : 10_001;
      const paid = (notional: number) => maintenanceMargin(tiers, notional) / notional;
      for (let notional = from; notional <= LARGEST; notional += 97)
        expect(paid(notional)).toBeGreaterThan(closedForm(beta, notional) - 1e-9);
      table.rows.forEach((row, k) => {
        const before = table.rows[k - 1]?.recommendedPpm ?? 0;
        if (row.recommendedPpm === Math.max(row.currentPpm, before)) return;
        // Raised for its own sake: a step less, and the largest account of the tier is thin.
        const to = table.rows[k + 1] ? tiers.floor[k + 1]! : LARGEST;
        const less = hasDeductions ? STEP * (1 - tiers.floor[k]! / to) : STEP;
        expect(paid(to) - less / 1_000_000).toBeLessThan(closedForm(beta, to) + 1e-9);
      });
    }),
    { numRuns: 60 },
  );
});
