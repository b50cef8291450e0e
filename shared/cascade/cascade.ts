import { type ChainState, chainStateOf } from './chain.ts';
import { closePath } from './end.ts';
import { isolatedHolders as holders } from './holders/isolated/holders.ts';
import { type Liquidated, tellLiquidated } from './holders/isolated/liquidated.ts';
import { mayWalk, walk } from './holders/isolated/walk.ts';
import { createPath, type PathInput } from './path.ts';
import { copyRow, SUM } from './purse/ledger.ts';
import { noteTrades } from './purse/purse.ts';
import type { Tick } from './tick.ts';
import { type Trace, traceTick } from './trace.ts';
import { moveMark } from './venue/mark.ts';
import { type MarkRange, marksToCome, skipToReach } from './venue/quiet.ts';
import { closeTick, displace, openTick, prepareTrades } from './venue/venue.ts';

/** Runs paths one after another over ladders of limited size; allocates only when it is made. */
export interface Engine {
  /**
   * Lets one shock run down a ladder, liquidation by liquidation, until nothing moves any more (model.md 2.5), and writes
   * the outcome row (model.md 7).
   *
   * @param row one number per `OUTCOME_COLUMNS`
   * @param trace told every tick; slows the path down and changes nothing but rounding
   */
  run(input: PathInput, row: Float64Array, trace?: Trace): void;
  /** Where the last path left the market at the end of its horizon, for the next piece of a chain. */
  end(): ChainState;
  /** Whom the last path reached, and how much of each is gone. */
  liquidated(tell: Liquidated): void;
}

/** @param capacity largest number of accounts in a ladder */
export function createEngine(capacity: number): Engine {
  const { tick, start } = createPath(capacity);
  const { venue, ledger } = tick;
  return {
    run(input, row, trace) {
      start(input, trace !== undefined);
      let goesOn = findReach(tick);
      while (goesOn) {
        if (mayWalk(tick) && walk(tick) && isQuiet(tick)) break;
        openTick(venue); //                1, 2: the fundamental moves, and the price with it
        moveMark(venue); //                3: the mark follows
        const before = venue.price;
        const acts = holders.isDue(tick);
        if (acts) trade(tick);
        closeTick(venue); //               10: what has been displaced comes back in part
        if (trace) traceTick(trace, tick, before, acts);
        goesOn = !isQuiet(tick); //        11
      }
      closePath(tick);
      copyRow(ledger, row);
    },
    end: () => chainStateOf(tick),
    liquidated: (tell) => tellLiquidated(tick.isolated, tell),
  };
}

/** Steps 4 to 9. */
function trade(tick: Tick): void {
  const { venue, block, ledger } = tick;
  const before = venue.price;
  ledger[SUM.now] = venue.tick * venue.rules.tickSeconds;
  prepareTrades(venue);
  holders.want(tick); //                   4 to 6: who is reached, who takes over, what is to be closed
  holders.settle(tick); //                 7, 8: it is traded in one block, and somebody pays
  noteTrades(tick);
  if (block.net !== 0 || venue.price !== before) displace(venue, block); // 9: the price moves
}

/** Goes to where something happens first; false if nothing ever does. */
function findReach(tick: Tick): boolean {
  const { isTold, venue, isolated } = tick;
  const { rule } = venue.rules.triggerRule;
  const isDisplaced = venue.permanent !== 0 || venue.passedOn !== 0 || venue.temporary !== 0;
  const isUnderWay = isDisplaced || holders.pending(tick) !== 'none';
  if (isTold || isUnderWay || (rule !== 'last' && rule !== 'lagged')) return true;
  return skipToReach(venue, isolated.longs.nearest, -isolated.shorts.nearest);
}

const marks: MarkRange = { least: 0, most: 0 };

/** Is this the last tick, or one after which nothing can move any more? */
function isQuiet(tick: Tick): boolean {
  const { venue } = tick;
  if (venue.tick >= venue.lastTick) return true;
  if (venue.tick < venue.path.ticks || holders.pending(tick) === 'must-finish') return false;
  marksToCome(venue, marks);
  return !holders.wouldReach(tick, marks);
}
