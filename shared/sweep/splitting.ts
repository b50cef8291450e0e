import { splitRoom } from '../cascade/margin/splitting.ts';
import type { Tiers } from '../cascade/margin/tiers.ts';
import type { Market } from '../market/market.ts';
import { refuse } from '../market/parse.ts';
import { NOBODY_SPLITS, type Sweep } from './sweep-file.ts';

/** Notional above which accounts are split, settlement currency: the cap of a tier counted from 1. Infinity: nobody splits. */
export function splitCap({ floor }: Tiers, tier: number): number {
  if (tier === NOBODY_SPLITS) return Infinity;
  return tier < floor.length
    ? floor[tier]!
    : refuse('sweep.axes.splitting', `name tiers with a cap, at most ${floor.length - 1}`, tier);
}

/** Accounts that a market can have once they are split. */
export const accountsSplitAt = ({ accountCount, openInterestNotional }: Market, cap: number): number =>
  splitRoom(accountCount, 2 * openInterestNotional, cap);

/** Some 1.5 GB of ladder and engine. */
const MOST_ACCOUNTS = 4_000_000;

/** What the market demands of the axis: tiers that it has, and accounts that fit a worker. */
export function refuseSplitting({ axes }: Sweep, market: Market): void {
  for (const tier of axes.splitting) {
    const accounts = accountsSplitAt(market, splitCap(market.tiers, tier));
    if (accounts > MOST_ACCOUNTS && tier !== NOBODY_SPLITS) {
      refuse('sweep.axes.splitting', `leave at most ${MOST_ACCOUNTS} accounts, above tier ${tier}`, accounts);
    }
  }
}
