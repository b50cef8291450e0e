// The ports as a Map, a list and a hand-set clock: what use cases see in these tests.
import type { Clock, Listed, Meta, Objects, Queue, Starter } from '../../functions/ports.ts';
import type { ShardMessage } from '../../shared/sweep/messages.ts';

interface Held {
  readonly body: Uint8Array;
  readonly meta: Meta;
  readonly time: number;
  readonly version: number;
}

export class World {
  readonly stored = new Map<string, Held>();
  /** Messages that nobody has taken. */
  readonly waiting: ShardMessage[] = [];
  readonly started: Parameters<Starter['start']>[0][] = [];
  nowMs = 1_709_251_200_000;

  readonly clock: Clock = {
    now: () => this.nowMs,
    left: () => Number.POSITIVE_INFINITY,
    spent: () => performance.now(),
    sleep: async (milliseconds) => {
      this.nowMs += milliseconds;
    },
  };

  readonly objects: Objects = {
    create: async (key, body, meta = {}) => {
      if (this.stored.has(key)) return 'exists';
      this.stored.set(key, { body: body.slice(), meta, time: this.nowMs, version: 1 });
      return 'created';
    },
    swap: async (key, body, seen) => {
      const held = this.stored.get(key);
      if ((held && String(held.version)) !== seen) return 'stale';
      this.stored.set(key, {
        body: body.slice(),
        meta: {},
        time: this.nowMs,
        version: (held?.version ?? 0) + 1,
      });
      return 'swapped';
    },
    get: async (key) => {
      const held = this.stored.get(key);
      return held && { body: held.body.slice(), meta: held.meta, etag: String(held.version) };
    },
    head: async (key) => this.stored.get(key)?.meta,
    list: (prefix, after = '') => this.list(prefix, after),
    remove: async (key) => {
      this.stored.delete(key);
    },
  };

  readonly queue: Queue = {
    send: async (messages) => {
      this.waiting.push(...messages);
    },
    depth: async () => ({ waiting: this.waiting.length, inFlight: 0 }),
  };

  readonly starter: Starter = {
    start: async (task) => {
      this.started.push(task);
    },
  };

  async *list(prefix: string, after: string): AsyncIterable<Listed> {
    for (const key of [...this.stored.keys()].sort()) {
      const held = this.stored.get(key);
      if (held && key.startsWith(prefix) && key > after)
        yield { key, time: held.time, bytes: held.body.byteLength };
    }
  }

  keys(prefix: string): string[] {
    return [...this.stored.keys()].filter((key) => key.startsWith(prefix)).sort();
  }

  text(key: string): string {
    return new TextDecoder().decode(this.stored.get(key)!.body);
  }

  put(key: string, text: string): void {
    this.stored.set(key, { body: new TextEncoder().encode(text), meta: {}, time: this.nowMs, version: 1 });
  }
}
