import { sha256 } from '../market/digest.ts';
import { members, type ShardSet } from './shard-set.ts';

/** One in so many. */
const SHARE = 100;

/**
 * The shards of a set that are computed once more and compared (pipeline.md 2.5): one in a hundred, chosen by the
 * digest of the manifest, so that nobody picks them and everybody picks the same.
 */
export const auditedShards = (manifestSha256: string, set: ShardSet): number[] =>
  members(set).filter(
    (shard) => Number.parseInt(sha256(`${manifestSha256} ${shard}`).slice(0, 8), 16) % SHARE === 0,
  );
