import { type AnyManifest, unitsOf, walksOfShard } from '../../shared/sweep/any-manifest.ts';
import type { Clock } from '../ports.ts';

/** A shard that would not be done before its invocation is ended. */
export class OutOfTime extends Error {}

/** What encoding and writing a result may take: of a time limit of four minutes, and of any shorter one in proportion. */
const RESERVE_MS = 15_000;
const RESERVE_SHARE = 1 / 16;

/**
 * Hears of walks as they finish, and throws `OutOfTime` while there is still time to say so (pipeline.md 2.5), with
 * the shard size that would have been done.
 */
export function inTime(
  clock: Clock,
  manifest: AnyManifest,
  shard: number,
  heed: (walks: number) => void,
): (walks: number) => void {
  const leftMs = clock.left();
  const reserveMs = Math.min(RESERVE_MS, RESERVE_SHARE * leftMs);
  let done = 0;
  return (walks) => {
    done += walks;
    heed(walks);
    if (clock.left() >= reserveMs) return;
    const planned = walksOfShard(manifest)(shard);
    if (done === planned) return; // nothing is left but to write it
    const { perShard, name } = unitsOf(manifest);
    const fits = Math.floor((perShard * done) / planned);
    const advice =
      fits === 0 ? `which one ${name} a shard would not be` : `which ${fits} ${name}s a shard would be`;
    throw new OutOfTime(
      `shard must be done in ${Math.round(leftMs / 1_000)} s, ${advice}, got ${done} of ${planned} paths`,
    );
  };
}
