import type { Pending } from '../mechanism/mechanism.ts';
import type { Tick } from '../tick.ts';
import type { MarkRange } from '../venue/quiet.ts';

/** Whoever can be forced to trade in a market. The loop (cascade.ts) knows no more of them than this. */
export interface Holders {
  /** Must they be asked in this tick? */
  isDue(tick: Tick): boolean;
  /** Steps 4 to 6 of a tick: leaves what is to be closed as orders, and the block that they are traded in priced. */
  want(tick: Tick): void;
  /** Steps 7 and 8: fills and settles it; the fund and whoever pays after it come when all markets have. */
  settle(tick: Tick): void;
  /** Whom may the next mark reach, all having paid? */
  refresh(tick: Tick): void;
  /** Does work go on though the mark reaches nobody new? */
  pending(tick: Tick): Pending;
  /** Would marks between these reach anybody? */
  wouldReach(tick: Tick, marks: MarkRange): boolean;
}
