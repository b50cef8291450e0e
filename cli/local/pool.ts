import Tinypool from 'tinypool';
import type { Objects, Queue } from '../../functions/ports.ts';
import { deadLetter } from '../../functions/shard/dead-letter.ts';
import type { Attempt } from '../../functions/shard/simulate.ts';
import { LEAN } from './threads.ts';
import type { Handed } from './worker.ts';

/** A queue that lives in memory, and the worker threads behind it. */
export interface Pool extends Queue {
  /** Walks finished since the pool was made, of shards that are still running too. */
  walks(): number;
  /** Resolves when the next message is dealt with. */
  news(): Promise<void>;
  /** Ends the threads, whatever they are doing; results are written whole or not at all. */
  close(): Promise<void>;
}

/** A worker that dies takes its message back into the queue this often. */
const RECEIVES = 3;

export function createPool(objects: Objects, folder: string, modelDigest: string, workers: number): Pool {
  const threads = new Tinypool({
    filename: new URL('./worker.ts', import.meta.url).href,
    minThreads: workers,
    maxThreads: workers,
    resourceLimits: LEAN,
  });
  const walks = new Int32Array(new SharedArrayBuffer(4));
  let waiting = 0;
  let failure: unknown;
  let closed = false;
  let tell = Promise.withResolvers<void>();

  async function deliver(body: string, receive: number): Promise<Attempt | undefined> {
    const handed: Handed = { folder, modelDigest, walks, body, receive };
    try {
      return await threads.run(handed);
    } catch (error) {
      if (closed) return undefined;
      if (receive < RECEIVES) return deliver(body, receive + 1);
      await deadLetter(objects, body, RECEIVES, error instanceof Error ? error.message : String(error));
      return undefined;
    }
  }

  async function take(body: string): Promise<void> {
    try {
      await deliver(body, 1);
    } catch (error) {
      failure = error; // not even a tombstone could be written
    }
    waiting--;
    tell.resolve();
    tell = Promise.withResolvers<void>();
  }

  return {
    async send(messages) {
      waiting += messages.length;
      for (const message of messages) void take(JSON.stringify(message));
    },
    // A message in a thread counts as waiting: as long as this process lives, it is not lost.
    depth: async () => ({ waiting, inFlight: 0 }),
    walks: () => Atomics.load(walks, 0),
    async news() {
      if (!failure) await tell.promise;
      if (failure) throw failure;
    },
    async close() {
      closed = true;
      threads.cancelPendingTasks();
      await threads.destroy();
    },
  };
}
