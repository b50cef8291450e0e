import { closeKey, markerKey, roundKey } from '../../shared/sweep/keys.ts';
import { parseRound, type RoundRecord } from '../../shared/sweep/records.ts';
import type { Clock, Objects } from '../ports.ts';
import { needManifest } from '../stored/manifests.ts';
import { needRecord, writeRecord } from '../stored/records.ts';

/** What a round may take, where a person says so; else as long as plan gave, and as much as the round before. */
export interface Terms {
  readonly deadlineMinutes?: number | undefined;
  readonly maxUsd?: number | undefined;
}

/**
 * Opens the round after a closed one (pipeline.md 2.8): what is missing is run, nothing is overwritten. A retry
 * forgets the tombstones of all rounds before. Of a round that is still open it only puts the marker back, and terms
 * change nothing. Answers with the round that is open then.
 */
export const resume =
  ({ objects, clock }: { readonly objects: Objects; readonly clock: Clock }) =>
  async (
    sweepId: string,
    newest: number,
    why: 'resume' | 'retry',
    by: string,
    { deadlineMinutes, maxUsd }: Terms = {},
  ): Promise<number> => {
    const { manifest } = await needManifest(objects, sweepId);
    const mark = (round: number) => objects.create(markerKey.build({ sweepId, round }), new Uint8Array(0));
    if (!(await objects.head(closeKey.build({ sweepId, round: newest })))) {
      await mark(newest);
      return newest;
    }
    const before = await needRecord(objects, roundKey.build({ sweepId, round: newest }), parseRound);
    const round = newest + 1;
    const record: RoundRecord = {
      schema: 'round/1',
      why,
      by,
      deadline: Math.round(clock.now()) + 60_000 * (deadlineMinutes ?? manifest.deadlineMinutes),
      maxUsd: maxUsd ?? before.maxUsd,
      tombstonesFrom: why === 'retry' ? round : before.tombstonesFrom,
    };
    await mark(round);
    await writeRecord(objects, roundKey.build({ sweepId, round }), record);
    await mark(round); // a marker without a record is dropped after an hour, and machines sleep
    return round;
  };
