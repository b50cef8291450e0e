import { COLUMN } from './outcome.ts';
import { type OpenOrder, openOrdersAt } from './purse/carry.ts';
import type { Tick } from './tick.ts';
import { largestMove } from './venue/withdrawal.ts';

/** What goes on from one piece of a replay to the next (model.md 8.3), at the end of its horizon. */
export interface ChainState {
  /** Settlement currency. */
  readonly fund: number;
  /** Open orders of the inventory, by arrival. */
  readonly inventory: readonly OpenOrder[];
  /** Displaced volume for good, at the venue or in the index, and the part that decays; units of undiminished depth. */
  readonly permanent: number;
  readonly temporary: number;
  /** Largest `|p/p0 - 1|`: going in, of the earlier pieces that still count; coming out, of this piece alone. */
  readonly m: number;
}

/** Where a closed path ends. */
export function chainStateOf({ venue, ledger, purse }: Tick): ChainState {
  return {
    fund: ledger[COLUMN.fundEnd]!,
    inventory: openOrdersAt(purse.inventory, venue.lastTick),
    permanent: venue.permanent + venue.passedOn,
    temporary: venue.temporary,
    m: Math.max(largestMove(venue), venue.restMove),
  };
}
