import type { Objects, Queue, Release, Starter } from '../../functions/ports.ts';
import { observe, type Seen } from '../../functions/round/observe.ts';
import { messagesOf, sweepUp } from '../../functions/round/sweep-up.ts';
import { needRecord } from '../../functions/stored/records.ts';
import { Unmade, unmadeStone, unmadeWords } from '../../functions/stored/unmade.ts';
import { walksOfShard } from '../../shared/sweep/any-manifest.ts';
import type { Patience } from '../../shared/sweep/decide.ts';
import { manifestKey, reportKey, sentKey } from '../../shared/sweep/keys.ts';
import { type Index, parseIndex } from '../../shared/sweep/records.ts';
import { Damaged } from '../../shared/sweep/seal.ts';
import { members } from '../../shared/sweep/shard-set.ts';
import type { Tree } from '../../shared/sweep/tree.ts';
import { localClock } from './clock.ts';
import { createPool, type Pool } from './pool.ts';
import { reduceInThread } from './reduce-thread.ts';
import type { Reduction } from './reduce-worker.ts';

export interface RoundProgress {
  readonly stage: 'simulating' | 'reporting';
  readonly shards: { readonly planned: number; readonly done: number; readonly failed: number };
  /** A walk is one path of one cell. */
  readonly walks: { readonly planned: number; readonly done: number };
}

/** Where and with what a round is run. */
export interface Setting {
  readonly outFolder: string;
  readonly workers: number;
  /** Of the code that computes. */
  readonly modelDigest: string;
  /** Of the code that makes the report. */
  readonly release: Release;
  readonly tree?: Tree | undefined;
  readonly onProgress?: ((progress: RoundProgress) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly threads?: Threads;
}

/** What computes shards and makes reports: threads of this machine, unless a test puts something cheaper in their place. */
export interface Threads {
  readonly createPool: (
    objects: Objects,
    work: { readonly folder: string; readonly modelDigest: string },
    workers: number,
  ) => Pool;
  readonly reduce: (reduction: Reduction, signal?: AbortSignal) => Promise<unknown>;
}

/** Nobody else uses the folder: what is not done and not in a thread is lost, and seen at once. */
const PATIENCE: Patience = { timeoutMs: 0, visibilityMs: 0, concurrency: 1 };
/** Between two looks at the folder while nothing happens. */
const LOOK_MS = 250;

/** A round that has its report. */
export interface Ended {
  /** Undefined if it is damaged. */
  readonly index: Index | undefined;
  readonly round: number;
  /** Some shard had to be run for it. */
  readonly worked: boolean;
}

/** Takes step after step until the round has its report, or the one that was opened to mend it. */
export async function finishRound(
  setting: Setting,
  objects: Objects,
  sweepId: string,
  round: number,
): Promise<Ended> {
  const { isReported, worked } = await takeSteps(setting, objects, sweepId, round);
  if (!isReported) return { ...(await finishRound(setting, objects, sweepId, round + 1)), worked: true };
  const key = reportKey.build({ sweepId, round, file: 'index.json' });
  const index = await needRecord(objects, key, parseIndex).catch((error: unknown) => {
    if (error instanceof Damaged) return undefined;
    throw error;
  });
  return { index, round, worked };
}

/** The queue of a round and whoever makes its report: threads, begun when there is something for them. */
function engineOf(setting: Setting, objects: Objects, sweepId: string, round: number) {
  const { outFolder, workers, modelDigest, release, tree, signal, threads = THREADS } = setting;
  let pool: Pool | undefined;
  let reducing: Promise<unknown> | undefined;
  const queue: Queue = {
    send: async (messages) => {
      if (messages.length === 0) return;
      pool ??= threads.createPool(objects, { folder: outFolder, modelDigest }, workers);
      await pool.send(quickFirst(messages, workers));
    },
    depth: async () => (pool ? pool.depth() : { waiting: 0, inFlight: 0 }),
  };
  const starter: Starter = {
    start: async (task) => {
      if (task.kind !== 'reduce') return;
      const { fold } = task;
      await pool?.close();
      const before = reducing; // one at a time: each may need all the memory
      reducing = (async () => {
        await before;
        await threads.reduce({ folder: outFolder, release, sweepId, round, fold, tree }, signal);
      })();
      reducing.catch(() => {}); // whoever waits for it hears it; by then a full disk may have ended them
    },
  };
  return { queue, starter, pool: () => pool, reduced: () => reducing };
}

const THREADS: Threads = { createPool, reduce: reduceInThread };

async function takeSteps(
  setting: Setting,
  objects: Objects,
  sweepId: string,
  round: number,
): Promise<{ readonly isReported: boolean; readonly worked: boolean }> {
  const { tree, onProgress, signal } = setting;
  const { queue, starter, pool, reduced } = engineOf(setting, objects, sweepId, round);
  const ports = {
    objects,
    queue,
    clock: localClock,
    starter,
    patience: PATIENCE,
    usdPerSecond: 0,
    reduceEveryMs: 0,
    ...(tree && { tree }),
  };
  const step = sweepUp(ports);
  const aborted = signal && endOf(signal);

  try {
    await refill(objects, queue, await observe(ports, sweepId, round), sweepId, round);
    let doneBefore: number | undefined;
    for (;;) {
      signal?.throwIfAborted();
      const { decision, seen } = await step(sweepId, round);
      if (!seen) throw new RangeError(`${manifestKey.build({ sweepId })} must be there, got nothing`);
      if (onProgress) {
        doneBefore ??= walksOf(seen);
        const done = Math.min(doneBefore + (pool()?.walks() ?? 0), seen.manifest.paths);
        onProgress(progressOf(seen, decision.act === 'reduce' ? 'reporting' : 'simulating', done));
      }
      const { act } = decision;
      if (act === 'publish' || act === 'mend')
        return { isReported: act === 'publish', worked: pool() !== undefined };
      if (act === 'drop-marker') throw new Unmade(await hopeless(objects, seen, sweepId, round));
      if (decision.act === 'reduce') await reduced();
      if (decision.act === 'wait')
        await Promise.race(
          [localClock.sleep(LOOK_MS), pool()?.news(), aborted].filter((one) => one !== undefined),
        );
    }
  } catch (error) {
    signal?.throwIfAborted(); // a thread that was ended complains too
    throw error;
  } finally {
    await pool()?.close();
  }
}

/** Dearest first ends soonest; a few of the quickest go before, so that who stops early keeps something. */
function quickFirst<T>(messages: readonly T[], workers: number): T[] {
  const from = messages.length - Math.min(workers, Math.floor(messages.length / 4));
  return [...messages.slice(from), ...messages.slice(0, from)];
}

async function hopeless(objects: Objects, { reduce }: Seen, sweepId: string, round: number): Promise<string> {
  const stone = await unmadeStone(objects, sweepId, round);
  if (stone) return `${unmadeWords(round, stone)}; other code makes the next one`;
  return `what is stored must stay as it was written, got damage round after round: ${reduce.damages.join(', ')} say what`;
}

const endOf = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));

/** The queue died with the last run, but what was issued stands in the folder: sends what is still missing of it. */
async function refill(
  objects: Objects,
  queue: Queue,
  seen: Seen | undefined,
  sweepId: string,
  round: number,
): Promise<void> {
  if (!seen) return;
  const { close, record, generations, now } = seen.state;
  if (close || !record || now > record.deadline || generations.length === 0) return;
  const gen = generations.length - 1;
  await queue.send(messagesOf(seen, sweepId, round, gen));
  await objects.create(sentKey.build({ sweepId, round, gen }), new Uint8Array(0));
}

function walksOf({ manifest, state }: Seen): number {
  const paths = walksOfShard(manifest);
  return members(state.done).reduce((sum, shard) => sum + paths(shard), 0);
}

function progressOf(
  { manifest, state }: Seen,
  stage: RoundProgress['stage'],
  walksDone: number,
): RoundProgress {
  return {
    stage,
    shards: {
      planned: manifest.shards,
      done: members(state.done).length,
      failed: members(state.failed).length,
    },
    walks: { planned: manifest.paths, done: walksDone },
  };
}
