import { observe } from '../functions/round/observe.ts';
import { listed, newestRound } from '../functions/stored/listed.ts';
import { readRecord } from '../functions/stored/records.ts';
import { unmadeStone } from '../functions/stored/unmade.ts';
import { refuse } from '../shared/market/parse.ts';
import { decide } from '../shared/sweep/decide.ts';
import { markerKey, marketLatestKey, openFolder, tombstoneKey } from '../shared/sweep/keys.ts';
import { parseLatest, parseTombstone, type Tombstone } from '../shared/sweep/records.ts';
import { members, rangesOf, shardSet, shardSetOf } from '../shared/sweep/shard-set.ts';
import { localClock } from './local/clock.ts';
import { plural, shown, span } from './numbers.ts';
import { dollars } from './progress.ts';
import type { Store } from './store.ts';

/** How far a sweep is, as the objects say. */
export interface RoundStatus {
  readonly sweepId: string;
  readonly round: number;
  readonly state: 'open' | 'closed' | 'reported';
  /** Why its report cannot be made; null where it can, or is there. */
  readonly unmade: string | null;
  /** Why the round ended early; null while it is open, or when nothing was amiss. */
  readonly reason: string | null;
  readonly generation: number;
  readonly shards: {
    readonly planned: number;
    readonly done: number;
    readonly failed: string;
    readonly missing: string;
  };
  /** Results that came after the close: the next round counts them. */
  readonly late: string;
  /** Shards that the close counts as done, and that have no result any more. */
  readonly lost: string;
  /** Seconds that the rest takes at the pace so far; null where there is no pace yet, or no rest. */
  readonly secondsLeft: number | null;
  readonly spentUsd: number;
  readonly maxUsd: number | null;
  /** Milliseconds since 1970. */
  readonly deadline: number | null;
  /** Reasons of the tombstones that count, by shard. */
  readonly tombstones: readonly {
    readonly shard: number;
    readonly kind: Tombstone['kind'];
    readonly message: string;
  }[];
  /** Number of the rule of pipeline.md 2.6 that comes next, and what it does. */
  readonly next: string;
}

/** As a deployed stack waits; a status is only read. */
const PATIENCE = { timeoutMs: 240_000, visibilityMs: 1_440_000, concurrency: 200 };

export async function statusOf(store: Store, sweepId: string): Promise<RoundStatus> {
  const { objects, usdPerSecond } = store;
  const round = await newestRound(objects, sweepId);
  const queue = { send: async () => {}, depth: () => store.queueOf(sweepId).depth() };
  const seen = await observe(
    { objects, clock: localClock, queue, patience: PATIENCE, usdPerSecond },
    sweepId,
    round,
  );
  if (!seen) refuse('sweep', 'be one that was planned', sweepId);
  const { state } = seen;
  const missing = shardSet(state.done.length);
  for (let shard = 0; shard < missing.length; shard++)
    missing[shard] = state.done[shard] || state.failed[shard] ? 0 : 1;
  const counted = state.close && shardSetOf(state.close.done, state.done.length);
  const tombstones = await Promise.all(
    seen.tombstones.map(async (key) => {
      const { kind, message } = (await readRecord(objects, key, parseTombstone))!; // written once, deleted never
      return { shard: tombstoneKey.parse(key)!.shard, kind, message };
    }),
  );
  const next = decide(state);
  return {
    sweepId,
    round,
    state: state.reported ? 'reported' : state.close ? 'closed' : 'open',
    unmade: state.unmade ? ((await unmadeStone(objects, sweepId, round))?.message ?? 'unknown') : null,
    reason: state.close?.reason ?? state.cancelled?.reason ?? null,
    generation: state.generations.length - 1,
    shards: {
      planned: state.done.length,
      done: members(state.done).length,
      failed: rangesOf(state.failed),
      missing: rangesOf(missing),
    },
    late: counted ? rangesOf(state.done.map((done, shard) => (done && !counted[shard] ? 1 : 0))) : '',
    lost: counted ? rangesOf(counted.map((done, shard) => (done && !state.done[shard] ? 1 : 0))) : '',
    secondsLeft: secondsLeft(state, members(missing).length),
    spentUsd: state.spentUsd,
    maxUsd: state.record?.maxUsd ?? null,
    deadline: state.record?.deadline ?? null,
    tombstones,
    next: `rule ${next.rule}: ${next.act}`,
  };
}

type State = NonNullable<Awaited<ReturnType<typeof observe>>>['state'];

/** At the pace of a first round; a later one runs what others left, and has none to go by. */
function secondsLeft({ round, done, generations, close, now }: State, missing: number): number | null {
  const finished = members(done).length;
  const issuedAt = generations[0]?.issuedAt;
  if (round > 1 || close || issuedAt === undefined || finished === 0 || missing === 0) return null;
  return (missing * (now - issuedAt)) / 1_000 / finished;
}

/** Sweeps with an open round. */
export async function openSweeps({ objects }: Pick<Store, 'objects'>): Promise<string[]> {
  const markers = await listed(objects, openFolder);
  return [...new Set(markers.flatMap(({ key }) => markerKey.parse(key)?.sweepId ?? []))];
}

/** The newest nightly report of each market, as sweep and round. */
export async function lastNights({ objects }: Pick<Store, 'objects'>) {
  const nights = [];
  for (const { key } of await listed(objects, 'latest/')) {
    const market = marketLatestKey.parse(key)?.market;
    const latest = market === undefined ? undefined : await readRecord(objects, key, parseLatest);
    if (market !== undefined && latest) nights.push({ market, sweepId: latest.sweepId, round: latest.round });
  }
  return nights;
}

const BAR = 24;
const MOST_TOMBSTONES = 10;

export function statusWords(status: RoundStatus, now: number): string {
  const { sweepId, round, state, reason, generation, shards, late, lost, tombstones, next } = status;
  const { done, planned, failed, missing } = shards;
  const full = Math.round((BAR * done) / planned);
  const { secondsLeft: left, spentUsd, maxUsd, deadline } = status;
  const minutes = deadline === null || state !== 'open' ? undefined : (deadline - now) / 1_000;
  const lines = [
    `${sweepId}: round ${round} is ${state}${reason === null ? '' : `, ${reason}`}; generation ${generation}`,
    `  ${'█'.repeat(full)}${'░'.repeat(BAR - full)} ${shown(done)} of ${plural(planned, 'shard')} done`,
    ...(failed === '' ? [] : [`  failed   ${failed}`]),
    ...(missing === '' ? [] : [`  missing  ${missing}`]),
    ...(lost === '' ? [] : [`  lost     ${lost}: done once, and gone; resume computes them again`]),
    ...(status.unmade === null ? [] : [`  report   cannot be made: ${status.unmade}`]),
    ...(late === '' ? [] : [`  late     ${late}: the next round counts them`]),
    ...(left === null ? [] : [`  left     about ${span(Math.round(left))}`]),
    ...(spentUsd === 0 || maxUsd === null ? [] : [`  spent    ${dollars(spentUsd)} of ${dollars(maxUsd)}`]),
    ...(minutes === undefined
      ? []
      : [`  deadline ${minutes > 0 ? `in ${span(Math.round(minutes))}` : 'is over'}`]),
    ...tombstones
      .slice(0, MOST_TOMBSTONES)
      .map(({ shard, kind, message }) => `  shard ${shard}: ${kind}, ${message}`),
    ...(tombstones.length > MOST_TOMBSTONES
      ? [`  and ${plural(tombstones.length - MOST_TOMBSTONES, 'tombstone')} more`]
      : []),
    `  next     ${next}`,
  ];
  return lines.join('\n');
}
