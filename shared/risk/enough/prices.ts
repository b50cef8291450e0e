import { unitValue } from '../../cascade/margin/contract.ts';
import type { Tiers } from '../../cascade/margin/tiers.ts';
import type { Market } from '../../market/market.ts';
import { reserving } from '../../market/reserved-fee.ts';
import type { Sweep } from '../../sweep/sweep-file.ts';
import type { Price } from '../findings/enough.ts';
import { accountSets, setCount } from '../tiers/account-sets.ts';
import { addConsequences } from '../tiers/tier-consequences.ts';

/** What each table asks of who holds positions, against today's; one walk over the accounts, a mean where they are estimated. */
export function pricesOf(market: Market, sweep: Sweep, tables: readonly Tiers[]): Price[] {
  const { rules } = market.snapshot;
  const today = reserving(market.tiers, rules);
  const proposed = tables.map((tiers) => reserving(tiers, rules));
  const sums = tables.map(() => ({ extraMargin: 0, newlyUnderInitial: 0, liquidatedByChange: 0 }));
  const unit = unitValue(market.contract, market.startPrice);
  for (const { count, side, quantity, entryPrice, collateral } of accountSets(market, sweep)) {
    for (let i = 0; i < count; i++) {
      const units = quantity[i]!;
      const account = {
        notional: units * Math.abs(unit),
        equity: collateral[i]! + side[i]! * units * (unit - unitValue(market.contract, entryPrice[i]!)),
      };
      for (let t = 0; t < sums.length; t++) addConsequences(sums[t]!, account, today, proposed[t]!);
    }
  }
  const sets = setCount(market);
  return sums.map(({ extraMargin, newlyUnderInitial, liquidatedByChange }) => ({
    extraMargin: extraMargin / sets,
    newlyUnderInitial: newlyUnderInitial / sets,
    liquidatedByChange: liquidatedByChange / sets,
  }));
}
