import { type Adl, settleNegativeEquity, takeBeyondFund, takeNegativeEquity } from './adl.ts';
import { takeOver, unwind } from './backstop.ts';
import { sortAsLadder } from './ladder-order.ts';
import type { Mechanism } from './mechanism.ts';
import { FLAG } from './outcome.ts';
import { refreshOpen, STATE, skipTouched, touch } from './play.ts';
import { addFill, FILL, priceBlock, roomFor, type Turn } from './turn.ts';
import { settle } from './waterfall.ts';

/**
 * Steps 4 to 8 of a tick (model.md 2.5), account by account, for every mechanism. `range.ts` does
 * the same for `full` without touching rows.
 *
 * @returns what went to the depth: quantity, > 0 sold, < 0 bought
 */
export function step(turn: Turn, mechanism: Mechanism, adl: Adl): number {
  const { play, ledger, rules, fills } = turn;
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
  turn.vaultOrder = rules.backstop ? unwind(turn, vaultBefore) : 0;
  if (rules.adl.when === 'negative-equity') settleNegativeEquity(adl, turn);
  if (rules.adl.when === 'fund-empty' || rules.adl.when === 'fund-drawdown') takeBeyondFund(adl, turn);
  const net = execute(turn);
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
  while (play.nextLong < longs && mark <= ladder.trigger[play.nextLong]!) touch(play, play.nextLong++);
  while (play.nextShort < ladder.count && mark >= ladder.trigger[play.nextShort]!)
    touch(play, play.nextShort++);
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
  if (mechanism.listReached && needsAll(turn)) {
    const waiting = count;
    count = mechanism.listReached(play, reached, count);
    for (let k = waiting; k < count; k++) active[activeCount++] = reached[k]!;
  }
  if (turn.isTold) sortAsLadder(play, reached, 0, count);
  turn.reachedCount = count;
  turn.activeCount = activeCount;
  if (triggered === 0) return;
  ledger.accountsTriggered += triggered;
  ledger.triggeredQuantity += quantity;
  ledger.rounds++;
  ledger.flags |= FLAG.TRIGGERED;
}

/** Does anybody ask for all who are reached, those included that a mechanism has taken up already? */
const needsAll = ({ isTold, rules }: Turn): boolean =>
  isTold || rules.backstop !== null || rules.adl.when === 'negative-equity';

/** Step 7: crosses sales with purchases, sends the rest to the depth; returns the rest, signed. */
function execute(turn: Turn): number {
  const { play, ledger, fills } = turn;
  const { longs } = play.ladder;
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
  // Where buyers end, the orders of the larger side are filled in part, pro rata, and the rest asks
  // again; takers bought their lots whole and go first.
  let salesShare = 1;
  let purchasesShare = 1;
  const room = sales > purchases ? roomFor(turn, 1) : roomFor(turn, -1);
  if (Math.abs(sales - purchases) > room) {
    ledger.flags |= FLAG.DEPTH_EXHAUSTED;
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
  const { saleUnit, purchaseUnit } = turn;
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
  const net = sales - purchases;
  if (net !== 0) meetDepth(turn, net);
  return net;
}

/** Books what the buyers (or sellers) behind the depth take, at the unit value of `priceBlock`. */
export function meetDepth(turn: Turn, net: number): void {
  const { ledger, depth, displaced, scale } = turn;
  // Rounding must not carry a block that fills the last level beyond it.
  const from = Math.max(Math.min(displaced, displaced + net / scale), -depth.mostAsks);
  const to = Math.min(Math.max(displaced, displaced + net / scale), depth.mostBids);
  const unit = turn.restUnit;
  const volume = Math.abs(net);
  ledger.depthPosition += net;
  ledger.depthCash -= net * unit;
  ledger.marketNotional += volume * Math.abs(unit);
  ledger.marketVolume += volume;
  const beyond =
    (Math.max(0, to - Math.max(from, depth.visibleBids)) +
      Math.max(0, Math.min(to, -depth.visibleAsks) - from)) *
    scale;
  if (beyond > 0) {
    ledger.beyondVolume += beyond;
    ledger.flags |= FLAG.BEYOND_DEPTH;
  }
}
