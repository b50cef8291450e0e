import type { Intervention } from '../intervention.ts';
import { FLAG } from '../outcome.ts';
import { raise, SUM } from '../purse/ledger.ts';
import type { Path, Tick } from '../tick.ts';
import { closeBlock } from '../venue/block.ts';
import { createHalt, standsStill } from '../venue/halt.ts';
import { hearInput } from '../venue/mark.ts';
import { clearOrders } from './isolated/orders.ts';
import { reachNobody } from './isolated/reached.ts';

/** Markets that stand still after a move (contagion.md 7.2): no steps 3 to 8, while fundamental, price and decay go on. */
export function haltMarkets({ ticks, crossed, system }: Path): Intervention {
  const halts = ticks.map(({ venue }) => venue.rules.halt && createHalt(venue.rules.halt, venue));
  return {
    open(tick) {
      const halt = halts[tick.market];
      if (!halt) return;
      const { venue } = tick;
      tick.isHalted = standsStill(halt, venue);
      if (crossed) crossed.halted[tick.market] = tick.isHalted ? 1 : 0;
      if (!tick.isHalted) return;
      raise(tick.ledger, FLAG.HALTED);
      system[SUM.haltSeconds]! += venue.rules.tickSeconds;
      standStill(tick);
    },
    // The price may still move so far, and seconds in which nobody could be reached count.
    mayAct: () => true,
  };
}

/** Nobody is reached, and nothing of what waits is filled; what a lagged mark will hear is heard. */
function standStill({ venue, isolated, orders, block }: Tick): void {
  hearInput(venue);
  reachNobody(isolated);
  clearOrders(orders);
  closeBlock(block);
}
