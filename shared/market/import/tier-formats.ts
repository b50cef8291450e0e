import type { Contract } from '../../cascade/margin/contract.ts';
import { binanceTiers } from './binance-tiers.ts';
import { bitmexTiers } from './bitmex-tiers.ts';
import { dydxTiers } from './dydx-tiers.ts';
import { gateTiers } from './gate-tiers.ts';
import { krakenTiers } from './kraken-tiers.ts';
import { phemexTiers } from './phemex-tiers.ts';
import type { CappedRow } from './stepped-tiers.ts';

/**
 * Reads one symbol's margin table from a venue's file. Where the venue counts in contracts or coins, the
 * market's mark price makes notional of them.
 */
export type TierReader = (
  subject: string,
  text: string,
  symbol: string,
  markPrice: number,
  contract: Contract,
) => CappedRow[];

/** Venue files that `cascade import` understands, by the name that the user gives. */
export const TIER_FORMATS = {
  'binance-csv': binanceTiers,
  'bitmex-instruments': bitmexTiers,
  'dydx-markets': dydxTiers,
  'gate-contracts': gateTiers,
  'kraken-instruments': krakenTiers,
  'phemex-risk-limits': phemexTiers,
} as const satisfies Readonly<Record<string, TierReader>>;
export type TierFormat = keyof typeof TIER_FORMATS;
