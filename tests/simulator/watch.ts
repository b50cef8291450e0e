import { createHash } from 'node:crypto';
import { ARCHIVE_KEY, NIGHTS_KEY, STOP_KEY, tombstoneKey } from '../../shared/sweep/keys.ts';
import type { Manifest } from '../../shared/sweep/manifest.ts';
import { resultKeyOf, sinceOf } from '../../shared/sweep/mended.ts';
import type { Close, Index, Latest, RoundRecord } from '../../shared/sweep/records.ts';
import { members, shardSetOf } from '../../shared/sweep/shard-set.ts';
import type { Bucket, Held, Watch } from './bucket.ts';
import type { Decay } from './decay.ts';
import { type Ledger, readMessage } from './ledger.ts';
import type { Mailbox } from './mailbox.ts';
import type { Process } from './process.ts';

/** A broken promise of the protocol, by its number in pipeline.md 3.1; 0 is a use case that threw what it may not. */
export class Violation extends Error {
  readonly invariant: number;
  constructor(invariant: number, message: string) {
    super(message);
    this.invariant = invariant;
  }
}

const violate = (invariant: number, message: string): never => {
  throw new Violation(invariant, message);
};

export const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
const textOf = ({ body }: Held): string => new TextDecoder().decode(body);

/** Whoever reads a decision checks it; here it is only looked at. */
const seen = <T>(held: Held): T => JSON.parse(textOf(held)) as T;

/** What a watch looks at besides the write itself. */
export interface Seat {
  readonly bucket: Bucket;
  readonly ledger: Ledger;
  readonly mailboxes: readonly Mailbox[];
  /** No question for a depth was ever answered wrongly. */
  readonly depthIsTrue: boolean;
  /** No read ever gave an old answer. */
  readonly isFresh: boolean;
  readonly decay: Decay;
}

/** Checks every write at the moment at which it happens, and keeps the ledger. */
export function watchOver(seat: () => Seat): Watch {
  const newest = new Map<string, string>();

  /** Invariants 1, 9 and 13. */
  function closed(key: string, sweepId: string, held: Held, by: Process): void {
    const { bucket, ledger, mailboxes, depthIsTrue, isFresh, decay } = seat();
    const close = seen<Close>(held);
    const { shards } = ledger.sweep(sweepId).manifest!;
    const own = ledger.round(sweepId, close.round);
    own.close = close;
    own.closedAt = held.time;
    const sets = [close.done, close.failed, close.missing].map((ranges) => shardSetOf(ranges, shards));
    for (let shard = 0; shard < shards; shard++) {
      const places = sets.filter((set) => set[shard]).length;
      if (places !== 1) violate(1, `shard ${shard} must be in one part of ${key}, got ${places}`);
    }
    const since = sinceOf(close.mended, shards);
    const nameOf = (shard: number) => resultKeyOf(sweepId, shard, since[shard]!);
    const isDone = (shard: number) => bucket.held.get(nameOf(shard));
    for (const shard of members(sets[0]!)) {
      if (!isDone(shard) && !decay.lost.has(nameOf(shard)))
        violate(1, `${key} must count results, got none of shard ${shard}`);
    }
    for (const shard of [...members(sets[1]!), ...members(sets[2]!)]) {
      const result = isDone(shard);
      if (result && result.time < by.asked.beganAt && isFresh) {
        violate(1, `${key} must count the result of shard ${shard}, got it as failed or missing`);
      }
    }
    if ((close.status === 'complete') !== (close.done !== '' && close.failed === '' && close.missing === ''))
      violate(1, `${key} must be complete if all is done, got ${close.status}`);
    if ((close.status === 'complete') !== (close.reason === null))
      violate(1, `${key} must give a reason if it is partial, got ${close.reason}`);

    if (close.reason === 'lost' && depthIsTrue) {
      for (const letter of mailboxes.flatMap(({ waiting }) => waiting)) {
        const message = readMessage(letter.body);
        const isOwn = message?.sweepId === sweepId && message.round === close.round;
        if (isOwn && sets[2]![message.shard] && letter.waitingSince < by.asked.depthAt)
          violate(9, `shard ${message.shard} must not be lost while its message waits, got ${key}`);
      }
    }

    const from = own.record?.tombstonesFrom ?? 1;
    for (const stone of bucket.keys(`sweeps/${sweepId}/failed/`)) {
      const { round } = tombstoneKey.parse(stone)!;
      const isOwn = from <= round && round <= close.round && bucket.held.get(stone)!.time < by.asked.beganAt;
      const isOld = round < (since[tombstoneKey.parse(stone)!.shard] ?? 0);
      if (isOwn && !isOld && isFresh && !close.tombstones.includes(stone))
        violate(13, `${key} must name ${stone}, got others`);
    }
    for (const anomaly of bucket.keys(`sweeps/${sweepId}/anomalies/`)) {
      const isSeen = bucket.held.get(anomaly)!.time < by.asked.beganAt && isFresh;
      if (isSeen && !close.anomalies.includes(anomaly))
        violate(13, `${key} must name ${anomaly}, got others`);
    }
  }

  /** Of a key that was written again after it was lost, once with a wrong result, nobody can say what a report saw of it. */
  function resulted(key: string, held: Held): void {
    const { ledger, decay } = seat();
    const isWrong = ledger.madeWrong.size > 0 && ledger.madeWrong.has(sha256(held.body));
    if (decay.lost.has(key) && (isWrong || ledger.wrongResults.has(key))) ledger.unsure.add(key);
    if (isWrong) ledger.wrongResults.set(key, held.body);
  }

  /** Invariant 4. */
  function indexed(key: string, sweepId: string, round: number, held: Held): void {
    const { bucket, ledger } = seat();
    const own = ledger.round(sweepId, round);
    if (!own.close) violate(4, `${key} must come after the close, got none`);
    own.reportedAt = held.time;
    for (const { file, sha256: digest } of seen<Index>(held).files) {
      const named = bucket.held.get(key.replace('index.json', file));
      const got = named ? sha256(named.body) : 'nothing';
      if (got !== digest) violate(4, `${key} must name what is there, got ${got} for ${file}`);
    }
  }

  /** Invariant 3, of the keys that change. */
  function swung(key: string, held: Held): void {
    const { sweepId, round } = seen<Latest>(held);
    const version = `${sweepId} ${String(round).padStart(4, '0')}`;
    if ((newest.get(key) ?? '') >= version)
      violate(3, `${key} must only grow, got ${version} after ${newest.get(key)}`);
    newest.set(key, version);
    if (!seat().ledger.round(sweepId, round).reportedAt)
      violate(4, `${key} must name a report, got ${version}, which has none`);
  }

  /** Of the page of all nights, no night is forgotten. */
  function archived(key: string, held: Held, before: Held | undefined): void {
    const idsOf = (own: Held) => seen<{ readonly sweepId: string }[]>(own).map(({ sweepId }) => sweepId);
    const now = idsOf(held);
    for (const id of before ? idsOf(before) : [])
      if (!now.includes(id)) violate(3, `${key} must only grow, got none of ${id}`);
  }

  return {
    written(key, held, before, by) {
      const { ledger } = seat();
      const [top, sweepId = '', folder, name = '', file] = key.split('/');
      if (key === NIGHTS_KEY) return archived(key, held, before);
      if (key === ARCHIVE_KEY) return;
      const changes = top === 'latest' || folder === 'latest.json';
      if (before && !changes) violate(3, `${key} must be written once, got another body by ${by.name}`);
      if (changes) return swung(key, held);
      if (top === 'open') {
        ledger.markers++;
        ledger.round(sweepId, Number(folder)).markedAt = held.time;
      }
      if (key === STOP_KEY) ledger.stoppedAt = held.time;
      if (top !== 'sweeps') return;
      const round = () => ledger.round(sweepId, Number(name.slice(0, 4)));
      if (folder === 'manifest.json') {
        ledger.sweep(sweepId).manifestAt = held.time;
        ledger.sweep(sweepId).manifest = seen<Manifest>(held);
      } else if (folder === 'rounds') {
        const own = round();
        if (own.round > 1 && !ledger.round(sweepId, own.round - 1).close)
          violate(4, `${key} must come after the close of the round before, got none`);
        own.record = seen<RoundRecord>(held);
        own.recordAt = held.time;
      } else if (folder === 'issues') round().issues++;
      else if (folder === 'results') resulted(key, held);
      else if (folder === 'cancels') round().cancelledAt = held.time;
      else if (folder === 'anomalies') ledger.anomalies++;
      else if (folder === 'closes') closed(key, sweepId, held, by);
      else if (folder === 'reports' && file === 'index.json') indexed(key, sweepId, Number(name), held);
    },
    removed(key, _held, by) {
      const { ledger } = seat();
      if (key.startsWith('open/')) ledger.markers--;
      else if (key === STOP_KEY) ledger.stoppedAt = undefined;
      else violate(3, `${key} must stay for ever, got removed by ${by.name}`);
    },
  };
}
