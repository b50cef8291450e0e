import { maintenanceMargin } from '../../margin/tiers.ts';
import { NEGLIGIBLE } from '../../venue/block.ts';
import { type Crossed, marginEquity } from './crossed.ts';

/** What a fill closes of an account: so much, or all of it where nothing but rounding would be left. */
export function unitsOf({ wallets, quantity }: Crossed, a: number, asked: number): number {
  const held = quantity[a]!;
  return held - asked <= NEGLIGIBLE * wallets.quantity[a]! ? held : asked;
}

/**
 * What a fill in the market owes the venue, before it is booked (contagion.md 2.6 d): the fee, and a penalty on the maintenance released
 * at the marks.
 *
 * @param units as `unitsOf`
 * @param unit value of a unit at the fill
 */
export function dueOf(crossed: Crossed, a: number, units: number, unit: number): number {
  const { closeOut, wallets, markets, quantity } = crossed;
  const k = wallets.market[a]!;
  const { feeRate, tiers } = markets[k]!;
  const fee = feeRate * units * Math.abs(unit);
  if (closeOut.amount !== 'step') return fee;
  const markUnit = Math.abs(crossed.units[k]!);
  const rest = quantity[a]! - units;
  const released =
    maintenanceMargin(tiers, quantity[a]! * markUnit) - maintenanceMargin(tiers, rest * markUnit);
  return fee + closeOut.penalty * released;
}

/** Books a fill of `units`, as `unitsOf`, of an account: its profit goes to the cash of its wallet `w`. */
export function bookFill(crossed: Crossed, w: number, a: number, units: number, unit: number): void {
  const { wallets, quantity, entryUnit, cash } = crossed;
  cash[w]! += wallets.side[a]! * units * (unit - entryUnit[a]!);
  quantity[a]! -= units;
}

/** What a wallet pays and leaves after a tick's fills. */
export interface Settled {
  /** To the fund, as far as it is there. */
  readonly fee: number;
  /** To others: a wallet that has closed everything and sold all its assets. */
  readonly deficit: number;
}

/**
 * Takes what is due out of what is there, once the fills are booked (contagion.md 2.6 b and d).
 *
 * @param isOpen is any account of it left?
 */
export function settleCash(crossed: Crossed, w: number, due: number, isOpen: boolean): Settled {
  const { cash } = crossed;
  const own = cash[w]!;
  if (isOpen) {
    const fee = due === 0 ? 0 : Math.min(due, Math.max(0, marginEquity(crossed, w)));
    cash[w] = own - fee;
    return { fee, deficit: 0 };
  }
  if (own >= 0) {
    const fee = Math.min(due, own);
    cash[w] = own - fee;
    return { fee, deficit: 0 };
  }
  // Assets are sold before anybody else pays.
  if (!isBare(crossed, w)) return { fee: 0, deficit: 0 };
  cash[w] = 0;
  return { fee: 0, deficit: -own };
}

/** Are all its assets sold? */
export function isBare({ wallets: { firstAsset }, amount }: Crossed, w: number): boolean {
  for (let i = firstAsset[w]!; i < firstAsset[w + 1]!; i++) if (amount[i]! > 0) return false;
  return true;
}
