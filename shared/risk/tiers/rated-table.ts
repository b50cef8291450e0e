import type { TierRow } from '../../cascade/margin/tiers.ts';
import type { Market } from '../../market/market.ts';
import { minorUnits } from '../../market/tier-table.ts';
import type { TierRates } from '../findings/tiers.ts';
import { exactRatioPpm, maxLeverageOf, ppmUp, wholeUnits } from './tier-rate.ts';

/** One tier of a margin table beside today's, whatever made its rate. */
export type RatedRow = Pick<
  TierRates,
  | 'tier'
  | 'from'
  | 'to'
  | 'currentPpm'
  | 'recommendedPpm'
  | 'currentMaxLeverage'
  | 'recommendedMaxLeverage'
  | 'currentInitialPpm'
  | 'recommendedInitialPpm'
  | 'currentDeduction'
  | 'recommendedDeduction'
>;

/** A margin table of other rates. */
export interface RatedTable {
  readonly rows: readonly RatedRow[];
  /** The same for the core. */
  readonly tiers: readonly TierRow[];
  readonly kind: 'recursion' | 'whole-value';
  readonly unitsPerCurrency: number;
  readonly changed: boolean;
}

/**
 * Today's floors under other rates, with leverage and deductions that go with them: report.md 3.5, steps 6 and 7. All roundings are
 * in whole parts per million and whole cents or satoshi. A table whose rates hold for the whole notional (all deductions 0) stays
 * one; a table with other deductions of its own gets those of the recursion.
 *
 * @param rateOf the rate of a tier, parts per million, where that of the one before is known; 0 before the first
 */
export function ratedTable(market: Market, rateOf: (k: number, beforePpm: number) => number): RatedTable {
  const { snapshot, tiers } = market;
  const perOne = BigInt(minorUnits(snapshot.market));
  const kind = kindOf(market);
  const floors = Array.from(tiers.floor, (floor, k) =>
    wholeUnits(floor, perOne, `snapshot.tiers.${k}.floor`),
  );
  const rows: RatedRow[] = [];
  let deduction = 0n; // in millionths of a unit
  let before = { ppm: 0, leverage: Infinity };
  floors.forEach((floor, k) => {
    const currentPpm = ppmUp(tiers.rate[k]!);
    const ppm = rateOf(k, before.ppm);
    const currentMaxLeverage = tiers.maxLeverage[k]!;
    const ratioPpm = exactRatioPpm(currentMaxLeverage, tiers.rate[k]!);
    // The ratio is rounded up, so that a tier which does not change would lose a step of leverage.
    const ownLeverage = ppm === currentPpm ? currentMaxLeverage : maxLeverageOf(ppm, ratioPpm);
    const leverage = Math.min(currentMaxLeverage, ownLeverage, before.leverage);
    if (k > 0 && kind === 'recursion') deduction += floor * BigInt(ppm - before.ppm);
    rows.push({
      tier: k + 1,
      from: String(floor),
      to: floors[k + 1] === undefined ? lastCap(snapshot, perOne) : String(floors[k + 1]),
      currentPpm,
      recommendedPpm: ppm,
      currentMaxLeverage,
      recommendedMaxLeverage: leverage,
      currentInitialPpm: exactRatioPpm(currentMaxLeverage, 1),
      recommendedInitialPpm: exactRatioPpm(leverage, 1),
      currentDeduction: String(tiers.deduction[k]!),
      recommendedDeduction: decimalText(deduction, perOne * 1_000_000n),
    });
    before = { ppm, leverage };
  });
  return {
    rows,
    tiers: rows.map((row, k) => ({
      floor: tiers.floor[k]!,
      rate: row.recommendedPpm / 1_000_000,
      maxLeverage: row.recommendedMaxLeverage,
      deduction: Number(row.recommendedDeduction),
    })),
    kind,
    unitsPerCurrency: Number(perOne),
    changed: rows.some(
      (row) => row.recommendedPpm !== row.currentPpm || row.recommendedMaxLeverage !== row.currentMaxLeverage,
    ),
  };
}

/** Whether a rate holds for the whole notional, or for what is above a floor. */
export const kindOf = ({ tiers }: Pick<Market, 'tiers'>): RatedTable['kind'] =>
  tiers.jumping && tiers.deduction.every((deduction) => deduction === 0) ? 'whole-value' : 'recursion';

/** With what is reserved for fees, a rate of 1 or more would ask for the whole position as margin; the core refuses it. */
export const mostPpmOf = ({ snapshot }: Pick<Market, 'snapshot'>): number =>
  999_999 - ppmUp(snapshot.rules.reservedFeeRate ?? 0);

function lastCap({ tiers }: Market['snapshot'], perOne: bigint): string | null {
  const cap = tiers.at(-1)!.cap;
  return cap === undefined ? null : String(wholeUnits(cap, perOne, `snapshot.tiers.${tiers.length - 1}.cap`));
}

/** `amount / scale` in decimals, exact; `scale` is a power of ten. */
function decimalText(amount: bigint, scale: bigint): string {
  const part = String(amount % scale)
    .padStart(String(scale).length - 1, '0')
    .replace(/0+$/, '');
  return part === '' ? String(amount / scale) : `${amount / scale}.${part}`;
}
