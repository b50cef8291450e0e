/** Shards of one sweep by number; a flag per shard. */
export type ShardSet = Uint8Array;

export const shardSet = (shards: number): ShardSet => new Uint8Array(shards);

/** Members, ascending. */
export function members(set: ShardSet): number[] {
  const found: number[] = [];
  for (let shard = 0; shard < set.length; shard++) if (set[shard]) found.push(shard);
  return found;
}

/** As people write it: `0-11,13,208-209`; empty for none. */
export function rangesOf(set: ShardSet): string {
  const ranges: string[] = [];
  for (let from = 0; from < set.length; from++) {
    if (!set[from]) continue;
    let to = from;
    while (to + 1 < set.length && set[to + 1]) to++;
    ranges.push(from === to ? `${from}` : `${from}-${to}`);
    from = to;
  }
  return ranges.join(',');
}

/** The exact inverse of `rangesOf`. */
export function shardSetOf(ranges: string, shards: number): ShardSet {
  const set = shardSet(shards);
  for (const range of ranges === '' ? [] : ranges.split(',')) {
    const [from, to = from] = range.split('-').map(Number);
    if (!(from! >= 0 && from! <= to! && to! < shards)) {
      throw new RangeError(`a range of shards must lie in 0 to ${shards - 1}, got ${range}`);
    }
    set.fill(1, from, to! + 1);
  }
  if (rangesOf(set) !== ranges)
    throw new RangeError(`ranges of shards must ascend without gaps of 0, got ${ranges}`);
  return set;
}
