import { type Crossed, netProfit } from '../holders/crossed/crossed.ts';
import { isOpen, noteHaircut, profitAt, renewTrigger, touch } from '../holders/isolated/isolated.ts';
import { COLUMN } from '../outcome.ts';
import type { Path, Tick } from '../tick.ts';
import { bookBadDebt } from './fund.ts';
import { SUM } from './ledger.ts';
import { countWinners } from './winners.ts';

/** Socialised loss where the venue has it, then bad debt. */
export function payRest(path: Path, rest: number): void {
  const { socialised } = path.ticks[0]!.venue.rules;
  bookBadDebt(path.system, socialised ? rest - socialise(path, rest) : rest);
}

/** Every open account in profit at the mark, and every wallet on the net of its markets, pays the same share of it; returns the sum. */
function socialise(path: Path, rest: number): number {
  const { ticks, system, crossed } = path;
  let profits = 0;
  for (const { isolated, venue } of ticks)
    for (let row = 0; row < isolated.ladder.count; row++)
      if (isOpen(isolated, row)) profits += Math.max(0, profitAt(isolated, row, venue.markUnit));
  if (crossed) for (let w = 0; w < crossed.wallets.count; w++) profits += Math.max(0, netProfit(crossed, w));
  system[COLUMN.haircutNeeded]! += Math.min(rest, profits);
  if (!(profits > 0)) return 0;
  countWinners(path);
  const share = Math.min(1, rest / profits);
  system[SUM.socialisedShare] = share;
  let paid = 0;
  for (const tick of ticks) paid = cutProfits(tick, share, paid);
  if (crossed) paid = cutWallets(crossed, share, paid);
  system[COLUMN.haircutWorst] = Math.max(system[COLUMN.haircutWorst]!, share);
  system[COLUMN.socialised]! += paid;
  return share < 1 ? rest : paid;
}

/** Takes a share of the profits of one market's accounts; returns what it comes to with what was paid before. */
function cutProfits({ isolated, venue }: Tick, share: number, paidBefore: number): number {
  let paid = paidBefore;
  for (let row = 0; row < isolated.ladder.count; row++) {
    if (!isOpen(isolated, row)) continue;
    const profit = profitAt(isolated, row, venue.markUnit);
    if (!(profit > 0)) continue;
    touch(isolated, row);
    const own = share * profit;
    isolated.collateral[row]! -= own;
    noteHaircut(isolated, row, own);
    renewTrigger(isolated, row, venue.mark);
    paid += own;
  }
  return paid;
}

/** The same of wallets. */
function cutWallets(crossed: Crossed, share: number, paidBefore: number): number {
  let paid = paidBefore;
  for (let w = 0; w < crossed.wallets.count; w++) {
    const profit = netProfit(crossed, w);
    if (!(profit > 0)) continue;
    crossed.cash[w]! -= share * profit;
    crossed.haircut[w]! += share * profit;
    crossed.holders.wake(crossed.slack, w);
    paid += share * profit;
  }
  return paid;
}
