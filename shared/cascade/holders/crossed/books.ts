import { COLUMN, FLAG } from '../../outcome.ts';
import { raise, SUM } from '../../purse/ledger.ts';
import type { Path } from '../../tick.ts';
import { attribute } from './attribution.ts';
import { fullEquity, WALLET } from './crossed.ts';
import { isAnyReached } from './reach.ts';

/** Closes the books of a path's wallets, after those of its markets: what they lack at the end prices, and what was made of nothing. */
export function closeWallets(path: Path): void {
  const { ticks, system, crossed } = path;
  if (!crossed) return;
  const { wallets } = crossed;
  const units = Float64Array.from(ticks, ({ ledger }) => ledger[SUM.endUnit]!);
  const start = { ...crossed, cash: wallets.cash, quantity: wallets.quantity, amount: wallets.amount };
  let isTriggered = false;
  for (let w = 0; w < wallets.count; w++) {
    const equity = fullEquity(crossed, w, units);
    system[SUM.made]! += equity - fullEquity(start, w, units);
    if ((crossed.state[w]! & WALLET.TRIGGERED) !== 0) isTriggered = true;
    if (!(equity < 0)) continue;
    system[COLUMN.openDeficit]! -= equity;
    crossed.deficit[w]! -= equity;
    attribute(path, crossed, w, -equity, units);
  }
  if (isTriggered) raise(system, FLAG.CROSSED);
  const { tick, lastTick } = ticks[0]!.venue;
  if (tick >= lastTick && isAnyReached(path)) raise(system, FLAG.UNFINISHED);
}

/**
 * Weighs, by market, what wallets pledged in it at the start, size only, and the positions that they gained, assets of it included: the
 * depth has them if nobody else has.
 */
export function weighWallets({ crossed }: Path): void {
  if (!crossed) return;
  const { wallets, quantity, amount, markets, pledged, moved } = crossed;
  const { market, side, assetMarket, factor } = wallets;
  moved.fill(0);
  pledged.fill(0);
  for (let a = 0; a < market.length; a++)
    moved[market[a]!]! += side[a]! * (quantity[a]! - wallets.quantity[a]!);
  for (let i = 0; i < assetMarket.length; i++) {
    const k = assetMarket[i]!;
    if (k < 0) continue;
    const sign = markets[k]!.contract === 'linear' ? 1 : -1;
    pledged[k]! += factor[i]! * wallets.amount[i]!;
    moved[k]! += sign * factor[i]! * (amount[i]! - wallets.amount[i]!);
  }
}
