import { COLUMN } from '../../outcome.ts';
import { bookBadDebt, fundAllows, settleFund } from '../../purse/fund.ts';
import { openOrders } from '../../purse/inventory.ts';
import { SUM } from '../../purse/ledger.ts';
import { noteTrades } from '../../purse/purse.ts';
import type { Path, Tick } from '../../tick.ts';
import { blockUnit } from '../../venue/block.ts';
import { turnHour } from '../../venue/hours.ts';
import { isPrice, lagOf } from '../../venue/mark.ts';
import { record } from '../../venue/records.ts';
import { noteClamp, prepareTrades, shift, type Venue } from '../../venue/venue.ts';
import { closeRows, openClosing } from './closing.ts';
import { fillDepth } from './execute.ts';
import { isolatedHolders as holders } from './holders.ts';
import { quantityBefore } from './ladder.ts';
import { bookClosing, noteClosing } from './ranges.ts';
import { endOfSide } from './reach.ts';
import type { Side } from './side.ts';
import { work } from './work.ts';

// The loop once more, for nearly all ticks of nearly all paths: the mark is the price, now or some ticks ago, and nobody asks who an
// account is.
// Either nothing is under way, and whoever is reached, if anybody, is a range of one side that is closed whole; or ranges are
// taken over, and the inventory is worked off (work.ts). With prices in locals, and no orders, it is three times as fast
// (`npm run bench -- kernel takeover`). It leaves every other tick to the loop, and what it says is what that says, to the bit
// (tests/cascade/walk.test.ts).

/** Would walking get anywhere? */
export function mayWalk(path: Path): boolean {
  const tick = path.ticks[0]!;
  const { isTold, venue } = tick;
  if (isTold || !path.isAlone || !isPrice(venue.rules.triggerRule)) return false;
  return worksOff(tick) || holders.pending(tick) === 'none';
}

/** Is there an inventory, with no vault beside it, and nobody asked who an account is where none is reached? */
const worksOff = ({ isolated, isAnonymous }: Tick): boolean =>
  isAnonymous && isolated.mechanism.takesOver === true;

/** Walks to the last tick before one that the loop must see to; is that so far that all may be quiet? */
export function walk(tick: Tick): boolean {
  const { venue } = tick;
  const from = venue.tick;
  while (walkHour(tick)) turnHour(venue.hours, venue.tick + 1);
  return venue.tick > from && venue.tick >= venue.path.ticks;
}

/** Last tick but one that there is reason to walk to: before the fundamental stays, unless there is inventory to work off. */
const lastToWalk = ({ path, lastTick }: Venue, isOpen: boolean): number =>
  (isOpen ? lastTick : Math.min(path.ticks, lastTick)) - 1;

/** As far as its hour goes; is that over, and the walk is not? */
function walkHour(tick: Tick): boolean {
  const { venue, isolated, block, purse } = tick;
  const { depth, own, path, rules, hours, inputs } = venue;
  const { factors, ticks } = path;
  const { startPrice, decayPerTick, ownShare } = rules;
  const isLast = rules.triggerRule.rule === 'last';
  const lag = lagOf(rules.triggerRule);
  const passed = venue.passedShare * (1 - decayPerTick);
  const { longs, shorts } = isolated;
  const works = worksOff(tick);
  let isOpen = openOrders(purse.inventory) > 0;
  let last = lastToWalk(venue, isOpen);
  let end = Math.min(last, hours.lastTick);
  let { tick: n, permanent, temporary, passedOn, ownPeak, dislocationPeak } = venue;
  let { lowestPrice, highestPrice, lowestIndex, highestIndex } = hours;
  let mayGoOn = true;
  for (; n < end; n++) {
    const fundamental = startPrice * factors[n < ticks ? n : ticks - 1]!;
    const indexFactor = passedOn === 0 ? 1 : depth.factor(passedOn, fundamental);
    const index = passedOn === 0 ? fundamental : depth.price(passedOn, fundamental, indexFactor);
    const displaced = permanent + temporary;
    let factor = displaced === 0 ? 1 : depth.factor(displaced, index);
    let price = displaced === 0 ? index : depth.price(displaced, index, factor);
    let mark = price;
    if (!isLast) {
      inputs[n + 1] = index + ownShare * (price - index);
      mark = n + 1 <= lag ? startPrice : inputs[n + 1 - lag]!;
    }
    const reachesLong = mark <= longs.nearest;
    const reaches = reachesLong || -mark <= shorts.nearest;
    if (price < lowestPrice) lowestPrice = price;
    if (price > highestPrice) highestPrice = price;
    if (isOpen || reaches) {
      venue.tick = n + 1;
      venue.fundamental = fundamental;
      venue.index = index;
      venue.displaced = displaced;
      venue.permanent = permanent;
      venue.temporary = temporary;
      venue.price = price;
      venue.mark = mark;
      if (rules.withdrawal) {
        venue.lowest = Math.min(venue.lowest, lowestPrice);
        venue.highest = Math.max(venue.highest, highestPrice);
      }
      mayGoOn = works
        ? work(tick, reaches)
        : closeReached(tick, reachesLong ? longs : shorts, reachesLong ? shorts : longs);
      if (!mayGoOn) break;
      if (block.net !== 0) {
        noteClamp(venue, factor);
        shift(venue, block);
        ({ permanent, temporary } = venue);
        const moved = permanent + temporary;
        factor = moved === 0 ? 1 : depth.factor(moved, index);
        price = moved === 0 ? index : depth.price(moved, index, factor);
        if (price < lowestPrice) lowestPrice = price;
        if (price > highestPrice) highestPrice = price;
      }
      if (works && openOrders(purse.inventory) > 0 !== isOpen) {
        isOpen = !isOpen;
        last = lastToWalk(venue, isOpen);
        end = Math.min(last, hours.lastTick);
      }
    }
    if (index < lowestIndex) lowestIndex = index;
    if (index > highestIndex) highestIndex = index;
    noteClamp(venue, factor);
    noteClamp(venue, indexFactor);
    const distance = Math.abs(indexFactor * factor - 1);
    if (distance > ownPeak) {
      ownPeak = distance;
      record(own, n + 1, distance);
    }
    const dislocation = Math.abs(factor - 1);
    if (dislocation > dislocationPeak) dislocationPeak = dislocation;
    passedOn += passed * temporary;
    temporary *= decayPerTick;
  }
  hours.lowestPrice = lowestPrice;
  hours.highestPrice = highestPrice;
  hours.lowestIndex = lowestIndex;
  hours.highestIndex = highestIndex;
  venue.lowest = Math.min(venue.lowest, lowestPrice);
  venue.highest = Math.max(venue.highest, highestPrice);
  venue.tick = n;
  venue.permanent = permanent;
  venue.temporary = temporary;
  venue.passedOn = passedOn;
  venue.ownPeak = ownPeak;
  venue.dislocationPeak = dislocationPeak;
  return mayGoOn && n < last;
}

/**
 * Steps 4 to 8 where the price reaches one side only: closes its range at one fill. False, and nothing changed, where the
 * other side is reached too, accounts must be told apart, or buyers may end.
 */
function closeReached(tick: Tick, side: Side, other: Side): boolean {
  const { venue, isolated, block, ledger } = tick;
  const { ladder, closing } = isolated;
  const { depth, displaced, mark, rules } = venue;
  const { sign, next } = side;
  if (!isolated.inRanges || !isolated.mechanism.closesWhole || -sign * mark <= other.nearest) return false;
  if ((sign > 0 ? depth.mostBids : depth.mostAsks) !== Infinity) return false;
  ledger[SUM.now] = venue.tick * rules.tickSeconds;
  prepareTrades(venue);
  const { markUnit, priceUnit } = venue;
  const to = endOfSide(ladder, side, next, mark);
  const units = quantityBefore(ladder, to) - quantityBefore(ladder, next);
  const net = sign * units;
  const moved = displaced + net / venue.scale;
  let unit = priceUnit;
  if (moved !== displaced)
    unit = sign > 0 ? blockUnit(venue, displaced, moved) : blockUnit(venue, moved, displaced);
  openClosing(closing, ledger);
  closing.fill = sign * unit;
  closing.fee = rules.feeRate * Math.abs(unit);
  closeRows(ladder, side, next, to, closing);
  if (rules.adl.when !== 'never' && closing.deficit > fundAllows(tick)) return false;
  const value = units * Math.abs(unit);
  ledger[COLUMN.liquidatedNotional]! += value;
  ledger[SUM.tickLiquidated]! += value;
  ledger[SUM.liquidatedSoFar]! += units;
  ledger[COLUMN.closeOutCost]! += net * (markUnit - unit);
  ledger[COLUMN.rounds]!++;
  bookClosing(closing, ledger, rules.leftover === 'fund');
  bookBadDebt(ledger, settleFund(ledger));
  block.net = net;
  block.restUnit = unit;
  fillDepth(tick);
  noteTrades(tick);
  isolated.knownCount += to - next;
  side.to = to;
  if (ladder.grouped) noteClosing(side, unit);
  side.known = to;
  side.next = to;
  side.nearest = to < side.last ? sign * ladder.trigger[to]! : -Infinity;
  return true;
}
