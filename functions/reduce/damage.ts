import { damageKey } from '../../shared/sweep/keys.ts';
import type { Damage } from '../../shared/sweep/records.ts';
import { Damaged } from '../../shared/sweep/seal.ts';
import { rangesOf, type ShardSet, shardSet } from '../../shared/sweep/shard-set.ts';
import type { Objects } from '../ports.ts';
import { writeRecord } from '../stored/records.ts';

/** Results that are lost or damaged, gathered until all have been looked at. */
export interface Finds {
  readonly damaged: ShardSet;
  readonly lost: ShardSet;
  readonly words: string[];
}

export const noFinds = (shards: number): Finds => ({
  damaged: shardSet(shards),
  lost: shardSet(shards),
  words: [],
});

/** A reduce that cannot believe what it was to be made of; the next round computes that again. */
export class DamageFound extends Error {
  readonly damage: Damage;
  constructor({ damaged, lost, words }: Finds) {
    super(words.slice(0, MOST_WORDS).join('; '));
    this.damage = {
      schema: 'damage/1',
      damaged: rangesOf(damaged),
      lost: rangesOf(lost),
      found: words.slice(0, MOST_WORDS).map((own) => own.slice(0, 1_000)),
    };
  }
}

const MOST_WORDS = 100;

export function throwFinds(finds: Finds): void {
  if (finds.words.length > 0) throw new DamageFound(finds);
}

/** Writes down what an attempt at a part of the reduce could not believe, where sweepUp looks for it; and fails. */
export async function tellingDamage<T>(
  objects: Objects,
  { sweepId, round, part }: { readonly sweepId: string; readonly round: number; readonly part: string },
  attempt: () => Promise<T>,
): Promise<T> {
  try {
    return await attempt();
  } catch (error) {
    // A fold, or a file of the report: no shard is run again, but the next round makes its own.
    const found =
      error instanceof Damaged ? new DamageFound({ ...noFinds(0), words: [error.message] }) : error;
    if (!(found instanceof DamageFound)) throw error;
    await writeRecord(objects, damageKey.build({ sweepId, round, part }), found.damage);
    throw found;
  }
}
