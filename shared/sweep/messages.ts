import * as z from 'zod/mini';
import * as field from './fields.ts';
import { parseJson } from './parse.ts';

/** Where to find the work, never the data: the worker derives its cells from the manifest. */
const ShardMessage = field.object({
  v: z.literal(1, 'must be 1'),
  sweepId: field.SweepId,
  round: field.Round,
  gen: field.Generation,
  /** Cells `[shard * cellsPerShard, ...)`, as the manifest counts them. */
  shard: field.whole(0, 49_999),
  /** SHA-256 of the manifest, so that no worker mixes two versions of a sweep. */
  manifestSha256: field.Digest,
  /** Milliseconds since 1970: the deadline of the round. */
  notAfter: field.Count,
});
export type ShardMessage = Readonly<z.infer<typeof ShardMessage>>;

const MAX_BYTES = 4_096;

export function parseShardMessage(body: string): ShardMessage {
  if (body.length > MAX_BYTES) {
    throw new RangeError(`shard message must be at most ${MAX_BYTES} bytes, got ${body.length}`);
  }
  return parseJson('shard message', ShardMessage, body);
}
