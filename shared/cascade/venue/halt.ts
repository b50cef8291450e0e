import type { Venue } from './venue.ts';

/** When a market stands still (contagion.md 7.2). */
export interface HaltRule {
  /** Of the price against that of a window ago, a fraction. */
  readonly move: number;
  readonly windowSeconds: number;
  readonly pauseSeconds: number;
}

/** Prices before trades of the last window, and where the path stands between halts. */
export interface Halt {
  readonly move: number;
  readonly windowTicks: number;
  readonly pauseTicks: number;
  /** By tick, modulo its length. */
  readonly seen: Float64Array;
  /** First tick of the window: that before the path, or the last of a halt. */
  from: number;
  /** Last tick of a halt; 0 before the first. */
  until: number;
}

/** Begins a path; a window longer than the horizon is as long as that. */
export function createHalt(
  { move, windowSeconds, pauseSeconds }: HaltRule,
  { rules, lastTick }: Venue,
): Halt {
  const windowTicks = Math.min(lastTick, Math.ceil(windowSeconds / rules.tickSeconds));
  const seen = new Float64Array(windowTicks + 1);
  seen[0] = rules.startPrice;
  return {
    move,
    windowTicks,
    pauseTicks: Math.ceil(pauseSeconds / rules.tickSeconds),
    seen,
    from: 0,
    until: 0,
  };
}

/** After step 2 of a tick: does the market stand still in it? Two prices are compared, not the extremes between them. */
export function standsStill(halt: Halt, { tick, preTrade }: Venue): boolean {
  const { seen, move, windowTicks, pauseTicks } = halt;
  seen[tick % seen.length] = preTrade;
  if (tick <= halt.until) return true;
  const back = Math.min(tick - halt.from, windowTicks);
  if (!(Math.abs(preTrade / seen[(tick - back) % seen.length]! - 1) >= move)) return false;
  halt.until = tick + pauseTicks - 1;
  halt.from = halt.until;
  return true;
}
