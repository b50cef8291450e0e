import type { Crossed } from './holders/crossed/crossed.ts';
import type { Isolated } from './holders/isolated/isolated.ts';
import type { Orders } from './holders/isolated/orders.ts';
import type { Intervention } from './intervention.ts';
import type { Ledger } from './purse/ledger.ts';
import type { Purse } from './purse/purse.ts';
import type { Block } from './venue/block.ts';
import type { Premium } from './venue/funding.ts';
import type { Venue } from './venue/venue.ts';

/**
 * What meets in one tick of one market: a venue's prices, who holds positions there, what is asked to be closed of them, the block
 * in which that is traded, and who pays. Each part has its own room, and is changed by the functions of that room.
 */
export interface Tick {
  /** All that moves along with this market. */
  readonly path: Path;
  /** Its number among them. */
  readonly market: number;
  readonly venue: Venue;
  readonly isolated: Isolated;
  readonly orders: Orders;
  readonly block: Block;
  readonly ledger: Ledger;
  readonly purse: Purse;
  readonly premium: Premium;
  /** The market stands still in this one. */
  isHalted: boolean;
  /** Somebody listens to every tick, and is told accounts in ladder order. */
  isTold: boolean;
  /** No rule of the path asks who an account is as long as no mark reaches it. */
  isAnonymous: boolean;
  /** Larger side's quantity at the start, wallets included, and its notional at the start price. */
  openQuantity: number;
  openInterest: number;
}

/** All markets of a path, which move, are tested and clear together (contagion.md 2.1). */
export interface Path {
  readonly ticks: readonly Tick[];
  /**
   * What they share: the fund, what others pay after it, and whose profits are cut. A market that is alone adds it up in its own
   * ledger.
   */
  readonly system: Ledger;
  /** One market without wallets: its row says all. */
  readonly isAlone: boolean;
  readonly crossed: Crossed | null;
  /** What the venue does beside clearing; nothing in a market that is alone. */
  readonly interventions: readonly Intervention[];
}
