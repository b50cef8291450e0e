import type { Accounts } from '../../cascade/margin/accounts.ts';
import { unitValue } from '../../cascade/margin/contract.ts';
import { maintenanceMargin, type Tiers, tierAt } from '../../cascade/margin/tiers.ts';
import { triggerPrice } from '../../cascade/margin/trigger.ts';
import type { Market } from '../../market/market.ts';
import { reserving } from '../../market/reserved-fee.ts';
import type { Scene } from '../cells/cell-view.ts';
import type { Account } from '../findings/account.ts';
import { accountSets } from '../tiers/account-sets.ts';
import { addConsequences } from '../tiers/tier-consequences.ts';

/** By its number in the snapshot: the report gives it a hash instead. */
export interface NumberedAccount extends Omit<Account, 'account'> {
  readonly account: number;
}

const MOST = 10_000;

/**
 * Who holds the most, and how far the mark price is from where each is closed; with what a change of margins asks of them, so
 * that they can be told before it (pre-flight). Of the snapshot's accounts, or of one estimated set.
 *
 * @param proposed the table of the change; today's asks for nothing
 */
export function accountsOf(
  { market, manifest }: Pick<Scene, 'market' | 'manifest'>,
  proposed: Tiers,
): NumberedAccount[] {
  const { rules } = market.snapshot;
  const tables = { today: reserving(market.tiers, rules), proposed: reserving(proposed, rules) };
  for (const accounts of accountSets(market, manifest.sweep)) {
    const { count, quantity } = accounts;
    const order = Array.from({ length: count }, (_, i) => i);
    order.sort((a, b) => quantity[b]! - quantity[a]! || a - b);
    return order.slice(0, MOST).map((i) => accountAt(market, accounts, i, tables));
  }
  return [];
}

function accountAt(
  market: Market,
  { side: sides, quantity, entryPrice, collateral }: Accounts,
  i: number,
  { today, proposed }: { readonly today: Tiers; readonly proposed: Tiers },
): NumberedAccount {
  const { contract, startPrice } = market;
  const [side, units] = [sides[i]!, quantity[i]!];
  const unit = unitValue(contract, startPrice);
  const notional = units * Math.abs(unit);
  const equity = collateral[i]! + side * units * (unit - unitValue(contract, entryPrice[i]!));
  const trigger = triggerPrice(contract, today, side, units, entryPrice[i]!, collateral[i]!, startPrice);
  const away = (side * (startPrice - trigger)) / startPrice;
  const change = { extraMargin: 0, newlyUnderInitial: 0, liquidatedByChange: 0 };
  addConsequences(change, { notional, equity }, today, proposed);
  const isReached = equity <= maintenanceMargin(today, notional);
  const isPrice = trigger > 0 && trigger < Infinity;
  return {
    account: i,
    market: market.snapshot.market.id,
    side: side > 0 ? 'long' : 'short',
    tier: tierAt(today, notional) + 1,
    notional,
    equity,
    maintenance: maintenanceMargin(today, notional),
    triggerPrice: isPrice ? trigger : null,
    distance: isReached ? 0 : isPrice ? away : null,
    marginCalled: change.extraMargin,
    liquidatedByChange: change.liquidatedByChange > 0,
  };
}
