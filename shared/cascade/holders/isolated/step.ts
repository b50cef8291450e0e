import type { Mechanism } from '../../mechanism/mechanism.ts';
import { FLAG } from '../../outcome.ts';
import { type Adl, settleNegativeEquity, takeBeyondFund, takeNegativeEquity } from '../../purse/adl.ts';
import { takeOver, unwind } from '../../purse/backstop.ts';
import { noteTriggered } from '../../purse/ledger.ts';
import { settle } from '../../purse/waterfall.ts';
import { addFill, FILL, type Turn } from '../../turn.ts';
import { meetDepth, priceBlock, roomFor } from '../../venue/block.ts';
import { quantityBefore } from './ladder.ts';
import { sortAsLadder } from './ladder-order.ts';
import { refreshOpen, STATE, skipTouched, touchReached } from './play.ts';
import { canCloseRanges } from './range.ts';

/**
 * Steps 4 to 8 of a tick (model.md 2.5) for every mechanism: account by account, but for those that a mechanism closes in
 * ranges (`turn.inRanges`). `range.ts` does the same for `full` without touching rows at all.
 *
 * @returns what went to the depth: quantity, > 0 sold, < 0 bought
 */
export function step(turn: Turn, mechanism: Mechanism, adl: Adl): number {
  const { play, ledger, rules, fills } = turn;
  play.moment++;
  turn.orderCount = 0;
  turn.lotCount = 0;
  turn.takenOverCount = 0;
  fills.count = 0;
  mechanism.release?.(turn);
  collectReached(turn, mechanism);
  const vaultBefore = ledger.vaultPosition;
  if (rules.adl.when === 'negative-equity') takeNegativeEquity(adl, turn);
  if (rules.backstop) takeOver(turn);
  mechanism.act(turn);
  let net = NaN;
  if (turn.inRanges) {
    net = priceOrders(turn);
    if (!canCloseRanges(turn)) {
      mechanism.tellApart!(turn);
      turn.inRanges = false;
    }
  }
  if (!turn.inRanges) {
    turn.vaultOrder = rules.backstop ? unwind(turn, vaultBefore) : 0;
    if (rules.adl.when === 'negative-equity') settleNegativeEquity(adl, turn);
    if (rules.adl.when === 'fund-empty' || rules.adl.when === 'fund-drawdown') takeBeyondFund(adl, turn);
    net = priceOrders(turn);
  }
  execute(turn, net);
  settle(turn);
  skipTouched(play);
  refreshOpen(play);
  return net;
}

/** Reached accounts, and among them those that may act now. */
function collectReached(turn: Turn, mechanism: Mechanism): void {
  const { play, ledger, mark, markUnit, timeSeconds, reached, active } = turn;
  const { ladder, state, trigger, open, triggerUnit } = play;
  const { longs } = ladder;
  const { openCount } = play;
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
    if ((own & STATE.COOLING) === 0 || timeSeconds >= play.ready[row]!) active[activeCount++] = row;
  }
  if (!turn.inRanges) {
    play.nextLong = touchReached(play, play.nextLong, longs, mark, markUnit);
    play.nextShort = touchReached(play, play.nextShort, ladder.count, mark, markUnit);
    triggered += play.openCount - openCount;
    for (let k = openCount; k < play.openCount; k++) {
      const row = open[k]!;
      quantity += ladder.quantity[row]!;
      reached[count++] = row;
      active[activeCount++] = row;
    }
  }
  if (mechanism.listReached && needsAll(turn)) {
    const waiting = count;
    count = mechanism.listReached(play, reached, count);
    for (let k = waiting; k < count; k++) active[activeCount++] = reached[k]!;
  }
  if (turn.isTold) sortAsLadder(play, reached, 0, count);
  turn.reachedCount = count;
  turn.activeCount = activeCount;
  noteTriggered(ledger, triggered, quantity);
}

/** Does anybody ask for all who are reached, those included that a mechanism has taken up already? */
const needsAll = ({ isTold, rules }: Turn): boolean =>
  isTold || rules.backstop !== null || rules.adl.when === 'negative-equity';

/** Step 7: crosses sales with purchases and prices the rest; returns it, signed. */
function priceOrders(turn: Turn): number {
  const { play } = turn;
  const { ladder } = play;
  const { longs } = ladder;
  const { orderRow, orderQuantity, orderCount } = turn;
  let sales = Math.max(0, turn.vaultOrder);
  let purchases = Math.max(0, -turn.vaultOrder);
  for (let k = 0; k < orderCount; k++) {
    if (orderRow[k]! < longs) sales += orderQuantity[k]!;
    else purchases += orderQuantity[k]!;
  }
  let lotsSold = 0;
  let lotsBought = 0;
  for (let k = 0; k < turn.lotCount; k++) {
    const row = turn.lotRow[k]!;
    if (row < longs) lotsSold += play.quantity[row]!;
    else lotsBought += play.quantity[row]!;
  }
  sales += lotsSold;
  purchases += lotsBought;
  if (turn.inRanges) {
    sales += quantityBefore(ladder, turn.longsTo) - quantityBefore(ladder, play.nextLong);
    purchases += quantityBefore(ladder, turn.shortsTo) - quantityBefore(ladder, play.nextShort);
  }
  // Where buyers end, the orders of the larger side are filled in part, pro rata, and the rest asks
  // again; takers bought their lots whole and go first.
  let salesShare = 1;
  let purchasesShare = 1;
  const room = sales > purchases ? roomFor(turn, 1) : roomFor(turn, -1);
  if (Math.abs(sales - purchases) > room) {
    if (sales > purchases) {
      salesShare = (purchases + room - lotsSold) / (sales - lotsSold);
      sales = purchases + room;
    } else {
      purchasesShare = (sales + room - lotsBought) / (purchases - lotsBought);
      purchases = sales + room;
    }
  }
  turn.salesShare = salesShare;
  turn.purchasesShare = purchasesShare;
  priceBlock(turn, sales, purchases);
  return sales - purchases;
}

/** Fills lots, vault and depth, which takes `net`. */
function execute(turn: Turn, net: number): void {
  const { play, ledger, fills, saleUnit, purchaseUnit, salesShare, purchasesShare } = turn;
  const { longs } = play.ladder;
  if (salesShare !== 1 || purchasesShare !== 1) ledger.flags |= FLAG.DEPTH_EXHAUSTED;
  for (let k = 0; k < turn.lotCount; k++) {
    const row = turn.lotRow[k]!;
    const units = play.quantity[row]!;
    addFill(fills, row, FILL.AUCTION, units, turn.lotUnit[k]!);
    ledger.takerCash +=
      row < longs ? units * (saleUnit - turn.lotUnit[k]!) : units * (turn.lotUnit[k]! - purchaseUnit);
  }
  if (turn.vaultOrder !== 0) {
    const share = turn.vaultOrder > 0 ? salesShare : purchasesShare;
    ledger.vaultPosition -= turn.vaultOrder * share;
    ledger.vaultCash += turn.vaultOrder * share * (turn.vaultOrder > 0 ? saleUnit : purchaseUnit);
  }
  if (net !== 0) meetDepth(turn, net);
}
