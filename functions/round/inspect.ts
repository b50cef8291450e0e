import { closeKey, roundKey } from '../../shared/sweep/keys.ts';
import { sinceOf } from '../../shared/sweep/mended.ts';
import { parseClose, parseRound } from '../../shared/sweep/records.ts';
import { type ShardSet, shardSet, shardSetOf } from '../../shared/sweep/shard-set.ts';
import type { Objects } from '../ports.ts';
import { resultsSince } from '../stored/listed.ts';
import type { StoredManifest } from '../stored/manifests.ts';
import { needRecord, readRecord } from '../stored/records.ts';
import { wrongWith } from '../stored/wrong-with.ts';

/** What became of the results of a sweep since they were written. */
export interface Inspected {
  /** Shards whose result is there and cannot be believed. */
  readonly damaged: ShardSet;
  /** Shards that the close counts as done, and that have no result any more. */
  readonly lost: ShardSet;
  /** What is wrong with each that is damaged, `key must rule, got value`. */
  readonly words: readonly string[];
}

const AT_ONCE = 8;

/** Reads every result that counts in a round. */
export async function inspect(objects: Objects, planned: StoredManifest, round: number): Promise<Inspected> {
  const { sweepId, shards } = planned.manifest;
  const record = await needRecord(objects, roundKey.build({ sweepId, round }), parseRound);
  const close = await readRecord(objects, closeKey.build({ sweepId, round }), parseClose);
  const since = sinceOf(record.mended, shards);
  const damaged = shardSet(shards);
  const lost = close ? shardSetOf(close.done, shards) : shardSet(shards);
  const words: string[] = [];
  const there = await resultsSince(objects, sweepId, since);
  for (let from = 0; from < there.length; from += AT_ONCE) {
    const wave = there.slice(from, from + AT_ONCE).map(async ({ key, shard }) => {
      const stored = await objects.get(key);
      if (!stored) return; // gone in this moment: missing
      lost[shard] = 0;
      const wrong = wrongWith(planned, shard, key, stored);
      if (wrong === undefined) return;
      damaged[shard] = 1;
      words.push(wrong);
    });
    await Promise.all(wave);
  }
  return { damaged, lost, words: words.sort() };
}
