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

/**
 * Capped pro-rata: everybody gives the same share of what they hold, up to a share of their own,
 * `h_j = min(eta, cap_j)`, the only rule that is Sybil-resistant, scale-invariant and monotone (Chitra et al. 2025,
 * arXiv 2512.01112). `total` is at most what the caps allow.
 *
 * @param cap largest share that each may lose, in [0, 1]
 * @returns `eta`, the share of those who are below their cap; the largest cap if nobody is
 */
export function allocateCapped(
  held: Float64Array,
  cap: Float64Array,
  count: number,
  total: number,
  into: Float64Array,
): number {
  const order = Array.from({ length: count }, (_, j) => j).sort((a, b) => cap[a]! - cap[b]!);
  let open = 0;
  for (let j = 0; j < count; j++) open += held[j]!;
  let left = total;
  let share = 0;
  // Those with the smallest caps give up to them, until the rest can share what is left evenly.
  for (const j of order) {
    share = open > 0 ? left / open : 0;
    if (share <= cap[j]!) break;
    share = cap[j]!;
    left -= share * held[j]!;
    open -= held[j]!;
  }
  for (let j = 0; j < count; j++) into[j] = held[j]! * Math.min(share, cap[j]!);
  return share;
}
