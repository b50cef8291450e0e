import Tinypool from 'tinypool';
import type { Objects, Queue } from '../../functions/ports.ts';
import { deadLetter } from '../../functions/shard/dead-letter.ts';
import { isOutOfMemory } from '../../shared/sweep/permanent.ts';
import { LEAN, threadFile } from './threads.ts';
import type { Handed, Worked } from './worker.ts';

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

/** @param worker what a thread runs: the real one, unless a test puts something else in its place */
export function createPool(
  objects: Objects,
  work: Pick<Handed, 'folder' | 'modelDigest'>,
  workers: number,
  worker = threadFile('worker'),
): Pool {
  let threads = threadsOf(workers, worker);
  const walks = new Int32Array(new SharedArrayBuffer(4));
  /** Messages that ran out of memory beside others: they get the machine to themselves. */
  const alone: string[] = [];
  let waiting = 0;
  let failure: unknown;
  let closed = false;
  let tell = Promise.withResolvers<void>();

  /** Tries until it is done or given up; false: it wants the machine to itself. */
  async function deliver(body: string, receive: number, isAlone = false): Promise<boolean> {
    try {
      const handed: Handed = { ...work, walks, body, receive };
      const { full }: Worked = await threads.run(handed);
      if (full !== undefined) failure ??= new Error(full);
    } catch (error) {
      if (closed) return true;
      if (isOutOfMemory(error) && !isAlone) return false;
      if (receive < RECEIVES) return deliver(body, receive + 1, isAlone);
      await deadLetter(objects, body, RECEIVES, error instanceof Error ? error.message : String(error));
    }
    return true;
  }

  async function take(body: string, receive = 1, isAlone = false): Promise<void> {
    try {
      if (!(await deliver(body, receive, isAlone))) return void alone.push(body);
    } catch (error) {
      failure ??= error; // not even a tombstone could be written
    }
    waiting--;
    tell.resolve();
    tell = Promise.withResolvers<void>();
  }

  /** Once nothing else is under way, in a thread that has loaded nothing else. */
  async function takeAlone(): Promise<void> {
    if (alone.length === 0 || alone.length < waiting) return;
    await threads.destroy();
    threads = threadsOf(1, worker);
    for (const body of alone.splice(0)) if (!closed) await take(body, RECEIVES, true);
  }

  return {
    async send(messages) {
      waiting += messages.length;
      for (const message of messages) void take(JSON.stringify(message)).then(takeAlone);
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

const threadsOf = (count: number, worker: string): Tinypool =>
  new Tinypool({ filename: worker, minThreads: count, maxThreads: count, resourceLimits: LEAN });
