import { type ChainState, chainStateOf } from './chain.ts';
import { closePath } from './end.ts';
import { isolatedHolders as holders } from './holders/isolated/holders.ts';
import { type Liquidated, tellLiquidated } from './holders/isolated/liquidated.ts';
import { mayWalk, walk } from './holders/isolated/walk.ts';
import { createPath, type PathInput } from './path.ts';
import { openFund, settleFund } from './purse/fund.ts';
import { copyRow, SUM } from './purse/ledger.ts';
import { noteTrades } from './purse/purse.ts';
import { payRest } from './purse/socialised.ts';
import { poolTick } from './purse/system.ts';
import { findReach, isQuiet } from './quiet.ts';
import type { Path, Tick } from './tick.ts';
import { type Trace, traceTick } from './trace.ts';
import { moveMark } from './venue/mark.ts';
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
  const { path, start } = createPath(capacity);
  const tick = path.ticks[0]!;
  return {
    run(input, row, trace) {
      start(input, trace !== undefined);
      runPath(path, trace && ((acted) => traceTick(trace, tick, acted)));
      copyRow(tick.ledger, row);
    },
    end: () => chainStateOf(tick),
    liquidated: (tell) => tellLiquidated(tick.isolated, tell),
  };
}

/**
 * From the first tick to the last, and the books closed, of a path that has begun.
 *
 * @param tell told every tick when it is over, and whether somebody was reached or worked on in it
 */
export function runPath(path: Path, tell?: (acted: boolean) => void): void {
  const { ticks, interventions, crossed } = path;
  let goesOn = findReach(path);
  while (goesOn) {
    if (mayWalk(path) && walk(ticks[0]!) && isQuiet(path)) break;
    for (const tick of ticks) {
      openTick(tick.venue); //             1, 2: the fundamental moves, and the price with it
      for (const own of interventions) own.open?.(tick);
      if (!tick.isHalted) moveMark(tick.venue); // 3: the mark follows
    }
    for (const own of interventions) own.prepare?.(path);
    const hasReached = crossed?.holders.findReached(path) ?? false;
    const acts = hasReached || ticks.some(isDue);
    if (acts) trade(path);
    for (const { venue } of ticks) closeTick(venue); // 10: what has been displaced comes back in part
    tell?.(acts);
    goesOn = !isQuiet(path); //            11
  }
  closePath(path);
}

const isDue = (tick: Tick): boolean => !tick.isHalted && holders.isDue(tick);

function moveOn({ venue, block }: Tick): void {
  if (block.net !== 0 || venue.price !== venue.preTrade) displace(venue, block);
}

/** Steps 4 to 9 of a tick in which somebody acts. */
export function trade(path: Path): void {
  const { ticks, system, interventions, crossed } = path;
  for (const { venue, ledger } of ticks) {
    ledger[SUM.now] = venue.tick * venue.rules.tickSeconds;
    prepareTrades(venue);
  }
  openFund(path);
  for (const own of interventions) own.act?.(path);
  crossed?.holders.want(path);
  //                                               4 to 6: who is reached, who takes over, what is to be closed
  for (const tick of ticks) if (!tick.isHalted) holders.want(tick);
  //                                               7, 8: it is traded in one block a market, and somebody pays
  for (const tick of ticks) if (!tick.isHalted) holders.settle(tick);
  if (!path.isAlone) {
    crossed?.holders.settle(path);
    poolTick(path);
    for (const own of interventions) own.payFirst?.(path);
  }
  const rest = settleFund(system);
  if (rest > 0) payRest(path, rest);
  for (const tick of ticks) {
    holders.refresh(tick);
    noteTrades(tick);
    moveOn(tick); //                                 9: the price moves
  }
}
