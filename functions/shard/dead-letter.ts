import { tombstoneKey } from '../../shared/sweep/keys.ts';
import type { Tombstone } from '../../shared/sweep/records.ts';
import type { Objects } from '../ports.ts';
import { writeRecord } from '../stored/records.ts';
import { addressed } from './addressed.ts';
import { keepPoison } from './poison.ts';

/**
 * Dead letters are data: a message that crashed every worker names its shard as failed, and one that nobody can read,
 * or that is of no sweep that we know, is kept for a person. An audit that crashes says nothing about its shard, whose
 * result is there.
 */
export async function deadLetter(
  objects: Objects,
  body: string,
  receives: number,
  reason: string,
): Promise<'dead-letter' | 'poison' | 'audit'> {
  const { message: read, poison } = await addressed(objects)(body);
  if (poison !== undefined) {
    await keepPoison(objects, body, poison);
    return 'poison';
  }
  const { sweepId, shard, round, audit } = read;
  if (audit) return 'audit';
  const message = `a shard must finish within ${receives} receives, got ${reason}`.slice(0, 1_000);
  const stone: Tombstone = { schema: 'tombstone/2', kind: 'dead-letter', message };
  await writeRecord(objects, tombstoneKey.build({ sweepId, shard, round }), stone);
  return 'dead-letter';
}
