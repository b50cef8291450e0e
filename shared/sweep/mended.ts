import { mendedKey, resultKey } from './keys.ts';
import type { Mended } from './records.ts';
import { members, rangesOf, type ShardSet, shardSetOf } from './shard-set.ts';

/** By shard, the round from which on its results count; 0 where none was ever damaged. */
export type Since = Uint16Array;

export function sinceOf(mended: Mended | undefined, shards: number): Since {
  const since = new Uint16Array(shards);
  for (const { round, shards: ranges } of mended ?? [])
    for (const shard of members(shardSetOf(ranges, shards))) since[shard] = round;
  return since;
}

/** The name of the result of a shard that counts. */
export const resultKeyOf = (sweepId: string, shard: number, since: number): string =>
  since === 0 ? resultKey.build({ sweepId, shard }) : mendedKey.build({ sweepId, shard, round: since });

/** Which shard a result is of, and since when such a one counts; undefined of another key. */
export function resultOf(key: string): { readonly shard: number; readonly since: number } | undefined {
  const first = resultKey.parse(key);
  if (first) return { shard: first.shard, since: 0 };
  const later = mendedKey.parse(key);
  return later && { shard: later.shard, since: later.round };
}

/** Sets results aside: those of some shards count from a round on. */
export const withMended = (mended: Mended | undefined, round: number, shards: ShardSet): Mended =>
  shards.includes(1) ? [...(mended ?? []), { round, shards: rangesOf(shards) }] : (mended ?? []);
