import type { Accounts } from './accounts.ts';
import { type Contract, unitValue } from './contract.ts';
import { maintenanceMargin, type Tiers, tierAt } from './tiers.ts';

/** What the cushion rule gave. */
export interface Raised {
  /** Of all quantity. */
  readonly share: number;
  /** Settlement currency. */
  readonly money: number;
}

/** Equity at the start is at least this multiple of maintenance, so that a zero shock sells nothing. */
export const CUSHION = 1.1;

/**
 * The leverage axis and the cushion rule (model.md 1.6), from observed accounts into `into`.
 *
 * Collateral is divided by `leverage`, but not below what the maximum leverage of the account's tier
 * demands (nor is anybody raised to that demand: `leverage` 1 leaves collateral as observed). Collateral below 0, taken
 * out of a profit, stays as it is. Then
 * whoever has less than 1.1 times maintenance at `startPrice` is raised to it.
 *
 * @param tiers after the maintenance axis
 * @param leverage multiple of today's leverage, > 0
 * @returns what the cushion rule raised
 */
export function applyAxes(
  accounts: Accounts,
  tiers: Tiers,
  contract: Contract,
  startPrice: number,
  leverage: number,
  into: Accounts,
): Raised {
  if (!(leverage > 0)) throw new RangeError(`leverage must be > 0, got ${leverage}`);
  const { count, side, quantity, entryPrice, collateral, owner } = accounts;
  into.side.set(side);
  into.quantity.set(quantity);
  into.entryPrice.set(entryPrice);
  into.owner.set(owner);
  const startUnit = unitValue(contract, startPrice);
  let raised = 0;
  let money = 0;
  let total = 0;
  for (let i = 0; i < count; i++) {
    const units = quantity[i]!;
    const entryUnit = unitValue(contract, entryPrice[i]!);
    const entryNotional = units * Math.abs(entryUnit);
    const observed = collateral[i]!;
    const demanded = entryNotional / tiers.maxLeverage[tierAt(tiers, entryNotional)]!;
    let own = observed < 0 ? observed : Math.max(observed / leverage, Math.min(observed, demanded));
    const equity = own + side[i]! * units * (startUnit - entryUnit);
    const least = CUSHION * maintenanceMargin(tiers, units * Math.abs(startUnit));
    if (equity < least) {
      own += least - equity;
      money += least - equity;
      raised += units;
    }
    into.collateral[i] = own;
    total += units;
  }
  return { share: raised / total, money };
}
