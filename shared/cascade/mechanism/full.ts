import type { Isolated } from '../holders/isolated/isolated.ts';
import { placeOrder } from '../holders/isolated/orders.ts';
import { bookRanges } from '../holders/isolated/ranges.ts';
import { endOfSide } from '../holders/isolated/reach.ts';
import { collectReached } from '../holders/isolated/reached.ts';
import type { Side } from '../holders/isolated/side.ts';
import type { Tick } from '../tick.ts';
import type { Venue } from '../venue/venue.ts';
import type { Mechanism } from './mechanism.ts';

/** Closes everything at once (model.md 4.1): whoever is reached, as a range of the ladder, or one by one. */
export const full: Mechanism = {
  start() {},
  act({ isolated, orders, venue }) {
    const { active, quantity } = isolated;
    for (let k = 0; k < isolated.activeCount; k++)
      placeOrder(orders, isolated, active[k]!, quantity[active[k]!]!);
    if (!isolated.inRanges) return;
    takeUp(isolated, isolated.longs, venue);
    takeUp(isolated, isolated.shorts, venue);
  },
  closesWhole: true,
  takesRanges: () => true,
  tellApart,
  pending: () => 'none',
};

/** Wants the rows closed that the mark reaches. */
function takeUp({ ladder }: Isolated, side: Side, { mark, markUnit }: Venue): void {
  if (!(side.sign * mark <= side.nearest)) return;
  side.to = endOfSide(ladder, side, side.next, mark);
  side.known = side.to;
  side.triggerUnit = markUnit;
}

/** Nobody of these ranges was reached before this tick: they are reached again, one by one. */
function tellApart(tick: Tick): void {
  const { isolated, ledger } = tick;
  for (const side of isolated.sides) {
    side.to = side.next;
    side.known = side.next;
  }
  bookRanges(isolated, ledger);
  collectReached(tick);
  full.act(tick);
}
