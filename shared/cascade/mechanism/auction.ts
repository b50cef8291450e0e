import { type Isolated, STATE, sideOf } from '../holders/isolated/isolated.ts';
import { sortAsLadder } from '../holders/isolated/ladder-order.ts';
import type { Orders } from '../holders/isolated/orders.ts';
import { unitValue } from '../margin/contract.ts';
import { FLAG } from '../outcome.ts';
import { type Ledger, raise } from '../purse/ledger.ts';
import type { MechanismSpec } from '../rules.ts';
import type { Tick } from '../tick.ts';
import type { Venue } from '../venue/venue.ts';
import { addLot, createLots, type Lots, moveCohort, openCohort } from './auction-lots.ts';
import type { Mechanism } from './mechanism.ts';

type Terms = Extract<MechanismSpec, { name: 'auction' }>;

/** Who waits for an auction, in order of arrival, and the lots that run. */
interface Auction {
  readonly terms: Terms;
  /** Whoever waits has left the ladder for good, so nobody comes twice. */
  readonly waiting: Int32Array;
  next: number;
  waitingCount: number;
  readonly lots: readonly [longs: Lots, shorts: Lots];
  /** Powers of `cut`, as many as were asked for, and none after the first that is zero. */
  readonly powers: number[];
}

/**
 * Dutch auctions after Maker's Clipper (Liquidations 2.0; model.md 4.5). A reached account leaves the
 * ladder and waits; as a lot it is asked at `top * cut^k`, and a taker buys it whole once the depth
 * pays for it with a profit.
 */
export function auction(terms: Terms, capacity: number): Mechanism {
  const own: Auction = {
    terms,
    waiting: new Int32Array(capacity),
    next: 0,
    waitingCount: 0,
    lots: [createLots(1, capacity), createLots(-1, capacity)],
    powers: [1],
  };
  const { lots } = own;
  return {
    start() {
      own.next = 0;
      own.waitingCount = 0;
      for (const side of lots) {
        side.end = 0;
        side.count = 0;
      }
    },
    act({ isolated, orders, venue, ledger }) {
      receive(own, isolated);
      for (const side of lots) restart(own, side, venue, ledger);
      begin(own, isolated, venue);
      for (const side of lots) {
        lower(own, side, venue);
        offer(own, side, { isolated, orders, venue });
      }
    },
    pending: () =>
      own.next < own.waitingCount || lots[0].count > 0 || lots[1].count > 0 ? 'must-finish' : 'none',
  };
}

/** Lets whoever is active wait, in ladder order. */
function receive(own: Auction, isolated: Isolated): void {
  const newcomers = own.waitingCount;
  for (let k = 0; k < isolated.activeCount; k++) {
    const row = isolated.active[k]!;
    isolated.state[row]! |= STATE.OFF_LADDER;
    own.waiting[own.waitingCount++] = row;
  }
  sortAsLadder(isolated, own.waiting, newcomers, own.waitingCount);
}

/** `cut` to the steps of price since the start. */
function fallen({ powers, terms }: Auction, steps: number): number {
  while (powers.length <= steps && powers.at(-1)! > 0) powers.push(powers.at(-1)! * terms.cut);
  return steps < powers.length ? powers[steps]! : 0;
}

const timeOf = ({ tick, rules }: Venue): number => tick * rules.tickSeconds;

/** Starts lots again that have run out of time or price. */
function restart(own: Auction, { started, mark, count, until }: Lots, venue: Venue, ledger: Ledger): void {
  const { terms } = own;
  const time = timeOf(venue);
  for (let k = 0; k < count; k++) {
    if (time < until[k]!) continue;
    const seconds = time - started[k]!;
    if (!(seconds > terms.tail) && fallen(own, Math.floor(seconds / terms.step)) >= terms.cusp) continue;
    started[k] = time;
    mark[k] = venue.mark;
    raise(ledger, FLAG.AUCTION_RESTART);
  }
}

/** Starts lots in the order of arrival, while what runs leaves room. */
function begin(own: Auction, isolated: Isolated, venue: Venue): void {
  if (own.next === own.waitingCount) return;
  let count = 0;
  let running = 0;
  for (const side of own.lots) {
    for (let k = 0; k < side.count; k++) {
      count += side.size[k]!;
      running += side.sum[k]!;
    }
  }
  const before = own.lots.map((side) => side.count);
  for (; own.next < own.waitingCount; own.next++) {
    const row = own.waiting[own.next]!;
    const notional = isolated.quantity[row]! * Math.abs(venue.markUnit);
    if (count > 0 && running + notional > own.terms.hole) break;
    count++;
    running += notional;
    const which = sideOf(isolated, row).sign > 0 ? 0 : 1;
    const lots = own.lots[which];
    if (lots.count === before[which]) openCohort(lots, timeOf(venue), venue.mark);
    addLot(lots, row, notional);
  }
}

/** Lowers what is asked where the time has come. */
function lower(own: Auction, { sign, started, mark, count, ask, until }: Lots, venue: Venue): void {
  const { terms } = own;
  const time = timeOf(venue);
  for (let k = 0; k < count; k++) {
    if (time < until[k]!) continue;
    const steps = Math.floor((time - started[k]!) / terms.step);
    const down = fallen(own, steps);
    const top = mark[k]!;
    const price = sign > 0 ? terms.buf * top * down : top / terms.buf / down;
    ask[k] = unitValue(venue.rules.contract, price);
    // A little early: rounding must not make it late.
    until[k] = started[k]! + Math.min((steps + 1) * terms.step, terms.tail) * EARLY;
  }
}

/** Sells what takers buy of one side; they look at the lots in order of start. */
function offer(
  { terms }: Auction,
  lots: Lots,
  { isolated, orders, venue }: Pick<Tick, 'isolated' | 'orders' | 'venue'>,
): void {
  const { quantity, state } = isolated;
  const sale: Sale = { sign: lots.sign, profit: terms.profit, taken: 0, best: venue.priceUnit };
  let kept = 0;
  for (let cohort = 0; cohort < lots.count; cohort++) {
    const ask = lots.ask[cohort]!;
    const from = lots.from[cohort]!;
    const to = from + lots.size[cohort]!;
    let at = from;
    let left = from;
    let sum = 0;
    for (; at < to && mayFill(sale, ask); at++) {
      const row = lots.row[at]!;
      if (isTaken(sale, venue, quantity[row]!, ask)) {
        takeLot(orders, row, ask);
        state[row]! &= ~STATE.OFF_LADDER;
        isolated.busyAt[row] = isolated.moment;
        noteTaken(sale, venue, quantity[row]!);
      } else {
        lots.row[left] = row;
        lots.notional[left] = lots.notional[at]!;
        sum += lots.notional[left++]!;
      }
    }
    if (left < at) {
      for (; at < to; at++) {
        lots.row[left] = lots.row[at]!;
        lots.notional[left] = lots.notional[at]!;
        sum += lots.notional[left++]!;
      }
      lots.size[cohort] = left - from;
      lots.sum[cohort] = sum;
    }
    if (lots.size[cohort]! > 0) moveCohort(lots, cohort, kept++);
  }
  lots.count = kept;
}

/** What takers have bought of a side in this tick, and the unit value at which the depth stands then. */
interface Sale {
  readonly sign: 1 | -1;
  readonly profit: number;
  taken: number;
  best: number;
}

/** No volume fills better than at the price after the lots already taken. */
const mayFill = ({ sign, best, profit }: Sale, ask: number): boolean =>
  sign * (best - ask) + ROUNDING * Math.abs(best) >= profit * Math.abs(ask);

/** Does the depth pay for a lot, after those already taken on its side, with a profit? */
function isTaken({ sign, taken, profit }: Sale, venue: Venue, units: number, ask: number): boolean {
  const { rules, depth, scale, index, displaced } = venue;
  const from = sign > 0 ? displaced + taken / scale : displaced - (taken + units) / scale;
  const to = sign > 0 ? displaced + (taken + units) / scale : displaced - taken / scale;
  if (!(sign > 0 ? to <= depth.mostBids : -from <= depth.mostAsks)) return false;
  const integral =
    rules.contract === 'linear'
      ? index * depth.sum(from, to, index)
      : -depth.reciprocalSum(from, to, index) / index;
  return sign * (integral * scale - units * ask) >= profit * units * Math.abs(ask);
}

function takeLot(orders: Orders, row: number, ask: number): void {
  orders.lotRow[orders.lotCount] = row;
  orders.lotUnit[orders.lotCount++] = ask;
}

function noteTaken(sale: Sale, { depth, displaced, index, scale, rules }: Venue, units: number): void {
  sale.taken += units;
  const volume = displaced + (sale.sign * sale.taken) / scale;
  sale.best = unitValue(rules.contract, depth.price(volume, index, depth.factor(volume, index)));
}

/** Far more than an average fill can differ from the price by rounding alone. */
const ROUNDING = 1e-9;
const EARLY = 1 - 1e-9;
