import { readFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { ownMeter } from '../../functions/meter.ts';
import { nextPlan } from '../../functions/nightly/night-plans.ts';
import { calibrate } from '../../functions/plan/calibrate.ts';
import type { ShardSize } from '../../functions/plan/draft.ts';
import { type Proposal, propose } from '../../functions/plan/plan.ts';
import { nightRequest } from '../../functions/plan/plan-night.ts';
import type { Objects } from '../../functions/ports.ts';
import { modelDigest, releaseOf } from '../../release/release.ts';
import { refuse } from '../../shared/market/parse.ts';
import type { Snapshot } from '../../shared/market/snapshot.ts';
import { parseReport, type Report } from '../../shared/report/report.ts';
import { inboxKey } from '../../shared/sweep/keys.ts';
import type { Index } from '../../shared/sweep/records.ts';
import type { Tree } from '../../shared/sweep/tree.ts';
import { readAnyDelivery } from './any-delivery.ts';
import { localClock } from './clock.ts';
import { deliver, readDelivery, withDelivery } from './deliver.ts';
import { cleanFolder, fileObjects } from './file-objects.ts';
import type { RoundProgress } from './finish-round.ts';
import { finishSweep } from './finish-sweep.ts';
import { type LaterKnown, proposeNight, withAftermath } from './night.ts';
import { oneRun } from './one-run.ts';

/** Whoever looks on while a sweep is run. */
export interface Watch {
  readonly onProposal?: (proposal: Proposal) => void;
  /** Some four times a second. */
  readonly onProgress?: (progress: RoundProgress) => void;
  /** What takes long, or is not as one would think. */
  readonly onNote?: (words: string) => void;
  /** Ends the run; what was finished stays, and the next run goes on from there. */
  readonly signal?: AbortSignal;
}

export interface LocalPlace extends Watch {
  /** Takes everything: snapshots, results, reports. A sweep that was stopped goes on from what lies there. */
  readonly outFolder: string;
  /** Threads that compute; as many as the machine has cores if not given. */
  readonly workers?: number;
}

interface LocalRun extends LocalPlace {
  /** Instead of how a large reduce is divided; no report depends on it. */
  readonly tree?: Tree;
}

export interface LocalSweep extends LocalRun, LaterKnown, ShardSize {
  readonly sweepFile: string;
  /** The sweep is its market's night of the date that it speaks for: named by both, and compared with the night before. */
  readonly isNight?: boolean;
  /** What is said of the snapshot beside it; as it stands in its file if not given. */
  readonly change?: (snapshot: Snapshot) => Snapshot;
}

/** A report of any kind. */
export interface LocalMade {
  readonly sweepId: string;
  readonly round: number;
  /** Holds the page, its numbers and receipt.json. */
  readonly folder: string;
  readonly index: Index;
}

/** Of one market. */
export interface LocalReport extends LocalMade {
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
export async function makeLocal(options: LocalSweep): Promise<LocalMade> {
  const { proposal, delivery, objects } = await prepare(options);
  const { sweepId } = proposal.manifest;
  options.onProposal?.(proposal);
  options.signal?.throwIfAborted();
  return oneRun(options.outFolder, sweepId, options, async () => {
    await cleanFolder(options.outFolder);
    await deliver(objects, delivery);
    return finished(options, objects, proposal);
  });
}

/** The same, of one market. */
export const runLocal = async (options: LocalSweep): Promise<LocalReport> =>
  withReport(await makeLocal(options));

const withReport = async (made: LocalMade): Promise<LocalReport> => ({
  ...made,
  report: parseReport(await readFile(join(made.folder, 'report.json'), 'utf8')),
});

/** Runs the night of a market for which something lies in the folder's inbox. */
export async function runNight(
  place: LocalPlace & LaterKnown,
  market: string,
  businessDate: string,
): Promise<LocalReport> {
  const objects = fileObjects(place.outFolder);
  const request = await nightRequest(objects, market, businessDate);
  if (!request) refuse(inboxKey.build({ market, businessDate }), 'be there', 'nothing');
  const own = { objects, modelDigest: modelDigest() };
  const { sweepId, isNew } = await nextPlan(own, market, businessDate, true);
  if (isNew)
    place.onNote?.(`another version of this program had begun it: it is planned anew, as ${sweepId}`);
  const asked = withAftermath({ ...request, sweepId, objects: new Map() }, place.aftermath);
  const { objects: files, ...plan } = asked;
  const proposal = await propose(portsOf(withDelivery(objects, asked), place))(plan);
  place.onProposal?.(proposal);
  place.signal?.throwIfAborted();
  return oneRun(place.outFolder, proposal.manifest.sweepId, place, async () => {
    await deliver(objects, { objects: files });
    return withReport(await finished(place, objects, proposal));
  });
}

async function finished(
  { outFolder, workers = availableParallelism(), tree, onProgress, onNote, signal }: LocalRun,
  objects: Objects,
  proposal: Proposal,
): Promise<LocalMade> {
  const { sweepId } = proposal.manifest;
  const own = { modelDigest: modelDigest(), release: releaseOf(), onNote };
  const setting = { outFolder, workers, ...own, tree, onProgress, signal };
  const { round, index } = await finishSweep(setting, objects, proposal);
  const folder = join(outFolder, 'sweeps', sweepId, 'reports', String(round).padStart(4, '0'));
  return { sweepId, round, folder, index };
}

const LONGEST_SHARD_SECONDS = 60;

async function prepare(options: LocalSweep) {
  const { sweepFile, outFolder, cellsPerShard, pathsPerShard, aftermath, change, isNight } = options;
  const objects = fileObjects(outFolder);
  const alone =
    isNight || change ? withAftermath(await readDelivery(sweepFile, change), aftermath) : undefined;
  const delivery = alone ?? withAftermath(await readAnyDelivery(sweepFile), aftermath);
  const ask = propose(portsOf(withDelivery(objects, delivery), options));
  const size = { cellsPerShard, pathsPerShard };
  const { sweep, snapshotDigest } = delivery;
  const proposal = await (alone && isNight
    ? proposeNight(objects, alone, (night) => ask({ ...night, ...size }), options.onNote)
    : ask({ sweep, snapshotDigest, ...size }));
  return { proposal, delivery, objects };
}

/** Accounts from which on timing a few paths takes seconds. */
const MANY_ACCOUNTS = 50_000;

const portsOf = (objects: Objects, { workers = availableParallelism(), onNote }: LocalPlace) => ({
  objects,
  clock: localClock,
  meter: ownMeter,
  fleet: { workers, overheadSeconds: 0.03, maxShardSeconds: LONGEST_SHARD_SECONDS, maxShards: 50_000 },
  modelDigest: modelDigest(),
  usdPerSecond: 0,
  law: (...asked: Parameters<typeof calibrate>) => {
    const { accountCount } = asked[2];
    if (accountCount >= MANY_ACCOUNTS)
      onNote?.(`timing a few paths over ${accountCount} accounts, for the estimate`);
    return calibrate(...asked);
  },
});
