import type { Isolated } from './holders/isolated/isolated.ts';
import type { Orders } from './holders/isolated/orders.ts';
import type { Ledger } from './purse/ledger.ts';
import type { Purse } from './purse/purse.ts';
import type { Block } from './venue/block.ts';
import type { Venue } from './venue/venue.ts';

/**
 * What meets in one tick: a venue's prices, who holds positions there, what is asked to be closed of them, the block in which
 * that is traded, and who pays. Each part has its own room, and is changed by the functions of that room.
 */
export interface Tick {
  readonly venue: Venue;
  readonly isolated: Isolated;
  readonly orders: Orders;
  readonly block: Block;
  readonly ledger: Ledger;
  readonly purse: Purse;
  /** Somebody listens to every tick, and is told accounts in ladder order. */
  isTold: boolean;
  /** No rule of the path asks who an account is as long as no mark reaches it. */
  isAnonymous: boolean;
}
