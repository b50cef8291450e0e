import { isOpen, noteHaircut, profitAt, renewTrigger, touch } from '../holders/isolated/isolated.ts';
import { COLUMN } from '../outcome.ts';
import type { Tick } from '../tick.ts';
import { bookBadDebt } from './fund.ts';
import { countWinners } from './winners.ts';

/** Socialised loss where the venue has it, then bad debt. */
export function payRest(tick: Tick, rest: number): void {
  bookBadDebt(tick.ledger, tick.venue.rules.socialised ? rest - socialise(tick, rest) : rest);
}

/** Every open account in profit at the mark pays the same share of its profit; returns the sum. */
function socialise(tick: Tick, rest: number): number {
  const { isolated, ledger, venue } = tick;
  const { markUnit } = venue;
  const { count } = isolated.ladder;
  let profits = 0;
  for (let row = 0; row < count; row++)
    if (isOpen(isolated, row)) profits += Math.max(0, profitAt(isolated, row, markUnit));
  ledger[COLUMN.haircutNeeded]! += Math.min(rest, profits);
  if (!(profits > 0)) return 0;
  countWinners(tick);
  const share = Math.min(1, rest / profits);
  let paid = 0;
  for (let row = 0; row < count; row++) {
    if (!isOpen(isolated, row)) continue;
    const profit = profitAt(isolated, row, markUnit);
    if (!(profit > 0)) continue;
    touch(isolated, row);
    const own = share * profit;
    isolated.collateral[row]! -= own;
    noteHaircut(isolated, row, own);
    renewTrigger(isolated, row, venue.mark);
    paid += own;
  }
  ledger[COLUMN.haircutWorst] = Math.max(ledger[COLUMN.haircutWorst]!, share);
  ledger[COLUMN.socialised]! += paid;
  return share < 1 ? rest : paid;
}
