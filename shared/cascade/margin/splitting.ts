import type { Accounts } from './accounts.ts';
import { type Contract, unitValue } from './contract.ts';

/**
 * Leverage-limit avoidance (model.md 10.4): every account with notional above `cap` becomes the fewest equal accounts
 * below it, in its place and of its owner. Position, entry and collateral are divided alike, so that bankruptcy stays
 * where it was; maintenance falls from `MM(N)` to `k MM(N/k)`, so that the trigger moves away from the mark and the
 * cushion between the two narrows.
 *
 * Comes after the leverage axis and the cushion rule: the same money stands behind the same positions, and only
 * triggers differ. Who met the cushion as one meets it in parts.
 *
 * @param cap notional of one account at `startPrice`, settlement currency, > 0; a tier's cap
 * @param into has room for `splitRoom` accounts
 * @returns `into` with as many rows as there are accounts now
 */
export function splitAccounts(
  accounts: Accounts,
  cap: number,
  contract: Contract,
  startPrice: number,
  into: Accounts,
): Accounts {
  const { side, quantity, entryPrice, collateral, owner } = accounts;
  const startUnit = Math.abs(unitValue(contract, startPrice));
  let row = 0;
  for (let i = 0; i < accounts.count; i++) {
    const parts = partsOf(quantity[i]! * startUnit, cap);
    for (let k = 0; k < parts; k++, row++) {
      into.side[row] = side[i]!;
      into.quantity[row] = quantity[i]! / parts;
      into.entryPrice[row] = entryPrice[i]!;
      into.collateral[row] = collateral[i]! / parts;
      into.owner[row] = owner[i]!;
    }
  }
  return { ...into, count: row };
}

function partsOf(notional: number, cap: number): number {
  if (!(cap > 0)) throw new RangeError(`cap of a split account must be > 0, got ${cap}`);
  return notional > cap ? Math.ceil(notional / cap) : 1;
}

/**
 * Most accounts that `count` accounts with this notional in all can become, however it is spread over them.
 *
 * @param notional of both sides at the start price, settlement currency
 */
export const splitRoom = (count: number, notional: number, cap: number): number =>
  // Rounding may lift each quotient by one at most, and only where it stands next to a whole number.
  count + Math.ceil((notional / cap) * (1 + 1e-9));
