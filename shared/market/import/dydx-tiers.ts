import * as z from 'zod/mini';
import type { CappedRow } from './stepped-tiers.ts';
import { recordOf, VenueNumber } from './venue-json.ts';

const Market = z.object({
  market: z.string(),
  initialMarginFraction: VenueNumber,
  maintenanceMarginFraction: VenueNumber,
  incrementalInitialMarginFraction: VenueNumber,
  incrementalPositionSize: VenueNumber,
  baselinePositionSize: VenueNumber,
  maxPositionSize: VenueNumber,
});
const Answer = z.pipe(
  z.object({ markets: z.record(z.string(), Market) }),
  z.transform(({ markets }) => Object.values(markets)),
);

/**
 * dYdX v3 market records: above the baseline size, each further increment or part of it raises the initial
 * rate; the maintenance rate is the same for all. Sizes are coins and become notional at the mark price, so the
 * floors are those of this moment.
 */
export function dydxTiers(subject: string, text: string, symbol: string, markPrice: number): CappedRow[] {
  const record = recordOf(subject, Answer, 'market', symbol, text);
  const {
    baselinePositionSize: baseline,
    incrementalPositionSize: increment,
    maxPositionSize: most,
  } = record;
  const rows: CappedRow[] = [];
  for (let k = 0; ; k++) {
    const floor = k === 0 ? 0 : baseline + (k - 1) * increment;
    const cap = Math.min(baseline + k * increment, most);
    const initial = record.initialMarginFraction + k * record.incrementalInitialMarginFraction;
    rows.push({
      floor: floor * markPrice,
      cap: cap * markPrice,
      rate: record.maintenanceMarginFraction,
      maxLeverage: Math.max(1, 1 / initial),
    });
    if (cap === most) return rows;
  }
}

/**
 * Initial rate of a dYdX v4 market, which rises from `rate` towards 1 as open interest goes from `lower` to `upper`
 * (v4 documentation, open-interest margin fraction): positions get dearer to open while a market is crowded.
 *
 * @param openInterest and both caps in quote currency
 */
export function initialRateAt(
  openInterest: number,
  caps: { readonly rate: number; readonly lower: number; readonly upper: number },
): number {
  const { rate, lower, upper } = caps;
  const crowded = Math.min(1, Math.max(0, (openInterest - lower) / (upper - lower)));
  return Math.min(1, rate + crowded * (1 - rate));
}
