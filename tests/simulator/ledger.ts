// What truly happened, kept by the bucket and the queues themselves: no process can hide anything from it.
import type { Manifest } from '../../shared/sweep/manifest.ts';
import { parseShardMessage, type ShardMessage } from '../../shared/sweep/messages.ts';
import type { Close, RoundRecord } from '../../shared/sweep/records.ts';

/** True times are milliseconds since 1970. */
export interface RoundLedger {
  readonly sweepId: string;
  readonly round: number;
  record: RoundRecord | undefined;
  recordAt: number;
  cancelledAt: number | undefined;
  issues: number;
  /** Milliseconds that workers computed. */
  computedMs: number;
  close: Close | undefined;
  closedAt: number;
  reportedAt: number | undefined;
  /** When its marker was last written. */
  markedAt: number | undefined;
}

export interface SweepLedger {
  readonly sweepId: string;
  manifest: Manifest | undefined;
  manifestAt: number | undefined;
  readonly rounds: Map<number, RoundLedger>;
}

type Place = Pick<ShardMessage, 'sweepId' | 'round' | 'shard' | 'audit'>;

/** Generations in which one shard of one round was sent, and how often it was copied and begun. */
export interface ShardLedger {
  readonly sent: Set<number>;
  copies: number;
  starts: number;
}

export class Ledger {
  readonly sweeps = new Map<string, SweepLedger>();
  readonly shards = new Map<string, ShardLedger>();
  /** Keys under `open/`. */
  markers = 0;
  anomalies = 0;
  /** Digests of what workers got wrong. */
  readonly madeWrong = new Set<string>();
  /** Results that workers got wrong, as they are stored; by key. */
  readonly wrongResults = new Map<string, Uint8Array>();
  /** Keys under which a wrong result and another one have been. */
  readonly unsure = new Set<string>();
  /** Since when the kill switch is on. */
  stoppedAt: number | undefined;

  sweep(sweepId: string): SweepLedger {
    const known = this.sweeps.get(sweepId);
    if (known) return known;
    const sweep: SweepLedger = { sweepId, manifest: undefined, manifestAt: undefined, rounds: new Map() };
    this.sweeps.set(sweepId, sweep);
    return sweep;
  }

  round(sweepId: string, round: number): RoundLedger {
    const { rounds } = this.sweep(sweepId);
    const known = rounds.get(round);
    if (known) return known;
    const own: RoundLedger = {
      sweepId,
      round,
      record: undefined,
      recordAt: 0,
      cancelledAt: undefined,
      issues: 0,
      computedMs: 0,
      close: undefined,
      closedAt: 0,
      reportedAt: undefined,
      markedAt: undefined,
    };
    rounds.set(round, own);
    return own;
  }

  shard({ sweepId, round, shard, audit }: Place): ShardLedger {
    const name = `${sweepId} ${round} ${shard} ${audit ?? false}`;
    const known = this.shards.get(name);
    if (known) return known;
    const own = { sent: new Set<number>(), copies: 0, starts: 0 };
    this.shards.set(name, own);
    return own;
  }
}

/** A message as it was sent; undefined of one that nobody can read. */
export function readMessage(body: string): ShardMessage | undefined {
  if (known.has(body)) return known.get(body);
  let message: ShardMessage | undefined;
  try {
    message = parseShardMessage(body);
  } catch {
    message = undefined;
  }
  if (known.size > 1_000) known.clear();
  known.set(body, message);
  return message;
}

/** The body of a message, which is known from then on. */
export function written(message: ShardMessage): string {
  const body = JSON.stringify(message);
  known.set(body, message);
  return body;
}

const known = new Map<string, ShardMessage | undefined>();
