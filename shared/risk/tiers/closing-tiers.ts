import { unitValue } from '../../cascade/margin/contract.ts';
import type { Market } from '../../market/market.ts';
import type { Sweep } from '../../sweep/sweep-file.ts';
import { accountSets } from './account-sets.ts';
import { shockedDepth } from './closing-cost.ts';
import { kindOf, mostPpmOf, type RatedTable, ratedTable } from './rated-table.ts';
import { atMost, ppmUp } from './tier-rate.ts';

/**
 * Today's table, raised only where the margin of a tier's largest account does not pay for closing it after the design shock, fee
 * included: the smallest rates, in steps of the tier table, under which no account is thin (report.md 3.2). Reads the snapshot and
 * the sweep only.
 *
 * Cost times notional is convex, and margin linear within a tier, so that who is paid for at both ends of a tier is within it. The
 * first tier, in which no account is thin, stays; but where a rate holds only above a floor, what the second tier needs begins in it.
 */
export function closingTiers(market: Market, sweep: Sweep): RatedTable {
  const { tiers } = market;
  const { stepPpm } = sweep.tierTable;
  const isWhole = kindOf(market) === 'whole-value';
  const costOf = closingCost(market, sweep);
  const last = Math.max(tiers.floor.at(-1)!, lastNotional(market, sweep));
  /** Margin of an account at the floor, where rates hold above floors only. */
  let below = 0;
  return ratedTable(market, (k, beforePpm) => {
    const [from, to] = [tiers.floor[k]!, tiers.floor[k + 1] ?? last];
    const needed = isWhole ? costOf(to) : to > from ? (costOf(to) * to - below) / (to - from) : 0;
    const isFree = isWhole && k === 0;
    const neededPpm = isFree || !(needed > 0) ? 0 : stepPpm * Math.ceil(ppmUp(needed) / stepPpm);
    const ppm = Math.max(ppmUp(tiers.rate[k]!), beforePpm, atMost(mostPpmOf(market), neededPpm, stepPpm));
    below += (ppm / 1_000_000) * (to - from);
    return ppm;
  });
}

/** Of a notional at the mark price, as a fraction of it: the dearer side, fee included. */
function closingCost(market: Market, sweep: Sweep): (notional: number) => number {
  const unit = Math.abs(unitValue(market.contract, market.startPrice));
  const depths = (['down', 'up'] as const).map((side) => shockedDepth(market, sweep, side));
  const { feeRate } = market.snapshot.rules;
  return (notional) => Math.max(...depths.map(({ cost }) => cost(notional / unit))) + feeRate;
}

/** The cap of the last tier; without one, what the largest account of any set holds. */
function lastNotional(market: Market, sweep: Sweep): number {
  const cap = market.snapshot.tiers.at(-1)!.cap;
  if (cap !== undefined) return cap;
  const unit = Math.abs(unitValue(market.contract, market.startPrice));
  let largest = 0;
  for (const { count, quantity } of accountSets(market, sweep))
    for (let i = 0; i < count; i++) largest = Math.max(largest, quantity[i]! * unit);
  return largest;
}
