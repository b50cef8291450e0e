import type { Tiers } from '../cascade/margin/tiers.ts';

/** The closing fee that a venue reserves, fraction of notional; none if left out. */
export interface Reserving {
  readonly reservedFeeRate?: number | undefined;
}

/**
 * The margin table by which accounts are triggered: where a venue reserves the closing fee, every rate is higher by it
 * (model.md 1.3). Deductions and floors stay, so that what is asked rises by the fee on the whole notional. The same object
 * where nothing is reserved.
 *
 * @throws RangeError where a rate would reach 1
 */
export function reserving(tiers: Tiers, { reservedFeeRate = 0 }: Reserving): Tiers {
  if (reservedFeeRate === 0) return tiers;
  const rate = tiers.rate.map((own) => own + reservedFeeRate);
  const last = rate[rate.length - 1]!;
  if (!(last < 1)) throw new RangeError(`maintenance rate and reserved fee must be < 1, got ${last}`);
  return { ...tiers, rate };
}
