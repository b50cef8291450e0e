import { sha256 } from '../../shared/market/digest.ts';
import { shardUnits } from '../../shared/sweep/any-manifest.ts';
import { anomalyKey, cancelKey, STOP_KEY, tombstoneKey } from '../../shared/sweep/keys.ts';
import { resultKeyOf } from '../../shared/sweep/mended.ts';
import type { ShardMessage } from '../../shared/sweep/messages.ts';
import { isPermanent } from '../../shared/sweep/permanent.ts';
import type { Tombstone } from '../../shared/sweep/records.ts';
import type { Clock, Meta, Meter, Objects } from '../ports.ts';
import type { StoredManifest } from '../stored/manifests.ts';
import { writeRecord } from '../stored/records.ts';
import { addressed } from './addressed.ts';
import { lately } from './lately.ts';
import { keepPoison } from './poison.ts';
import { type ShardRun, shardRuns } from './shard-run.ts';
import { inTime, OutOfTime } from './time-limit.ts';

export interface SimulatePorts {
  readonly objects: Objects;
  readonly clock: Clock;
  /** Without one the clock stands in, and the result says so. */
  readonly meter?: Meter | undefined;
  /** Of the sources that this worker runs. */
  readonly modelDigest: string;
  /** Told of walks as they finish; what it throws ends the attempt. */
  readonly heed?: (walks: number) => void;
  /** What computes: the core, unless a test of the protocol puts something cheaper in its place. */
  readonly runs?: (planned: StoredManifest) => Promise<ShardRun>;
}

/** What became of one delivery of one message: the log line of pipeline.md 8.4. */
export interface Attempt {
  readonly outcome: 'done' | 'audited' | 'already' | 'cancelled' | 'expired' | 'failed' | 'poison';
  readonly shard?: number;
  readonly cells?: number;
  /** Of processor; what else it took is waiting, for requests or for others on the same machine. */
  readonly coreMs?: number;
  readonly bytes?: number;
  readonly sha256?: string;
  /** Another result lay there already; the first one stays. */
  readonly anomaly?: true;
  /** Why it failed. */
  readonly message?: string;
}

/**
 * Runs one shard: parse, read, compute, write once (pipeline.md 2.5). A delivery may come twice, late or
 * after a cancel; none of that does harm. What can never succeed leaves a tombstone and counts as handled;
 * only a failure of the machine is thrown, for another delivery to try again.
 *
 * `receive` counts the deliveries of one message, from 1; `initMs` is what the environment took to start, if this is
 * the first that it runs.
 */
export function simulate({
  objects,
  clock,
  meter,
  modelDigest,
  heed = () => {},
  runs = shardRuns(objects),
}: SimulatePorts) {
  const address = addressed(objects);
  const isThere = lately({ objects, clock });
  const { worked, charged } = meter ?? { worked: clock.now, charged: clock.now };

  return async (body: string, receive = 1, initMs = 0): Promise<Attempt> => {
    const startMs = clock.now();
    const chargedBefore = charged();
    const { message, planned, poison } = await address(body);
    if (poison !== undefined) {
      await keepPoison(objects, body, poison);
      return { outcome: 'poison', message: poison };
    }

    const { sweepId, round, shard } = message;
    const { manifest } = planned;
    if (startMs > message.notAfter) return { outcome: 'expired', shard };
    if ((await isThere(STOP_KEY)) || (await isThere(cancelKey.build({ sweepId, round }))))
      return { outcome: 'cancelled', shard };
    const key = keyOf(message);
    if (!message.audit && (await objects.head(key))) return { outcome: 'already', shard };

    const bury = (kind: Tombstone['kind'], text: string) => giveUp(objects, message, kind, text);
    try {
      if (manifest.modelDigest !== modelDigest) {
        return await bury('stale-model', `model must be ${manifest.modelDigest}, got ${modelDigest}`);
      }
      const run = await runs(planned);
      const { from, to } = shardUnits(manifest, shard);
      const workedBefore = worked();
      const bytes = run(shard, inTime(clock, manifest, shard, heed));
      const coreMs = worked() - workedBefore;
      const handlerMs = Math.round(charged() - chargedBefore);
      const meta = {
        sha256: sha256(bytes),
        coreMs: String(Math.round(coreMs)),
        handlerMs: String(handlerMs),
        initMs: String(initMs),
        ...(!meter && { meter: 'clock' }),
      };
      const isSame = await keep(objects, message, bytes, {
        ...meta,
        round: String(round),
        gen: String(message.gen),
        receive: String(receive),
      });
      const done = {
        outcome: message.audit ? ('audited' as const) : ('done' as const),
        shard,
        cells: to - from,
        coreMs,
        bytes: bytes.byteLength,
        sha256: meta.sha256,
      };
      return isSame ? done : { ...done, anomaly: true };
    } catch (error) {
      // Another machine may be faster; a second one that is not will not be followed by a third.
      if (error instanceof OutOfTime && receive > 1) return await bury('too-slow', error.message);
      if (!isPermanent(error)) throw error;
      return await bury('invalid', error.message);
    }
  };
}

/** Names a shard as failed for good; an audit does not, for its shard is done. */
async function giveUp(
  objects: Objects,
  { sweepId, shard, round, audit }: ShardMessage,
  kind: Tombstone['kind'],
  text: string,
): Promise<Attempt> {
  const stone: Tombstone = { schema: 'tombstone/2', kind, message: text.slice(0, 1_000) };
  if (!audit) await writeRecord(objects, tombstoneKey.build({ sweepId, shard, round }), stone);
  return { outcome: 'failed', shard, message: text };
}

/**
 * Writes a result once, unless it is an audit's; another result under the same key is an anomaly, and the first one
 * stays. False then.
 */
async function keep(
  objects: Objects,
  message: ShardMessage,
  bytes: Uint8Array,
  meta: Meta,
): Promise<boolean> {
  const { sweepId, shard, audit } = message;
  const key = keyOf(message);
  if (!audit && (await objects.create(key, bytes, meta)) === 'created') return true;
  const first = await objects.get(key);
  const own = meta.sha256!;
  if (!first || sha256(first.body) === own) return true;
  const note = { message: `${key} must never change, got ${own}`, meta };
  await writeRecord(objects, anomalyKey.build({ sweepId, shard, digest: own }), note);
  return false;
}

const keyOf = ({ sweepId, shard, since = 0 }: ShardMessage): string => resultKeyOf(sweepId, shard, since);
