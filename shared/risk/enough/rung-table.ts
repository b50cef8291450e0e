import { scaleMaintenance, type Tiers, tiersOf } from '../../cascade/margin/tiers.ts';
import type { Market } from '../../market/market.ts';
import type { Rung } from '../../sweep/ladder.ts';
import type { TierSet } from '../../sweep/tier-sets.ts';
import type { Rate } from '../findings/enough.ts';
import type { RatedRow, RatedTable } from '../tiers/rated-table.ts';
import { exactRatioPpm, maxLeverageOf } from '../tiers/tier-rate.ts';

/** The tables that plan makes. */
export type Proposed = Readonly<Record<Exclude<TierSet, 'current'>, RatedTable>>;

/** A margin table that may be adopted: its rates for people, and as columns. */
export interface RungTable {
  readonly rates: readonly Rate[];
  readonly tiers: Tiers;
}

/**
 * Today's rates times a multiple, whole parts per million rounded up, or a proposed table. A higher rate lowers the maximum
 * leverage so that initial over maintenance stays what it is (report.md 3.5, step 6): margin called is that of the whole table.
 */
export function rungTable(
  { tiers: today }: Market,
  { tiers, maintenanceBps }: Rung,
  proposed: Proposed,
): RungTable {
  const rows = proposed.candidate.rows;
  if (tiers !== 'current') {
    const own = proposed[tiers];
    const rates = own.rows.map((row) => ({
      ...named(row),
      ppm: row.recommendedPpm,
      maxLeverage: row.recommendedMaxLeverage,
    }));
    return { rates, tiers: tiersOf(own.tiers) };
  }
  let before = Infinity;
  const rates = rows.map((row, k): Rate => {
    const ppm = Number((BigInt(row.currentPpm) * BigInt(maintenanceBps) + 9_999n) / 10_000n);
    const own =
      ppm === row.currentPpm
        ? row.currentMaxLeverage
        : maxLeverageOf(ppm, exactRatioPpm(row.currentMaxLeverage, today.rate[k]!));
    before = Math.min(row.currentMaxLeverage, own, before);
    return { ...named(row), ppm, maxLeverage: before };
  });
  const scaled = scaleMaintenance(today, maintenanceBps / 10_000);
  return { rates, tiers: { ...scaled, maxLeverage: Float64Array.from(rates, (rate) => rate.maxLeverage) } };
}

const named = ({ tier, from, to, currentPpm, currentMaxLeverage }: RatedRow) => ({
  tier,
  from,
  to,
  currentPpm,
  currentMaxLeverage,
});
