import { unitValue } from '../contract.ts';
import { sortAsLadder } from '../ladder-order.ts';
import type { Mechanism } from '../mechanism.ts';
import { FLAG } from '../outcome.ts';
import { STATE } from '../play.ts';
import type { MechanismSpec } from '../rules.ts';
import type { Turn } from '../turn.ts';

type Terms = Extract<MechanismSpec, { name: 'auction' }>;

/**
 * Dutch auctions after Maker's Clipper (Liquidations 2.0; model.md 4.5). A reached account leaves the
 * ladder and waits; as a lot it is asked at `top * cut^k`, and a taker buys it whole once the depth
 * pays for it with a profit.
 */
export function auction(terms: Terms, capacity: number): Mechanism {
  const waiting = new Int32Array(capacity);
  let waitingCount = 0;
  const lot = new Int32Array(capacity);
  const started = new Float64Array(capacity);
  const startMark = new Float64Array(capacity);
  const startNotional = new Float64Array(capacity);
  let lotCount = 0;

  /** Powers of `cut`, as many as were asked for, and none after the first that is zero. */
  const powers = [1];
  /** `cut` to the steps of price since the start. */
  const fallen = (k: number, now: number): number => {
    const steps = Math.floor((now - started[k]!) / terms.step);
    while (powers.length <= steps && powers.at(-1)! > 0) powers.push(powers.at(-1)! * terms.cut);
    return steps < powers.length ? powers[steps]! : 0;
  };

  const restart = (turn: Turn) => {
    for (let k = 0; k < lotCount; k++) {
      const late = turn.timeSeconds - started[k]! > terms.tail;
      if (!late && fallen(k, turn.timeSeconds) >= terms.cusp) continue;
      started[k] = turn.timeSeconds;
      startMark[k] = turn.mark;
      turn.ledger.flags |= FLAG.AUCTION_RESTART;
    }
  };

  const begin = (turn: Turn) => {
    let running = 0;
    for (let k = 0; k < lotCount; k++) running += startNotional[k]!;
    let next = 0;
    for (; next < waitingCount; next++) {
      const row = waiting[next]!;
      const notional = turn.play.quantity[row]! * Math.abs(turn.markUnit);
      if (lotCount > 0 && running + notional > terms.hole) break;
      lot[lotCount] = row;
      started[lotCount] = turn.timeSeconds;
      startMark[lotCount] = turn.mark;
      startNotional[lotCount++] = notional;
      running += notional;
    }
    waiting.copyWithin(0, next, waitingCount);
    waitingCount -= next;
  };

  const keep = (from: number, to: number) => {
    if (from === to) return;
    lot[to] = lot[from]!;
    started[to] = started[from]!;
    startMark[to] = startMark[from]!;
    startNotional[to] = startNotional[from]!;
  };

  const offer = (turn: Turn) => {
    const { play, depth, rules, scale, fundamental, displaced, priceUnit } = turn;
    let sold = 0;
    let bought = 0;
    let kept = 0;
    for (let k = 0; k < lotCount; k++) {
      const row = lot[k]!;
      const long = row < play.ladder.longs;
      const units = play.quantity[row]!;
      const down = fallen(k, turn.timeSeconds);
      const askPrice = long ? terms.buf * startMark[k]! * down : startMark[k]! / terms.buf / down;
      const ask = unitValue(rules.contract, askPrice);
      // No volume sells above the price, nor buys below it: most lots need no sum over the depth.
      const most = (long ? priceUnit - ask : ask - priceUnit) + ROUNDING * Math.abs(priceUnit);
      if (most < terms.profit * Math.abs(ask)) {
        keep(k, kept++);
        continue;
      }
      const from = long ? displaced + sold / scale : displaced - (bought + units) / scale;
      const to = long ? displaced + (sold + units) / scale : displaced - bought / scale;
      const room = long ? to <= depth.mostBids : -from <= depth.mostAsks;
      const integral =
        rules.contract === 'linear'
          ? fundamental * depth.sum(from, to, fundamental)
          : -depth.reciprocalSum(from, to, fundamental) / fundamental;
      const gain = (long ? 1 : -1) * (integral * scale - units * ask);
      if (room && gain >= terms.profit * units * Math.abs(ask)) {
        turn.lotRow[turn.lotCount] = row;
        turn.lotUnit[turn.lotCount++] = ask;
        play.state[row]! &= ~STATE.OFF_LADDER;
        play.busyAt[row] = play.moment;
        if (long) sold += units;
        else bought += units;
        continue;
      }
      keep(k, kept++);
    }
    lotCount = kept;
  };

  return {
    start() {
      waitingCount = 0;
      lotCount = 0;
    },
    act(turn) {
      const newcomers = waitingCount;
      for (let k = 0; k < turn.activeCount; k++) {
        const row = turn.active[k]!;
        turn.play.state[row]! |= STATE.OFF_LADDER;
        waiting[waitingCount++] = row;
      }
      sortAsLadder(turn.play, waiting, newcomers, waitingCount);
      restart(turn);
      begin(turn);
      offer(turn);
    },
    cures: false,
    pending: () => waitingCount > 0 || lotCount > 0,
  };
}

/** Far more than an average fill can differ from the price by rounding alone. */
const ROUNDING = 1e-9;
