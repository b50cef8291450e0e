import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import '../../functions/inlining.ts';
import { ownMeter } from '../../functions/meter.ts';
import { type Proposal, propose, submit } from '../../functions/plan/plan.ts';
import type { Objects } from '../../functions/ports.ts';
import { resume } from '../../functions/round/resume.ts';
import { newestRound } from '../../functions/stored/listed.ts';
import { needRecord } from '../../functions/stored/records.ts';
import { modelDigest, releaseOf } from '../../release/release.ts';
import { sha256 } from '../../shared/market/digest.ts';
import { parseReport, type Report } from '../../shared/report/report.ts';
import { reportKey } from '../../shared/sweep/keys.ts';
import type { Index } from '../../shared/sweep/records.ts';
import { Damaged } from '../../shared/sweep/seal.ts';
import type { Tree } from '../../shared/sweep/tree.ts';
import { localClock } from './clock.ts';
import { deliver, readDelivery, withDelivery } from './deliver.ts';
import { cleanFolder, fileObjects } from './file-objects.ts';
import { finishRound, type RoundProgress } from './finish-round.ts';

export interface LocalSweep {
  readonly sweepFile: string;
  /** Takes everything: snapshots, results, reports. A sweep that was stopped goes on from what lies there. */
  readonly outFolder: string;
  /** Threads that compute; as many as the machine has cores if not given. */
  readonly workers?: number;
  /** Instead of the shard size that the forecast chooses; no report depends on it. */
  readonly cellsPerShard?: number;
  /** Instead of how a large reduce is divided; no report depends on it. */
  readonly tree?: Tree;
  readonly onProposal?: (proposal: Proposal) => void;
  /** Some four times a second. */
  readonly onProgress?: (progress: RoundProgress) => void;
  /** Ends the run; what was finished stays, and the next run goes on from there. */
  readonly signal?: AbortSignal;
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
  await cleanFolder(options.outFolder);
  await deliver(objects, delivery);
  await submit({ objects, starter: { start: async () => {} } })(proposal);

  const release = releaseOf();
  const { outFolder, workers = availableParallelism(), tree, onProgress, signal } = options;
  const model = proposal.manifest.modelDigest;
  const setting = { outFolder, workers, modelDigest: model, release, tree, onProgress, signal };
  let ending = await finishRound(setting, objects, sweepId, await newestRound(objects, sweepId));
  const isCurrent = ending.index?.status === 'complete' && ending.index.codeDigest === release.digest;
  if (!ending.worked && !(isCurrent && (await isWhole(objects, ending.index)))) {
    const next = await resume({ objects, clock: localClock })(sweepId, ending.round, 'retry', 'cascade');
    ending = await finishRound(setting, objects, sweepId, next);
  }
  const { round, index } = ending;
  if (!index) throw new Damaged(`index of report ${round} of ${sweepId} must be whole, got damage`);
  const json = reportKey.build({ sweepId, round, file: 'report.json' });
  const report = await needRecord(objects, json, parseReport);
  const folder = join(outFolder, 'sweeps', sweepId, 'reports', String(round).padStart(4, '0'));
  return { sweepId, round, folder, index, report };
}

/** Whether the files of a report are still what its index says: a damaged version stays, and another is made. */
async function isWhole(objects: Objects, index: Index | undefined): Promise<boolean> {
  if (!index) return false;
  const { sweepId, round, files } = index;
  for (const { file, sha256: digest } of files) {
    const stored = await objects.get(reportKey.build({ sweepId, round, file }));
    if (!stored || sha256(stored.body) !== digest) return false;
  }
  return true;
}

const LONGEST_SHARD_SECONDS = 60;

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
    meter: ownMeter,
    fleet: { workers, overheadSeconds: 0.03, maxShardSeconds: LONGEST_SHARD_SECONDS, maxShards: 50_000 },
    modelDigest: modelDigest(),
    usdPerSecond: 0,
  })({
    sweep: delivery.sweep,
    snapshotDigest: delivery.snapshotDigest,
    ...(cellsPerShard !== undefined && { cellsPerShard }),
  });
  return { proposal, delivery, objects };
}
