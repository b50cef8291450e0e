import type { Wallets } from './columns.ts';
import type { CrossedMarket } from './wallet.ts';

// A wallet whose equity exceeds its maintenance by `d` is not reached before unit values, in those of the start, have gone a way of `d/g`:
// `e - MM` moves by at most `g = sum q |u_0| (1 + mu_max) + sum_a f_a z_a |u_0|` times the largest move of any market. Whoever is left out of a
// tick's test would have passed it, so that nothing changes but the time it takes. The way gone so far is the sum of each tick's largest
// move; wallets wait in buckets for the way at which they must be tested again.

/** Buckets per way of 1, a move by the price of the start; nobody waits for longer than all of them, so that they are used in turns. */
const PER_WAY = 1_024;
const BUCKETS = 4_096;
const LONGEST = (BUCKETS - 2) / PER_WAY;

/** Wallets that are tested in the next tick wait here, those with nothing to lose nowhere. */
const AWAKE = BUCKETS;
const NOWHERE = -1;
const NOBODY = -1;

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
  /** `g` of each wallet, as it holds now. */
  readonly steepness: Float64Array;
  /** By wallet: the way at which it must be tested, its bucket, and its neighbours there. */
  readonly until: Float64Array;
  readonly bucket: Int16Array;
  readonly next: Int32Array;
  readonly previous: Int32Array;
  /** First of each bucket. */
  readonly head: Int32Array;
  /** Those taken out to be tested, and others picked. */
  readonly due: Int32Array;
}

export const createSlack = (markets: number, wallets: number): Slack => ({
  way: 0,
  at: new Float64Array(markets),
  scale: new Float64Array(markets),
  steepest: new Float64Array(markets),
  steepness: new Float64Array(wallets),
  until: new Float64Array(wallets),
  bucket: new Int16Array(wallets),
  next: new Int32Array(wallets),
  previous: new Int32Array(wallets),
  head: new Int32Array(BUCKETS + 1),
  due: new Int32Array(wallets),
});

/** Begins a path, with nobody waiting. */
export function startSlack(slack: Slack, markets: readonly CrossedMarket[], units: Float64Array): void {
  slack.way = 0;
  slack.at.set(units);
  slack.head.fill(NOBODY);
  slack.bucket.fill(NOWHERE);
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
  let g = 0;
  for (let a = wallets.first[w]!; a < wallets.first[w + 1]!; a++) {
    const k = wallets.market[a]!;
    if (quantity[a]! > 0) g += quantity[a]! * scale[k]! * (1 + steepest[k]!);
  }
  for (let i = wallets.firstAsset[w]!; i < wallets.firstAsset[w + 1]!; i++) {
    const k = wallets.assetMarket[i]!;
    if (k >= 0) g += wallets.factor[i]! * amount[i]! * scale[k]!;
  }
  slack.steepness[w] = g;
}

/** Tests a wallet in the next tick. */
export function wake(slack: Slack, w: number): void {
  if (slack.bucket[w] === AWAKE) return;
  leave(slack, w);
  join(slack, w, AWAKE);
}

/** Nothing can happen to a wallet any more. */
export function dismiss(slack: Slack, w: number): void {
  leave(slack, w);
}

/** Lets a wallet that was tested now wait as long as what it has above its maintenance allows. */
export function letWait(slack: Slack, w: number, cushion: number): void {
  const { way, at, scale, steepness } = slack;
  let largest = 0;
  for (let k = 0; k < at.length; k++) largest = Math.max(largest, Math.abs(at[k]!) / scale[k]!);
  const own = (cushion / steepness[w]!) * (1 - OF_ITSELF) - OF_UNITS * largest;
  const until = way + Math.min(own, LONGEST);
  leave(slack, w);
  slack.until[w] = until;
  join(slack, w, until > way ? bucketOf(until) : AWAKE);
}

/** Unit values have moved; returns how many wallets must be tested, in order in `due` and waiting nowhere. */
export function moveTo(slack: Slack, units: Float64Array): number {
  const before = slack.way;
  slack.way = (before + distance(slack, units)) * (1 + OF_WAY);
  slack.at.set(units);
  const count = pick(slack, before, slack.way);
  const { due } = slack;
  for (let i = 0; i < count; i++) leave(slack, due[i]!);
  due.subarray(0, count).sort();
  return count;
}

/** Those who could be reached by unit values between these, in `due`; they stay where they are. Returns how many. */
export function within(slack: Slack, low: Float64Array, high: Float64Array): number {
  const farthest = Math.max(distance(slack, low), distance(slack, high));
  return pick(slack, slack.way, (slack.way + farthest) * (1 + OF_WAY));
}

/** Those who are tested in the next tick whatever unit values do, in `due`; returns how many. */
export const awake = (slack: Slack): number => pickFrom(slack, AWAKE, Infinity, 0);

/** Largest move from where unit values are, in those of the start. */
function distance({ at, scale }: Slack, units: Float64Array): number {
  let largest = 0;
  for (let k = 0; k < at.length; k++) largest = Math.max(largest, Math.abs(units[k]! - at[k]!) / scale[k]!);
  return largest;
}

/** Those who are awake, and those who wait for a way up to `to`; nobody waits for less than `from`. */
function pick(slack: Slack, from: number, to: number): number {
  let count = awake(slack);
  const first = Math.floor(from * PER_WAY);
  const buckets = Math.min(BUCKETS, Math.floor(to * PER_WAY) - first + 1);
  for (let b = 0; b < buckets; b++) count = pickFrom(slack, (first + b) % BUCKETS, to, count);
  return count;
}

function pickFrom({ head, next, until, due }: Slack, bucket: number, to: number, before: number): number {
  let count = before;
  for (let w = head[bucket]!; w !== NOBODY; w = next[w]!)
    if (bucket === AWAKE || !(until[w]! > to)) due[count++] = w;
  return count;
}

const bucketOf = (way: number): number => Math.floor(way * PER_WAY) % BUCKETS;

function join({ head, next, previous, bucket }: Slack, w: number, into: number): void {
  const first = head[into]!;
  bucket[w] = into;
  next[w] = first;
  previous[w] = NOBODY;
  if (first !== NOBODY) previous[first] = w;
  head[into] = w;
}

function leave({ head, next, previous, bucket }: Slack, w: number): void {
  const from = bucket[w]!;
  if (from === NOWHERE) return;
  bucket[w] = NOWHERE;
  const [before, after] = [previous[w]!, next[w]!];
  if (before === NOBODY) head[from] = after;
  else next[before] = after;
  if (after !== NOBODY) previous[after] = before;
}
