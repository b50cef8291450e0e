/** How a quantity is taken from winners (model.md 5.4). */
export type AllocationPolicy = 'queue' | 'pro-rata' | 'water-filling';

/** Score by which BitMEX (2020) ranks winners: profit over entry value, times or over leverage. */
export function queueScore(profitOverEntryValue: number, leverage: number): number {
  return profitOverEntryValue > 0 ? profitOverEntryValue * leverage : profitOverEntryValue / leverage;
}

/** The first in `order` give all they hold until `total` is reached. Columns share their row. */
export function allocateQueue(
  held: Float64Array,
  order: Int32Array,
  count: number,
  total: number,
  into: Float64Array,
): void {
  let left = total;
  for (let k = 0; k < count; k++) {
    const j = order[k]!;
    const taken = Math.min(held[j]!, left);
    into[j] = taken;
    left -= taken;
  }
}

/** Everybody gives the same share; `total` is at most the sum of `held`. */
export function allocateProRata(held: Float64Array, count: number, total: number, into: Float64Array): void {
  let sum = 0;
  for (let j = 0; j < count; j++) sum += held[j]!;
  for (let j = 0; j < count; j++) into[j] = sum > 0 ? Math.min(held[j]!, (total * held[j]!) / sum) : 0;
}

/**
 * Cuts notional so that the largest leverage that remains is as small as possible (Campbell, Hey,
 * Moallemi and Nutz 2026, arXiv 2603.15963): `x_j = max(0, N_j - l e_j)` with `sum x_j = total`.
 *
 * @param order rows by leverage `N/e`, highest first
 * @returns the leverage `l` that nobody exceeds any more
 */
export function allocateWaterFilling(
  notional: Float64Array,
  equity: Float64Array,
  order: Int32Array,
  count: number,
  total: number,
  into: Float64Array,
): number {
  let sumNotional = 0;
  let sumEquity = 0;
  let level = 0;
  let cut = 0;
  for (; cut < count; cut++) {
    const j = order[cut]!;
    // Is the level reached with the first `cut` accounts already at or above the next one's leverage?
    if (cut > 0 && level * equity[j]! >= notional[j]!) break;
    sumNotional += notional[j]!;
    sumEquity += equity[j]!;
    level = (sumNotional - total) / sumEquity;
  }
  for (let k = 0; k < count; k++) {
    const j = order[k]!;
    into[j] = k < cut ? Math.max(0, notional[j]! - level * equity[j]!) : 0;
  }
  return level;
}
