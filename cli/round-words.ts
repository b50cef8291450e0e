import { listed, newestRound, observe } from '../functions/observe.ts';
import type { Objects } from '../functions/ports.ts';
import { readRecord } from '../functions/records.ts';
import { refuse } from '../shared/market/parse.ts';
import { decide } from '../shared/sweep/decide.ts';
import { markerKey, openFolder, tombstoneKey } from '../shared/sweep/keys.ts';
import { parseTombstone } from '../shared/sweep/records.ts';
import { rangesOf, shardSet } from '../shared/sweep/shard-set.ts';
import { localClock } from './local/clock.ts';

/** How far a sweep is, as the objects say. */
export interface RoundStatus {
  readonly sweepId: string;
  readonly round: number;
  readonly state: 'open' | 'closed' | 'reported';
  /** Why the round ended early; null while it is open, or when nothing was amiss. */
  readonly reason: string | null;
  readonly generation: number;
  readonly shards: {
    readonly planned: number;
    readonly done: number;
    readonly failed: string;
    readonly missing: string;
  };
  /** Reasons of the tombstones that count, by shard. */
  readonly tombstones: readonly { readonly shard: number; readonly kind: string; readonly message: string }[];
  /** Number of the rule of pipeline.md 2.6 that comes next, and what it does. */
  readonly next: string;
}

/** As a deployed stack waits; a status is only read. */
const PATIENCE = { timeoutMs: 240_000, visibilityMs: 1_440_000, concurrency: 200 };
const UNSEEN_QUEUE = { send: async () => {}, depth: async () => ({ waiting: 0, inFlight: 0 }) };

export async function statusOf(objects: Objects, sweepId: string): Promise<RoundStatus> {
  const round = await newestRound(objects, sweepId);
  const ports = { objects, clock: localClock, queue: UNSEEN_QUEUE, patience: PATIENCE, usdPerSecond: 0 };
  const seen = await observe(ports, sweepId, round);
  if (!seen) refuse('sweep', 'be one that was planned', sweepId);
  const { state } = seen;
  const missing = shardSet(state.done.length);
  for (let shard = 0; shard < missing.length; shard++)
    missing[shard] = state.done[shard] || state.failed[shard] ? 0 : 1;
  const tombstones = await Promise.all(
    seen.tombstones.map(async (key) => {
      const stone = await readRecord(objects, key, parseTombstone);
      return {
        shard: tombstoneKey.parse(key)!.shard,
        kind: stone?.kind ?? '',
        message: stone?.message ?? '',
      };
    }),
  );
  const next = decide(state);
  return {
    sweepId,
    round,
    state: state.reported ? 'reported' : state.close ? 'closed' : 'open',
    reason: state.close?.reason ?? state.cancelled?.reason ?? null,
    generation: state.generations.length - 1,
    shards: {
      planned: state.done.length,
      done: state.done.reduce((sum, one) => sum + one, 0),
      failed: rangesOf(state.failed),
      missing: rangesOf(missing),
    },
    tombstones,
    next: `rule ${next.rule}: ${next.act}`,
  };
}

/** Sweeps with an open round. */
export async function openSweeps(objects: Objects): Promise<string[]> {
  const markers = await listed(objects, openFolder);
  return [...new Set(markers.flatMap(({ key }) => markerKey.parse(key)?.sweepId ?? []))];
}
