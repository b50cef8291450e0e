import { refuse } from '../../shared/market/parse.ts';
import type { AnyManifest } from '../../shared/sweep/any-manifest.ts';
import type { Fleet } from '../../shared/sweep/cut.ts';
import { derivedSweepId } from '../../shared/sweep/digests.ts';
import { reportSeconds, totalUsd } from '../../shared/sweep/forecast.ts';
import { manifestKey, markerKey, STOP_KEY } from '../../shared/sweep/keys.ts';
import { isNightly } from '../../shared/sweep/night.ts';
import { sealed } from '../../shared/sweep/seal.ts';
import { rowKindOf } from '../kinds/kinds.ts';
import type { Clock, Meter, Objects, Starter } from '../ports.ts';
import { newestRound } from '../stored/listed.ts';
import { needManifest, parseStored, readManifest } from '../stored/manifests.ts';
import { writeRecord } from '../stored/records.ts';
import { remembered } from '../stored/texts.ts';
import { calibrate } from './calibrate.ts';
import type { Asked, ShardSize } from './draft.ts';
import { ceilingOf, deadlineMinutes, estimate, type Hire, OWN_MACHINE } from './estimate.ts';
import { askedMarket } from './market-draft.ts';
import { askedRows } from './row-draft.ts';

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

export interface PlanRequest extends ShardSize {
  /** The sweep file. */
  readonly sweep: string;
  /** The snapshot lies under it already. */
  readonly snapshotDigest: string;
  /** Derived from the sweep digest if not given. */
  readonly sweepId?: string;
  /** Of a night, whose id nobody else may use, and whose first manifest stands whatever a later plan would say. */
  readonly isNight?: boolean;
}

/** What a submission would be, before anything is written. */
export interface Proposal {
  readonly manifest: AnyManifest;
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
    const asked = await askedOf(objects, request, modelDigest);
    const { digest, budget } = asked;
    const sweepId = request.sweepId ?? derivedSweepId(asked, digest);
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

    const maxShards = Math.min(fleet.maxShards, budget.maxShards);
    const draft = await asked.draft({ ...fleet, maxShards }, { clock, meter, law });
    const { units, unitName, perShard, notes } = draft;
    const shards = Math.ceil(units / perShard);
    if (!(shards <= maxShards)) {
      const fits = Math.ceil(units / maxShards);
      refuse('shards', `be at most ${maxShards}, which ${fits} ${unitName}s a shard would give`, shards);
    }
    const forecast = estimate(draft.cut, shards, fleet, hire, usdPerSecond);
    const usd = totalUsd(forecast.usd);
    if (!(usd <= budget.maxUsd)) refuse('forecast', `be at most ${budget.maxUsd} US dollars`, usd);
    const minutes = budget.deadlineMinutes ?? deadlineMinutes(reportSeconds(forecast.wallSeconds));
    const ceilingUsd = ceilingOf(fleet, minutes, usdPerSecond);
    if (!(ceilingUsd <= budget.ceilingUsd)) {
      refuse(
        'ceiling',
        `be at most ${budget.ceilingUsd} US dollars; an earlier deadline lowers it`,
        ceilingUsd,
      );
    }
    const manifest = draft.manifest({
      sweepId,
      sweepDigest: digest,
      snapshotDigest: request.snapshotDigest,
      modelDigest,
      shards,
      forecast,
      deadlineMinutes: minutes,
    });
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

/** By the kind of the sweep, which its file says. */
function askedOf(
  objects: Objects,
  { sweep, snapshotDigest, isNight, ...wanted }: PlanRequest,
  modelDigest: string,
): Promise<Asked> {
  const kind = rowKindOf(sweep);
  const digests = [snapshotDigest, modelDigest] as const;
  if (kind === undefined) return askedMarket(objects, sweep, digests, wanted);
  if (isNight) refuse('sweep', 'be of one market in a night', kind);
  return askedRows(objects, kind, sweep, digests, wanted);
}
