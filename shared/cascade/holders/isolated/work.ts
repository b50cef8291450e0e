import { takeRanges } from '../../mechanism/takeover.ts';
import { mayDeleverage } from '../../purse/adl-inventory.ts';
import { bookBadDebt, settleFund } from '../../purse/fund.ts';
import { SUM } from '../../purse/ledger.ts';
import { noteTrades } from '../../purse/purse.ts';
import { settleInventory, workOff } from '../../purse/work-off.ts';
import { workOffSide } from '../../purse/work-off-side.ts';
import type { Tick } from '../../tick.ts';
import { prepareTrades } from '../../venue/venue.ts';
import { fillDepth } from './execute.ts';

/**
 * Steps 4 to 8 of a tick in which the inventory is worked off, and ranges, if any, are taken over. False, and nothing changed,
 * where winners may have to be found, or accounts to be told apart.
 */
export function work(tick: Tick, reaches: boolean): boolean {
  const { venue, ledger, block, orders, purse, isolated } = tick;
  const { inventory } = purse;
  const { adl } = venue.rules;
  if (reaches && (adl.when !== 'never' || !isolated.inRanges)) return false;
  ledger[SUM.now] = venue.tick * venue.rules.tickSeconds;
  prepareTrades(venue);
  if (adl.when !== 'never' && mayDeleverage(tick)) return false;
  if (reaches) takeRanges(tick);
  const { sales, purchases } = inventory;
  if (sales.open === 0 || purchases.open === 0) workOffSide(tick, sales.open > 0 ? sales : purchases);
  else {
    orders.vault = 0;
    workOff(tick);
    settleInventory(tick);
  }
  bookBadDebt(ledger, settleFund(ledger));
  if (block.net !== 0) fillDepth(tick);
  if (block.net !== 0 || reaches) noteTrades(tick);
  return true;
}
