import { closeKey, markerKey, roundKey } from '../../shared/sweep/keys.ts';
import { withMended } from '../../shared/sweep/mended.ts';
import { parseRound, type RoundRecord } from '../../shared/sweep/records.ts';
import type { ShardSet } from '../../shared/sweep/shard-set.ts';
import type { Clock, Objects } from '../ports.ts';
import { needManifest, type StoredManifest } from '../stored/manifests.ts';
import { needRecord, writeRecord } from '../stored/records.ts';
import { type Inspected, inspect } from './inspect.ts';

/** What a round may take, where a person says so; else as long as plan gave, and as much as the round before. */
export interface Terms {
  readonly deadlineMinutes?: number | undefined;
  readonly maxUsd?: number | undefined;
}

/** How a person opens a round; results that somebody has just looked at are not read again. */
export interface Asked extends Terms {
  readonly inspected?: Inspected;
}

interface Ports {
  readonly objects: Objects;
  readonly clock: Clock;
}

/**
 * Opens the round after a closed one (pipeline.md 2.8): what is missing is run, nothing is overwritten. All results are
 * looked at: one that cannot be believed is set aside and missing too. A retry forgets the tombstones of all rounds
 * before. Of a round that is still open it only puts the marker back, and terms change nothing. Answers with the round
 * that is open then.
 */
export const resume =
  (ports: Ports) =>
  async (
    sweepId: string,
    newest: number,
    why: 'resume' | 'retry',
    by: string,
    { inspected, ...terms }: Asked = {},
  ): Promise<number> => {
    const { objects } = ports;
    const planned = await needManifest(objects, sweepId);
    if (!(await objects.head(closeKey.build({ sweepId, round: newest })))) {
      await objects.create(markerKey.build({ sweepId, round: newest }), new Uint8Array(0));
      return newest;
    }
    const { damaged } = inspected ?? (await inspect(objects, planned, newest));
    return openAfter(ports, planned, newest, { why, by, terms, aside: damaged });
  };

/** Why a round is opened, and what it runs again. */
export interface Reopening {
  readonly why: 'resume' | 'retry' | 'mend';
  readonly by: string;
  readonly terms?: Terms;
  /** Shards whose results are set aside. */
  readonly aside: ShardSet;
}

/** Writes marker and record of the round after one; answers with its number. */
export async function openAfter(
  { objects, clock }: Ports,
  { manifest, sha256 }: StoredManifest,
  newest: number,
  { why, by, terms = {}, aside }: Reopening,
): Promise<number> {
  const { sweepId, deadlineMinutes } = manifest;
  const before = await needRecord(objects, roundKey.build({ sweepId, round: newest }), parseRound);
  const round = newest + 1;
  const mark = () => objects.create(markerKey.build({ sweepId, round }), new Uint8Array(0));
  const record: RoundRecord = {
    schema: 'round/2',
    why,
    by,
    deadline: Math.round(clock.now()) + 60_000 * (terms.deadlineMinutes ?? deadlineMinutes),
    maxUsd: terms.maxUsd ?? before.maxUsd,
    tombstonesFrom: why === 'retry' ? round : before.tombstonesFrom,
    manifest: sha256,
    mended: [...withMended(before.mended, round, aside)],
    mends: why === 'mend' ? (before.mends ?? 0) + 1 : 0,
  };
  await mark();
  await writeRecord(objects, roundKey.build({ sweepId, round }), record);
  await mark(); // a marker without a record is dropped after an hour, and machines sleep
  return round;
}
