/** One row of a venue's margin table; notional in settlement currency, rates as fractions. */
export interface TierRow {
  /** Notional above which the tier applies; its cap is the next floor. */
  readonly floor: number;
  /** Maintenance margin rate, 0.005 for 0.5 %; below 1. */
  readonly rate: number;
  readonly maxLeverage: number;
  /** Maintenance deduction; by the recursion of model.md 1.2 where left out. */
  readonly deduction?: number;
}

/** A margin table as columns; row `k` is a tier. */
export interface Tiers {
  readonly floor: Float64Array;
  readonly rate: Float64Array;
  readonly deduction: Float64Array;
  readonly maxLeverage: Float64Array;
  /** The table's own deductions are not those of the recursion: its requirement jumps at a floor. */
  readonly jumping: boolean;
}

/**
 * A margin table with its maintenance deductions, `d_1 = 0`,
 * `d_k = d_(k-1) + f_k (mu_k - mu_(k-1))`: they make the requirement continuous in notional. A table
 * that brings other deductions is kept as it is and marked `jumping`.
 */
export function tiersOf(rows: readonly TierRow[]): Tiers {
  const column = (value: (row: TierRow) => number) => Float64Array.from(rows, value);
  const floor = column((row) => row.floor);
  const rate = column((row) => row.rate);
  const recursion = new Float64Array(rows.length);
  for (let k = 1; k < rows.length; k++)
    recursion[k] = recursion[k - 1]! + floor[k]! * (rate[k]! - rate[k - 1]!);
  const deduction = Float64Array.from(rows, (row, k) => row.deduction ?? recursion[k]!);
  // Venues print deductions in decimals; what differs by rounding only is the recursion.
  const jumping = deduction.some(
    (own, k) => Math.abs(own - recursion[k]!) > 1e-9 * Math.max(1, Math.abs(recursion[k]!)),
  );
  return { floor, rate, deduction, maxLeverage: column((row) => row.maxLeverage), jumping };
}

/** The tier of a notional: `floor_k < N <= floor_(k+1)`, the first tier for 0. */
export function tierAt(tiers: Tiers, notional: number): number {
  const { floor } = tiers;
  let k = 0;
  while (k + 1 < floor.length && floor[k + 1]! < notional) k++;
  return k;
}

/** Maintenance margin of a notional, `MM(N) = mu_k N - d_k`, settlement currency. */
export function maintenanceMargin(tiers: Tiers, notional: number): number {
  const k = tierAt(tiers, notional);
  return tiers.rate[k]! * notional - tiers.deduction[k]!;
}

/**
 * The maintenance axis (model.md 1.6): every rate, and so every deduction, times `multiple`; maximum
 * leverage falls to `1/rate` where the new rate demands it.
 *
 * @throws RangeError where a rate would reach 1
 */
export function scaleMaintenance(tiers: Tiers, multiple: number): Tiers {
  const rate = tiers.rate.map((own) => own * multiple);
  const last = rate[rate.length - 1]!;
  if (!(last < 1)) throw new RangeError(`maintenance rate times ${multiple} must be < 1, got ${last}`);
  return {
    floor: tiers.floor,
    rate,
    deduction: tiers.deduction.map((own) => own * multiple),
    maxLeverage: tiers.maxLeverage.map((own, k) => Math.min(own, 1 / rate[k]!)),
    jumping: tiers.jumping,
  };
}
