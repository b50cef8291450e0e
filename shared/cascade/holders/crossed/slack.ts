import type { Wallets } from './columns.ts';
import type { CrossedMarket } from './wallet.ts';
import {
  clearWheel,
  createWheel,
  isAwake,
  joinAwake,
  joinUntil,
  LONGEST,
  leave,
  pickDue,
  takeDue,
  WAIT,
  type Wheel,
} from './wheel.ts';

// A wallet whose equity exceeds its maintenance by `d` is not reached before unit values, in those of the start, have gone a way of `d/g`.
// While unit values fall by at most `x` and rise by at most `y`, `e - MM` falls by at most `x g_long + y g_short <= (x + y) g`, where
// `g = max(g_long, g_short)`, each `sum q |u_0| (1 + mu_max)` over the positions of its side and `sum_a f_a z_a |u_0|` over assets. Whoever
// is left out of a tick's test would have passed it, so that nothing changes but the time it takes. The way gone so far is the sum of each
// tick's largest fall and largest rise; wallets wait in buckets for the way at which they must be tested again.

/** More than rounding may take from a slack: of itself, and of unit values; and more than it may take from the way in a tick. */
const OF_ITSELF = 1e-9;
const OF_UNITS = 1e-12;
const OF_WAY = 1e-15;

export interface Slack extends Wheel {
  /** Way that unit values have gone since the start, never too short; and where they are, one a market. */
  way: number;
  readonly at: Float64Array;
  /** Size of unit values at the start, and largest marginal rate, infinite where a margin table jumps; one a market. */
  readonly scale: Float64Array;
  readonly steepest: Float64Array;
}

export const createSlack = (markets: number, wallets: number): Slack => ({
  way: 0,
  at: new Float64Array(markets),
  scale: new Float64Array(markets),
  steepest: new Float64Array(markets),
  ...createWheel(wallets),
});

/** Begins a path, with nobody waiting. */
export function startSlack(slack: Slack, markets: readonly CrossedMarket[], units: Float64Array): void {
  slack.way = 0;
  slack.at.set(units);
  clearWheel(slack);
  markets.forEach((market, k) => {
    slack.scale[k] = Math.abs(units[k]!);
    renewSteepest(slack, k, market);
  });
}

/** A market has this margin table. */
export function renewSteepest({ steepest }: Slack, k: number, { tiers }: CrossedMarket): void {
  steepest[k] = tiers.jumping ? Infinity : Math.max(...tiers.rate);
}

/** A wallet holds something else than before: it is tested in the next tick if anything can happen to it. */
export function renewSteepness(
  slack: Slack,
  wallets: Wallets,
  w: number,
  { quantity, amount }: { readonly quantity: Float64Array; readonly amount: Float64Array },
): void {
  const { scale, steepest } = slack;
  let [long, short, assets] = [0, 0, 0];
  for (let a = wallets.first[w]!; a < wallets.first[w + 1]!; a++) {
    if (!(quantity[a]! > 0)) continue;
    const k = wallets.market[a]!;
    const own = quantity[a]! * scale[k]! * (1 + steepest[k]!);
    if (wallets.side[a]! > 0) long += own;
    else short += own;
  }
  for (let i = wallets.firstAsset[w]!; i < wallets.firstAsset[w + 1]!; i++) {
    const k = wallets.assetMarket[i]!;
    if (k >= 0) assets += wallets.factor[i]! * amount[i]! * scale[k]!;
  }
  slack.waits[WAIT.WIDTH * w + WAIT.STEEPNESS] = Math.max(long, short) + assets;
}

/** Tests a wallet in the next tick. */
export function wake(slack: Slack, w: number): void {
  if (isAwake(slack, w)) return;
  leave(slack, w);
  joinAwake(slack, w);
}

/** Nothing can happen to a wallet any more. */
export function dismiss(slack: Slack, w: number): void {
  leave(slack, w);
}

/** Lets a wallet that was tested now wait as long as what it has above its maintenance allows. */
export function letWait(slack: Slack, w: number, cushion: number): void {
  const { way, at, scale, waits } = slack;
  const from = WAIT.WIDTH * w;
  let largest = 0;
  for (let k = 0; k < at.length; k++) largest = Math.max(largest, Math.abs(at[k]!) / scale[k]!);
  const own = (cushion / waits[from + WAIT.STEEPNESS]!) * (1 - OF_ITSELF) - OF_UNITS * largest;
  const until = way + Math.min(own, LONGEST);
  leave(slack, w);
  if (until > way) joinUntil(slack, w, until);
  else joinAwake(slack, w);
}

/** Unit values have moved; returns how many wallets must be tested, in `due` in some order, and waiting nowhere. */
export function moveTo(slack: Slack, units: Float64Array): number {
  const before = slack.way;
  slack.way = (before + distance(slack, units, units)) * (1 + OF_WAY);
  slack.at.set(units);
  return takeDue(slack, before, slack.way);
}

/** Those who could be reached by unit values between these, in `due`; they stay where they are. Returns how many. */
export const within = (slack: Slack, low: Float64Array, high: Float64Array): number =>
  pickDue(slack, slack.way, (slack.way + distance(slack, low, high)) * (1 + OF_WAY));

/** Largest fall to these unit values and largest rise to those, in unit values of the start. */
function distance({ at, scale }: Slack, low: Float64Array, high: Float64Array): number {
  let [fall, rise] = [0, 0];
  for (let k = 0; k < at.length; k++) {
    fall = Math.max(fall, (at[k]! - low[k]!) / scale[k]!);
    rise = Math.max(rise, (high[k]! - at[k]!) / scale[k]!);
  }
  return fall + rise;
}
