// Wallets wait in buckets for the way at which they must be tested again.

/** Nobody waits for a longer way, in moves by the price of the start; buckets for a bit more, so that they are used in turns. */
export const LONGEST = 4;
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

export interface Wheel {
  /** By wallet: where it waits, for how long, and why. */
  readonly waits: Float64Array;
  /** Buckets per way of 1, and how many; behind them stand those that are awake. */
  readonly perWay: number;
  readonly buckets: number;
  /** First of each bucket. */
  readonly head: Int32Array;
  /** Those taken out to be tested, and others picked. */
  readonly due: Int32Array;
  /** Where each of the buckets that are drained at once has got to. */
  readonly cursors: Int32Array;
}

export function createWheel(wallets: number): Wheel {
  const buckets = Math.max(FEWEST_BUCKETS, Math.min(MOST_BUCKETS, wallets));
  return {
    waits: new Float64Array(WAIT.WIDTH * wallets),
    perWay: buckets / ROOM,
    buckets,
    head: new Int32Array(buckets + 1),
    due: new Int32Array(wallets),
    cursors: new Int32Array(ABREAST),
  };
}

/** Nobody waits. */
export function clearWheel({ head, waits }: Wheel): void {
  head.fill(NOBODY);
  for (let at = WAIT.BUCKET; at < waits.length; at += WAIT.WIDTH) waits[at] = NOWHERE;
}

/** Is it tested in the next tick, whatever unit values do? */
export const isAwake = ({ waits, buckets }: Wheel, w: number): boolean =>
  waits[WAIT.WIDTH * w + WAIT.BUCKET] === buckets;

/** For one who waits nowhere. */
export const joinAwake = (wheel: Wheel, w: number): void => join(wheel, w, wheel.buckets);

/** For one who waits nowhere; `way` lies at most `LONGEST` ahead. */
export function joinUntil(wheel: Wheel, w: number, way: number): void {
  wheel.waits[WAIT.WIDTH * w + WAIT.UNTIL] = way;
  join(wheel, w, Math.floor(way * wheel.perWay) % wheel.buckets);
}

/** Takes out who is awake and who waits for a way up to `to`, into `due` in some order; nobody waits for less than `from`. Returns how many. */
export function takeDue(wheel: Wheel, from: number, to: number): number {
  const { perWay, buckets, due } = wheel;
  const first = Math.floor(from * perWay);
  const passed = Math.min(buckets, Math.floor(to * perWay) - first);
  let drained = takeAwake(wheel);
  for (let b = 0; b < passed; b += ABREAST)
    drained = drain(wheel, first + b, Math.min(ABREAST, passed - b), drained);
  if (passed === buckets) return drained;
  const count = pickUntil(wheel, (first + passed) % buckets, to, drained);
  for (let i = drained; i < count; i++) leave(wheel, due[i]!);
  return count;
}

/** The same, and they stay where they are. */
export function pickDue(wheel: Wheel, from: number, to: number): number {
  const { perWay, buckets } = wheel;
  const first = Math.floor(from * perWay);
  const reached = Math.min(buckets, Math.floor(to * perWay) - first + 1);
  let count = awake(wheel);
  for (let b = 0; b < reached; b++) count = pickUntil(wheel, (first + b) % buckets, to, count);
  return count;
}

/** Those who are tested in the next tick whatever unit values do, in `due`; returns how many. */
export const awake = (wheel: Wheel): number => pickFrom(wheel, wheel.buckets, 0);

/** All of a bucket, behind `before` in `due`. */
function pickFrom({ head, waits, due }: Wheel, bucket: number, before: number): number {
  let count = before;
  for (let w = head[bucket]!; w !== NOBODY; w = waits[WAIT.WIDTH * w + WAIT.NEXT]!) due[count++] = w;
  return count;
}

/** Those of a bucket who wait for a way up to `to`. */
function pickUntil(wheel: Wheel, bucket: number, to: number, before: number): number {
  const { waits, due } = wheel;
  const all = pickFrom(wheel, bucket, before);
  let count = before;
  for (let i = before; i < all; i++)
    if (!(waits[WAIT.WIDTH * due[i]! + WAIT.UNTIL]! > to)) due[count++] = due[i]!;
  return count;
}

/** Buckets that are walked side by side, so that memory answers for several at once. */
const ABREAST = 8;

/** All of up to so many buckets, behind `before` in `due`, and nobody waits there any more. */
function drain(
  { head, waits, due, cursors, buckets }: Wheel,
  first: number,
  most: number,
  before: number,
): number {
  let count = before;
  let left = 0;
  for (let b = first; b < first + most; b++) {
    const bucket = b % buckets;
    if (head[bucket] !== NOBODY) cursors[left++] = head[bucket]!;
    head[bucket] = NOBODY;
  }
  while (left > 0)
    for (let j = left - 1; j >= 0; j--) {
      const w = cursors[j]!;
      due[count++] = w;
      waits[WAIT.WIDTH * w + WAIT.BUCKET] = NOWHERE;
      const next = waits[WAIT.WIDTH * w + WAIT.NEXT]!;
      cursors[j] = next === NOBODY ? cursors[--left]! : next;
    }
  return count;
}

function takeAwake(wheel: Wheel): number {
  const count = awake(wheel);
  for (let i = 0; i < count; i++) wheel.waits[WAIT.WIDTH * wheel.due[i]! + WAIT.BUCKET] = NOWHERE;
  wheel.head[wheel.buckets] = NOBODY;
  return count;
}

function join({ head, waits }: Wheel, w: number, into: number): void {
  const first = head[into]!;
  const own = WAIT.WIDTH * w;
  waits[own + WAIT.NEXT] = first;
  waits[own + WAIT.PREVIOUS] = NOBODY;
  waits[own + WAIT.BUCKET] = into;
  if (first !== NOBODY) waits[WAIT.WIDTH * first + WAIT.PREVIOUS] = w;
  head[into] = w;
}

export function leave({ head, waits }: Wheel, w: number): void {
  const own = WAIT.WIDTH * w;
  const from = waits[own + WAIT.BUCKET]!;
  if (from === NOWHERE) return;
  waits[own + WAIT.BUCKET] = NOWHERE;
  const [after, before] = [waits[own + WAIT.NEXT]!, waits[own + WAIT.PREVIOUS]!];
  if (before === NOBODY) head[from] = after;
  else waits[WAIT.WIDTH * before + WAIT.NEXT] = after;
  if (after !== NOBODY) waits[WAIT.WIDTH * after + WAIT.PREVIOUS] = before;
}
