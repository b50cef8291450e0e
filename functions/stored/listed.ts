import { folderOf, roundKey } from '../../shared/sweep/keys.ts';
import { resultOf, type Since } from '../../shared/sweep/mended.ts';
import type { Listed, Objects } from '../ports.ts';

/** All objects under a prefix, in the order of their keys. */
export async function listed(objects: Objects, prefix: string): Promise<Listed[]> {
  const found: Listed[] = [];
  for await (const object of objects.list(prefix)) found.push(object);
  return found;
}

/** The object of exactly this key, without its body. */
export async function first(objects: Objects, key: string): Promise<Listed | undefined> {
  for await (const object of objects.list(key)) return object.key === key ? object : undefined;
  return undefined;
}

/** The results of a sweep that count, with their shards. */
export async function resultsSince(
  objects: Objects,
  sweepId: string,
  since: Since,
): Promise<(Listed & { readonly shard: number })[]> {
  return (await listed(objects, folderOf(sweepId, 'results'))).flatMap((own) => {
    const of = resultOf(own.key);
    return of && since[of.shard] === of.since ? [{ ...own, shard: of.shard }] : [];
  });
}

/** The last round that was opened; 1 before the first has its record. */
export async function newestRound(objects: Objects, sweepId: string): Promise<number> {
  const rounds = await listed(objects, folderOf(sweepId, 'rounds'));
  return rounds.reduce((most, { key }) => Math.max(most, roundKey.parse(key)?.round ?? 0), 1);
}
