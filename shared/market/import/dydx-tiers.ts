import * as z from 'zod/mini';
import type { CappedRow } from './stepped-tiers.ts';
import {
  holdsRecords,
  type RecordKind,
  recordOf,
  recordsIn,
  type TierFile,
  type TierFormat,
  VenueNumber,
} from './venue-json.ts';

const OldMarket = z.object({
  initialMarginFraction: VenueNumber,
  maintenanceMarginFraction: VenueNumber,
  incrementalInitialMarginFraction: VenueNumber,
  incrementalPositionSize: VenueNumber,
  baselinePositionSize: VenueNumber,
  maxPositionSize: VenueNumber,
});
const OLD: RecordKind<z.infer<typeof OldMarket>> = {
  keys: ['market', 'baselinePositionSize', 'maintenanceMarginFraction'],
  names: ['market'],
  schema: OldMarket,
};

const Market = z.object({ initialMarginFraction: VenueNumber, maintenanceMarginFraction: VenueNumber });
const NEW: RecordKind<z.infer<typeof Market>> = {
  keys: ['ticker', 'initialMarginFraction', 'maintenanceMarginFraction'],
  names: ['ticker'],
  schema: Market,
};

/** The answer of dYdX's `GET /v3/markets`, or of version 4's `GET /v4/perpetualMarkets`. */
export const dydxMarkets: TierFormat = {
  words: "dYdX's markets, version 3 or 4",
  holds: (file) => holdsRecords(OLD)(file) || holdsRecords(NEW)(file),
  read: (file) => (recordsIn(file.answer, OLD.keys).length > 0 ? version3(file) : version4(file)),
};

/** One rate for all; the initial one rises with the market's open interest, not with a position. */
function version4(file: TierFile): CappedRow[] {
  const { initialMarginFraction, maintenanceMarginFraction } = recordOf(file, NEW);
  return [{ floor: 0, rate: maintenanceMarginFraction, maxLeverage: 1 / initialMarginFraction }];
}

/**
 * Above the baseline size, each further increment or part of it raises the initial
 * rate; the maintenance rate is the same for all. Sizes are coins and become notional at the mark price, so the
 * floors are those of this moment.
 */
function version3(file: TierFile): CappedRow[] {
  const record = recordOf(file, OLD);
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
      floor: floor * file.markPrice,
      cap: cap * file.markPrice,
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
