import { budgetOf, inOrderOfCost, ofOneMarket } from '../../shared/sweep/any-manifest.ts';
import { type Decision, decide, decideUnplanned } from '../../shared/sweep/decide.ts';
import {
  cancelKey,
  closeKey,
  folderOf,
  issueKey,
  latestKey,
  markerKey,
  marketLatestKey,
  roundKey,
  sentKey,
} from '../../shared/sweep/keys.ts';
import type { ShardMessage } from '../../shared/sweep/messages.ts';
import { isNightly } from '../../shared/sweep/night.ts';
import {
  type Cancel,
  type Close,
  type Issue,
  type Latest,
  parseLatest,
  type RoundRecord,
} from '../../shared/sweep/records.ts';
import { members, rangesOf, type ShardSet } from '../../shared/sweep/shard-set.ts';
import type { announce } from '../nightly/announce.ts';
import { first, listed } from '../stored/listed.ts';
import { parsedAt, sealedBytes, writeRecord } from '../stored/records.ts';
import { type AuditPorts, sendAudits } from './audits.ts';
import { mend } from './mend.ts';
import { type ObservePorts, observe, type Seen } from './observe.ts';
import { type StartReducePorts, startReduce } from './start-reduce.ts';

export interface SweepUpPorts extends ObservePorts, StartReducePorts, AuditPorts {
  /** Whoever is to know of a night that has its report; nobody on a machine of one's own, whose command tells itself. */
  readonly announce?: ReturnType<typeof announce>;
}

/** What a step saw, and what it did about it. */
export interface Step {
  readonly decision: Decision;
  /** Undefined while there is no manifest. */
  readonly seen: Seen | undefined;
}

/**
 * Looks at one round and takes its next step (pipeline.md 2.6). It has no state of its own and may run twice,
 * late, or at the same time as itself, because every decision it takes is written once.
 */
export const sweepUp =
  (ports: SweepUpPorts) =>
  async (sweepId: string, round: number): Promise<Step> => {
    const { objects, clock } = ports;
    const seen = await observe(ports, sweepId, round);
    const marker = markerKey.build({ sweepId, round });
    const now = clock.now();
    const decision = seen
      ? decide(seen.state)
      : decideUnplanned(now, (await first(objects, marker))?.time ?? now);
    if (decision.act === 'drop-marker') await objects.remove(marker);
    else if (seen) await act(ports, seen, sweepId, round, decision);
    return { decision, seen };
  };

async function act(
  ports: SweepUpPorts,
  seen: Seen,
  sweepId: string,
  round: number,
  decision: Decision,
): Promise<void> {
  const { objects, clock } = ports;
  if (decision.act === 'open-round') {
    const { deadlineMinutes } = seen.manifest;
    const deadline = Math.round(clock.now()) + 60_000 * deadlineMinutes;
    const { maxUsd } = budgetOf(seen.manifest);
    const record: RoundRecord = {
      schema: 'round/2',
      why: 'plan',
      by: 'plan',
      deadline,
      maxUsd,
      tombstonesFrom: round,
      manifest: seen.manifestSha256,
    };
    await writeRecord(objects, roundKey.build({ sweepId, round }), record);
  } else if (decision.act === 'issue') {
    await issue(ports, seen, sweepId, round, decision.gen);
  } else if (decision.act === 'cancel') {
    const cancel: Cancel = { schema: 'cancel/2', reason: decision.reason, by: 'sweepUp' };
    await writeRecord(objects, cancelKey.build({ sweepId, round }), cancel);
  } else if (decision.act === 'close') {
    const close = await closeOf(ports, seen, sweepId, round, decision.reason);
    const answer = await writeRecord(objects, closeKey.build({ sweepId, round }), close);
    if (answer === 'created') await sendAudits(ports, seen, sweepId, round);
  } else if (decision.act === 'reduce') {
    await startReduce(ports, seen.manifest, round, seen.reduce);
  } else if (decision.act === 'mend') {
    await mend(ports, seen, round);
    await objects.remove(markerKey.build({ sweepId, round }));
  } else if (decision.act === 'publish') {
    const latest: Latest = { schema: 'latest/2', sweepId, round };
    const keys = [latestKey.build({ sweepId })];
    const night = isNightly(sweepId) ? ofOneMarket(seen.manifest) : undefined;
    if (night) keys.push(marketLatestKey.build({ market: night.market }));
    const swung = await Promise.all(keys.map((key) => swingLatest(ports, key, latest)));
    if (swung.includes(false)) return;
    if (night) await ports.announce?.({ market: night.market, sweepId, round });
    await objects.remove(markerKey.build({ sweepId, round }));
  }
}

/** Says which shards are sent, sends them, says that they are sent. Whoever says it first sends. */
async function issue(
  { objects, queue, clock }: SweepUpPorts,
  seen: Seen,
  sweepId: string,
  round: number,
  gen: number,
): Promise<void> {
  const missing = missingOf(seen.state.done, seen.state.failed);
  const record: Issue = { schema: 'issue/2', shards: rangesOf(missing), at: clock.now() };
  if ((await writeRecord(objects, issueKey.build({ sweepId, round, gen }), record)) === 'exists') return;
  await queue.send(messagesOf(seen, sweepId, round, gen));
  await objects.create(sentKey.build({ sweepId, round, gen }), new Uint8Array(0));
}

/** A message for every shard that is missing, dearest first. */
export function messagesOf(
  { manifest, manifestSha256, state, since }: Seen,
  sweepId: string,
  round: number,
  gen: number,
): ShardMessage[] {
  const notAfter = state.record!.deadline;
  return inOrderOfCost(manifest, members(missingOf(state.done, state.failed))).map((shard) => ({
    v: 1,
    sweepId,
    round,
    gen,
    shard,
    manifestSha256,
    notAfter,
    ...(since[shard] !== 0 && { since: since[shard] }),
  }));
}

async function closeOf(
  { objects }: SweepUpPorts,
  { manifestSha256, state, issues, tombstones }: Seen,
  sweepId: string,
  round: number,
  reason: Close['reason'],
): Promise<Close> {
  const anomalies = await listed(objects, folderOf(sweepId, 'anomalies'));
  return {
    schema: 'close/2',
    sweepId,
    round,
    status: reason === null ? 'complete' : 'partial',
    reason,
    done: rangesOf(state.done),
    failed: rangesOf(state.failed),
    missing: rangesOf(missingOf(state.done, state.failed)),
    issues: [...issues],
    tombstones: [...tombstones],
    anomalies: anomalies.map(({ key }) => key),
    manifest: manifestSha256,
    mended: [...(state.record?.mended ?? [])],
  };
}

/** Points a `latest` at a newer version, never back at an older one; false if somebody else moved it meanwhile. */
async function swingLatest({ objects }: SweepUpPorts, key: string, latest: Latest): Promise<boolean> {
  const stored = await objects.get(key);
  const known = stored && parsedAt(key, new TextDecoder().decode(stored.body), parseLatest);
  // The ids of a market's nights differ in their date only.
  const isOlder =
    known && (known.sweepId === latest.sweepId ? known.round < latest.round : known.sweepId < latest.sweepId);
  if (known && !isOlder) return true;
  return (await objects.swap(key, sealedBytes(latest), stored?.etag)) === 'swapped';
}

function missingOf(done: ShardSet, failed: ShardSet): ShardSet {
  return done.map((flag, shard) => (flag || failed[shard] ? 0 : 1));
}
