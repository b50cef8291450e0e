import type { Close, RoundRecord } from './records.ts';
import type { ShardSet } from './shard-set.ts';

/** One sending of shard messages inside a round; 0 is the fan-out, 1 to 3 are re-issues. */
export interface Generation {
  /** Milliseconds since 1970 at which the issue was written. */
  readonly issuedAt: number;
  /** When its messages were out; undefined while nobody has said so. */
  readonly sentAt: number | undefined;
}

/** How long workers may take before somebody else is asked. */
export interface Patience {
  /** Longest run of one worker. */
  readonly timeoutMs: number;
  /** How long a message stays hidden after its worker died. */
  readonly visibilityMs: number;
  /** Workers at the same time. */
  readonly concurrency: number;
}

/** What sweepUp sees of one planned round. Times are milliseconds since 1970. */
export interface RoundState {
  readonly now: number;
  readonly round: number;
  /** When the marker was written. */
  readonly markedAt: number;
  readonly record: RoundRecord | undefined;
  readonly close: Close | undefined;
  /** The report version of this round has its index. */
  readonly reported: boolean;
  /** Of a closed round: its reduce could not believe something, and nothing else of it is under way. */
  readonly damaged: boolean;
  /** It cannot be made: a tombstone in its place says why. */
  readonly unmade: boolean;
  readonly done: ShardSet;
  /** Shards with a tombstone that counts, and no result. */
  readonly failed: ShardSet;
  /** Newest result or tombstone of the round; undefined if none. */
  readonly newestAt: number | undefined;
  readonly cancelled:
    | { readonly at: number; readonly reason: 'cancelled' | 'budget' | 'stopped' }
    | undefined;
  /** The kill switch is on. */
  readonly stopped: boolean;
  readonly generations: readonly Generation[];
  /** Messages that nobody has taken yet; approximate. */
  readonly waiting: number;
  readonly p95ShardMs: number;
  readonly spentUsd: number;
  readonly patience: Patience;
}

/** The next step of a round, and the number of the rule that says so (pipeline.md 2.6). */
export type Decision = { readonly rule: number } & (
  | { readonly act: 'wait' }
  | { readonly act: 'drop-marker' }
  | { readonly act: 'open-round' }
  | { readonly act: 'publish' }
  | { readonly act: 'reduce' }
  | { readonly act: 'mend' }
  | { readonly act: 'close'; readonly reason: Close['reason'] }
  | { readonly act: 'cancel'; readonly reason: 'budget' | 'stopped' }
  | { readonly act: 'issue'; readonly gen: number }
);

const MINUTE = 60_000;
const LAST_GENERATION = 3;
const UNSENT_MS = 5 * MINUTE;
/** What is damaged again and again is no accident of storage, and computing it again costs money: a person must look. */
export const MOST_MENDS = 3;

/** The first rule that matches wins. Pure: any two who see the same state decide the same. */
export function decide(state: RoundState): Decision {
  const { now, record, cancelled, generations, patience } = state;
  const wait = (rule: number): Decision => ({ rule, act: 'wait' });

  if (state.round > 1 && !record) return decideUnplanned(now, state.markedAt);
  if (!record) return { rule: 2, act: 'open-round' };
  if (state.close) {
    if (state.reported) return { rule: 3, act: 'publish' };
    if (state.unmade) return { rule: 4, act: 'drop-marker' };
    if (!state.damaged) return { rule: 4, act: 'reduce' };
    return { rule: 4, act: (record.mends ?? 0) < MOST_MENDS ? 'mend' : 'drop-marker' };
  }

  const missing = count(state.done, state.failed);
  if (missing === 0) return { rule: 5, act: 'close', reason: state.failed.includes(1) ? 'failed' : null };
  if (cancelled) {
    // What was in flight has landed by then.
    const settled = now > cancelled.at + patience.timeoutMs + 10_000;
    return settled ? { rule: 6, act: 'close', reason: cancelled.reason } : wait(6);
  }
  if (now > record.deadline) return { rule: 7, act: 'close', reason: 'deadline' };
  if (state.stopped) return { rule: 8, act: 'cancel', reason: 'stopped' };
  if (state.spentUsd >= record.maxUsd) return { rule: 8, act: 'cancel', reason: 'budget' };

  const gen = generations.length - 1;
  const newest = generations[gen];
  if (!newest) return { rule: 9, act: 'issue', gen: 0 };
  if (newest.sentAt === undefined) {
    if (now - newest.issuedAt < UNSENT_MS) return wait(10);
    if (gen < LAST_GENERATION) return { rule: 10, act: 'issue', gen: gen + 1 };
  }
  if (state.waiting > 0) return wait(11); // no news is not a stall

  const silentMs = now - Math.max(newest.sentAt ?? newest.issuedAt + UNSENT_MS, state.newestAt ?? 0);
  const few = missing <= Math.max(0.05 * state.done.length, patience.concurrency);
  const patienceMs = Math.max(2 * state.p95ShardMs, MINUTE) * (1 << gen);
  if (few && silentMs > patienceMs && gen < LAST_GENERATION) return { rule: 12, act: 'issue', gen: gen + 1 };
  if (silentMs > patience.visibilityMs + 2 * MINUTE) {
    return gen < LAST_GENERATION
      ? { rule: 13, act: 'issue', gen: gen + 1 }
      : { rule: 13, act: 'close', reason: 'lost' };
  }
  return wait(13);
}

/** Rule 1: a marker without a manifest, or a later round without its record, is waited for for an hour. */
export const decideUnplanned = (now: number, markedAt: number): Decision =>
  now - markedAt > 60 * MINUTE ? { rule: 1, act: 'drop-marker' } : { rule: 1, act: 'wait' };

/** Shards that are neither done nor failed. */
function count(done: ShardSet, failed: ShardSet): number {
  let missing = 0;
  for (let shard = 0; shard < done.length; shard++) if (!done[shard] && !failed[shard]) missing++;
  return missing;
}
