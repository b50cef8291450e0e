import { COLUMN } from '../../outcome.ts';
import { bookBadDebt, fundAllows, settleFund } from '../../purse/fund.ts';
import { SUM } from '../../purse/ledger.ts';
import { noteTrades } from '../../purse/purse.ts';
import type { Tick } from '../../tick.ts';
import { blockUnit } from '../../venue/block.ts';
import { LOWEST_FACTOR } from '../../venue/depth/clamp.ts';
import { lagOf } from '../../venue/mark.ts';
import { record } from '../../venue/records.ts';
import { prepareTrades } from '../../venue/venue.ts';
import { closeRows, openClosing } from './closing.ts';
import { fillDepth } from './execute.ts';
import { quantityBefore } from './ladder.ts';
import { bookClosing, noteClosing } from './ranges.ts';
import { endOfSide } from './reach.ts';
import type { Side } from './side.ts';

// The loop once more, for nearly all ticks of nearly all paths: the mark is the price, now or some ticks ago, the fundamental
// still moves, nothing is under way, and whoever is reached, if anybody, is a range of one side that is closed whole. With
// prices in locals, and no orders, it is twice as fast or more (`npm run bench -- kernel`). It leaves every other tick to the
// loop, and what it says is what that says, to the bit (tests/cascade/walk.test.ts).

/** Walks to the last tick before one that the loop must see to. */
export function walk(tick: Tick): void {
  const { venue, isolated, block } = tick;
  const { depth, own, path, rules, inputs } = venue;
  const { factors } = path;
  const { startPrice, decayPerTick, permanentShare, ownShare } = rules;
  const isLast = rules.triggerRule.rule === 'last';
  const lag = lagOf(rules.triggerRule);
  const { longs, shorts } = isolated;
  const end = Math.min(factors.length, venue.lastTick);
  let { tick: n, permanent, temporary, ownPeak, lowest, highest } = venue;
  for (; n + 1 < end; n++) {
    const fundamental = startPrice * factors[n]!;
    let displaced = permanent + temporary;
    let factor = displaced === 0 ? 1 : depth.factor(displaced, fundamental);
    let price = displaced === 0 ? fundamental : depth.price(displaced, fundamental, factor);
    let mark = price;
    if (!isLast) {
      inputs[n + 1] = fundamental + ownShare * (price - fundamental);
      mark = n + 1 <= lag ? startPrice : inputs[n + 1 - lag]!;
    }
    const reachesLong = mark <= longs.nearest;
    if (reachesLong || -mark <= shorts.nearest) {
      venue.tick = n + 1;
      venue.fundamental = fundamental;
      venue.displaced = displaced;
      venue.price = price;
      venue.mark = mark;
      venue.lowest = Math.min(lowest, price);
      venue.highest = Math.max(highest, price);
      if (!closeReached(tick, reachesLong ? longs : shorts, reachesLong ? shorts : longs)) break;
      ({ lowest, highest } = venue);
      permanent += (permanentShare * block.net) / venue.scale;
      temporary += ((1 - permanentShare) * block.net) / venue.scale;
      displaced = permanent + temporary;
      factor = displaced === 0 ? 1 : depth.factor(displaced, fundamental);
      price = displaced === 0 ? fundamental : depth.price(displaced, fundamental, factor);
    }
    if (price < lowest) lowest = price;
    if (price > highest) highest = price;
    if (factor <= LOWEST_FACTOR) venue.hitFloor = true;
    const distance = Math.abs(factor - 1);
    if (distance > ownPeak) {
      ownPeak = distance;
      record(own, n + 1, distance);
    }
    temporary *= decayPerTick;
  }
  venue.tick = n;
  venue.permanent = permanent;
  venue.temporary = temporary;
  venue.ownPeak = ownPeak;
  venue.lowest = lowest;
  venue.highest = highest;
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
