// What storage does to things by itself: bits that turn round, and objects that are gone.
import type { Bucket, Held } from './bucket.ts';
import type { Kernel } from './kernel.ts';
import { type Random, randomOf } from './random.ts';

const MINUTE = 60_000;
/** What can be computed again, and what everything else follows from. */
const DATA = /\/(results|folds|failed)\//;
const MARKER = /^open\//;
const RECORD = /^(sweeps\/[^/]+\/(manifest|rounds|closes|cancels|latest|failed)|latest\/)/;

/** Storage that decays, and the person who restores records from their versions. */
export class Decay {
  /** What rotted things were, by key. */
  readonly rotten = new Map<string, Held>();
  readonly lost = new Set<string>();
  readonly #bucket: Bucket;
  readonly #kernel: Kernel;
  readonly #random: Random;

  constructor(bucket: Bucket, kernel: Kernel, seed: number) {
    this.#bucket = bucket;
    this.#kernel = kernel;
    this.#random = randomOf(seed + 0x1_0000_0000); // of its own: what decays does not change what else is drawn
  }

  /** Something has decayed since the beginning. */
  get hasHappened(): boolean {
    return this.rotten.size > 0 || this.lost.size > 0;
  }

  #pick(of: RegExp): string | undefined {
    const keys = [...this.#bucket.held.keys()].filter((key) => of.test(key) && !this.rotten.has(key));
    return keys.length === 0 ? undefined : this.#random.pick(keys);
  }

  rot(): void {
    const isRecord = this.#random.chance(0.3);
    const key = this.#pick(isRecord ? RECORD : DATA);
    const held = key === undefined ? undefined : this.#bucket.held.get(key);
    if (key === undefined || !held || held.body.length === 0) return;
    const body = held.body.slice();
    body[this.#random.below(body.length)]! ^= 1 << this.#random.below(8);
    this.rotten.set(key, held);
    this.#bucket.held.set(key, { ...held, body });
    this.#kernel.inject(isRecord ? 'rot of a record' : 'rot');
    this.#kernel.say('storage', 'rots', key);
    if (isRecord) this.#kernel.after(this.#random.between(1, 10) * MINUTE, () => this.restore(key));
  }

  /** The end of what was just written is not there. */
  tear(key: string): void {
    const held = this.#bucket.held.get(key);
    if (!DATA.test(key) || !held || held.body.length === 0 || this.rotten.has(key)) return;
    this.rotten.set(key, held);
    this.#bucket.held.set(key, { ...held, body: held.body.slice(0, this.#random.below(held.body.length)) });
    this.#kernel.inject('torn write');
    this.#kernel.say('storage', 'tears', key);
  }

  lose(): void {
    const key = this.#pick(this.#random.chance(0.3) ? MARKER : DATA);
    if (key === undefined) return;
    this.lost.add(key);
    this.#bucket.lose(key);
    this.#kernel.inject('loss');
    this.#kernel.say('storage', 'loses', key);
  }

  /** A person puts the version before the damage back, unless the key has changed since. */
  restore(key: string): void {
    const before = this.rotten.get(key);
    if (!before || this.#bucket.held.get(key)?.etag !== before.etag) return;
    this.#bucket.held.set(key, before);
    this.#kernel.say('person', 'restores', key);
  }

  restoreRecords(): void {
    for (const key of this.rotten.keys()) if (RECORD.test(key)) this.restore(key);
  }

  /** What somebody wrote, whatever has become of it. */
  written(key: string): Held | undefined {
    return this.rotten.get(key) ?? this.#bucket.held.get(key);
  }
}
