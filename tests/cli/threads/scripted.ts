import type { Handed, Worked } from '../../../cli/local/worker.ts';

/** What a shard does, by its number. */
export const LARGE = 1_000;
export const TOO_LARGE = 2_000;
export const FULL_DISK = 3_000;

/** A thread that does so, beside a count of those that are busy. */
export default async function work({ walks, body, receive }: Handed): Promise<Worked> {
  const { shard } = JSON.parse(body) as { readonly shard: number };
  const beside = Atomics.add(walks, 0, 1);
  await new Promise((resolve) => setTimeout(resolve, 30));
  Atomics.sub(walks, 0, 1);
  const isBesideOthers = beside > 0 || receive === 1;
  if (shard === TOO_LARGE || (shard === LARGE && isBesideOthers))
    throw new RangeError('Array buffer allocation failed');
  if (shard === FULL_DISK) return { full: 'out must have room, got a full disk' };
  return { attempt: { outcome: 'done' } };
}
