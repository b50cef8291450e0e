import { unitValue } from '../../cascade/margin/contract.ts';
import { maintenanceMargin, type Tiers, tierAt } from '../../cascade/margin/tiers.ts';
import type { Scene } from '../cells/cell-view.ts';
import type { BySide } from '../cells/decision-cells.ts';
import type { ThinAccount } from '../findings/thin-account.ts';
import { accountSets } from '../tiers/account-sets.ts';
import { shockedDepth } from '../tiers/closing-cost.ts';

/** What the number is called that says what is at stake. */
export const CLOSING_SHORTFALL = 'closing beyond their margin';

interface Range {
  readonly mean: number;
  readonly least: number;
  readonly most: number;
}

/** By its number in the snapshot: the report gives it a hash instead, so that the table can be passed on. */
export interface NumberedThinAccount extends Omit<ThinAccount, 'account'> {
  readonly account: number;
}

/** Thin accounts of one side over the account sets; the list is that of the first set. */
export interface ThinSide {
  readonly count: Range;
  readonly notional: Range;
  /** What closing them costs beyond their margin, settlement currency; of an account at most its notional. */
  readonly shortfall: Range;
  readonly accounts: readonly NumberedThinAccount[];
}

/**
 * Accounts above the first tier whose maintenance rate, at the mark price, is below what closing them after the
 * design shock is modelled to cost, fee included. A fall closes longs, a rise closes shorts.
 */
export function thinAccounts({ market, manifest }: Scene, tiers: Tiers): BySide<ThinSide> {
  const { sweep, market: id } = manifest;
  const unit = Math.abs(unitValue(market.contract, market.startPrice));
  const { feeRate } = market.snapshot.rules;
  const depth = { down: shockedDepth(market, sweep, 'down'), up: shockedDepth(market, sweep, 'up') };
  const sets = { down: [] as NumberedThinAccount[][], up: [] as NumberedThinAccount[][] };
  for (const { count, side: sides, quantity } of accountSets(market, sweep)) {
    const found = { down: [] as NumberedThinAccount[], up: [] as NumberedThinAccount[] };
    for (let i = 0; i < count; i++) {
      const notional = quantity[i]! * unit;
      const tier = tierAt(tiers, notional);
      if (tier === 0) continue;
      const side = sides[i]! > 0 ? 'down' : 'up';
      const maintenanceRate = maintenanceMargin(tiers, notional) / notional;
      const modelledCost = depth[side].cost(quantity[i]!) + feeRate;
      if (maintenanceRate < modelledCost) {
        found[side].push({
          market: id,
          side,
          account: i,
          tier: tier + 1,
          notional,
          maintenanceRate,
          modelledCost,
        });
      }
    }
    sets.down.push(found.down);
    sets.up.push(found.up);
  }
  return { down: summed(sets.down), up: summed(sets.up) };
}

function summed(sets: readonly NumberedThinAccount[][]): ThinSide {
  return {
    count: range(sets.map((accounts) => accounts.length)),
    notional: range(sets.map((accounts) => accounts.reduce((sum, { notional }) => sum + notional, 0))),
    shortfall: range(sets.map((accounts) => accounts.reduce((sum, own) => sum + shortfallOf(own), 0))),
    accounts: sets[0] ?? [],
  };
}

/** Who cannot be closed at any price has a cost of many times the notional: no more than that can be lost. */
const shortfallOf = ({ notional, modelledCost, maintenanceRate }: NumberedThinAccount): number =>
  notional * Math.min(1, modelledCost - maintenanceRate);

function range(values: readonly number[]): Range {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return { mean, least: Math.min(...values), most: Math.max(...values) };
}
