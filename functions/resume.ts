import { markerKey, roundKey } from '../shared/sweep/keys.ts';
import { parseRound, type RoundRecord } from '../shared/sweep/records.ts';
import { needManifest } from './manifests.ts';
import type { Clock, Objects } from './ports.ts';
import { needRecord, writeRecord } from './records.ts';

/**
 * Opens the round after a finished one (pipeline.md 2.8): what is missing is run, nothing is overwritten.
 * A retry forgets the tombstones of all rounds before.
 */
export const resume =
  ({ objects, clock }: { readonly objects: Objects; readonly clock: Clock }) =>
  async (sweepId: string, finished: number, why: 'resume' | 'retry', by: string): Promise<number> => {
    const round = finished + 1;
    const { manifest } = await needManifest(objects, sweepId);
    const before = await needRecord(objects, roundKey.build({ sweepId, round: finished }), parseRound);
    const record: RoundRecord = {
      schema: 'round/1',
      why,
      by,
      deadline: Math.round(clock.now()) + 60_000 * manifest.deadlineMinutes,
      maxUsd: before.maxUsd,
      tombstonesFrom: why === 'retry' ? round : before.tombstonesFrom,
    };
    await objects.create(markerKey.build({ sweepId, round }), new Uint8Array(0));
    await writeRecord(objects, roundKey.build({ sweepId, round }), record);
    return round;
  };
