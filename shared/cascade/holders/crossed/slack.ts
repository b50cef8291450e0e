import type { Wallets } from './columns.ts';
import type { CrossedMarket } from './wallet.ts';

// A wallet whose equity exceeds its maintenance by `d` is not reached before unit values, in those of the start, have gone a way of `d/g`.
// While unit values fall by at most `x` and rise by at most `y`, `e - MM` falls by at most `x g_long + y g_short <= (x + y) g`, where
// `g = max(g_long, g_short)`, each `sum q |u_0| (1 + mu_max)` over the positions of its side and `sum_a f_a z_a |u_0|` over assets. Whoever
// is left out of a tick's test would have passed it, so that nothing changes but the time it takes. The way gone so far is the sum of each
// tick's largest fall and largest rise; wallets wait in buckets for the way at which they must be tested again.

/** Nobody waits for a longer way, in moves by the price of the start; buckets for a bit more, so that they are used in turns. */
const LONGEST = 4;
const ROOM = LONGEST * 1.01;
/** About one for each wallet: chains are short, and few buckets are looked at where few wait. */
const FEWEST_BUCKETS = 256;
const MOST_BUCKETS = 65_536;

/** Those with nothing to lose wait nowhere; those that are tested in the next tick wait behind all buckets. */
const NOWHERE = -1;
const NOBODY = -1;

/** Of a wallet in `waits`, side by side. */
export const WAIT = {
  /** `g`, as it holds now. */
  STEEPNESS: 0,
  /** The way at which it must be tested. */
  UNTIL: 1,
  /** Its neighbours in its bucket, and the bucket. */
  NEXT: 2,
  PREVIOUS: 3,
  BUCKET: 4,
  WIDTH: 5,
} as const;

/** More than rounding may take from a slack: of itself, and of unit values; and more than it may take from the way in a tick. */
const OF_ITSELF = 1e-9;
const OF_UNITS = 1e-12;
const OF_WAY = 1e-15;

export interface Slack {
  /** Way that unit values have gone since the start, never too short; and where they are, one a market. */
  way: number;
  readonly at: Float64Array;
  /** Size of unit values at the start, and largest marginal rate, infinite where a margin table jumps; one a market. */
  readonly scale: Float64Array;
  readonly steepest: Float64Array;
  /** By wallet: where it waits, for how long, and why. */
  readonly waits: Float64Array;
  /** Buckets per way of 1, and how many; behind them stand those that are awake. */
  readonly perWay: number;
  readonly buckets: number;
  /** First of each bucket. */
  readonly head: Int32Array;
  /** Those taken out to be tested, and others picked. */
  readonly due: Int32Array;
}

export function createSlack(markets: number, wallets: number): Slack {
  const buckets = Math.max(FEWEST_BUCKETS, Math.min(MOST_BUCKETS, wallets));
  return {
    way: 0,
    at: new Float64Array(markets),
    scale: new Float64Array(markets),
    steepest: new Float64Array(markets),
    waits: new Float64Array(WAIT.WIDTH * wallets),
    perWay: buckets / ROOM,
    buckets,
    head: new Int32Array(buckets + 1),
    due: new Int32Array(wallets),
  };
}

/** Begins a path, with nobody waiting. */
export function startSlack(slack: Slack, markets: readonly CrossedMarket[], units: Float64Array): void {
  slack.way = 0;
  slack.at.set(units);
  slack.head.fill(NOBODY);
  for (let at = WAIT.BUCKET; at < slack.waits.length; at += WAIT.WIDTH) slack.waits[at] = NOWHERE;
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
  const { waits, buckets } = slack;
  if (waits[WAIT.WIDTH * w + WAIT.BUCKET] === buckets) return;
  leave(slack, w);
  join(slack, w, buckets);
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
  waits[from + WAIT.UNTIL] = until;
  join(slack, w, until > way ? bucketOf(slack, until) : slack.buckets);
}

/** Unit values have moved; returns how many wallets must be tested, in `due` in some order, and waiting nowhere. */
export function moveTo(slack: Slack, units: Float64Array): number {
  const { way: before, perWay, buckets, due } = slack;
  const way = (before + distance(slack, units, units)) * (1 + OF_WAY);
  slack.way = way;
  slack.at.set(units);
  let drained = drain(slack, buckets, 0);
  const first = Math.floor(before * perWay);
  const passed = Math.min(buckets, Math.floor(way * perWay) - first);
  for (let b = 0; b < passed; b++) drained = drain(slack, (first + b) % buckets, drained);
  if (passed === buckets) return drained;
  const count = pickUntil(slack, (first + passed) % buckets, way, drained);
  for (let i = drained; i < count; i++) leave(slack, due[i]!);
  return count;
}

/** Those who could be reached by unit values between these, in `due`; they stay where they are. Returns how many. */
export function within(slack: Slack, low: Float64Array, high: Float64Array): number {
  const { way, perWay, buckets } = slack;
  const to = (way + distance(slack, low, high)) * (1 + OF_WAY);
  const first = Math.floor(way * perWay);
  const reached = Math.min(buckets, Math.floor(to * perWay) - first + 1);
  let count = awake(slack);
  for (let b = 0; b < reached; b++) count = pickUntil(slack, (first + b) % buckets, to, count);
  return count;
}

/** Those who are tested in the next tick whatever unit values do, in `due`; returns how many. */
export const awake = (slack: Slack): number => pickFrom(slack, slack.buckets, 0);

/** Largest fall to these unit values and largest rise to those, in unit values of the start. */
function distance({ at, scale }: Slack, low: Float64Array, high: Float64Array): number {
  let [fall, rise] = [0, 0];
  for (let k = 0; k < at.length; k++) {
    fall = Math.max(fall, (at[k]! - low[k]!) / scale[k]!);
    rise = Math.max(rise, (high[k]! - at[k]!) / scale[k]!);
  }
  return fall + rise;
}

/** All of a bucket, behind `before` in `due`. */
function pickFrom({ head, waits, due }: Slack, bucket: number, before: number): number {
  let count = before;
  for (let w = head[bucket]!; w !== NOBODY; w = waits[WAIT.WIDTH * w + WAIT.NEXT]!) due[count++] = w;
  return count;
}

/** Those of a bucket who wait for a way up to `to`. */
function pickUntil(slack: Slack, bucket: number, to: number, before: number): number {
  const { waits, due } = slack;
  const all = pickFrom(slack, bucket, before);
  let count = before;
  for (let i = before; i < all; i++)
    if (!(waits[WAIT.WIDTH * due[i]! + WAIT.UNTIL]! > to)) due[count++] = due[i]!;
  return count;
}

/** All of a bucket, and nobody waits there any more. */
function drain(slack: Slack, bucket: number, before: number): number {
  const { head, waits, due } = slack;
  const count = pickFrom(slack, bucket, before);
  for (let i = before; i < count; i++) waits[WAIT.WIDTH * due[i]! + WAIT.BUCKET] = NOWHERE;
  head[bucket] = NOBODY;
  return count;
}

const bucketOf = ({ perWay, buckets }: Slack, way: number): number => Math.floor(way * perWay) % buckets;

function join({ head, waits }: Slack, w: number, into: number): void {
  const first = head[into]!;
  const own = WAIT.WIDTH * w;
  waits[own + WAIT.NEXT] = first;
  waits[own + WAIT.PREVIOUS] = NOBODY;
  waits[own + WAIT.BUCKET] = into;
  if (first !== NOBODY) waits[WAIT.WIDTH * first + WAIT.PREVIOUS] = w;
  head[into] = w;
}

function leave({ head, waits }: Slack, w: number): void {
  const own = WAIT.WIDTH * w;
  const from = waits[own + WAIT.BUCKET]!;
  if (from === NOWHERE) return;
  waits[own + WAIT.BUCKET] = NOWHERE;
  const [after, before] = [waits[own + WAIT.NEXT]!, waits[own + WAIT.PREVIOUS]!];
  if (before === NOBODY) head[from] = after;
  else waits[WAIT.WIDTH * before + WAIT.NEXT] = after;
  if (after !== NOBODY) waits[WAIT.WIDTH * after + WAIT.PREVIOUS] = before;
}
