// Margin by the definitions of model.md 1, one account at a time. Shares no code with the product.
import type { Contract } from '../../../shared/cascade/margin/contract.ts';
import type { TierRow } from '../../../shared/cascade/margin/tiers.ts';

/** Value of one unit: `u(P) = P` or `-1/P`. */
export const u = (contract: Contract, price: number): number => (contract === 'linear' ? price : -1 / price);

/** Deductions: the table's own, else `d_k = d_(k-1) + f_k (mu_k - mu_(k-1))`. */
export function deductions(tiers: readonly TierRow[]): number[] {
  const out: number[] = [];
  tiers.forEach((tier, k) => {
    const before = tiers[k - 1];
    const recursion = before ? out[k - 1]! + tier.floor * (tier.rate - before.rate) : 0;
    out.push(tier.deduction ?? recursion);
  });
  return out;
}

export const isJumping = (tiers: readonly TierRow[]): boolean =>
  deductions(tiers).some((own, k) => {
    const before = tiers[k - 1];
    if (!before) return own !== 0;
    const continuous = deductions(tiers)[k - 1]! + tiers[k]!.floor * (tiers[k]!.rate - before.rate);
    return Math.abs(own - continuous) > 1e-9 * Math.max(1, Math.abs(continuous));
  });

/** The tier of a notional: the last one whose floor lies below it, the first for 0. */
export function tierOf(tiers: readonly TierRow[], notional: number): number {
  let found = 0;
  tiers.forEach((tier, k) => {
    if (tier.floor < notional) found = k;
  });
  return found;
}

export function maintenance(tiers: readonly TierRow[], notional: number): number {
  const k = tierOf(tiers, notional);
  return tiers[k]!.rate * notional - deductions(tiers)[k]!;
}

/** `e(M) = C + s q (u(M) - u(P0))`, with both unit values given. */
export const equity = (collateral: number, side: number, quantity: number, unit: number, entryUnit: number) =>
  collateral + side * quantity * (unit - entryUnit);

/**
 * The mark at which equity falls to maintenance, walking from `mark` in the adverse direction: falling
 * for a long, rising for a short. Every tier is asked where it meets the line; the root that lies in
 * its own tier is the answer. `never` is -Infinity (long) or Infinity (short), `always` Infinity (long) or 0 (short).
 */
export function trigger(
  contract: Contract,
  tiers: readonly TierRow[],
  side: number,
  quantity: number,
  entryPrice: number,
  collateral: number,
  mark: number,
): number {
  const K = collateral - side * u(contract, entryPrice) * quantity;
  // Equity as a function of notional is K + sigma N.
  const sigma = contract === 'linear' ? side : -side;
  const never = side > 0 ? -Infinity : Infinity;
  const toPrice = (notional: number) => (contract === 'linear' ? notional / quantity : quantity / notional);
  if (sigma > 0 && K >= 0) return never;
  // Below maintenance at every price, above zero as they are: first of its side, and it stays reached.
  if (sigma < 0 && K <= 0) return side > 0 ? Infinity : 0;
  const d = deductions(tiers);
  const cap = (k: number) => tiers[k + 1]?.floor ?? Infinity;
  const root = (k: number) => (K + d[k]!) / (tiers[k]!.rate - sigma);

  if (!isJumping(tiers)) {
    // Rounding may put a root a hair outside its tier: take the one that strays least.
    let best = NaN;
    let least = Infinity;
    tiers.forEach((tier, k) => {
      const own = root(k);
      const stray = Math.max(tier.floor - own, own - cap(k), 0);
      if (stray < least) {
        least = stray;
        best = own;
      }
    });
    return best > 0 ? toPrice(best) : never;
  }

  // A jumping table: the set of notionals with K + sigma N <= mu N - d is an interval within each tier;
  // of those on the adverse side of the present, the one nearest to it.
  const present = quantity * Math.abs(u(contract, mark));
  const candidates: number[] = [];
  tiers.forEach((tier, k) => {
    if (sigma > 0) {
      const top = Math.min(root(k), cap(k), present);
      if (top > tier.floor) candidates.push(top);
    } else {
      const bottom = Math.max(root(k), tier.floor, present);
      if (bottom <= cap(k)) candidates.push(bottom);
    }
  });
  if (candidates.length === 0) return never;
  const nearest = sigma > 0 ? Math.max(...candidates) : Math.min(...candidates);
  return nearest === present ? mark : toPrice(nearest);
}
