import { isolatedHolders as holders } from './holders/isolated/holders.ts';
import { branchingStatic, writeInnocent } from './holders/isolated/innocent.ts';
import { bookRanges } from './holders/isolated/ranges.ts';
import { unitValue } from './margin/contract.ts';
import type { Pending } from './mechanism/mechanism.ts';
import { COLUMN, FLAG } from './outcome.ts';
import { closeVault } from './purse/backstop.ts';
import { addMoney, checkMoney } from './purse/conservation.ts';
import { writeInequality } from './purse/inequality.ts';
import { openOrders } from './purse/inventory.ts';
import { type Ledger, raise, SUM } from './purse/ledger.ts';
import { bookOpen, rankOwners } from './purse/open-deficit.ts';
import { bookOwed } from './purse/owed.ts';
import { addUpMarkets } from './purse/system.ts';
import type { Path, Tick } from './tick.ts';
import { largestRate, timeOf } from './venue/records.ts';
import { lastFactor, restVenue } from './venue/rest.ts';
import type { Venue } from './venue/venue.ts';

/** Closes the books of a path, and completes the columns of its rows (model.md 2.5 "End of path", 5.5, 7). */
export function closePath(path: Path): void {
  const { ticks, system, crossed } = path;
  crossed?.holders.weigh(path);
  for (const tick of ticks) closeMarket(tick);
  crossed?.holders.close(path);
  if (!path.isAlone) addUpMarkets(path);
  checkMoney(path);
  system[COLUMN.fundTrough] = system[SUM.fundLowest]! - system[SUM.fundStart]!;
  writeInequality(path);
  system[COLUMN.haircutTaken] = system[COLUMN.adlHaircut]! + system[COLUMN.socialised]!;
}

function closeMarket(tick: Tick): void {
  const { venue, isolated, ledger } = tick;
  const { rules, lastTick } = venue;
  const { ladder } = isolated;
  if (isolated.inRanges) bookRanges(isolated, ledger);
  const pending = holders.pending(tick);
  if (isUnfinished(tick, pending))
    raise(ledger, FLAG.UNFINISHED | (onlyWorksOff(tick) ? FLAG.WORKING_OFF : 0));
  const price = restVenue(venue);
  const unit = unitValue(rules.contract, price);

  ledger[SUM.now] = lastTick * rules.tickSeconds;
  ledger[SUM.endUnit] = unit;
  closeVault(tick, unit);
  bookDeficits(tick, price, unit, pending !== 'none');
  const capital = rules.backstop ? rules.backstop.capital : 0;
  ledger[COLUMN.vaultProfit] = ledger[SUM.vaultCash]! + ledger[SUM.vaultPosition]! * unit - capital;
  if (venue.hitFloor) raise(ledger, FLAG.FLOOR_HIT);
  if (venue.hitCeiling) raise(ledger, FLAG.CEILING_HIT);
  addMoney(tick, unit);
  writeMoves(ledger, venue, price);
  ledger[COLUMN.dislocationHour] = venue.hours.largest;
  ledger[COLUMN.dislocationPeak] = venue.dislocationPeak;
  writeTimes(tick);
  writeInnocent(tick);
  ledger[COLUMN.liquidatedShare] = shareOf(ledger[SUM.liquidatedQuantity]!, tick.openQuantity);
  const volume = ledger[SUM.marketVolume]!;
  ledger[COLUMN.beyondDepthShare] = shareOf(ledger[SUM.beyondVolume]!, volume);
  ledger[COLUMN.branchingStatic] = branchingStatic(ladder, venue.depth, venue);
  ledger[COLUMN.clampedShare] = ladder.clampedShare;
}

/** What accounts lack that are still open, or whose orders are, and the largest two deficits of one owner. */
function bookDeficits(tick: Tick, price: number, unit: number, isWaiting: boolean): void {
  const { isolated, ledger, purse } = tick;
  const { ladder } = isolated;
  if (purse.inventory.count > 0) {
    ledger[COLUMN.openDeficit] = bookOwed(tick, price, unit);
    return;
  }
  ledger[COLUMN.openDeficit] = bookOpen(isolated, ledger, price, unit, isWaiting);
  if (!ladder.grouped || !(ledger[COLUMN.deficit]! + ledger[COLUMN.openDeficit]! > 0)) return;
  if (purse.ownerDeficit.length < ladder.owners) purse.ownerDeficit = new Float64Array(ladder.owners);
  rankOwners(isolated, ledger, unit, purse.ownerDeficit);
}

/** Did the horizon come before the work was done: is some pending, or somebody reached at the mark still open? */
function isUnfinished(tick: Tick, pending: Pending): boolean {
  const { mark, tick: n, lastTick } = tick.venue;
  if (n < lastTick) return false;
  return pending === 'must-finish' || (n > 0 && holders.wouldReach(tick, { least: mark, most: mark }));
}

/** Is inventory all that is left to do? */
function onlyWorksOff(tick: Tick): boolean {
  const { isolated, ledger, purse, venue } = tick;
  const { mark } = venue;
  return (
    openOrders(purse.inventory) > 0 &&
    ledger[SUM.vaultPosition] === 0 &&
    isolated.mechanism.pending(isolated) === 'none' &&
    !holders.wouldReach(tick, { least: mark, most: mark })
  );
}

function writeMoves(ledger: Ledger, venue: Venue, price: number): void {
  const { startPrice } = venue.rules;
  const { shock } = venue.path;
  const moveFinal = price / startPrice - 1;
  const movePeak = peakMove(venue);
  ledger[COLUMN.moveExogenous] = lastFactor(venue) - 1;
  ledger[COLUMN.movePeak] = movePeak;
  ledger[COLUMN.moveFinal] = moveFinal;
  ledger[COLUMN.amplificationPeak] = shock === 0 ? 1 : movePeak / shock;
  ledger[COLUMN.amplificationFinal] = shock === 0 ? 1 : moveFinal / shock;
  if (shock === 0) raise(ledger, FLAG.ZERO_SHOCK);
}

/** Most adverse move in the direction of the shock; 0 if never adverse. */
function peakMove({ lowest, highest, rules, path }: Venue): number {
  const down = Math.min(0, lowest / rules.startPrice - 1);
  const up = Math.max(0, highest / rules.startPrice - 1);
  if (path.shock < 0) return down;
  if (path.shock > 0) return up;
  return -down > up ? down : up;
}

/** Where there is none of the whole, there is none of the part. */
const shareOf = (part: number, whole: number): number => (whole > 0 ? part / whole : 0);

/** Ticks whose distances differ by no more than rounding tie, and the first of them counts. */
const TIE = 1e-12;

function writeTimes({ ledger, venue, purse: { liquidated }, openInterest, openQuantity }: Tick): void {
  const { tickSeconds, contract } = venue.rules;
  const { own, ownPeak } = venue;
  const first = ledger[COLUMN.firstSeconds]!;
  // Liquidations that never moved the price (crossed, taken over, deleveraged) have no peak.
  const moved = first >= 0 && ownPeak > 0;
  ledger[COLUMN.ownPeak] = ownPeak;
  ledger[COLUMN.halfSeconds] = moved ? timeOf(own, ownPeak / 2 - TIE) * tickSeconds - first : -1;
  ledger[COLUMN.peakSeconds] = moved ? timeOf(own, ownPeak - TIE) * tickSeconds - first : -1;
  ledger[COLUMN.lastSeconds] = first < 0 ? -1 : ledger[COLUMN.lastSeconds]! - first;
  const open = contract === 'inverse' ? openQuantity : openInterest;
  ledger[COLUMN.ratePeak] = shareOf(largestRate(liquidated, tickSeconds), open);
  ledger[COLUMN.ticks] = venue.tick;
}
