import type { Market } from '../../shared/market/market.ts';
import { refuse } from '../../shared/market/parse.ts';
import type { CostLaw } from '../../shared/sweep/cost-law.ts';
import { type Cut, cutAt, cutOf, type Fleet, MOST_CELLS_PER_SHARD } from '../../shared/sweep/cut.ts';
import { derivedSweepId, limitsDigest, sweepDigest } from '../../shared/sweep/digests.ts';
import { reportSeconds, totalUsd } from '../../shared/sweep/forecast.ts';
import { manifestKey, markerKey, STOP_KEY } from '../../shared/sweep/keys.ts';
import type { Manifest, Workload } from '../../shared/sweep/manifest.ts';
import { isNightly } from '../../shared/sweep/night.ts';
import { sealed } from '../../shared/sweep/seal.ts';
import type { Clock, Meter, Objects, Starter } from '../ports.ts';
import { newestRound } from '../stored/listed.ts';
import { needManifest, parseStored, readManifest } from '../stored/manifests.ts';
import { writeRecord } from '../stored/records.ts';
import { remembered } from '../stored/texts.ts';
import { askedSweep } from './asked-sweep.ts';
import { calibrate } from './calibrate.ts';
import { ceilingOf, deadlineMinutes, estimate, type Hire, OWN_MACHINE } from './estimate.ts';
import { workOf } from './work.ts';

export interface PlanPorts {
  readonly objects: Objects;
  readonly clock: Clock;
  /** Times the sweep's work; without one the clock does. */
  readonly meter?: Meter | undefined;
  readonly starter: Starter;
  readonly fleet: Fleet;
  /** Workers of a night, where nights have workers of their own. */
  readonly nightlyWorkers?: number;
  /** Of the sources of shared/{cascade,market,sweep}. */
  readonly modelDigest: string;
  /** What a core second costs; 0 on a machine of one's own. */
  readonly usdPerSecond: number;
  /** How workers come, and what else is charged; threads of a machine of one's own if not given. */
  readonly hire?: Hire;
  /** What forecasts: a timing, unless a test of the protocol puts something cheaper in its place. */
  readonly law?: typeof calibrate;
}

export interface PlanRequest {
  /** The sweep file. */
  readonly sweep: string;
  /** The snapshot lies under it already. */
  readonly snapshotDigest: string;
  /** Derived from the sweep digest if not given. */
  readonly sweepId?: string;
  /** Of a night, whose id nobody else may use, and whose first manifest stands whatever a later plan would say. */
  readonly isNight?: boolean;
  /** Instead of the size that plan would choose; no report depends on it. */
  readonly cellsPerShard?: number;
}

/** What a submission would be, before anything is written. */
export interface Proposal {
  readonly manifest: Manifest;
  /** What it can cost at most, however wrong the forecast is: pipeline.md 5.4. */
  readonly ceilingUsd: number;
  /** The sweep was planned before; its manifest is the one given. */
  readonly known: boolean;
  /** What was passed over in the files, and what nobody has accepted of the input; none of a sweep that was planned before. */
  readonly notes: readonly string[];
}

/**
 * Checks a sweep and its snapshot, and forecasts what it takes. Writes nothing. Throws what is wrong with the
 * input, or that it is over its budget, as `subject must rule, got value`.
 */
export const propose =
  ({
    objects,
    clock,
    meter,
    fleet: own,
    nightlyWorkers = own.workers,
    modelDigest,
    usdPerSecond,
    hire = OWN_MACHINE,
    law = calibrate,
  }: Omit<PlanPorts, 'starter'>) =>
  async (request: PlanRequest): Promise<Proposal> => {
    if (await objects.head(STOP_KEY)) refuse(STOP_KEY, 'not be there', 'a stop');
    const fleet = request.isNight ? { ...own, workers: nightlyWorkers } : own;
    const sweep = await askedSweep(objects, request.sweep, request.snapshotDigest);
    const digest = sweepDigest(sweep, request.snapshotDigest, modelDigest);
    const sweepId = request.sweepId ?? derivedSweepId(sweep, digest);
    if (isNightly(sweepId) !== (request.isNight ?? false)) {
      refuse('sweepId', 'begin with nightly- for a night, and only then', sweepId);
    }
    const planned = (await readManifest(objects, sweepId))?.manifest;
    if (planned) {
      if (planned.sweepDigest !== digest && !request.isNight) {
        refuse('sweepId', `be free, ${sweepId} is not`, planned.sweepDigest);
      }
      return {
        manifest: planned,
        ceilingUsd: ceilingOf(fleet, planned.deadlineMinutes, usdPerSecond),
        known: true,
        notes: [],
      };
    }

    const { market, work, notes } = await workOf(objects, sweep, request.snapshotDigest);
    const { cellsPerShard: wanted = 0 } = request;
    if (!(wanted <= MOST_CELLS_PER_SHARD))
      refuse('cells a shard', `be at most ${MOST_CELLS_PER_SHARD}, which a reduce can read`, wanted);
    const maxShards = Math.min(fleet.maxShards, sweep.budget.maxShards);
    const cut = cutFor(
      law({ clock, meter }, work, market),
      work,
      market,
      { ...fleet, maxShards },
      request.cellsPerShard,
    );
    const { cellsPerShard } = cut;
    const shards = Math.ceil(work.cells / cellsPerShard);
    if (!(shards <= maxShards)) {
      const fits = Math.ceil(work.cells / maxShards);
      refuse('shards', `be at most ${maxShards}, which ${fits} cells a shard would give`, shards);
    }
    const forecast = estimate(cut, shards, fleet, hire, usdPerSecond);
    const usd = totalUsd(forecast.usd);
    if (!(usd <= sweep.budget.maxUsd)) {
      refuse('forecast', `be at most ${sweep.budget.maxUsd} US dollars`, usd);
    }
    const minutes = sweep.budget.deadlineMinutes ?? deadlineMinutes(reportSeconds(forecast.wallSeconds));
    const ceilingUsd = ceilingOf(fleet, minutes, usdPerSecond);
    if (!(ceilingUsd <= sweep.budget.ceilingUsd)) {
      refuse(
        'ceiling',
        `be at most ${sweep.budget.ceilingUsd} US dollars; an earlier deadline lowers it`,
        ceilingUsd,
      );
    }
    const manifest: Manifest = {
      schema: 'manifest/2',
      ...work,
      sweepId,
      sweepDigest: digest,
      snapshotDigest: request.snapshotDigest,
      modelDigest,
      limitsDigest: limitsDigest(sweep),
      cellsPerShard,
      shards,
      forecast,
      deadlineMinutes: minutes,
    };
    return { manifest: remembered(sealed(manifest), parseStored).manifest, ceilingUsd, known: false, notes };
  };

/**
 * Submits what was proposed: may be called as often as one likes. Only the first call plans; any other puts the marker
 * of the newest round back.
 */
export const submit =
  ({ objects, starter }: Pick<PlanPorts, 'objects' | 'starter'>) =>
  async ({ manifest, known }: Proposal): Promise<void> => {
    const { sweepId, sweepDigest } = manifest;
    if (!known) {
      await objects.create(markerKey.build({ sweepId, round: 1 }), EMPTY);
      const written = await writeRecord(objects, manifestKey.build({ sweepId }), manifest);
      const valid = written === 'exists' ? (await needManifest(objects, sweepId)).manifest : manifest;
      if (valid.sweepDigest !== sweepDigest && !isNightly(sweepId))
        refuse('sweepId', `be free, ${sweepId} is not`, valid.sweepDigest);
    }
    const round = await newestRound(objects, sweepId);
    // It may be lost, with its round at any point; if that is all over, sweepUp sees so and takes it away again.
    await objects.create(markerKey.build({ sweepId, round }), EMPTY);
    await starter.start({ kind: 'sweepUp', sweepId, round });
  };

/** Checks, forecasts and submits (pipeline.md 2.3). */
export const plan =
  (ports: PlanPorts) =>
  async (request: PlanRequest): Promise<Proposal> => {
    const proposal = await propose(ports)(request);
    await submit(ports)(proposal);
    return proposal;
  };

const EMPTY = new Uint8Array(0);

function cutFor(law: CostLaw, work: Workload, market: Market, fleet: Fleet, cellsPerShard?: number): Cut {
  const drawnPerPath = market.estimator !== null;
  return cellsPerShard === undefined
    ? cutOf(work, law, drawnPerPath, fleet)
    : cutAt(work, law, drawnPerPath, fleet, cellsPerShard);
}
