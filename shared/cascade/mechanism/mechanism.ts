import type { Isolated } from '../holders/isolated/isolated.ts';
import type { Ladder } from '../holders/isolated/ladder.ts';
import type { Tick } from '../tick.ts';
import type { MarkRange } from '../venue/quiet.ts';

/** Work that goes on though nobody new is reached: none, such as ends by itself once nobody is, or such as must be done. */
export type Pending = 'none' | 'cures' | 'must-finish';

/** Turns the active accounts of a tick into orders or lots; may keep a queue between ticks. */
export interface Mechanism {
  /** Forgets the path before; `isolated` has begun the new one. */
  start(isolated: Isolated): void;
  /**
   * Accounts marked `QUEUED` or `OFF_LADDER` are the mechanism's to look after: no mark reaches them but through these
   * three, which a mechanism without such accounts leaves out. First in a tick: gives back those that its mark does not
   * reach.
   */
  readonly release?: ((tick: Tick) => void) | undefined;
  /** Adds those that the mark of this tick reaches to `reached`. */
  readonly listReached?: ((isolated: Isolated) => void) | undefined;
  /** Would marks between these reach one of them? */
  readonly wouldReach?: ((isolated: Isolated, marks: MarkRange) => boolean) | undefined;
  act(tick: Tick): void;
  /** Wants closed whole, in the tick in which it is reached, whatever is reached. */
  readonly closesWhole?: true;
  /**
   * Of a mechanism that while `isolated.inRanges` takes up untouched accounts as ranges, and wants closed whole those up to
   * `Side.to`: after `act`, and after ranges were booked, gives whomever was reached a copy and an order of its own instead.
   */
  readonly tellApart?: (tick: Tick) => void;
  /** Takes accounts over: what it asks for is in the inventory (purse/inventory.ts), and its orders are reductions. */
  readonly takesOver?: true;
  /** Whether it takes up untouched accounts of a ladder as ranges, where nobody asks who they are. */
  readonly takesRanges?: (ladder: Ladder) => boolean;
  /** Unless there is none, the next tick calls `act` even if nobody is reached. */
  pending(isolated: Isolated): Pending;
}
