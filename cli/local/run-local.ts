import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { listed, observe, type Seen } from '../../functions/observe.ts';
import { type Proposal, propose, submit } from '../../functions/plan.ts';
import type { Objects, Queue, Starter } from '../../functions/ports.ts';
import { needRecord } from '../../functions/records.ts';
import { resume } from '../../functions/resume.ts';
import { messagesOf, sweepUp } from '../../functions/sweep-up.ts';
import { parseReport, type Report } from '../../shared/report/report.ts';
import { shardPaths } from '../../shared/sweep/cut.ts';
import type { Patience } from '../../shared/sweep/decide.ts';
import { folderOf, reportKey, roundKey, sentKey } from '../../shared/sweep/keys.ts';
import { type Index, parseIndex } from '../../shared/sweep/records.ts';
import { members } from '../../shared/sweep/shard-set.ts';
import { localClock } from './clock.ts';
import { deliver, readDelivery, withDelivery } from './deliver.ts';
import { fileObjects } from './file-objects.ts';
import { createPool, type Pool } from './pool.ts';
import { reduceInThread } from './reduce-thread.ts';
import { engineOf, modelDigest } from './sources.ts';

export interface LocalSweep {
  readonly sweepFile: string;
  /** Takes everything: snapshots, results, reports. A sweep that was stopped goes on from what lies there. */
  readonly outFolder: string;
  /** Threads that compute; as many as the machine has cores if not given. */
  readonly workers?: number;
  /** Instead of the shard size that the forecast chooses; no report depends on it. */
  readonly cellsPerShard?: number;
  readonly onProposal?: (proposal: Proposal) => void;
  /** Some four times a second. */
  readonly onProgress?: (progress: Progress) => void;
  /** Ends the run; what was finished stays, and the next run goes on from there. */
  readonly signal?: AbortSignal;
}

export interface Progress {
  readonly stage: 'simulating' | 'reporting';
  readonly shards: { readonly planned: number; readonly done: number; readonly failed: number };
  /** A walk is one path of one cell. */
  readonly walks: { readonly planned: number; readonly done: number };
}

export interface LocalReport {
  readonly sweepId: string;
  readonly round: number;
  /** Holds report.html, report.json, tables/, receipt.json. */
  readonly folder: string;
  readonly index: Index;
  readonly report: Report;
}

/** Checks a sweep and forecasts what it takes on this machine; writes nothing. */
export async function proposeLocal(options: LocalSweep): Promise<Proposal> {
  return (await prepare(options)).proposal;
}

/**
 * Runs a sweep on this machine: the use cases that AWS runs, behind a folder and worker threads. The same
 * command again finds the report, goes on with what is missing, or makes a new version with new code.
 */
export async function runLocal(options: LocalSweep): Promise<LocalReport> {
  const { proposal, delivery, objects } = await prepare(options);
  const { sweepId } = proposal.manifest;
  options.onProposal?.(proposal);
  options.signal?.throwIfAborted();
  await deliver(objects, delivery);
  await submit({ objects, starter: { start: async () => {} } })(proposal);

  const engine = engineOf();
  let round = await newestRound(objects, sweepId);
  let ending = await finish(options, objects, sweepId, round, engine);
  const isCurrent = ending.index.status === 'complete' && ending.index.codeDigest === engine.digest;
  if (!ending.worked && !isCurrent) {
    round = await resume({ objects, clock: localClock })(sweepId, round, 'retry', 'cascade');
    ending = await finish(options, objects, sweepId, round, engine);
  }
  const json = reportKey.build({ sweepId, round, file: 'report.json' });
  const report = await needRecord(objects, json, parseReport);
  const folder = join(options.outFolder, 'sweeps', sweepId, 'reports', String(round).padStart(4, '0'));
  return { sweepId, round, folder, index: ending.index, report };
}

/** Nobody else uses the folder: what is not done and not in a thread is lost, and seen at once. */
const PATIENCE: Patience = { timeoutMs: 0, visibilityMs: 0, concurrency: 1 };
const LONGEST_SHARD_SECONDS = 60;
const LOOK_MS = 250;

async function prepare({
  sweepFile,
  outFolder,
  cellsPerShard,
  workers = availableParallelism(),
}: LocalSweep) {
  const objects = fileObjects(outFolder);
  const delivery = await readDelivery(sweepFile);
  const proposal = await propose({
    objects: withDelivery(objects, delivery),
    clock: localClock,
    engine: { workers, overheadSeconds: 0.03, maxShardSeconds: LONGEST_SHARD_SECONDS, maxShards: 50_000 },
    modelDigest: modelDigest(),
    usdPerSecond: 0,
  })({
    sweep: delivery.sweep,
    snapshotDigest: delivery.snapshotDigest,
    ...(cellsPerShard !== undefined && { cellsPerShard }),
  });
  return { proposal, delivery, objects };
}

async function newestRound(objects: Objects, sweepId: string): Promise<number> {
  const rounds = await listed(objects, folderOf(sweepId, 'rounds'));
  return rounds.reduce((most, { key }) => Math.max(most, roundKey.parse(key)?.round ?? 0), 1);
}

/** Takes step after step until the round has its report; says whether any shard had to be run for it. */
async function finish(
  { outFolder, workers = availableParallelism(), onProgress, signal }: LocalSweep,
  objects: Objects,
  sweepId: string,
  round: number,
  engine: ReturnType<typeof engineOf>,
): Promise<{ readonly index: Index; readonly worked: boolean }> {
  let pool: Pool | undefined;
  let reducing: Promise<unknown> | undefined;
  const queue: Queue = {
    send: async (messages) => {
      pool ??= createPool(objects, outFolder, modelDigest(), workers);
      await pool.send(messages);
    },
    depth: async () => (pool ? pool.depth() : { waiting: 0, inFlight: 0 }),
  };
  const starter: Starter = {
    start: async (task) => {
      if (task.kind !== 'reduce') return;
      await pool?.close();
      reducing = reduceInThread({ folder: outFolder, engine, sweepId, round }, signal);
    },
  };
  const ports = {
    objects,
    queue,
    clock: localClock,
    starter,
    patience: PATIENCE,
    usdPerSecond: 0,
    reduceEveryMs: 0,
  };
  const step = sweepUp(ports);
  const aborted =
    signal &&
    new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));

  try {
    await refill(objects, queue, await observe(ports, sweepId, round), sweepId, round);
    let doneBefore: number | undefined;
    for (;;) {
      signal?.throwIfAborted();
      const { decision, seen } = await step(sweepId, round);
      if (seen && onProgress) {
        doneBefore ??= walksOf(seen);
        const done = Math.min(doneBefore + (pool?.walks() ?? 0), seen.manifest.paths);
        onProgress(progressOf(seen, decision.act === 'reduce' ? 'reporting' : 'simulating', done));
      }
      if (decision.act === 'publish') break;
      if (decision.act === 'reduce') await reducing;
      if (decision.act === 'wait') {
        await Promise.race([
          localClock.sleep(LOOK_MS),
          ...(pool ? [pool.news()] : []),
          ...(aborted ? [aborted] : []),
        ]);
      }
    }
  } catch (error) {
    signal?.throwIfAborted(); // a thread that was ended complains too
    throw error;
  } finally {
    await pool?.close();
  }
  const index = await needRecord(
    objects,
    reportKey.build({ sweepId, round, file: 'index.json' }),
    parseIndex,
  );
  return { index, worked: pool !== undefined };
}

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
  const paths = shardPaths(manifest);
  return members(state.done).reduce((sum, shard) => sum + paths(shard), 0);
}

function progressOf({ manifest, state }: Seen, stage: Progress['stage'], walksDone: number): Progress {
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
