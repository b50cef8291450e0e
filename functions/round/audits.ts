import type { ShardMessage } from '../../shared/sweep/messages.ts';
import type { ShardSet } from '../../shared/sweep/shard-set.ts';
import type { Queue } from '../ports.ts';
import type { Seen } from './observe.ts';

export { auditedShards } from '../../shared/sweep/audit.ts';

export interface AuditPorts {
  readonly queue: Queue;
  /** Which shards of those that are done are computed once more when a round is closed; none on a machine of one's own. */
  readonly audits?: (manifestSha256: string, done: ShardSet) => readonly number[];
}

/** Nothing else finds a wrong result that was written first. Lost audits are not sent again: they are a sample. */
export async function sendAudits(
  { queue, audits = () => [] }: AuditPorts,
  { manifestSha256, since, state: { done, record, generations } }: Seen,
  sweepId: string,
  round: number,
): Promise<void> {
  const gen = Math.max(0, generations.length - 1);
  const notAfter = record!.deadline;
  const messages = audits(manifestSha256, done).map(
    (shard): ShardMessage => ({
      v: 1,
      sweepId,
      round,
      gen,
      shard,
      manifestSha256,
      notAfter,
      ...(since[shard] !== 0 && { since: since[shard] }),
      audit: true,
    }),
  );
  if (messages.length > 0) await queue.send(messages);
}
