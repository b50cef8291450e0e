import * as z from 'zod/mini';
import { Digest, object } from '../market/fields.ts';
import { parseJson } from '../market/parse.ts';
import { Count, Generation, Round, Shard, SweepId } from './words.ts';

/** Where to find the work, never the data: the worker derives its cells or walks from the manifest. */
const ShardMessage = object({
  v: z.literal(1, 'must be 1'),
  sweepId: SweepId,
  round: Round,
  gen: Generation,
  /** Cells `[shard * cellsPerShard, ...)`, or walks, as the manifest counts them. */
  shard: Shard,
  /** SHA-256 of the manifest, so that no worker mixes two versions of a sweep. */
  manifestSha256: Digest,
  /** Milliseconds since 1970: the deadline of the round. */
  notAfter: Count,
  /** The round from which on results of this shard count; left out where none was ever damaged. */
  since: z.exactOptional(Round),
  /** Compute once more what is there already, and compare. */
  audit: z.exactOptional(z.literal(true, 'must be true or left out')),
});
export type ShardMessage = Readonly<z.infer<typeof ShardMessage>>;

export const parseShardMessage = (body: string): ShardMessage =>
  parseJson('shard message', ShardMessage, body, 4_096);
