import { parseDamage } from '../../shared/sweep/records.ts';
import { shardSet, shardSetOf } from '../../shared/sweep/shard-set.ts';
import type { Clock, Objects } from '../ports.ts';
import { needRecord } from '../stored/records.ts';
import type { Seen } from './observe.ts';
import { openAfter } from './resume.ts';

/**
 * Opens the round after one whose reduce could not believe something (pipeline.md 2.8): results that are damaged or lost
 * are set aside and run again, and a new version is made of it.
 */
export async function mend(
  ports: { readonly objects: Objects; readonly clock: Clock },
  { manifest, manifestSha256, reduce }: Seen,
  round: number,
): Promise<number> {
  const { shards } = manifest;
  const aside = shardSet(shards);
  for (const key of reduce.damages) {
    const { damaged, lost } = await needRecord(ports.objects, key, parseDamage);
    for (const ranges of [damaged, lost])
      shardSetOf(ranges, shards).forEach((flag, shard) => {
        if (flag) aside[shard] = 1;
      });
  }
  return openAfter(ports, { manifest, sha256: manifestSha256 }, round, { why: 'mend', by: 'sweepUp', aside });
}
