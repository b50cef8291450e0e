import { sortAsLadder } from '../holders/isolated/ladder-order.ts';
import { isLong, STATE } from '../holders/isolated/play.ts';
import { unitValue } from '../margin/contract.ts';
import { FLAG } from '../outcome.ts';
import type { MechanismSpec } from '../rules.ts';
import type { Turn } from '../turn.ts';
import type { Mechanism } from './mechanism.ts';

type Terms = Extract<MechanismSpec, { name: 'auction' }>;

/**
 * Lots of one side in order of start. Those that started, or were started again, in one tick are a cohort: they ask the
 * same price at all times, so most cohorts are settled with one look.
 */
interface Lots {
  readonly side: 1 | -1;
  /** Rows, and their notional at the start; a cohort's stand together, and each account is a lot at most once a path. */
  readonly row: Int32Array;
  readonly notional: Float64Array;
  /** Places in use, and cohorts. */
  end: number;
  count: number;
  /** By cohort: first place, lots that are left, time and mark of the start, and their notional then. */
  readonly from: Int32Array;
  readonly size: Int32Array;
  readonly started: Float64Array;
  readonly mark: Float64Array;
  readonly sum: Float64Array;
  /** Unit value that they ask, and a time before which neither that nor a restart is due. */
  readonly ask: Float64Array;
  readonly until: Float64Array;
}

const createLots = (side: 1 | -1, capacity: number): Lots => ({
  side,
  row: new Int32Array(capacity),
  notional: new Float64Array(capacity),
  end: 0,
  count: 0,
  from: new Int32Array(capacity),
  size: new Int32Array(capacity),
  started: new Float64Array(capacity),
  mark: new Float64Array(capacity),
  sum: new Float64Array(capacity),
  ask: new Float64Array(capacity),
  until: new Float64Array(capacity),
});

/**
 * Dutch auctions after Maker's Clipper (Liquidations 2.0; model.md 4.5). A reached account leaves the
 * ladder and waits; as a lot it is asked at `top * cut^k`, and a taker buys it whole once the depth
 * pays for it with a profit.
 */
export function auction(terms: Terms, capacity: number): Mechanism {
  // Whoever waits has left the ladder for good, so nobody comes twice.
  const waiting = new Int32Array(capacity);
  let next = 0;
  let waitingCount = 0;
  const sides = [createLots(1, capacity), createLots(-1, capacity)] as const;

  /** Powers of `cut`, as many as were asked for, and none after the first that is zero. */
  const powers = [1];
  /** `cut` to the steps of price since the start. */
  const fallen = (steps: number): number => {
    while (powers.length <= steps && powers.at(-1)! > 0) powers.push(powers.at(-1)! * terms.cut);
    return steps < powers.length ? powers[steps]! : 0;
  };

  const restart = ({ started, mark, count, until }: Lots, turn: Turn) => {
    const { timeSeconds } = turn;
    for (let k = 0; k < count; k++) {
      if (timeSeconds < until[k]!) continue;
      const seconds = timeSeconds - started[k]!;
      if (!(seconds > terms.tail) && fallen(Math.floor(seconds / terms.step)) >= terms.cusp) continue;
      started[k] = timeSeconds;
      mark[k] = turn.mark;
      turn.ledger.flags |= FLAG.AUCTION_RESTART;
    }
  };

  /** Lowers what is asked where the time has come. */
  const lower = ({ side, started, mark, count, ask, until }: Lots, { timeSeconds, rules }: Turn) => {
    for (let k = 0; k < count; k++) {
      if (timeSeconds < until[k]!) continue;
      const steps = Math.floor((timeSeconds - started[k]!) / terms.step);
      const down = fallen(steps);
      const top = mark[k]!;
      ask[k] = unitValue(rules.contract, side > 0 ? terms.buf * top * down : top / terms.buf / down);
      // A little early: rounding must not make it late.
      until[k] = started[k]! + Math.min((steps + 1) * terms.step, terms.tail) * EARLY;
    }
  };

  const begin = ({ play, mark, markUnit, timeSeconds }: Turn) => {
    if (next === waitingCount) return;
    let lots = 0;
    let running = 0;
    for (const { count, size, sum } of sides) {
      for (let k = 0; k < count; k++) {
        lots += size[k]!;
        running += sum[k]!;
      }
    }
    const before = [sides[0].count, sides[1].count] as const;
    for (; next < waitingCount; next++) {
      const row = waiting[next]!;
      const notional = play.quantity[row]! * Math.abs(markUnit);
      if (lots > 0 && running + notional > terms.hole) break;
      lots++;
      running += notional;
      const own = isLong(play, row) ? 0 : 1;
      add(sides[own], sides[own].count === before[own], row, notional, timeSeconds, mark);
    }
  };

  /** Sells what takers buy of one side; they look at the lots in order of start. */
  const offer = (lots: Lots, turn: Turn) => {
    const { play, rules, depth, fundamental, displaced, scale } = turn;
    const { side } = lots;
    lower(lots, turn);
    let taken = 0;
    let best = turn.priceUnit;
    /** No volume fills better than at the price after the lots already taken. */
    const mayFill = (ask: number) =>
      side * (best - ask) + ROUNDING * Math.abs(best) >= terms.profit * Math.abs(ask);
    let kept = 0;
    for (let cohort = 0; cohort < lots.count; cohort++) {
      const ask = lots.ask[cohort]!;
      const from = lots.from[cohort]!;
      const to = from + lots.size[cohort]!;
      let at = from;
      let left = from;
      let sum = 0;
      for (; at < to && mayFill(ask); at++) {
        const row = lots.row[at]!;
        const units = play.quantity[row]!;
        if (isTaken(turn, side, taken, units, ask)) {
          turn.lotRow[turn.lotCount] = row;
          turn.lotUnit[turn.lotCount++] = ask;
          play.state[row]! &= ~STATE.OFF_LADDER;
          play.busyAt[row] = play.moment;
          taken += units;
          const volume = displaced + (side * taken) / scale;
          best = unitValue(
            rules.contract,
            depth.price(volume, fundamental, depth.factor(volume, fundamental)),
          );
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
      if (lots.size[cohort] === 0) continue;
      keep(lots, cohort, kept++);
    }
    lots.count = kept;
  };

  /** Does the depth pay for a lot, after those already taken on its side, with a profit? */
  const isTaken = (turn: Turn, side: 1 | -1, taken: number, units: number, ask: number): boolean => {
    const { rules, depth, scale, fundamental, displaced } = turn;
    const from = side > 0 ? displaced + taken / scale : displaced - (taken + units) / scale;
    const to = side > 0 ? displaced + (taken + units) / scale : displaced - taken / scale;
    if (!(side > 0 ? to <= depth.mostBids : -from <= depth.mostAsks)) return false;
    const integral =
      rules.contract === 'linear'
        ? fundamental * depth.sum(from, to, fundamental)
        : -depth.reciprocalSum(from, to, fundamental) / fundamental;
    return side * (integral * scale - units * ask) >= terms.profit * units * Math.abs(ask);
  };

  return {
    start() {
      next = 0;
      waitingCount = 0;
      for (const lots of sides) {
        lots.end = 0;
        lots.count = 0;
      }
    },
    act(turn) {
      const newcomers = waitingCount;
      for (let k = 0; k < turn.activeCount; k++) {
        const row = turn.active[k]!;
        turn.play.state[row]! |= STATE.OFF_LADDER;
        waiting[waitingCount++] = row;
      }
      sortAsLadder(turn.play, waiting, newcomers, waitingCount);
      for (const lots of sides) restart(lots, turn);
      begin(turn);
      for (const lots of sides) offer(lots, turn);
    },
    cures: false,
    pending: () => next < waitingCount || sides[0].count > 0 || sides[1].count > 0,
  };
}

/** Adds a lot to the last cohort, or to a new one. */
function add(lots: Lots, opens: boolean, row: number, notional: number, started: number, mark: number): void {
  if (opens) {
    const cohort = lots.count++;
    lots.from[cohort] = lots.end;
    lots.size[cohort] = 0;
    lots.started[cohort] = started;
    lots.mark[cohort] = mark;
    lots.sum[cohort] = 0;
    lots.until[cohort] = started;
  }
  const cohort = lots.count - 1;
  lots.size[cohort]!++;
  lots.sum[cohort]! += notional;
  lots.row[lots.end] = row;
  lots.notional[lots.end++] = notional;
}

/** Moves a cohort to a place before it. */
function keep(lots: Lots, cohort: number, to: number): void {
  if (cohort === to) return;
  lots.from[to] = lots.from[cohort]!;
  lots.size[to] = lots.size[cohort]!;
  lots.started[to] = lots.started[cohort]!;
  lots.mark[to] = lots.mark[cohort]!;
  lots.sum[to] = lots.sum[cohort]!;
  lots.ask[to] = lots.ask[cohort]!;
  lots.until[to] = lots.until[cohort]!;
}

/** Far more than an average fill can differ from the price by rounding alone. */
const ROUNDING = 1e-9;
const EARLY = 1 - 1e-9;
