import { noteTriggered, SUM } from '../../purse/ledger.ts';
import type { Tick } from '../../tick.ts';
import { type Isolated, STATE } from './isolated.ts';
import { sortAsLadder } from './ladder-order.ts';
import type { Side } from './side.ts';

/** Step 4 of a tick: reached accounts, and among them those that may act now; but for those that are taken up in ranges. */
export function collectReached(tick: Tick): void {
  const { isolated, venue, ledger } = tick;
  const { mark, markUnit } = venue;
  const { ladder, state, trigger, open, triggerUnit, reached, active, openCount } = isolated;
  const { longs } = ladder;
  let count = 0;
  let activeCount = 0;
  let triggered = 0;
  let quantity = 0;
  for (let k = 0; k < openCount; k++) {
    const row = open[k]!;
    const own = state[row]!;
    if (row < longs ? !(mark <= trigger[row]!) : !(mark >= trigger[row]!)) continue;
    reached[count++] = row;
    if ((own & STATE.TRIGGERED) === 0) {
      state[row] = own | STATE.TRIGGERED;
      triggerUnit[row] = markUnit;
      triggered++;
      quantity += ladder.quantity[row]!;
    }
    if ((own & STATE.STEPPED) === 0 || ledger[SUM.now]! >= isolated.ready[row]!) active[activeCount++] = row;
  }
  if (!isolated.inRanges) {
    touchReached(isolated, isolated.longs, mark, markUnit);
    touchReached(isolated, isolated.shorts, mark, markUnit);
    triggered += isolated.openCount - openCount;
    for (let k = openCount; k < isolated.openCount; k++) {
      const row = open[k]!;
      quantity += ladder.quantity[row]!;
      reached[count++] = row;
      active[activeCount++] = row;
    }
  }
  isolated.reachedCount = count;
  isolated.activeCount = activeCount;
  if (isolated.mechanism.listReached && needsAll(tick)) {
    isolated.mechanism.listReached(isolated);
    for (let k = count; k < isolated.reachedCount; k++) active[isolated.activeCount++] = reached[k]!;
  }
  if (tick.isTold) sortAsLadder(isolated, reached, 0, isolated.reachedCount);
  noteTriggered(ledger, triggered, quantity);
}

/** Does anybody ask for all who are reached, those included that a mechanism has taken up already? */
const needsAll = ({ isTold, venue }: Tick): boolean =>
  isTold || venue.rules.backstop !== null || venue.rules.adl.when === 'negative-equity';

/**
 * Gives those untouched rows of a side that a mark reaches a copy of their own. For them this is the first mark. Repeats
 * the columns of `touch`: most of a crash's copies are made here.
 */
function touchReached(isolated: Isolated, side: Side, mark: number, markUnit: number): void {
  const { ladder, stamp, run, quantity, collateral, trigger, triggerUnit, state, touched, open } = isolated;
  const { last } = side;
  const falls = side.sign > 0;
  let { touchedCount, openCount } = isolated;
  let row = side.next;
  for (; row < last; row++) {
    const own = ladder.trigger[row]!;
    if (falls ? !(mark <= own) : !(mark >= own)) break;
    if (stamp[row] === run) continue;
    stamp[row] = run;
    quantity[row] = ladder.quantity[row]!;
    collateral[row] = ladder.collateral[row]!;
    trigger[row] = own;
    triggerUnit[row] = markUnit;
    state[row] = STATE.TRIGGERED;
    touched[touchedCount++] = row;
    open[openCount++] = row;
  }
  isolated.touchedCount = touchedCount;
  isolated.openCount = openCount;
  side.next = row;
}

/** Step 4 where all who are reached are taken up in ranges. */
export function reachNobody(isolated: Isolated): void {
  isolated.reachedCount = 0;
  isolated.activeCount = 0;
}
