import { refuse } from '../market/parse.ts';
import type { Cut, Fleet } from './cut.ts';

/** A sweep whose walks come to a row each. */
interface RowWork {
  readonly walks: number;
  /** Numbers of a row. */
  readonly width: number;
}

/** What a walk costs on one core, and what a worker takes longer until its code is compiled. */
export interface RowLaw {
  readonly walkSeconds: number;
  readonly warmSeconds: number;
}

/** Numbers that one reduce holds, half a gigabyte, and numbers of a shard, of which it reads eight at a time. */
const MOST_NUMBERS = 1 << 26;
const MOST_NUMBERS_PER_SHARD = 1 << 20;
/** Objects that one reduce reads. */
const MOST_SHARDS = 10_000;
/** A worker has so many shards, so that none waits long for the last; but a shard takes so many times its overhead. */
const SHARDS_PER_WORKER = 4;
const LEAST_OVERHEADS = 20;

/** How a sweep is cut into ranges of walks, all of which cost the same, and what it will take. */
export type RowCut = Pick<Cut, 'coreSeconds' | 'wallSeconds' | 'longestSeconds'> & {
  readonly perShard: number;
};

/** Refuses what the report of all walks would not hold at once. */
export function needRoom({ walks, width }: RowWork): void {
  const numbers = walks * width;
  if (!(numbers <= MOST_NUMBERS))
    refuse(`paths times ${width} numbers`, `be at most ${MOST_NUMBERS}, which one reduce holds`, numbers);
}

/**
 * Half of what a shard may take, and less where workers would be idle; never more numbers than a worker encodes.
 *
 * @param timed asked once nothing but time and money is left to refuse
 * @param wanted walks a shard, instead
 */
export function rowCut(
  { walks, width }: RowWork,
  timed: () => RowLaw,
  fleet: Fleet,
  wanted: number | undefined,
): RowCut {
  needRoom({ walks, width });
  const most = Math.max(1, Math.floor(MOST_NUMBERS_PER_SHARD / width));
  if (!((wanted ?? 0) <= most)) refuse('paths a shard', `be at most ${most}, which a worker writes`, wanted);
  const { walkSeconds, warmSeconds } = timed();
  const { workers, overheadSeconds, maxShardSeconds } = fleet;
  const of = (seconds: number) => Math.floor(seconds / Math.max(walkSeconds, 1e-9));
  const busy = Math.max(
    of(LEAST_OVERHEADS * overheadSeconds),
    Math.ceil(walks / (SHARDS_PER_WORKER * workers)),
  );
  const least = Math.ceil(walks / Math.min(fleet.maxShards, MOST_SHARDS));
  const chosen = Math.max(least, Math.min(of(maxShardSeconds / 2), busy, walks), 1);
  const perShard = wanted ?? Math.min(chosen, most);
  const shards = Math.ceil(walks / perShard);
  if (!(shards <= MOST_SHARDS)) refuse('shards', `be at most ${MOST_SHARDS}, which one reduce reads`, shards);
  const longestSeconds = perShard * walkSeconds;
  const used = Math.min(workers, shards);
  return {
    perShard,
    coreSeconds: walks * walkSeconds + used * warmSeconds,
    wallSeconds: warmSeconds + Math.ceil(shards / used) * (longestSeconds + overheadSeconds),
    longestSeconds,
  };
}
