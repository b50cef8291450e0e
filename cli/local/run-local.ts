import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import '../../functions/inlining.ts';
import { withNightBefore } from '../../functions/nightly/last-night.ts';
import { type PlanRequest, type Proposal, propose, submit } from '../../functions/plan/plan.ts';
import type { Objects } from '../../functions/ports.ts';
import { resume } from '../../functions/round/resume.ts';
import { aftermathKey } from '../../functions/stored/aftermath.ts';
import { newestRound } from '../../functions/stored/listed.ts';
import { needRecord } from '../../functions/stored/records.ts';
import { modelDigest, releaseOf } from '../../release/release.ts';
import { type Aftermath, aftermathText, aftermathUntil } from '../../shared/market/aftermath.ts';
import { canonicalJson, sha256 } from '../../shared/market/digest.ts';
import { secondsOf } from '../../shared/market/snapshot.ts';
import { parseReport, type Report } from '../../shared/report/report.ts';
import { sweepDigest } from '../../shared/sweep/digests.ts';
import { reportKey } from '../../shared/sweep/keys.ts';
import { besideSweepId, nightlySweepId } from '../../shared/sweep/night.ts';
import { parseSweep } from '../../shared/sweep/parse-sweep.ts';
import type { Index } from '../../shared/sweep/records.ts';
import { Damaged } from '../../shared/sweep/seal.ts';
import type { Tree } from '../../shared/sweep/tree.ts';
import { localClock } from './clock.ts';
import { type Delivered, deliver, readDelivery, withDelivery } from './deliver.ts';
import { cleanFolder, fileObjects } from './file-objects.ts';
import { finishRound, type RoundProgress } from './finish-round.ts';

export interface LocalSweep {
  readonly sweepFile: string;
  /** The sweep is its market's night of the date that it speaks for: named by both, and compared with the night before. */
  readonly isNight?: boolean;
  /** Of a night: what came after past reports, which are scored against it; what came after asOf is left out. */
  readonly aftermath?: Aftermath | undefined;
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

async function prepare(options: LocalSweep) {
  const { sweepFile, outFolder, cellsPerShard, workers = availableParallelism() } = options;
  const objects = fileObjects(outFolder);
  const delivery = withAftermath(await readDelivery(sweepFile), options.aftermath);
  const fleet = { workers, overheadSeconds: 0.03, maxShardSeconds: LONGEST_SHARD_SECONDS, maxShards: 50_000 };
  const ask = propose({
    objects: withDelivery(objects, delivery),
    clock: localClock,
    fleet,
    nightlyWorkers: workers,
    modelDigest: modelDigest(),
    usdPerSecond: 0,
  });
  const size = cellsPerShard === undefined ? {} : { cellsPerShard };
  const { sweep, snapshotDigest } = delivery;
  const proposal = options.isNight
    ? await proposeNight(ask, objects, delivery, size)
    : await ask({ sweep, snapshotDigest, ...size });
  return { proposal, delivery, objects };
}

/** The delivery of a night, with what came until then. */
function withAftermath(delivery: Delivered, aftermath: Aftermath | undefined): Delivered {
  const sweep = parseSweep(delivery.sweep);
  const until = aftermath && aftermathUntil(aftermath, secondsOf(sweep.asOf));
  if (!until) return delivery;
  const { text, sha256: digest } = aftermathText(until);
  return {
    ...delivery,
    sweep: canonicalJson({ ...sweep, aftermath: { sha256: digest } }),
    objects: new Map([...delivery.objects, [aftermathKey(digest), new TextEncoder().encode(text)]]),
  };
}

/** The night of the date that the sweep speaks for; if that was run on other inputs, a run beside it. */
async function proposeNight(
  ask: ReturnType<typeof propose>,
  objects: Objects,
  { sweep: text, market, snapshotDigest }: Delivered,
  size: Pick<PlanRequest, 'cellsPerShard'>,
): Promise<Proposal> {
  const date = parseSweep(text).asOf.slice(0, 10);
  const sweep = await withNightBefore(objects, parseSweep(text), market, date);
  const request = { sweep, snapshotDigest, ...size };
  const night = await ask({ ...request, sweepId: nightlySweepId(market, date), isNight: true });
  const digest = sweepDigest(parseSweep(sweep), snapshotDigest, modelDigest());
  if (night.manifest.sweepDigest === digest) return night;
  return ask({ ...request, sweepId: besideSweepId(market, date, digest) });
}
