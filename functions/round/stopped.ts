import { cancelKey } from '../../shared/sweep/keys.ts';
import { parseCancel } from '../../shared/sweep/records.ts';
import type { Objects } from '../ports.ts';
import { newestRound } from '../stored/listed.ts';
import { readRecord } from '../stored/records.ts';

/** Sweeps whose newest round the kill switch has cancelled (pipeline.md 4.7), with that round. */
export async function stoppedSweeps(objects: Objects): Promise<{ sweepId: string; round: number }[]> {
  const stopped: { sweepId: string; round: number }[] = [];
  for await (const sweepId of sweepIds(objects)) {
    const round = await newestRound(objects, sweepId);
    const cancel = await readRecord(objects, cancelKey.build({ sweepId, round }), parseCancel);
    if (cancel?.reason === 'stopped') stopped.push({ sweepId, round });
  }
  return stopped;
}

/** The ids of all sweeps that ever were: one listing for each, which stops at its first object. */
async function* sweepIds(objects: Objects): AsyncIterable<string> {
  let after = 'sweeps/';
  for (;;) {
    const key = await firstAfter(objects, after);
    if (key === undefined) return;
    const sweepId = key.split('/')[1]!;
    yield sweepId;
    after = `sweeps/${sweepId}0`; // the character after the slash: beyond all that is under this id
  }
}

async function firstAfter(objects: Objects, after: string): Promise<string | undefined> {
  for await (const { key } of objects.list('sweeps/', after)) return key;
  return undefined;
}
