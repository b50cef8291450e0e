import type { Listed, Meta } from '../../functions/ports.ts';
import type { Process } from './process.ts';

export interface Held {
  readonly body: Uint8Array;
  readonly meta: Meta;
  /** True time of the write; S3 tells whole seconds. */
  readonly time: number;
  readonly etag: string;
  /** What was there before, of a key that changes. */
  readonly before: Held | undefined;
}

/** What a PUT demands: that nothing is there, or that it is still what was seen. */
export type When = { readonly IfNoneMatch: '*' } | { readonly IfMatch: string };

/** Told of every change, before anybody else learns of it. */
export interface Watch {
  written(key: string, held: Held, before: Held | undefined, by: Process): void;
  removed(key: string, held: Held, by: Process): void;
}

/** S3 without its faults: strongly consistent, conditional writes, listings in order of key. */
export class Bucket {
  readonly held = new Map<string, Held>();
  readonly #keys: string[] = [];
  readonly #watch: Watch;
  #version = 0;

  constructor(watch: Watch) {
    this.#watch = watch;
  }

  /** HTTP status. */
  put(
    key: string,
    body: Uint8Array,
    when: When | undefined,
    meta: Meta,
    by: Process,
    time: number,
  ): 200 | 404 | 412 {
    const before = this.held.get(key);
    if (when && 'IfNoneMatch' in when && before) return 412;
    if (when && 'IfMatch' in when) {
      if (!before) return 404;
      if (before.etag !== when.IfMatch) return 412;
    }
    const held = { body: body.slice(), meta: { ...meta }, time, etag: `"${++this.#version}"`, before };
    this.held.set(key, held);
    if (!before) this.#keys.splice(this.#placeOf(key), 0, key);
    this.#watch.written(key, held, before, by);
    return 200;
  }

  remove(key: string, by: Process): void {
    const before = this.held.get(key);
    if (!before) return;
    this.lose(key);
    this.#watch.removed(key, before, by);
  }

  /** The storage itself forgets an object. */
  lose(key: string): void {
    if (this.held.delete(key)) this.#keys.splice(this.#placeOf(key), 1);
  }

  /** What was there at a time. */
  at(key: string, asOf: number): Held | undefined {
    let held = this.held.get(key);
    while (held && held.time > asOf) held = held.before;
    return held;
  }

  /** One page as of a time, and whether there is more. */
  list(
    prefix: string,
    after: string,
    most: number,
    asOf = Number.POSITIVE_INFINITY,
  ): { readonly page: Listed[]; readonly more: boolean } {
    const keys = this.#keys;
    const page: Listed[] = [];
    let place = this.#placeOf(after > prefix ? after : prefix);
    for (; place < keys.length && page.length < most; place++) {
      const key = keys[place]!;
      if (!key.startsWith(prefix)) break;
      if (key === after) continue;
      const held = this.at(key, asOf);
      if (!held) continue;
      const { time, body } = held;
      page.push({ key, time: Math.floor(time / 1_000) * 1_000, bytes: body.byteLength });
    }
    return { page, more: place < keys.length && keys[place]!.startsWith(prefix) };
  }

  keys(prefix: string): string[] {
    return this.list(prefix, '', Number.POSITIVE_INFINITY).page.map(({ key }) => key);
  }

  text(key: string): string {
    return new TextDecoder().decode(this.held.get(key)!.body);
  }

  /** First place whose key is not below. */
  #placeOf(key: string): number {
    let low = 0;
    let high = this.#keys.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#keys[middle]! < key) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
