import { reportKey } from '../../shared/sweep/keys.ts';
import { parseUnmade, type UnmadeStone } from '../../shared/sweep/records.ts';
import type { Objects } from '../ports.ts';
import { first } from './listed.ts';
import { readRecord, writeRecord } from './records.ts';

/** A report that cannot be made of what lies there: every other attempt of this code would end the same way. */
export class Unmade extends Error {}

const keyOf = (sweepId: string, round: number): string =>
  reportKey.build({ sweepId, round, file: 'tombstone.json' });

/** Listed: sweepUp's role may list reports, and read none of their tombstones. */
export const isUnmade = async (objects: Objects, sweepId: string, round: number): Promise<boolean> =>
  (await first(objects, keyOf(sweepId, round))) !== undefined;

export const unmadeStone = (objects: Objects, sweepId: string, round: number) =>
  readRecord(objects, keyOf(sweepId, round), parseUnmade);

/** Fails at once where a tombstone stands, and leaves one where an attempt shows that there must be one. */
export async function tellingUnmade<T>(
  objects: Objects,
  {
    sweepId,
    round,
    codeDigest,
  }: { readonly sweepId: string; readonly round: number; readonly codeDigest: string },
  attempt: () => Promise<T>,
): Promise<T> {
  const stone = await unmadeStone(objects, sweepId, round);
  if (stone) throw new Unmade(unmadeWords(round, stone));
  try {
    return await attempt();
  } catch (error) {
    if (!(error instanceof Unmade)) throw error;
    const own: UnmadeStone = { schema: 'unmade/1', message: error.message.slice(0, 1_000), codeDigest };
    await writeRecord(objects, keyOf(sweepId, round), own);
    throw error;
  }
}

export const unmadeWords = (round: number, { message }: Pick<UnmadeStone, 'message'>): string =>
  `report ${round} cannot be made: ${message}`;
