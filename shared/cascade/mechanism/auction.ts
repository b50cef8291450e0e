import { unitValue } from '../contract.ts';
import { integerPower } from '../math.ts';
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

  /** Steps of price since the start; beyond `tail` or below `cusp` the lot starts anew. */
  const steps = (k: number, now: number) => Math.floor((now - started[k]!) / terms.step);

  const restart = (turn: Turn) => {
    for (let k = 0; k < lotCount; k++) {
      const late = turn.timeSeconds - started[k]! > terms.tail;
      if (!late && integerPower(terms.cut, steps(k, turn.timeSeconds)) >= terms.cusp) continue;
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

  const offer = (turn: Turn) => {
    const { play, depth, rules, scale, fundamental, displaced } = turn;
    let sold = 0;
    let bought = 0;
    let kept = 0;
    for (let k = 0; k < lotCount; k++) {
      const row = lot[k]!;
      const long = row < play.ladder.longs;
      const units = play.quantity[row]!;
      const down = integerPower(terms.cut, steps(k, turn.timeSeconds));
      const askPrice = long ? terms.buf * startMark[k]! * down : startMark[k]! / terms.buf / down;
      const ask = unitValue(rules.contract, askPrice);
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
        play.orderedAt[row] = turn.tick;
        if (long) sold += units;
        else bought += units;
        continue;
      }
      lot[kept] = row;
      started[kept] = started[k]!;
      startMark[kept] = startMark[k]!;
      startNotional[kept++] = startNotional[k]!;
    }
    lotCount = kept;
  };

  return {
    start() {
      waitingCount = 0;
      lotCount = 0;
    },
    act(turn) {
      for (let k = 0; k < turn.activeCount; k++) {
        const row = turn.active[k]!;
        turn.play.state[row]! |= STATE.OFF_LADDER;
        waiting[waitingCount++] = row;
      }
      restart(turn);
      begin(turn);
      offer(turn);
    },
    cures: false,
    pending: () => waitingCount > 0 || lotCount > 0,
  };
}
