import { type Contract, unitValue } from './contract.ts';
import { type Tiers, tierAt } from './tiers.ts';

/** Unit value at which equity is zero, `u_b = u(P0) - s C / q`; may be beyond every price. */
export const bankruptcyUnit = (
  contract: Contract,
  side: number,
  quantity: number,
  entryPrice: number,
  collateral: number,
): number => unitValue(contract, entryPrice) - (side * collateral) / quantity;

/** Price at which equity is zero; `undefined` where there is none (model.md 1.1). */
export function bankruptcyPrice(
  contract: Contract,
  side: number,
  quantity: number,
  entryPrice: number,
  collateral: number,
): number | undefined {
  const unit = bankruptcyUnit(contract, side, quantity, entryPrice, collateral);
  if (contract === 'linear') return unit > 0 ? unit : undefined;
  return unit < 0 ? -1 / unit : undefined;
}

/**
 * Mark price at which equity equals the maintenance margin of the tier that holds *there*, not at
 * entry (model.md 1.3, 1.4). Written in notional: equity is `K + sigma N` with `sigma = side`
 * (linear) or `-side` (inverse), so tier `k` is met at `N* = (K + d_k) / (mu_k - sigma)`.
 *
 * @param mark where the walk away from the present starts; only `jumping` tables depend on it
 * @returns a price > 0, or -Infinity (long) / Infinity (short) if it is never reached; 0 (short) / Infinity (long) where equity
 *   is below maintenance at every price, as after a loss booked to the account
 */
export function triggerPrice(
  contract: Contract,
  tiers: Tiers,
  side: number,
  quantity: number,
  entryPrice: number,
  collateral: number,
  mark: number,
): number {
  const constant = collateral - side * unitValue(contract, entryPrice) * quantity;
  const sigma = contract === 'linear' ? side : -side;
  const never = side > 0 ? -Infinity : Infinity;
  if (sigma > 0 && constant >= 0) return never;
  if (sigma < 0 && constant <= 0) return side > 0 ? Infinity : 0;
  const present = quantity * Math.abs(unitValue(contract, mark));
  const notional = tiers.jumping
    ? firstNotionalReached(tiers, constant, sigma, present)
    : consistentNotional(tiers, constant, sigma);
  // Reached already: at the mark itself, which dividing the notional again would miss by a bit.
  if (tiers.jumping && notional === present) return mark;
  if (!(notional > 0)) return never;
  return contract === 'linear' ? notional / quantity : quantity / notional;
}

/** Root of `K + sigma N = MM(N)`; unique because every rate is below 1. */
function consistentNotional(tiers: Tiers, constant: number, sigma: number): number {
  const { floor, rate, deduction } = tiers;
  const last = floor.length - 1;
  let k = 0;
  for (; k < last; k++) {
    const cap = floor[k + 1]!;
    const gap = constant + sigma * cap - (rate[k]! * cap - deduction[k]!);
    if (sigma > 0 ? gap >= 0 : gap <= 0) break;
  }
  return (constant + deduction[k]!) / (rate[k]! - sigma);
}

/**
 * First notional, from the present one in the adverse direction, at which equity is at most the
 * requirement. Where notional shrinks in the adverse direction (`sigma > 0`) that is the largest
 * below, elsewhere the smallest above; a floor counts where the tier behind it is already reached.
 */
function firstNotionalReached(tiers: Tiers, constant: number, sigma: number, present: number): number {
  const { floor, rate, deduction } = tiers;
  const root = (k: number) => (constant + deduction[k]!) / (rate[k]! - sigma);
  if (sigma > 0) {
    for (let k = tierAt(tiers, present); k >= 0; k--) {
      const cap = k + 1 < floor.length ? Math.min(floor[k + 1]!, present) : present;
      const candidate = Math.min(root(k), cap);
      if (candidate > floor[k]!) return candidate;
    }
    return 0;
  }
  for (let k = tierAt(tiers, present); k < floor.length; k++) {
    const candidate = Math.max(root(k), floor[k]!, present);
    if (k + 1 === floor.length || candidate <= floor[k + 1]!) return candidate;
  }
  return 0;
}
