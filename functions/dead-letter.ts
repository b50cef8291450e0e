import { tombstoneKey } from '../shared/sweep/keys.ts';
import { parseShardMessage } from '../shared/sweep/messages.ts';
import type { Tombstone } from '../shared/sweep/records.ts';
import type { Objects } from './ports.ts';
import { writeRecord } from './records.ts';

/** Dead letters are data: a message that crashed every worker names its shard as failed. */
export async function deadLetter(
  objects: Objects,
  body: string,
  receives: number,
  reason: string,
): Promise<void> {
  const { sweepId, shard, round } = parseShardMessage(body);
  const message = `a shard must finish within ${receives} receives, got ${reason}`.slice(0, 1_000);
  const stone: Tombstone = { schema: 'tombstone/1', kind: 'dead-letter', message };
  await writeRecord(objects, tombstoneKey.build({ sweepId, shard, round }), stone);
}
